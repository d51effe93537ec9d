from . import fieldwork_contract_terminate
