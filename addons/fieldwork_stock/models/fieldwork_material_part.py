from odoo import fields, models


class FieldworkMaterial(models.Model):
    """What whoever fits the part sees of it, without opening the product."""

    _inherit = "fieldwork.material"

    product_image = fields.Image(related="product_id.image_128", string="Photo")
    part_note = fields.Text(related="product_id.fieldwork_part_note")
