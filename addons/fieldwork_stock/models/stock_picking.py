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

    def _attach_sign(self):
        # Signed with the report, which goes to the customer: the slip is printed when
        # somebody asks for it, and nobody waits for that while signing.
        if self.env.context.get("fieldwork_signed_with_report"):
            return True
        return super()._attach_sign()

    def action_fieldwork_print(self):
        """Print the delivery slips."""
        return self._fieldwork_slip_report().report_action(self)

    def _fieldwork_slip_report(self):
        """Return the report of these slips: core's, in Italy the DDT (hook)."""
        # Core's Italian module makes the DDT, and has it printed in place of the slip.
        ddt = self.env.ref(
            "l10n_it_stock_ddt.action_report_ddt", raise_if_not_found=False
        )
        if ddt and all(self.mapped("l10n_it_show_print_ddt_button")):
            return ddt
        return self.env.ref("stock.action_report_delivery")
