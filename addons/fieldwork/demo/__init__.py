from . import fieldwork_demo
