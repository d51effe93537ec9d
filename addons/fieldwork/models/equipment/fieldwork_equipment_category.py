from odoo import fields, models


class FieldworkEquipmentCategory(models.Model):
    _name = "fieldwork.equipment.category"
    _description = "Equipment Category"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
