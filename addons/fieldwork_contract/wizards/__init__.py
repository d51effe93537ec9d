from . import fieldwork_contract_generate_wizard
from . import fieldwork_contract_generate_line
from . import fieldwork_contract_skip_wizard
from . import fieldwork_contract_terminate
from . import fieldwork_contract_index_wizard
from . import fieldwork_contract_index_line
from . import fieldwork_index_paste_wizard
from . import fieldwork_contract_fee_price
