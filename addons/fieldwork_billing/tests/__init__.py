from . import test_time_pieces
from . import test_charges
from . import test_invoices
from . import test_ledger_properties
from . import test_billing_runs
from . import test_access
from . import test_sales
