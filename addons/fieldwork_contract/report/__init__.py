from . import fieldwork_contract_compliance
from . import fieldwork_contract_margin
from . import fieldwork_contract_report
