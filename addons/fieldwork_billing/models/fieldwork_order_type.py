from odoo import fields, models

MODES = [
    ("time", "Time and material"),
    ("fixed", "Fixed price"),
    ("none", "Not billed"),
]


class FieldworkOrderType(models.Model):
    _inherit = "fieldwork.order.type"

    billing_mode = fields.Selection(
        MODES,
        string="Billing",
        default="time",
        required=True,
        help="Fixed price: the default product is billed once when an order is done, "
        "whatever the time and the travel were.",
    )
    fixed_includes_material = fields.Boolean(
        string="Material Included", help="The fixed price is for the material too."
    )
    not_billed_reason = fields.Char(
        translate=True, help="Why orders of this type are not billed."
    )
