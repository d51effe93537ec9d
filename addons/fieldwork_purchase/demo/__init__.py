from . import fieldwork_purchase_demo
