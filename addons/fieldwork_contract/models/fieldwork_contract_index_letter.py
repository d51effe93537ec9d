from odoo import models
from odoo.tools import format_date
from odoo.tools.misc import formatLang


class FieldworkContract(models.Model):
    """The letter that tells a customer of new prices."""

    _inherit = "fieldwork.contract"

    def _mail_index_letters(self, fees):
        """Write to the customers of these contracts about their new prices.

        :param fees: the versions with the new prices
        """
        letters = self.with_context(fieldwork_index_fees=fees.ids)
        template = letters.env.ref(
            "fieldwork_contract.mail_template_contract_index", raise_if_not_found=False
        )
        told = letters._mail_customers(template)
        # No prices in there: technicians read it too.
        told._message_log_batch(
            {
                contract.id: self.env._(
                    "New prices were mailed to %(customer)s.",
                    customer=contract._customer_recipient().display_name,
                )
                for contract in told
            }
        )

    def _prepare_mail_vals(self, rendered, replies):
        vals = super()._prepare_mail_vals(rendered, replies)
        if self.env.context.get("fieldwork_index_fees"):
            # Prices are not for everybody who may read the contract's messages.
            vals.update(model=False, res_id=False, is_notification=False)
        return vals

    def _index_letter(self):
        """Return what the letter says of new prices, as plain values (hook).

        :return: dict of ``day`` (from when), ``rows`` (dicts of ``name``, ``old``,
            ``new``, ``percent``, ``then``, ``now``, as texts) and ``index``
        """
        self.ensure_one()
        ids = self.env.context.get("fieldwork_index_fees") or []
        fees = self.env["fieldwork.contract.fee"].sudo().browse(ids)
        own = fees.filtered(lambda fee: fee.contract_id == self)
        days = [fee._first_day() for fee in own]
        return {
            "day": self._letter_day(days[0]) if days else "",
            "index": self.index_id.name,
            "rows": [self._index_letter_row(fee) for fee in own],
        }

    def _index_letter_row(self, fee):
        old = fee.origin_fee_id.price_unit
        change = (fee.price_unit / old - 1) * 100 if old else 0.0
        return {
            "name": fee.name,
            "old": formatLang(self.env, old, currency_obj=self.currency_id),
            "new": formatLang(self.env, fee.price_unit, currency_obj=self.currency_id),
            "percent": formatLang(self.env, change, digits=2),
            "month": format_date(self.env, fee.index_month, date_format="MMMM y"),
        }
