from datetime import timedelta

from odoo import api, fields, models

# What an hour of the people of the demo data costs the firm.
HOURLY_COSTS = {"marta": 27.0, "bruno": 31.0, "chiara": 26.0, "ivan": 24.0}


class FieldworkBillingDemo(models.AbstractModel):
    """Bills what the demo data did, by the methods that people use."""

    _name = "fieldwork.billing.demo"
    _description = "Demo Data of Fieldwork Billing"

    @api.model
    def _pay(self):
        """Say what an hour of each person costs, and has cost."""
        logs = self.env["fieldwork.worklog"].search([("stop", "!=", False)])
        for name, cost in HOURLY_COSTS.items():
            employee = self.env.ref(f"fieldwork.demo_employee_{name}")
            employee.hourly_cost = cost
            own = logs.filtered(
                lambda log, one=employee.resource_id: log.resource_id == one
            )
            own.hourly_cost = cost

    @api.model
    def _bill(self):
        orders = self.env["fieldwork.order"].search([("visit_ids", "!=", False)])
        orders._update_charges()
        done = orders.filtered(lambda order: order.state == "done").sorted("done_at")
        self._goodwill(done)
        self._quotes(orders)
        company = self.env.company
        if self.env["account.journal"].search_count(
            [("type", "=", "sale"), ("company_id", "=", company.id)], limit=1
        ):
            self._invoice(done)

    @api.model
    def _goodwill(self, done):
        """The last call-out that was made is not billed, with the reason.

        Which order was finished last depends on the hour of the installation, and not
        each has a call-out.
        """
        charges = done.charge_ids.filtered(
            lambda c: c.kind == "callout" and c.verdict == "bill"
        )
        last = charges.sorted(lambda c: (c.order_id.done_at, c.id))[-1:]
        last.action_set_verdict("free", "We came the second time for this.")

    @api.model
    def _invoice(self, done):
        """The older half is billed; one of the invoices was too high."""
        old = done.filtered("amount_to_bill")[: len(done) // 2]
        moves = old.charge_ids._create_invoices("customer")
        moves.action_post()
        if moves:
            wizard = (
                self.env["account.move.reversal"]
                .with_context(active_model="account.move", active_ids=moves[-1:].ids)
                .create(
                    {
                        "journal_id": moves[-1:].journal_id.id,
                        "reason": "Agreed on the phone",
                    }
                )
            )
            wizard.refund_moves()
            credit = wizard.new_move_ids
            credit.invoice_line_ids.filtered("product_id")[1:].unlink()
            credit.action_post()

    @api.model
    def _quotes(self, orders):
        """One quotation that was accepted, one that was refused, one to be written."""
        visits = orders.visit_ids.filtered(
            lambda v: v.outcome == "to_continue" and v.order_id.state != "cancelled"
        )
        part = self.env["product.product"].search(
            [("type", "=", "consu"), ("sale_ok", "=", True), ("list_price", ">", 0)],
            limit=1,
        )
        fates = ("accept", "refuse", "leave")
        for visit, fate in zip(visits[:3], fates, strict=False):
            quote_id = visit.action_request_quote(
                "The part is worn out and should be replaced.",
                parts=[(part.id, 1)] if part else [],
            )
            quote = self.env["sale.order"].browse(quote_id)
            if fate == "accept":
                quote.action_confirm()
            elif fate == "refuse":
                quote.validity_date = fields.Date.today() + timedelta(days=30)
                quote.action_quotation_sent()
                quote._action_cancel()
