from . import fieldwork_contract_compliance
from . import fieldwork_contract_report
