from . import fieldwork_billing_demo
