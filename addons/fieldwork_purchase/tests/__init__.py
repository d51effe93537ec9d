from . import test_order_cost
from . import test_receipt_report
from . import test_receipt_report_performance
from . import test_supplier_note
