from . import fieldwork_equipment_label_report
