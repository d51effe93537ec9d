from odoo import models
from odoo.tools import format_amount


class FieldworkVisit(models.Model):
    """What the technician's screen shows of billing: no prices, unless allowed."""

    _inherit = "fieldwork.visit"

    def _my_day_values(self):
        values = super()._my_day_values()
        asking = self._asked_distance()
        for visit, shown in zip(self, values, strict=True):
            shown["distance"] = visit in asking and visit._my_day_distance()
            shown["quotes"] = visit._my_day_quotes()
        return values

    def _asked_distance(self):
        """Return the visits whose kilometres the firm wants to know (hook): where a
        rate bills the way by them."""
        rates = self.env["fieldwork.rate"].search(
            [
                ("kind", "=", "travel"),
                ("travel_by", "=", "distance"),
                ("company_id", "in", self.company_id.ids),
            ]
        )
        companies = rates.company_id
        return self.filtered(
            lambda visit: (visit.company_id in companies and visit.state != "planned")
            or visit.travel_km
        )

    def _my_day_distance(self):
        self.ensure_one()
        return {"km": self.travel_km, "billed": self._is_distance_billed()}

    def _my_day_quotes(self):
        """Return how the quotations that were asked for on the order stand, the newest
        first."""
        self.ensure_one()
        quotes = self.order_id.quote_ids.sorted("id", reverse=True)
        return [self._my_day_quote(quote) for quote in quotes]

    def _my_day_quote(self, quote):
        state = quote._fieldwork_state()
        signing = state in ("draft", "sent") and self._may_sign_quotes()
        obstacle = quote._fieldwork_sign_obstacle() if signing else ""
        shown = {
            "id": quote.id,
            "name": quote.name,
            "what": quote._fieldwork_description(),
            "state": state,
            "mode": quote.fieldwork_mode,
            "signed_by": quote.signed_by or "",
            "may_sign": signing and not obstacle,
            "obstacle": obstacle,
        }
        if self.env.user.has_group("fieldwork_billing.group_fieldwork_prices"):
            amount = format_amount(self.env, quote.amount_total, quote.currency_id)
            shown["amount"] = amount
        return shown
