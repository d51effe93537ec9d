from odoo import fields, models


class FieldworkPartSearch(models.TransientModel):
    """Where the part of a line is, and the way to get it."""

    _name = "fieldwork.part.search"
    _description = "Where a Part Is"

    material_id = fields.Many2one(
        "fieldwork.material", required=True, ondelete="cascade", readonly=True
    )
    product_id = fields.Many2one(related="material_id.product_id")
    product_image = fields.Image(related="product_id.image_512", string="Photo")
    part_note = fields.Text(related="product_id.fieldwork_part_note")
    uom_id = fields.Many2one(related="product_id.uom_id")
    quantity = fields.Float(
        string="Needed",
        digits="Product Unit",
        readonly=True,
        help="In the unit of the product.",
    )
    target_id = fields.Many2one(
        "resource.resource",
        string="For",
        readonly=True,
        help="Who takes the part along.",
    )
    place_ids = fields.One2many("fieldwork.part.place", "search_id", readonly=True)
