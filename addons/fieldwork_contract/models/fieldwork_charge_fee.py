from decimal import Decimal

from odoo import api, fields, models
from odoo.tools import float_is_zero

from odoo.addons.fieldwork_billing.models.fieldwork_charge import PRICES

# Of these a part of the price is due for a part of the period.
BY_THE_DAY = ("fixed", "equipment")


class FieldworkCharge(models.Model):
    """Fees of contracts are charges without an order."""

    _inherit = "fieldwork.charge"

    _guarded_fields = {
        "contract_id": False,
        "fee_id": False,
        "fee_price": False,
        "fee_asked": False,
    }

    kind = fields.Selection(
        selection_add=[("fee", "Fee"), ("other",)], ondelete={"fee": "set other"}
    )
    contract_id = fields.Many2one(
        "fieldwork.contract",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="The contract whose fee this is.",
    )
    fee_id = fields.Many2one(
        "fieldwork.contract.fee",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
    )
    fee_price = fields.Float(
        string="Price Agreed",
        digits=(16, 6),
        readonly=True,
        groups=PRICES,
        help="Of a whole period or year, when this was billed: by it what changes "
        "later is given back or added.",
    )
    fee_asked = fields.Float(
        string="Price Asked",
        digits=(16, 6),
        readonly=True,
        groups=PRICES,
        help="For the days due; people may have changed it on the invoice.",
    )

    def _source(self):
        return super()._source() or self.contract_id

    def _update_sources(self):
        res = super()._update_sources()
        self.contract_id._revise_fee_charges()
        return res

    @api.model
    def _taken_over_fields(self):
        names = ("contract_id", "fee_id", "fee_price", "fee_asked")
        return (*super()._taken_over_fields(), *names)

    def _log_on_sources(self, lines):
        res = super()._log_on_sources(lines)
        contracts = self.env["fieldwork.contract"]
        bodies = {
            source.id: "\n".join(texts)
            for source, texts in lines.items()
            if source._name == contracts._name
        }
        if bodies:
            # sudo: who bills has no right to write on contracts
            contracts.browse(bodies).sudo()._message_log_batch(bodies=bodies)
        return res

    # ------------------------------------------------------------------
    # What changes once it is billed
    # ------------------------------------------------------------------

    def _next_revision(self, draft):
        """What is left of a fee is counted in money: by the day a price changes, not
        a quantity."""
        price_of = draft.get("fee_price_of")
        paid = self._paid()
        if draft["kind"] == "fee" and not paid and self._is_given_free():
            return None
        if not price_of or not paid:
            return super()._next_revision(draft)
        first = paid[0]
        asked = float(price_of(Decimal(str(first.fee_price))))
        if first.fee_asked:
            # As people have changed it on the invoice.
            asked *= first.price_unit / first.fee_asked
        net = asked * (1 - first.discount / 100)
        due = first.currency_id.round(draft["quantity"] * net)
        return self._fee_difference(draft, due)

    def _is_given_free(self):
        """Tell whether a person decided that what was on the invoice is free."""
        by_hand = self.filtered(lambda c: c.state == "billed" and c.is_override)
        return bool(by_hand) and by_hand.sorted("id")[-1].verdict != "bill"

    def _taken_back(self):
        paid = self._paid()
        if paid[:1].fee_id.kind not in BY_THE_DAY:
            return super()._taken_back()
        first = paid[0]
        draft = {name: first[name] for name in self._taken_over_fields()}
        return self._fee_difference(draft, 0.0)

    def _fee_difference(self, draft, due):
        """Return the draft of what is due less what was billed, or None.

        :param float due: all that is due for this source, in money
        """
        paid = self._paid()
        first = paid[0]
        left = due - sum(paid.mapped("amount"))
        if first.currency_id.is_zero(left):
            return None
        difference = self._difference(
            {"quantity": 1, **draft}, first, 1.0, self._revision_due()
        )
        quantity, price = first._as_units(first.currency_id.round(left))
        return {
            **difference,
            "quantity": quantity,
            "price_unit": price,
            "discount": 0.0,
            "fee_price": first.fee_price,
            "fee_asked": price,
        }

    def _as_units(self, amount):
        """Return an amount as a quantity and a price: units of what was billed first
        where it is some, else one of it all."""
        units = amount / self.price_unit if self.price_unit else 0.5
        if not self.discount and float_is_zero(units - round(units), 6):
            return float(round(units)), self.price_unit
        return (1.0 if amount > 0 else -1.0), abs(amount)
