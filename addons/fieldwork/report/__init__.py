from . import fieldwork_equipment_label_report
from . import fieldwork_visit_report
