from odoo import models
from odoo.tools import format_date

from ..tools.indexation import indexed


class FieldworkContractFee(models.Model):
    """The next price of a fee by the index clause of its contract."""

    _inherit = "fieldwork.contract.fee"

    def _is_indexed_on(self, day):
        """Tell whether this version has a price on ``day`` that follows the index, or
        is the last one of a contract that ends before."""
        self.ensure_one()
        if not self.is_indexed or (self.date_to and self.date_to < day):
            return False
        return self._first_day() <= day

    def _prepare_index_line_vals(self, day, values):
        """Return what the preview says of a fee: its new price, or why there is none.

        :param date day: from which the new price would hold
        :param dict values: ``{(index, first day of the month): value}``
        """
        self.ensure_one()
        contract = self.contract_id
        price, then = self._index_start()
        now = contract._index_month_of(day)
        value_then = values.get((contract.index_id, then))
        value_now = values.get((contract.index_id, now))
        problem = self._index_problem(day, {then: value_then, now: value_now})
        new_price = False
        if not problem:
            clause = contract._index_clause()
            new_price = float(indexed(price, value_then, value_now, clause))
            if self._same_price(new_price):
                problem = self.env._("The price stays as it is.")
        old = self.price_unit
        rise = new_price is not False and old
        return {
            "fee_id": self.id,
            "old_price": old,
            "month_then": then,
            "value_then": value_then,
            "month_now": now,
            "value_now": value_now,
            "percent": (new_price / old - 1) * 100 if rise else 0.0,
            "new_price": new_price,
            "problem": problem,
        }

    def _same_price(self, price):
        digits = self._fields["price_unit"].get_digits(self.env)
        return round(self.price_unit - price, digits[1]) == 0

    def _index_problem(self, day, values):
        """Return why a fee cannot be adjusted from ``day`` on, in words, or False.

        :param dict values: ``{first day of the month: value or None}`` needed
        """
        self.ensure_one()
        contract = self.contract_id
        if contract.date_end and contract.date_end < day:
            return self.env._(
                "The contract ends on %(day)s: adjust the one that follows.",
                day=format_date(self.env, contract.date_end),
            )
        if contract.index_from and day < contract.index_from:
            return self.env._(
                "Prices do not change before %(day)s.",
                day=format_date(self.env, contract.index_from),
            )
        return (
            self._version_problem(day)
            or self._month_problem(contract._index_month_of(day))
            or self._value_problem(values)
        )

    def _version_problem(self, day):
        """Return what other version is in the way."""
        if self.date_to and self._has_later_version():
            return self.env._(
                "Another price is agreed on from %(day)s.",
                day=format_date(self.env, self._later_version().date_from),
            )
        if self._first_day() == day and self._is_charged():
            return self.env._(
                "This price begins on that day, and is charged: choose a later one."
            )
        return False

    def _later_version(self):
        return self.contract_id.fee_ids.filtered(lambda fee: fee.origin_fee_id == self)

    def _has_later_version(self):
        return bool(self._later_version())

    def _month_problem(self, now):
        stands_on = self.index_month
        if stands_on and stands_on >= now:
            return self.env._(
                "It stands on the index of %(month)s already.",
                month=self._month_text(stands_on),
            )
        return False

    def _value_problem(self, values):
        """Return which value of the index is missing."""
        index = self.contract_id.index_id.name
        for month, value in values.items():
            if not month:
                return self.env._("The contract names no base month.")
            if not value:
                return self.env._(
                    "“%(index)s” has no value for %(month)s.",
                    index=index,
                    month=self._month_text(month),
                )
        return False

    def _month_text(self, month):
        return format_date(self.env, month, date_format="MMMM y")

    def _adjust(self, day, price, month):
        """Let a new price hold from ``day`` on, and return the fee that has it.

        The old price stays where it was. Only a version that begins on that very day,
        and of which nothing is charged, takes the new price itself: its old one stands
        in the version before it.
        """
        self.ensure_one()
        vals = self._prepare_index_vals(price, month)
        if self._first_day() < day:
            return self._new_version(day, **vals)
        self.write(vals)
        return self
