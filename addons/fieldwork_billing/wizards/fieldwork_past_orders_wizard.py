from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.fieldwork.tools.days import day_start


class FieldworkPastOrdersWizard(models.TransientModel):
    """Price orders that were done before Fieldwork billed."""

    _name = "fieldwork.past.orders.wizard"
    _description = "Price Past Orders"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        string="Done since",
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(day=1),
        help="Orders that were done on this day or later, and of which nothing is in "
        "the account yet. What was done before is left as it is.",
    )
    order_count = fields.Integer(string="To Be Priced", compute="_compute_order_count")
    waiting_count = fields.Integer(
        string="Being Priced", compute="_compute_waiting_count"
    )

    @api.depends("date_from", "company_id")
    def _compute_order_count(self):
        for wizard in self:
            wizard.order_count = wizard.date_from and self.env[
                "fieldwork.order"
            ].search_count(wizard._domain_orders())

    @api.depends("company_id")
    def _compute_waiting_count(self):
        for wizard in self:
            wizard.waiting_count = self.env["fieldwork.order"].search_count(
                [
                    ("company_id", "=", wizard.company_id.id),
                    ("is_pricing_waiting", "=", True),
                ]
            )

    def _domain_orders(self):
        self.ensure_one()
        start = day_start(self.company_id._fieldwork_tz(), self.date_from)
        return self.env["fieldwork.order"]._domain_past(self.company_id, start)

    def action_price(self):
        """Have the orders priced, however many they are, in the background.

        :raise UserError: there are none
        """
        self.ensure_one()
        orders = self.env["fieldwork.order"].search(self._domain_orders())
        if not orders:
            raise UserError(
                self.env._(
                    "No order without a price was done since %(date)s: choose an "
                    "earlier day.",
                    date=self.date_from,
                )
            )
        orders._price_past()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "%(count)s orders are being priced. They appear here one batch "
                    "after the other.",
                    count=len(orders),
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
