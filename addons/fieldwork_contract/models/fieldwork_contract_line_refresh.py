from datetime import datetime, time, timedelta
from functools import lru_cache

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.fieldwork.tools.days import to_utc

from ..tools.recurrence import next_date, nominal_dates, settle
from .fieldwork_contract_line_rule import RULE_FIELDS
from .working_days import WorkingDays

# So far ahead the dates of running contracts are written down: a year is what calendars
# and forecasts show. Orders are made much later, by the horizon of the contract.
AHEAD_DAYS = 366
NOT_SKIPPED = {}


class FieldworkContractLine(models.Model):
    """Writing down when the services of a contract fall due."""

    _inherit = "fieldwork.contract.line"

    refresh_from = fields.Date(
        readonly=True,
        copy=False,
        help="Dates before this one are written down; empty when none is left.",
    )
    is_changed = fields.Boolean(
        readonly=True,
        copy=False,
        help="The rule has changed: dates without an order are made anew.",
    )

    _refresh_idx = models.Index("(refresh_from, contract_id) WHERE active IS TRUE")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        for start, group in lines.grouped("date_from").items():
            group.refresh_from = start
        return lines

    def write(self, vals):
        res = super().write(vals)
        if RULE_FIELDS & vals.keys():
            self._touch_programme(self._first_day(vals))
        if "active" in vals and not vals["active"]:
            self._drop_planned()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_worked(self):
        # sudo: whoever deletes a service may not see all that came of it
        dates = self.env["fieldwork.contract.occurrence"].sudo()
        domain = [
            ("root_line_id", "in", self.root_id.ids),
            ("state", "in", ("generated", "done")),
        ]
        worked = dates.search(domain, limit=1)
        if worked:
            raise UserError(
                self.env._(
                    "“%(line)s” has orders already: give it a last day, or archive it.",
                    line=worked.line_id.name,
                )
            )

    def _drop_planned(self):
        """Take back what is still due of services that are not done any more."""
        # sudo: the dates follow from the programme, whoever may write that
        dates = self.env["fieldwork.contract.occurrence"].sudo()
        left = dates.search([("line_id", "in", self.ids), ("state", "=", "planned")])
        left._absorbed()._give_back()
        left.unlink()

    def _first_day(self, vals):
        """Return from which day the dates are looked at again, or None for today."""
        if not vals.get("date_from"):
            return None
        return fields.Date.to_date(vals["date_from"])

    def _touch_programme(self, start=None):
        """Have the dates that have no order made anew, from ``start`` or today on.

        What is done, ordered or skipped by hand stays.
        """
        today = fields.Date.context_today(self)
        for line in self.exists():
            days = [day for day in (line.refresh_from, start, today) if day]
            line.write({"is_changed": True, "refresh_from": min(days)})

    def _refresh_soon(self):
        # sudo: technicians finish visits, and have no rights on programmes
        self.sudo().write({"refresh_from": fields.Date.context_today(self)})

    @api.model
    def _ahead(self):
        """Return the day up to which dates are written down."""
        return fields.Date.context_today(self) + timedelta(days=AHEAD_DAYS)

    # ------------------------------------------------------------------
    # Dates into rows
    # ------------------------------------------------------------------

    def _refresh_occurrences(self):
        """Write down what falls due, up to a year ahead: once, however often called.

        :return: the dates that are new
        """
        until = self._ahead()
        lines = self.filtered(
            lambda line: line.refresh_from and line.refresh_from <= until
        )
        if not lines:
            return self.env["fieldwork.contract.occurrence"]
        lines._take_back_stale()
        vals_list = lines._missing(lines._due_vals(until))
        # sudo: the dates follow from the rule, whoever may write that
        occurrences = self.env["fieldwork.contract.occurrence"].sudo()
        new = occurrences._guarded_create(vals_list)
        lines._note_refreshed(until)
        return new.sudo(self.env.su)

    def _due_vals(self, until):
        """Return the values of all dates of these lines from where they are missing."""
        days = WorkingDays(self.env)
        vals_list = []
        for line, place, rule, dates in self._due_slots(until):
            prepare = line._preparer(place, rule, days)
            vals_list += [prepare(*one) for one in dates]
        return vals_list

    def _due_slots(self, until, stale=None):
        """Return on which days these lines fall due, from where they are missing.

        Nothing is written, and days off and pauses are not looked at yet.

        :param stale: dates that are looked at as if they were not there
        :return: iterator of ``(line, place, rule, [(key, day, cycle), …])``
        """
        places = self._places()
        cycles = self.filtered(lambda line: line._counts_cycles())
        yield from (self - cycles)._fixed_slots(places, until)
        yield from cycles._cycle_slots(places, until, stale)

    def _take_back_stale(self):
        """Take back what is made anew; what was included in it falls due itself."""
        stale = self._stale()
        absorbed = stale._absorbed()
        if absorbed:
            absorbed._give_back()
            stale = self._stale()
        stale.unlink()

    def _stale(self):
        """Return the dates that nothing has come of yet and that are made anew: those
        of changed lines, and forecasts by meter, as new readings tell more."""
        # sudo: the dates follow from the rule, whoever may write that
        dates = self.env["fieldwork.contract.occurrence"].sudo()
        changed = self.filtered("is_changed")
        metered = self.filtered(lambda line: line._needs_meter())
        if not (changed or metered):
            return dates
        planned = Domain("state", "=", "planned")
        domain = Domain("line_id", "in", metered.ids) & planned
        domain &= Domain("cycle", ">", 0)
        left_out = Domain("skip_kind", "in", ("closed", "pause"))
        domain |= Domain("line_id", "in", changed.ids) & (planned | left_out)
        starts = {line.id: line.refresh_from for line in self}
        return dates.search(domain).filtered(
            lambda one: one.cycle or one.nominal_date >= starts[one.line_id.id]
        )

    def _missing(self, vals_list):
        """Return those of ``vals_list`` that have no row yet."""
        if not vals_list:
            return []
        known = self._known(min(vals["nominal_date"] for vals in vals_list))
        return [
            vals for vals in vals_list if (*_place_of(vals), vals["key"]) not in known
        ]

    def _known(self, first, stale=None):
        """Return what the unique index of dates knows of these lines.

        :param date first: of fixed rules from this day on
        :param stale: dates that are looked at as if they were not there
        :return: set of ``(root id, machine id or 0, site id or 0, key)``
        """
        self.env["fieldwork.contract.occurrence"].flush_model()
        return set(
            self.env.execute_query(
                SQL(
                    "SELECT root_line_id, COALESCE(equipment_id, 0), "
                    "CASE WHEN equipment_id IS NULL THEN site_id ELSE 0 END, key "
                    "FROM fieldwork_contract_occurrence "
                    "WHERE root_line_id IN %s AND (nominal_date >= %s OR cycle > 0) "
                    "AND id != ALL(%s)",
                    tuple(self.root_id.ids),
                    first,
                    stale.ids if stale else [],
                )
            )
        )

    def _note_refreshed(self, until):
        """Note from which day on dates are missing."""
        after = until + timedelta(days=1)
        starts = {}
        for line in self:
            start = line._next_refresh(after)
            starts.setdefault(start, []).append(line.id)
        for start, ids in starts.items():
            self.browse(ids).write({"refresh_from": start, "is_changed": False})

    def _next_refresh(self, after):
        self.ensure_one()
        if not self._counts_cycles():
            return next_date(self._rule(), after) or False
        if self.origin_line_id and self.date_from > fields.Date.context_today(self):
            return self.date_from + timedelta(days=AHEAD_DAYS)
        # Meters are read any day; other cycles come back when one is done.
        return after if self._needs_meter() else False

    # ------------------------------------------------------------------
    # Fixed rules
    # ------------------------------------------------------------------

    def _fixed_slots(self, places, until):
        for line in self:
            rule = line._rule()
            dates = nominal_dates(rule, max(line.refresh_from, line.date_from), until)
            if not dates:
                continue
            for place in places[line.id]:
                within = [
                    (key, day, 0)
                    for key, day in dates
                    if place.start <= day <= place.stop
                ]
                yield line, place, rule, within

    def _scheduler(self, place, rule, days):
        """Return a function that says of a date by the rule on which day it is due, and
        as values why it is left out."""
        self.ensure_one()
        policy = self.shift_policy
        is_open = policy != "none" and days.at(place.site, self.company_id)
        pauses = [(one.date_from, one.date_to, one) for one in self._pauses()]

        def schedule(day, cycle=0):
            due, why = settle(rule, day, is_open, policy, pauses, cycle)
            if not why:
                return due, NOT_SKIPPED
            if isinstance(why, str):
                return due, _skip_vals("closed", self._closed_words()[why])
            return due, _skip_vals("pause", why.display_name)

        return schedule

    def _preparer(self, place, rule, days):
        """Return a function that gives the values of one date at ``place``.

        What is the same for all dates of a line and place is found out once.
        """
        self.ensure_one()
        common = self._prepare_occurrence_vals(place)
        zone = place.site._fieldwork_tz(self.company_id)
        schedule = self._scheduler(place, rule, days)
        before, after = timedelta(self.days_before), timedelta(self.days_after)
        hour_from, hour_to = self.hour_from, self.hour_to

        def prepare(key, day, cycle=0):
            due, skipped = schedule(day, cycle)
            return {
                **common,
                "key": key,
                "cycle": cycle,
                "nominal_date": day,
                "date": due,
                "window_start": instant(due - before, hour_from, zone),
                "window_stop": instant(due + after, hour_to, zone),
                **skipped,
            }

        return prepare

    def _prepare_occurrence_vals(self, place):
        """Return what all dates of this line at ``place`` have in common (hook)."""
        self.ensure_one()
        return {
            "line_id": self.id,
            "root_line_id": self.root_id.id,
            "contract_id": self.contract_id.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "site_id": place.site.id,
            "equipment_id": place.equipment.id,
            "order_type_id": self.order_type_id.id,
            "hours": self.duration,
        }

    def _pauses(self):
        self.ensure_one()
        return self.contract_id.pause_ids.filtered(
            lambda pause: not pause.line_id or pause.line_id.root_id == self.root_id
        )

    def _closed_words(self):
        return {
            "blackout": self.env._("In this month nothing is done."),
            "season": self.env._("Outside the season."),
        }


def _skip_vals(kind, reason):
    return {"state": "skipped", "skip_kind": kind, "skip_reason": reason}


def place_key(line, place):
    """Return by what the unique index of dates knows a line and :class:`Place`."""
    equipment = place.equipment.id or 0
    return line.root_id.id, equipment, 0 if equipment else place.site.id


def _place_of(vals):
    """Return the same of the values of a date."""
    equipment = vals["equipment_id"] or 0
    return vals["root_line_id"], equipment, 0 if equipment else vals["site_id"]


@lru_cache(maxsize=8192)
def instant(day, hour, zone):
    """Return the local ``hour`` (0 to 24) of a day as a naive UTC datetime."""
    minutes = round(hour * 60)
    if minutes >= 24 * 60:
        day, minutes = day + timedelta(days=1), 0
    wall = datetime.combine(day, time(minutes // 60, minutes % 60))
    return to_utc(wall, zone)
