from . import fieldwork_contract_report
