from collections import defaultdict

from odoo import fields, models
from odoo.tools import SQL

from ..const import RUNNING_STATES
from ..tools.recurrence import (
    cycle_after,
    cycle_key,
    earliest,
    forecast,
    next_open,
)


class FieldworkContractLine(models.Model):
    """Services that count from when they were last done, and by meter.

    Of each machine one date is open at a time: the next one is known when it is done.
    """

    _inherit = "fieldwork.contract.line"

    def _cycle_vals(self, places, until, days):
        """Return the values of the cycle that is due next, of each line and place."""
        if not self:
            return []
        today = fields.Date.context_today(self)
        # Until a version begins the one before it makes what falls due; then only it.
        self = self.filtered(
            lambda line: not line.origin_line_id or line.date_from <= today
        )
        self -= self._followed(today)
        if not self:
            return []
        last = self._last_cycles()
        readings = self._meter_readings(places)
        vals_list = []
        for line in self:
            rule = line._rule()
            for place in places[line.id]:
                row = last.get(line._cycle_place(place))
                found = line._next_cycle(rule, place, row, readings)
                if found and found[1] <= min(until, place.stop):
                    number, day = found
                    prepare = line._preparer(place, rule, days)
                    vals_list.append(prepare(cycle_key(number), day, number))
        return vals_list

    def _followed(self, day):
        """Return those of these lines of which another version is in force."""
        versions = self.search(
            [
                ("origin_line_id", "in", self.ids),
                ("date_from", "<=", day),
                ("contract_id.state", "in", RUNNING_STATES),
            ]
        )
        return versions.origin_line_id & self

    def _next_cycle(self, rule, place, row, readings):
        """Return ``(number, date)`` of the cycle after ``row``, or None.

        :param row: the last cycle, as :meth:`_last_cycles` gives it, or None
        """
        number, base = 0, None
        if row:
            number, base = row["cycle"], row["base"]
            if not base:
                return None  # still to be done
        first = max(self.date_from, place.start)
        days = []
        if self.rule != "meter":
            found = cycle_after(rule, base, number)
            days.append(found and found[1])
        if self._needs_meter():
            days.append(self._meter_date(readings.get(place.equipment.id), base))
        day = earliest(*days)
        if not day:
            return None
        day = next_open(rule, max(day, first))
        if not day or (rule.until and day > rule.until):
            return None
        return number + 1, day

    def _cycle_place(self, place):
        equipment = place.equipment.id or 0
        return self.root_id.id, equipment, 0 if equipment else place.site.id

    def _last_cycles(self):
        """Return the last cycle of each line and place.

        :return: ``{(root, machine or 0, site or 0): {"cycle", "base"}}``; ``base`` is
            the day from which the next one counts, None while it is open
        """
        self._refresh_forecasts()
        self.env["fieldwork.contract.occurrence"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (one.root_line_id, place.equipment, place.site)
                       one.root_line_id, place.equipment, place.site, one.cycle,
                       CASE WHEN one.state = 'done' THEN one.done_on
                            WHEN one.skip_kind = 'absorbed' AND major.state = 'done'
                            THEN major.done_on
                            WHEN one.skip_kind = 'absorbed'
                             AND major.state IN ('planned', 'generated') THEN NULL
                            WHEN one.state = 'skipped' THEN one.date
                       END
                  FROM fieldwork_contract_occurrence one
                  LEFT JOIN fieldwork_contract_occurrence major
                         ON major.id = one.absorbed_by_id
                 CROSS JOIN LATERAL (
                     SELECT COALESCE(one.equipment_id, 0) AS equipment,
                            CASE WHEN one.equipment_id IS NULL THEN one.site_id
                                 ELSE 0 END AS site) place
                 WHERE one.root_line_id IN %s AND one.cycle > 0
                 ORDER BY one.root_line_id, place.equipment, place.site,
                          one.cycle DESC
                """,
                tuple(self.root_id.ids),
            )
        )
        return {
            (root, equipment, site): {"cycle": cycle, "base": base}
            for root, equipment, site, cycle, base in rows
        }

    def _refresh_forecasts(self):
        """Take back forecasts by meter that no order has come of: new readings tell
        more. They are made again with the same key."""
        # sudo: as in _refresh_occurrences
        self.env["fieldwork.contract.occurrence"].sudo().search(
            [
                ("line_id", "in", self.filtered(lambda x: x._needs_meter()).ids),
                ("state", "=", "planned"),
                ("cycle", ">", 0),
            ]
        ).unlink()

    # ------------------------------------------------------------------
    # Meters
    # ------------------------------------------------------------------

    def _meter_readings(self, places):
        """Return what the counters of the machines showed.

        :return: ``{equipment id: {meter name or "": [(date, total), …]}}``, ascending
        """
        lines = self.filtered(lambda line: line._needs_meter())
        machines = {place.equipment.id for line in lines for place in places[line.id]}
        if not machines:
            return {}
        meters = self.env["fieldwork.meter"].search(
            [("equipment_id", "in", list(machines)), ("kind", "=", "counter")]
        )
        rows = self.env["fieldwork.meter.reading"].search_fetch(
            [("meter_id", "in", meters.ids)],
            ["meter_id", "date", "total"],
            order="meter_id, date, id",
        )
        by_meter = defaultdict(list)
        for row in rows:
            by_meter[row.meter_id].append((row.date.date(), row.total))
        found = defaultdict(dict)
        for meter in meters:
            series = by_meter[meter]
            found[meter.equipment_id.id].setdefault("", series)
            found[meter.equipment_id.id].setdefault(meter.name.casefold(), series)
        return found

    def _meter_date(self, by_name, base):
        """Return when the counter will have gone far enough since day ``base``."""
        self.ensure_one()
        series = (by_name or {}).get((self.meter_name or "").strip().casefold())
        if not series:
            return None
        # What was run under an earlier version counts too.
        since = base or self.root_id.date_from
        before = [total for day, total in series if day <= since]
        start = before[-1] if before else series[0][1]
        passed = [(day, total) for day, total in series if day >= since]
        day = forecast(passed or series, self.meter_every, start)
        if day is None and passed:
            day = forecast(series, self.meter_every, start)
        return day and max(day, since)
