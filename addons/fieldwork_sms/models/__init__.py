from . import fieldwork_order_type
from . import fieldwork_order
from . import fieldwork_customer_notice
from . import sms_sms
