from . import fieldwork_contract_generate_wizard
from . import fieldwork_contract_generate_line
from . import fieldwork_contract_skip_wizard
from . import fieldwork_contract_terminate
from . import fieldwork_contract_fee_price
