import re
from calendar import monthrange

from odoo import api, models
from odoo.exceptions import ValidationError

from ..tools.programme import Service
from ..tools.recurrence import GRID, INTERVAL, Rule, validate
from .fieldwork_contract_line import MONTHS

# What the dates hang on: a change of these has the dates not yet made looked at again.
RULE_FIELDS = {
    "rule",
    "anchor",
    "day_of_month",
    "every",
    "unit",
    "date_first",
    "meter_every",
    "meter_name",
    "blackout_months",
    "season_from",
    "season_to",
    "shift_policy",
    "days_before",
    "days_after",
    "hour_from",
    "hour_to",
    "date_from",
    "date_to",
    "scope",
    "equipment_ids",
    "site_ids",
    "duration",
    "active",
} | {f"month_{month}" for month in MONTHS}


class FieldworkContractLine(models.Model):
    """The rule of a line as :mod:`..tools.recurrence` takes it, and what is wrong."""

    _inherit = "fieldwork.contract.line"

    def _counts_cycles(self):
        """Tell whether the next time hangs on when the last one was done."""
        self.ensure_one()
        return self.rule == "meter" or (
            self.rule == "interval" and self.anchor == "floating"
        )

    def _rule(self):
        """Return the :class:`Rule` of a line; that of a meter counts no time."""
        self.ensure_one()
        first = self.date_first or self.date_from
        return Rule(
            kind=GRID if self.rule == "grid" else INTERVAL,
            dtstart=self.date_from if self.rule == "grid" else first,
            until=self._last_day() or None,
            months=self._months() if self.rule == "grid" else (),
            day=self.day_of_month if self.rule == "grid" else 0,
            every=self.every,
            unit=self.unit,
            blackout=self._blackout(),
            season=self._season(),
        )

    def _last_day(self):
        """Return the last day on which the line makes anything, or False."""
        self.ensure_one()
        ends = [day for day in (self.date_to, self.contract_id.date_end) if day]
        return min(ends, default=False)

    def _months(self):
        return tuple(
            number
            for number, month in enumerate(MONTHS, start=1)
            if self[f"month_{month}"]
        )

    def _blackout(self):
        numbers = re.findall(r"\d+", self.blackout_months or "")
        return tuple(sorted({int(number) for number in numbers}))

    def _season(self):
        ends = [_month_day(text) for text in (self.season_from, self.season_to)]
        return tuple(ends) if all(ends) else ()

    def _service(self):
        """Return the :class:`Service` the planner knows this line by."""
        self.ensure_one()
        return Service(
            root=self.root_id.id,
            rank=self.sequence,
            tolerance=self.merge_days,
            apart=self.apart,
            absorbs=frozenset(self.absorbs_line_ids.root_id.ids),
            absorb_days=self.absorb_days,
        )

    # ------------------------------------------------------------------
    # What is refused
    # ------------------------------------------------------------------

    @api.constrains(*sorted(RULE_FIELDS - {"active"}))
    def _check_rule(self):
        for line in self:
            wrong = line._wrong_words()
            if wrong:
                raise ValidationError(
                    self.env._(
                        "“%(line)s” of contract %(contract)s: %(wrong)s",
                        line=line.name,
                        contract=line.contract_id.name,
                        wrong=wrong,
                    )
                )

    def _wrong_words(self):
        """Say what keeps a line from ever falling due, and the remedy; or False."""
        self.ensure_one()
        wrong = self._wrong_texts()
        if wrong or self.rule == "meter":
            return wrong
        # A version that another one follows may end before its first date.
        end = self.date_to if not self.version_ids else None
        return self._wrong_rules().get(self._wrong_until(end), False)

    def _wrong_until(self, end):
        """Return what :func:`validate` says of the rule, were it to end on a day.

        The end of the contract is not the line's fault: it may be renewed.
        """
        return validate(Rule(**{**self._rule().__dict__, "until": end or None}))

    def _wrong_texts(self):
        if not all(1 <= month <= 12 for month in self._blackout()):
            return self.env._(
                "months in which nothing is done are numbers from 1 to 12."
            )
        if (self.season_from or self.season_to) and not self._season():
            return self.env._(
                "a season needs both its first and its last day, as day and month: "
                "15/10."
            )
        if self.rule == "meter" and self.meter_every <= 0:
            return self.env._("say how far the meter goes between two services.")
        if self._needs_meter() and self.scope != "equipment":
            return self.env._(
                "a site has no meter: choose “Each machine”, or an interval of time."
            )
        if self.meter_every and self.rule != "meter" and not self._counts_cycles():
            return self.env._(
                "a meter counts from the last service: choose an interval “From when "
                "it was last done”, or no meter."
            )
        return False

    def _needs_meter(self):
        return self.rule == "meter" or self.meter_every > 0

    def _wrong_rules(self):
        return {
            "months": self.env._(
                "no month is ticked: tick those in which it falls due."
            ),
            "every": self.env._("the interval must be at least one."),
            "day": self.env._("the day of the month must lie between 1 and 31."),
            "until": self.env._("it ends before it begins."),
            "closed": self.env._(
                "it would never be done, as each date falls into a month or season in "
                "which nothing is done: change the one or the other."
            ),
            "never": self.env._(
                "it ends before its first date: change the date or the end."
            ),
        }


def _month_day(text):
    """Return ``(month, day)`` of a text such as ``15/10``, or None."""
    found = re.fullmatch(r"\s*(\d{1,2})\D(\d{1,2})\.?\s*", text or "")
    if not found:
        return None
    day, month = int(found[1]), int(found[2])
    # Of a leap year: a season may end on 29 February.
    if 1 <= month <= 12 and 1 <= day <= monthrange(2024, month)[1]:
        return month, day
    return None
