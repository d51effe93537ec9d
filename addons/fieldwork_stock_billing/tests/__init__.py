from . import test_cost_flow
from . import test_stock_billing
from . import test_valuation
