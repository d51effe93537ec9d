from . import fieldwork_order_brand
from . import fieldwork_order_figures
from . import fieldwork_order_dashboard
from . import fieldwork_visit_report
from . import res_company
