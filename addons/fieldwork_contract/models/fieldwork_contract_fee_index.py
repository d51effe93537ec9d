from odoo import fields, models

from odoo.addons.fieldwork_billing.models.fieldwork_charge import PRICES


class FieldworkContractFee(models.Model):
    """On which value of the index the price of a fee stands."""

    _inherit = "fieldwork.contract.fee"

    is_indexed = fields.Boolean(
        string="Follows the Index",
        default=True,
        help="Where the contract has an index clause.",
    )
    index_month = fields.Date(
        string="On the Index of",
        help="The price stands on the index of this month. Empty: on that of the base "
        "month of the contract.",
    )
    index_first_month = fields.Date(
        readonly=True,
        copy=True,
        help="What is reckoned from the first price stands on this month.",
    )
    index_first_price = fields.Float(
        readonly=True,
        digits=(16, 6),
        groups=PRICES,
        help="What is reckoned from the first price begins with this one.",
    )

    def _prepare_version_vals(self, date, vals):
        """A price that people agree on anew is a first price, on the index of then."""
        res = super()._prepare_version_vals(date, vals)
        if "price_unit" in vals and "index_month" not in vals:
            month = self.contract_id._index_month_of(date)
            res.update(
                index_month=month, index_first_month=month, index_first_price=False
            )
        return res

    def _index_start(self):
        """Return ``(price, month)`` from which the next price is reckoned."""
        self.ensure_one()
        contract = self.contract_id
        base = contract.index_base_month and contract.index_base_month.replace(day=1)
        if contract.index_method == "from_base":
            # Before it was ever adjusted a price is its own first one.
            return (
                self.index_first_price or self.price_unit,
                self.index_first_month or self.index_month or base,
            )
        return self.price_unit, self.index_month or base

    def _prepare_index_vals(self, price, month):
        """Return what the version at an indexed price differs in (hook).

        :param float price: the new price
        :param date month: the month on whose index it stands
        """
        self.ensure_one()
        first_price, first_month = self._index_start()
        contract = self.contract_id
        if contract.index_method == "from_last":
            first_price = self.index_first_price or self.price_unit
            first_month = self.index_first_month or first_month
        return {
            "price_unit": price,
            "index_month": month,
            "index_first_price": first_price,
            "index_first_month": first_month,
        }

    def _is_charged(self):
        """Tell whether a fee stands in the ledger already, billed or not."""
        self.ensure_one()
        # sudo: a manager need not see what is billed
        charges = self.env["fieldwork.charge"].sudo()
        return bool(
            charges.search_count(
                [("fee_id", "=", self.id), ("state", "!=", "void")], limit=1
            )
        )
