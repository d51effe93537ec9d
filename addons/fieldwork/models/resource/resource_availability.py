from collections import defaultdict
from datetime import UTC, date, timedelta

from pytz import timezone

from odoo import models
from odoo.fields import Domain
from odoo.tools.date_utils import localized
from odoo.tools.intervals import Intervals

from ...tools.working_time import attendance_spans, instant

ONE_SECOND = timedelta(seconds=1)


class ResourceResource(models.Model):
    """When a technician or a thing can be planned."""

    _inherit = "resource.resource"

    def _fieldwork_available_intervals(self, start, stop, oncall=False):
        """When each resource of ``self`` can work between two instants.

        Working hours as they are at the time (part-time, other zones, contracts that
        begin or end, hours that change inside the range), narrowed to the field
        hours, less public holidays, less the time off of that resource. Whoever has
        no or flexible working hours is there at any hour but for the leave. Why
        somebody is absent never comes out.

        :param datetime start: naive UTC
        :param datetime stop: naive UTC
        :param bool oncall: count turns of the on-call rota as working time
        :return: ``{resource.id: Intervals}``, aware datetimes in UTC
        """
        start, stop = _aware(start), _aware(stop)
        # sudo: for a plain user core hides the leave of colleagues, and a sick one
        # would look free; only intervals leave this method.
        resources = self.sudo().with_context(active_test=False)
        if not resources or start >= stop:
            return {resource.id: Intervals() for resource in self}
        periods = resources._fieldwork_calendar_periods(start, stop)
        hours = resources._fieldwork_calendar_hours(periods, start, stop)
        closed, absent = resources._fieldwork_leave_spans(start, stop)
        duty = resources._fieldwork_oncall_spans(start, stop) if oncall else {}
        result = {}
        for resource in resources:
            work = self._fieldwork_intervals(
                span
                for begin, end, calendar in periods[resource.id]
                for span in self._fieldwork_intervals([(begin, end)])
                & hours.of(calendar, resource)
                - self._fieldwork_intervals(closed.of(calendar, resource))
            )
            if field_hours := resource.fieldwork_calendar_id:
                work &= hours.of(field_hours, resource)
            work |= self._fieldwork_intervals(duty.get(resource.id, ()))
            work -= self._fieldwork_intervals(absent[resource.id])
            result[resource.id] = work
        return result

    def _fieldwork_calendar_hours(self, periods, start, stop):
        used = {calendar for parts in periods.values() for _a, _b, calendar in parts}
        calendars = self.env["resource.calendar"].union(
            *used, self.fieldwork_calendar_id
        )
        return _CalendarHours(calendars, start, stop)

    def _fieldwork_unavailable(self, start, stop, oncall=False):
        """Which resources cannot work during a whole slot.

        :param datetime start: naive UTC
        :param datetime stop: naive UTC
        :param bool oncall: count turns of the on-call rota as working time
        :return: ``{resource.id: bool}``
        """
        slots = [(resource.id, start, stop) for resource in self]
        flags = self._fieldwork_unavailable_slots(slots, oncall=oncall)
        return {resource.id: flag for resource, flag in zip(self, flags, strict=True)}

    def _fieldwork_unavailable_slots(self, slots, oncall=False):
        """The same for many slots at once.

        :param slots: list of (resource id, start, stop), naive UTC; all resources
            are in ``self``
        :return: list of bool in the order of ``slots``
        """
        if not slots:
            return []
        available = self._fieldwork_available_intervals(
            min(slot[1] for slot in slots),
            max(slot[2] for slot in slots),
            oncall=oncall,
        )
        return [
            not any(
                begin <= _aware(start) and _aware(stop) <= end
                for begin, end, _rec in available[resource_id]
            )
            for resource_id, start, stop in slots
        ]

    def _fieldwork_intervals(self, spans):
        # The payload is of one model, so that these intervals mix with core's.
        nothing = self.env["resource.calendar.attendance"]
        return Intervals([(span[0], span[1], nothing) for span in spans])

    def _fieldwork_calendar_periods(self, start, stop):
        """Which working hours hold when.

        :return: ``{resource.id: [(start, stop, calendar)]}`` within the range; an
            empty calendar stands for any hour, no period for no contract
        """
        versions_by_resource = self._fieldwork_versions()
        result = {}
        for resource in self:
            versions = versions_by_resource.get(resource.id)
            if not versions or (
                len(versions) == 1 and not versions[0].contract_date_start
            ):
                result[resource.id] = [(start, stop, resource.calendar_id)]
                continue
            result[resource.id] = [
                (max(start, begin), min(stop, end), calendar)
                for begin, end, calendar in _version_periods(
                    versions, timezone(resource.tz), start, stop
                )
                if begin < stop and end > start
            ]
        return result

    def _fieldwork_versions(self):
        """``{resource.id: [hr.version]}``, oldest first."""
        result = defaultdict(list)
        # Only the columns in use: employees and versions are wide.
        employees = self.env["hr.employee"].search_fetch(
            [("resource_id", "in", self.ids)], ["resource_id"]
        )
        versions = self.env["hr.version"].search_fetch(
            [("employee_id", "in", employees.ids), ("active", "=", True)],
            [
                "employee_id",
                "date_version",
                "contract_date_start",
                "contract_date_end",
                "resource_calendar_id",
            ],
            order="date_version",
        )
        for version in versions:
            result[version.employee_id.resource_id.id].append(version)
        return result

    def _fieldwork_leave_spans(self, start, stop):
        """Public holidays and time off.

        :return: when companies are closed, and ``{resource.id: spans}`` of own
            time off
        """
        closed, absent = defaultdict(list), defaultdict(list)
        everywhere = defaultdict(list)
        leaves = self.env["resource.calendar.leaves"].search_fetch(
            Domain("time_type", "=", "leave")
            & Domain("resource_id", "in", [False, *self.ids])
            & Domain("date_from", "<", stop.replace(tzinfo=None))
            & Domain("date_to", ">=", start.replace(tzinfo=None) - ONE_SECOND),
            ["resource_id", "calendar_id", "company_id", "date_from", "date_to"],
        )
        for leave in leaves:
            span = (_aware(leave.date_from), _leave_end(leave.date_to))
            if leave.resource_id:
                # Core drops the leave of a calendar that is not the resource's any
                # more; somebody who is ill stays ill when working hours change.
                absent[leave.resource_id.id].append(span)
            elif leave.calendar_id:
                closed[leave.company_id.id, leave.calendar_id.id].append(span)
            else:
                everywhere[leave.company_id.id].append(span)
        return _ClosedDays(closed, everywhere), absent


