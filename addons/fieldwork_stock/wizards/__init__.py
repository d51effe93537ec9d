from . import fieldwork_part_search
from . import fieldwork_part_place
from . import fieldwork_part_transfer
from . import fieldwork_part_faulty
