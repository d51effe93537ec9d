from odoo import fields, models


class StockPicking(models.Model):
    """The transfers of a service order."""

    _inherit = "stock.picking"

    fieldwork_order_id = fields.Many2one(
        "fieldwork.order",
        string="Service Order",
        index="btree_not_null",
        readonly=True,
        copy=False,
    )
    fieldwork_visit_id = fields.Many2one(
        "fieldwork.visit", index="btree_not_null", readonly=True, copy=False
    )