class _ClosedDays:
    """When companies are closed, for everybody or for some working hours."""

    def __init__(self, by_calendar, everywhere):
        self.by_calendar = by_calendar
        self.everywhere = everywhere

    def of(self, calendar, resource):
        if not calendar and resource.resource_type == "material":
            # A van without working hours has no holidays either.
            return []
        company = resource.company_id
        return [
            *self.everywhere.get(company.id, ()),
            *self.everywhere.get(False, ()),
            *self.by_calendar.get((company.id, calendar.id), ()),
            *self.by_calendar.get((False, calendar.id), ()),
        ]


class _CalendarHours:
    """Working spans of calendars, computed once per calendar and zone."""

    def __init__(self, calendars, start, stop):
        self.start, self.stop = start, stop
        self.nothing = calendars.env["resource.calendar.attendance"]
        self.attendances = defaultdict(lambda: defaultdict(list))
        self.intervals = {}
        fixed = calendars.filtered(lambda calendar: not calendar.flexible_hours)
        for attendance in self.nothing.search_fetch(
            Domain("calendar_id", "in", fixed.ids)
            & Domain("display_type", "=", False)
            & Domain("day_period", "!=", "lunch"),
            ["calendar_id", "week_type", "dayofweek", "hour_from", "hour_to"],
        ):
            calendar = attendance.calendar_id
            parities = (0, 1)
            if calendar.two_weeks_calendar:
                parities = (int(attendance.week_type),)
            for parity in parities:
                key = (parity, int(attendance.dayofweek))
                self.attendances[calendar.id][key].append(
                    (attendance.hour_from, attendance.hour_to)
                )

    def of(self, calendar, resource):
        flexible = not calendar or calendar.flexible_hours
        key = None if flexible else (calendar.id, resource.tz)
        if key not in self.intervals:
            spans = [(self.start, self.stop)]
            if not flexible:
                spans = attendance_spans(
                    self.attendances[calendar.id],
                    timezone(resource.tz),
                    self.start,
                    self.stop,
                )
            self.intervals[key] = Intervals(
                [(begin, end, self.nothing) for begin, end in spans]
            )
        return self.intervals[key]


def _aware(moment):
    return localized(moment).astimezone(UTC)


def _leave_end(moment):
    """Core writes the end of a day as 23:59:59; the day goes on to midnight."""
    if moment.second == 59:
        moment += ONE_SECOND
    return _aware(moment)


def _version_periods(versions, tz, start, stop):
    """Periods of an employee's versions, oldest first.

    A version holds until the next one begins. With a contract it holds inside the
    contract only, and outside of all contracts nobody works; without any the first
    one holds since ever. Core adds up all versions of a contract instead.
    """
    under_contract = any(version.contract_date_start for version in versions)
    for index, version in enumerate(versions):
        first, last = version.date_version, date.max
        if index == 0:
            first = date.min
        if index + 1 < len(versions):
            last = versions[index + 1].date_version - timedelta(days=1)
        if under_contract:
            if not version.contract_date_start:
                continue
            first = max(first, version.contract_date_start)
            last = min(last, version.contract_date_end or date.max)
        if first > last:
            continue
        yield (
            start if first == date.min else instant(first, 0, tz),
            stop if last == date.max else instant(last, 24, tz),
            version.resource_calendar_id,
        )
