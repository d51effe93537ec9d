from odoo import models
from odoo.tools import format_date, formatLang


class FieldworkContractFee(models.Model):
    """What charges of fees say of themselves."""

    _inherit = "fieldwork.contract.fee"

    def _words_of_part(self, part, machine=None):
        """Return what a charge is called: the fee, and from when to when."""
        start, stop = (format_date(self.env, day) for day in part.paid)
        names = [self.name, machine and machine.name, f"{start} – {stop}"]
        return " · ".join(filter(None, names))

    def _words_of_days(self, part):
        """Return why so much is due for a part of a period."""
        env = self.env
        periods = dict(self._fields["months"]._description_selection(env))
        if part.is_whole:
            return env._("One period: %(period)s.", period=periods[self.months])
        text = env._(
            "%(days)s of the %(whole)s days from %(first)s to %(last)s.",
            days=part.days,
            whole=part.whole_days,
            first=format_date(env, part.first),
            last=format_date(env, part.last),
        )
        rested = part.days_in(self._resting())
        if rested:
            text += " " + env._("Paused on %(days)s days.", days=rested)
        return text

    def _words_of_visits(self, visits):
        return self.env._("Visits done: %(number)s.", number=visits)

    def _words_of_meter(self, used, free):
        env, meter = self.env, self.meter_id
        return env._(
            "%(meter)s: %(used)s used, %(free)s of them free.",
            meter=meter.display_name,
            used=formatLang(env, used),
            free=formatLang(env, free),
        )
