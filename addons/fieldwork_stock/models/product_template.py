from odoo import fields, models


class ProductTemplate(models.Model):
    """What whoever fits a part has to know of it."""

    _inherit = "product.template"

    fieldwork_part_note = fields.Text(
        string="Spare Part Notes",
        translate=True,
        help="Shown to technicians beside the part: what it fits, how it is set.",
    )
