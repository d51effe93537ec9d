from . import site
from . import resource
from . import equipment
from . import order
from . import public
from . import res_company
from . import res_config_settings
