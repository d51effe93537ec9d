from odoo import fields, models


class FieldworkOrderTypeNeed(models.Model):
    _name = "fieldwork.order.type.need"
    _description = "Thing Needed by an Order Type"
    _order = "type_id, kind"

    type_id = fields.Many2one(
        "fieldwork.order.type", required=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(
        [("van", "Van"), ("tool", "Tool"), ("instrument", "Instrument")], required=True
    )
    quantity = fields.Integer(default=1, required=True)

    _kind_uniq = models.Constraint(
        "UNIQUE (type_id, kind)", "Each kind of thing is listed once per type."
    )
    _check_quantity = models.Constraint(
        "CHECK (quantity > 0)", "The quantity must be at least one."
    )
