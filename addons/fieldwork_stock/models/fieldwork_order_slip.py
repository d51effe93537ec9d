from odoo import api, fields, models


class FieldworkOrder(models.Model):
    """The transfers of an order, and the faulty parts that came back."""

    _inherit = "fieldwork.order"

    picking_ids = fields.One2many(
        "stock.picking", "fieldwork_order_id", string="Transfers", readonly=True
    )
    faulty_count = fields.Integer(
        string="Faulty Parts", compute="_compute_faulty_count"
    )

    @api.depends("material_ids.move_ids.fieldwork_kind")
    def _compute_faulty_count(self):
        counts = dict(
            self.env["stock.move"]._read_group(
                [
                    ("fieldwork_order_id", "in", self.ids),
                    ("fieldwork_kind", "=", "faulty"),
                ],
                ["fieldwork_order_id"],
                ["__count"],
            )
        )
        for order in self:
            order.faulty_count = counts.get(order, 0)

    def action_view_faulty(self):
        """Open the faulty parts that came back from these orders."""
        action = self.env["ir.actions.actions"]._for_xml_id(
            "fieldwork_stock.stock_move_action_faulty"
        )
        return {
            **action,
            "domain": [
                ("fieldwork_kind", "=", "faulty"),
                ("fieldwork_order_id", "in", self.ids),
            ],
        }
