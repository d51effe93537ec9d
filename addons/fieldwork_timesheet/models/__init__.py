from . import account_analytic_line
from . import fieldwork_order
from . import fieldwork_worklog
from . import project_project
from . import res_company
from . import res_config_settings
