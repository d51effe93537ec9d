from datetime import timedelta

from odoo import fields, models

from ..tools.recurrence import Rule, cycle_key, nominal_dates
from .fieldwork_contract_line_refresh import place_key


class FieldworkContractLine(models.Model):
    """When services will fall due, as far ahead as one likes, if all goes as it does.

    Cycles are taken to be done on the day they are due, and machines to be used as much
    as up to now. Nothing of it is written down.
    """

    _inherit = "fieldwork.contract.line"

    def _forecast_slots(self, until, stale, endless):
        """Return on which days these lines will fall due, from where rows are missing.

        :param stale: dates that are looked at as if they were not there
        :param endless: contracts that are taken to go on after their end
        :return: iterator of ``(line, place, rule, [(key, day, cycle), …])``
        """
        places = self._places()
        cycles = self.filtered(lambda line: line._counts_cycles())
        for line in self - cycles:
            rule = line._forecast_rule(endless)
            dates = nominal_dates(rule, line._forecast_start(), until)
            for place in places[line.id]:
                within = [
                    (key, day, 0)
                    for key, day in dates
                    if place.start <= day <= place.stop
                ]
                yield line, place, rule, within
        yield from cycles._forecast_cycle_slots(places, until, stale, endless)

    def _forecast_rule(self, endless):
        rule = self._rule()
        if self.contract_id not in endless:
            return rule
        return Rule(**{**rule.__dict__, "until": self.date_to or None})

    def _forecast_start(self):
        """Return from which day on no dates are written down."""
        written = self._last_day() or self._ahead()
        start = self.refresh_from or written + timedelta(days=1)
        return max(start, self.date_from)

    def _forecast_cycle_slots(self, places, until, stale, endless):
        if not self:
            return
        last = self._last_cycles(stale)
        readings = self._meter_readings(places)
        # A version goes on from where the one before it will be.
        for line in self.sorted("date_from"):
            rule = line._forecast_rule(endless)
            for place in places[line.id]:
                where = place_key(line, place)
                dates = line._forecast_cycles(
                    rule, place, last.get(where), readings, min(until, place.stop)
                )
                if dates:
                    _key, day, number = dates[-1]
                    last[where] = {"cycle": number, "base": day, "date": day}
                yield line, place, rule, dates

    def _forecast_cycles(self, rule, place, row, readings, until):
        """Return ``[(key, day, number), …]`` of the cycles after ``row``.

        :param row: the last cycle, as :meth:`_last_cycles` gives it, or None
        """
        dates, today = [], fields.Date.context_today(self)
        while True:
            if row:
                # What is still to be done is taken to be done when due.
                row = {**row, "base": row["base"] or max(row["date"], today)}
            found = self._next_cycle(rule, place, row, readings)
            if not found:
                return dates
            number, day = found
            if row and day <= row["base"]:
                # A meter that runs so fast: no more than once a day.
                day = row["base"] + timedelta(days=1)
            if day > until:
                return dates
            dates.append((cycle_key(number), day, number))
            row = {"cycle": number, "base": day, "date": day}
