from . import fieldwork_contract_compliance
