from . import fieldwork_contract
