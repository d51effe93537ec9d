from . import fieldwork_margin
