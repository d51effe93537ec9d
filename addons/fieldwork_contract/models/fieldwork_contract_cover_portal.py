import math

from odoo import fields, models


class FieldworkContractCover(models.Model):
    """A cover as the customer reads it, with amounts: they are the customer's own."""

    _inherit = "fieldwork.contract.cover"

    def _portal_values(self):
        """Return what is covered and how much of it is left today.

        :return: list of dicts with ``name``, ``terms``, ``left`` (text, empty without
            a limit that is counted over time) and ``percent`` (left, or ``None``)
        """
        today = fields.Date.context_today(self)
        rows = []
        for cover in self:
            counted = cover.cap_period in ("year", "term")
            rows.append(
                {
                    "name": cover.name,
                    "terms": cover._terms_text(),
                    "left": cover._left_on(today) if counted else "",
                    "percent": cover._percent_left(today) if counted else None,
                }
            )
        return rows

    def _is_left_on(self, day):
        """Tell whether anything of the limit is left on a day."""
        self.ensure_one()
        if self.cap_period not in ("year", "term"):
            return True
        return self._percent_left(day) > 0

    def _percent_left(self, day):
        self.ensure_one()
        key = self._period(max(day, self._first_day()), False)[0]
        counter = self.counter_ids.filtered(lambda one: one.key == key)
        limit = self._limit()
        left = max(limit - counter.used, 0)
        # What is little is not nothing.
        return math.ceil(100 * left / limit) if limit else 0

    def _terms_text(self):
        """Return the limit and the exceptions, without what is used of it."""
        self.ensure_one()
        parts = [self._limit_text()]
        if self.order_type_ids:
            types = ", ".join(self.order_type_ids.mapped("name"))
            parts.append(self.env._("only for: %(types)s", types=types))
        if self.excluded_category_ids:
            names = ", ".join(self.excluded_category_ids.mapped("name"))
            parts.append(self.env._("except: %(categories)s", categories=names))
        return "; ".join(parts)

    def _limit_text(self):
        if self.cap_period == "none":
            return self.env._("without limit")
        limit = self._amount_text(self._limit())
        return {
            "visit": self.env._("up to %(limit)s each visit", limit=limit),
            "year": self.env._("up to %(limit)s each year", limit=limit),
            "term": self.env._("up to %(limit)s in the whole term", limit=limit),
        }[self.cap_period]
