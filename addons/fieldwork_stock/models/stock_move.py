from odoo import fields, models


class StockMove(models.Model):
    """What a move has to do with a service order."""

    _inherit = "stock.move"

    # Not copied: a return made in the warehouse is a document of its own, and the
    # line keeps what was delivered.
    fieldwork_order_id = fields.Many2one(
        "fieldwork.order",
        string="Service Order",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    fieldwork_material_id = fields.Many2one(
        "fieldwork.material",
        string="Material of the Order",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    fieldwork_kind = fields.Selection(
        [("used", "Used"), ("left", "Left with the Customer")],
        string="Purpose in Fieldwork",
        readonly=True,
        copy=False,
    )
