from odoo import api, fields, models
from odoo.tools import formatLang


class FieldworkContractFee(models.Model):
    """A fee as it was agreed on, and as the customer reads it."""

    _name = "fieldwork.contract.fee"
    _inherit = ["fieldwork.contract.fee", "fieldwork.contract.terms.mixin"]

    agreed_price = fields.Float(
        compute="_compute_agreed_price",
        digits=(16, 6),
        groups="fieldwork_billing.group_fieldwork_prices",
        help="The price before the index moved it: that is what was signed.",
    )

    @api.depends("price_unit", "index_first_price")
    def _compute_agreed_price(self):
        for fee in self:
            fee.agreed_price = fee.index_first_price or fee.price_unit

    def _is_index_version(self):
        """Tell whether the index made this version: the clause that was signed says
        so, nothing new was agreed on."""
        self.ensure_one()
        return bool(self.origin_fee_id and self.index_first_price)

    def _portal_text(self):
        """Return ``(name, price)`` of a fee in words."""
        self.ensure_one()
        price = formatLang(self.env, self.price_unit, currency_obj=self.currency_id)
        if self.kind == "visit":
            return self.name, self.env._("%(price)s for each visit", price=price)
        if self.kind == "meter":
            return self.name, self.env._(
                "%(price)s for each unit of the meter over %(allowance)s",
                price=price,
                allowance=formatLang(self.env, self.allowance, digits=0),
            )
        labels = dict(self._fields["months"]._description_selection(self.env))
        period = labels["12" if self.price_per == "year" else self.months]
        what = {"price": price, "period": period.lower()}
        if self.kind == "equipment":
            return self.name, self.env._(
                "%(price)s for each machine and %(period)s", **what
            )
        if self.quantity != 1:
            what["number"] = formatLang(self.env, self.quantity, digits=0)
            return self.name, self.env._(
                "%(number)s × %(price)s each %(period)s", **what
            )
        return self.name, self.env._("%(price)s each %(period)s", **what)
