from odoo import api, fields, models
from odoo.tools import float_round, formatLang

from .fieldwork_contract_cover import KINDS


class FieldworkContractCover(models.Model):
    """A cover, and what is left of it, in words."""

    _inherit = "fieldwork.contract.cover"

    @api.depends(*KINDS.values(), "percent")
    def _compute_name(self):
        for cover in self:
            kinds = [
                cover._fields[name]._description_string(self.env)
                for name in KINDS.values()
                if cover[name]
            ]
            share = "" if cover.percent >= 100 else f" {cover.percent:g} %"
            cover.name = ", ".join(kinds) + share

    @api.depends("cap_period", "cap_unit", "cap_limit", "counter_ids.used")
    def _compute_left_text(self):
        for cover in self:
            cover.left_text = cover._left_on(fields.Date.context_today(self))

    def _left_on(self, day, money=True):
        """Return what is left of the limit on a day, in words.

        :param bool money: whether the reader may see amounts
        """
        self.ensure_one()
        if self.cap_period == "none":
            return self.env._("without limit")
        if self.cap_period == "visit":
            limit = self._limit()
            return self.env._(
                "up to %(limit)s each visit", limit=self._amount_text(limit, money)
            )
        key, first, last = self._period(max(day, self._first_day()), False)
        limit = self._limit(first)
        counter = self.counter_ids.filtered(lambda c: c.key == key)
        return self.env._(
            "%(left)s of %(limit)s left of %(period)s",
            left=self._amount_text(max(limit - counter.used, 0), money),
            limit=self._amount_text(limit, money),
            period=self._period_text(first, last),
        )

    def _first_day(self):
        return self.contract_id.date_start or fields.Date.context_today(self)

    def _amount_text(self, amount, money=True):
        """Return an amount of what is counted, with its unit."""
        env = self.env
        if self.cap_unit == "visits":
            return env._("%(number)s visits", number=round(amount))
        if self.cap_unit == "hours":
            hours = float_round(amount / 60, precision_digits=2)
            return env._("%(number)s h", number=f"{hours:g}")
        if not money:
            # A share of the limit: whoever sees no prices sees no sums either.
            return f"{100 * amount / self.cap_limit:.0f} %"
        return formatLang(env, amount, currency_obj=self.currency_id)

    def _period_text(self, first, last):
        if self.cap_period == "term":
            return self.env._("the whole term")
        if (first.month, first.day) == (1, 1):
            return str(first.year)
        return (
            self.contract_id._day_text(first) + " – " + self.contract_id._day_text(last)
        )

    def _drawn_text(self, counter, drawn):
        """Return why a charge is covered.

        :param counter: ``fieldwork.contract.cover.counter``, none without a limit
        :param drawn: number of the visit, or what is used with this charge
        """
        what = {"contract": self.contract_id.name, "percent": f"{self.percent:g}"}
        if counter and self.cap_unit == "visits":
            text = self.env._(
                "covered by contract %(contract)s, visit %(number)s of %(limit)s",
                number=drawn,
                limit=round(self._limit(counter.date_from)),
                **what,
            )
        elif counter:
            text = self.env._(
                "covered by contract %(contract)s, %(used)s of %(limit)s used",
                used=self._amount_text(drawn),
                limit=self._amount_text(self._limit(counter.date_from)),
                **what,
            )
        else:
            text = self.env._("covered by contract %(contract)s", **what)
        if self.percent < 100:
            text = self.env._("%(percent)s %% %(covered)s", covered=text, **what)
        return text[:1].upper() + text[1:] + "."

    def _used_up_text(self, counter):
        """Return why a charge is not covered any more."""
        what = {
            "contract": self.contract_id.name,
            "limit": self._amount_text(self._limit(counter.date_from)),
        }
        if self.cap_period == "visit":
            return self.env._(
                "Contract %(contract)s: %(limit)s of this visit are used.", **what
            )
        period = self._period_text(counter.date_from, counter.date_to)
        if self.cap_unit == "visits":
            return self.env._(
                "Contract %(contract)s: %(number)s of %(limit)s of %(period)s are "
                "used.",
                number=round(self._limit(counter.date_from)),
                period=period,
                **what,
            )
        return self.env._(
            "Contract %(contract)s: %(limit)s of %(period)s are used.",
            period=period,
            **what,
        )
