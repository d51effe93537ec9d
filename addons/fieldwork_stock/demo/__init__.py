from . import fieldwork_stock_demo
