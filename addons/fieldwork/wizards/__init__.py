from . import fieldwork_make_technician
from . import fieldwork_oncall_fill
