from . import fieldwork_receipt_report
