from . import test_stock_billing
