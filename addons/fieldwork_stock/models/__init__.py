from . import stock_location
from . import res_company
from . import resource_resource
