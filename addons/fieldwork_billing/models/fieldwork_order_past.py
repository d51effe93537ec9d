import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)


class FieldworkOrder(models.Model):
    """Orders that were done before anybody priced them."""

    _inherit = "fieldwork.order"

    # Set by the wizard, taken off by the cron that prices.
    is_pricing_waiting = fields.Boolean(copy=False, index="btree_not_null")

    @api.model
    def _domain_past(self, company, date_from):
        """Return the domain of done orders of a company without a charge (hook).

        :param datetime date_from: when they were done, at the earliest
        """
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "done")
            & Domain("done_at", ">=", date_from)
            & Domain("charge_ids", "=", False)
        )

    def _price_past(self):
        """Have these orders priced by the scheduled action.

        What is marked twice is priced once: the mark goes with the pricing.
        """
        # sudo: who bills has no right to write on orders
        orders = self.sudo()
        orders.is_pricing_waiting = True
        if orders:
            self.env.ref("fieldwork_billing.ir_cron_price_past").sudo()._trigger()

    @api.model
    def _cron_price_past(self, batch=50):
        """Price the orders that wait for it, in batches with their own commit."""
        domain = [("is_pricing_waiting", "=", True)]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        while orders := self.search(domain, limit=batch, order="id"):
            for company, own in orders.grouped("company_id").items():
                own.with_company(company)._price_or_say()
            orders.is_pricing_waiting = False
            if not cron._commit_progress(len(orders)):
                break

    def _price_or_say(self):
        """Price these orders in one go; where that fails each by itself, and those
        that cannot be priced say why."""
        try:
            with self.env.cr.savepoint():
                self._update_charges()
        except OperationalError:
            raise  # two at once: tried again
        except Exception as error:  # the others go on; this one says why on itself
            if len(self) > 1:
                for order in self:
                    order._price_or_say()
                return
            _logger.info("Order %s was not priced: %s", self.name, error)
            self._message_log(
                body=self.env._("It could not be priced: %(why)s", why=str(error))
            )
