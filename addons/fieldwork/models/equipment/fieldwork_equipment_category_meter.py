from odoo import fields, models

from .fieldwork_meter import METER_KINDS
from .meter_chain import METER_DIGITS


class FieldworkEquipmentCategoryMeter(models.Model):
    _name = "fieldwork.equipment.category.meter"
    _description = "Usual Meter of an Equipment Category"
    _order = "sequence, id"

    category_id = fields.Many2one(
        "fieldwork.equipment.category", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    kind = fields.Selection(METER_KINDS, required=True, default="counter")
    unit = fields.Char()
    roll_over = fields.Float(string="Rolls Over At", digits=METER_DIGITS)
    has_minimum = fields.Boolean()
    minimum = fields.Float(digits=METER_DIGITS)
    has_maximum = fields.Boolean()
    maximum = fields.Float(digits=METER_DIGITS)

    def _prepare_meter_vals(self, equipment):
        """Return the values of the meter that ``equipment`` gets from this line."""
        self.ensure_one()
        names = (
            "sequence",
            "name",
            "kind",
            "unit",
            "roll_over",
            "has_minimum",
            "minimum",
            "has_maximum",
            "maximum",
        )
        return {"equipment_id": equipment.id, **{name: self[name] for name in names}}
