from . import test_contract
from . import test_programme
from . import test_programme_plan
from . import test_recurrence
