from . import test_contract
from . import test_contract_cover
from . import test_contract_terms
from . import test_contract_life
