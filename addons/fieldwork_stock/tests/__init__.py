from . import test_locations
from . import test_consumption
from . import test_consumption_performance
from . import test_stock_access
from . import test_lots
from . import test_serial_equipment
from . import test_kit
from . import test_kit_check
