from . import fieldwork_contract_demo
