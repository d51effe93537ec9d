from . import res_company
from . import res_config_settings
from . import resource_resource
from . import fieldwork_order_track
from . import fieldwork_order_page
from . import fieldwork_order_rating
from . import fieldwork_visit_customer
from . import fieldwork_visit_expected
