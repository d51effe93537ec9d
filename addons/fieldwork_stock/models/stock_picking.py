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

    def _create_backorder_picking(self):
        """What is loaded later is of the same order."""
        backorder = super()._create_backorder_picking()
        if self.fieldwork_order_id:
            backorder.write(
                {
                    "fieldwork_order_id": self.fieldwork_order_id.id,
                    "fieldwork_visit_id": self.fieldwork_visit_id.id,
                }
            )
        return backorder

    def action_fieldwork_print(self):
        """Print the delivery slips."""
        return self.env.ref("stock.action_report_delivery").report_action(self)
