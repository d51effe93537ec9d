from . import test_contract
from . import test_programme
from . import test_programme_plan
from . import test_recurrence
from . import test_contract_cover
from . import test_contract_terms
from . import test_contract_life
from . import test_contract_fee
