import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError

from .fieldwork_charge import PRICES

_logger = logging.getLogger(__name__)


class FieldworkOrder(models.Model):
    """From an order to its invoices."""

    _inherit = "fieldwork.order"

    invoice_ids = fields.Many2many(
        "account.move",
        string="Invoices",
        compute="_compute_invoice_ids",
        compute_sudo=True,
        groups=PRICES,
    )
    invoice_count = fields.Integer(
        compute="_compute_invoice_ids", compute_sudo=True, groups=PRICES
    )
    # Set when an order is done where the company bills at once; see the cron.
    is_invoice_waiting = fields.Boolean(copy=False, index="btree_not_null")

    def _compute_invoice_ids(self):
        lines = self.env["account.move.line"].search(
            [("fieldwork_order_id", "in", self.ids)]
        )
        by_order = lines.grouped("fieldwork_order_id")
        for order in self:
            order.invoice_ids = by_order.get(order, lines.browse()).move_id
            order.invoice_count = len(order.invoice_ids)

    def action_view_invoices(self):
        self.ensure_one()
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Invoices"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", self.invoice_ids.ids)],
            "context": {"create": False},
        }
        if len(self.invoice_ids) == 1:
            action |= {"view_mode": "form", "res_id": self.invoice_ids.id}
        return action

    def action_bill(self):
        """Open the preview of the invoices of these orders.

        :raise UserError: they are of several companies
        """
        if len(self.company_id) > 1:
            raise UserError(
                self.env._("Choose orders of one company: each has its own invoices.")
            )
        run = self.env["fieldwork.billing.run"]._for_orders(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "fieldwork.billing.run",
            "view_mode": "form",
            "res_id": run.id,
        }

    def _after_closing(self):
        res = super()._after_closing()
        self.filtered(lambda order: order.state == "done")._invoice_when_done()
        return res

    def _invoice_when_done(self):
        """Have done orders billed, where the company says so.

        Not here: whoever finishes the work must not be stopped by the accounts.
        """
        waiting = self.sudo().filtered(
            lambda o: o.company_id.fieldwork_invoice_when_done != "no"
            and o.amount_to_bill
        )
        if waiting:
            waiting.is_invoice_waiting = True
            cron = self.env.ref("fieldwork_billing.ir_cron_invoice_done")
            cron.sudo()._trigger()

    @api.model
    def _cron_invoice_done(self, batch=20):
        """Bill the orders that are done, each by itself, in batches."""
        domain = [("is_invoice_waiting", "=", True)]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        while orders := self.search(domain, limit=batch, order="id"):
            for order in orders:
                order.with_company(order.company_id)._invoice_or_say()
            orders.is_invoice_waiting = False
            if not cron._commit_progress(len(orders)):
                break

    def _invoice_or_say(self):
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                moves = self.charge_ids._create_invoices("order")
                if self.company_id.fieldwork_invoice_when_done == "posted":
                    moves.action_post()
        except OperationalError:
            raise  # two at once: tried again
        except Exception as error:  # the others go on; this one says why on itself
            _logger.info("Order %s was not invoiced: %s", self.name, error)
            self._message_log(
                body=self.env._("It could not be invoiced: %(why)s", why=str(error))
            )
