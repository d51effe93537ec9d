from babel.dates import get_month_names

from odoo import api, fields, models
from odoo.tools import format_date, get_lang
from odoo.tools.misc import formatLang

from ..tools.recurrence import next_date
from .fieldwork_contract_line_rule import RULE_FIELDS


class FieldworkContractLine(models.Model):
    """The rule in words, for people who do not think in rules."""

    _inherit = "fieldwork.contract.line"

    next_date = fields.Date(
        string="Next",
        compute="_compute_next_date",
        help="The next date that is not done yet.",
    )
    explanation = fields.Char(compute="_compute_explanation", string="How Often")

    @api.depends("occurrence_ids.state", "occurrence_ids.date")
    def _compute_next_date(self):
        rows = self.env["fieldwork.contract.occurrence"]._read_group(
            [("line_id", "in", self.ids), ("state", "in", ("planned", "generated"))],
            ["line_id"],
            ["date:min"],
        )
        firsts = {line.id: day for line, day in rows}
        today = fields.Date.context_today(self)
        for line in self:
            line.next_date = firsts.get(line._origin.id) or line._next_by_rule(today)

    def _next_by_rule(self, today):
        """Return the next date of a line that has no rows yet."""
        self.ensure_one()
        if not self.date_from or self.rule == "meter" or self._wrong_words():
            return False
        if self._counts_cycles():
            return self.date_first or self.date_from
        return next_date(self._rule(), max(today, self.date_from)) or False

    @api.depends(lambda self: [*self._words_fields(), "next_date"])
    @api.depends_context("lang")
    def _compute_explanation(self):
        idle = self._without_place()
        for line in self:
            wrong = line.date_from and line._wrong_words()
            if wrong:
                line.explanation = wrong[:1].upper() + wrong[1:]
                continue
            parts = [line._words_rule(), *line._words_closed()]
            text = ", ".join(parts)
            if line.next_date:
                text = self.env._(
                    "%(rule)s; next: %(date)s",
                    rule=text,
                    date=format_date(self.env, line.next_date),
                )
            if line in idle:
                text = self.env._(
                    "%(rule)s – but there is no machine in service to do it on: add "
                    "one to the contract, or choose “The site as a whole”",
                    rule=text,
                )
            line.explanation = text

    def _without_place(self):
        """Return those of the lines that are there already and have nothing to be done
        on."""
        saved = self.filtered(lambda line: isinstance(line.id, int))
        places = saved._places()
        return saved.filtered(lambda line: not places[line.id])

    @api.model
    def _words_fields(self):
        return sorted(RULE_FIELDS - {"active", "duration"})

    def _words_rule(self):
        """Return how often, such as “Every 3 months from 1 March”."""
        if self.rule == "meter":
            return self._words_meter()
        if self.rule == "grid":
            return self._words_grid()
        text = self._words_interval()
        if self.anchor == "floating":
            text = self.env._("%(every)s after it was last done", every=text)
            if self.meter_every:
                text = self.env._(
                    "%(time)s, or %(meter)s, whichever comes first",
                    time=text,
                    meter=self._words_meter().lower(),
                )
        elif self.date_first:
            text = self.env._(
                "%(every)s from %(date)s",
                every=text,
                date=format_date(self.env, self.date_first),
            )
        return text

    def _words_grid(self):
        months = self._months()
        names = self._month_words(months)
        step = _even_step(months)
        if step == 1:
            text = self.env._("Every month")
        elif step:
            text = self.env._(
                "Every %(number)s months, in %(months)s", number=step, months=names
            )
        else:
            text = self.env._("In %(months)s", months=names)
        if self.day_of_month >= 31:
            return self.env._("%(months)s, on the last day", months=text)
        if self.day_of_month > 1:
            return self.env._(
                "%(months)s, on day %(day)s", months=text, day=self.day_of_month
            )
        return text

    def _month_words(self, numbers):
        lang = get_lang(self.env)
        names = get_month_names("wide", "stand-alone", locale=lang.code)
        return ", ".join(names[number] for number in numbers)

    def _words_interval(self):
        if self.every == 1:
            return {
                "day": self.env._("Every day"),
                "week": self.env._("Every week"),
                "month": self.env._("Every month"),
                "year": self.env._("Every year"),
            }[self.unit]
        number = self.every
        return {
            "day": self.env._("Every %(number)s days", number=number),
            "week": self.env._("Every %(number)s weeks", number=number),
            "month": self.env._("Every %(number)s months", number=number),
            "year": self.env._("Every %(number)s years", number=number),
        }[self.unit]

    def _words_meter(self):
        number = formatLang(self.env, self.meter_every, digits=0)
        if self.meter_name:
            return self.env._(
                "Every %(number)s on meter %(meter)s",
                number=number,
                meter=self.meter_name,
            )
        return self.env._("Every %(number)s on the meter", number=number)

    def _words_closed(self):
        """Return when not, as a list of texts."""
        texts = []
        if self._blackout():
            months = self._month_words(self._blackout())
            texts.append(self.env._("never in %(months)s", months=months))
        if self._season():
            texts.append(
                self.env._(
                    "from %(start)s to %(stop)s only",
                    start=self.season_from,
                    stop=self.season_to,
                )
            )
        return texts


def _even_step(months):
    """Return the months between dates that lie evenly over the year, else 0."""
    if not months or 12 % len(months):
        return 0
    step = 12 // len(months)
    if len(months) == 1:
        return 0
    even = all(b - a == step for a, b in zip(months, months[1:], strict=False))
    return step if even else 0
