from . import fieldwork_equipment_category
from . import fieldwork_equipment
