from . import site
from . import resource
from . import equipment
from . import order
from . import figures
from . import res_company
from . import res_config_settings
