from odoo import api, models


class SaleOrderLine(models.Model):
    """What technicians deliver leaves their van, not the warehouse by a delivery of
    its own (as ``repair`` does with its parts)."""

    _inherit = "sale.order.line"

    @api.depends("order_id.fieldwork_order_id")
    def _compute_qty_delivered_method(self):
        res = super()._compute_qty_delivered_method()
        # sale_stock has its say after fieldwork_billing, and means all goods.
        self.filtered("order_id.fieldwork_order_id").qty_delivered_method = "fieldwork"
        return res

    def _action_launch_stock_rule(self, **kwargs):
        by_visit = self.filtered(lambda line: line.qty_delivered_method == "fieldwork")
        return super(SaleOrderLine, self - by_visit)._action_launch_stock_rule(**kwargs)
