from datetime import time, timedelta

import pytz

from odoo import fields, models
from odoo.tools.intervals import Intervals


class ResourceCalendar(models.Model):
    """Calendars that say when a customer's site is open.

    They are marked, so that a dispatcher may keep them without any right on the
    working schedules of employees.
    """

    _inherit = "resource.calendar"

    fieldwork_visiting_hours = fields.Boolean(
        string="Visiting Hours",
        help="Says when sites of customers can be visited. Dispatchers may change it.",
    )

    def _fieldwork_open_intervals(self, start, stop, zone):
        """Return when a place with these visiting hours is open.

        :param datetime start: aware
        :param datetime stop: aware
        :param str zone: name of the zone in which the hours are meant
        :return: merged ``Intervals`` in that zone; no calendar is always open
        """
        tz = pytz.timezone(zone)
        nothing = self.env["resource.calendar.attendance"]
        whole = Intervals([(start.astimezone(tz), stop.astimezone(tz), nothing)])
        if not self:
            return whole
        if self.flexible_hours:
            # So many hours a week, no matter when: no hour is closed
            opened = whole
        else:
            hours = self._attendance_intervals_batch(start, stop, tz=tz)[False]
            # Core ends a day a microsecond before midnight: two days that touch
            # would leave a hole for a visit over night to fall into.
            opened = Intervals(
                [
                    (begin, _to_midnight(end, tz), nothing)
                    for begin, end, _hours in hours
                ]
            )
        closed = self._leave_intervals_batch(
            start,
            stop,
            domain=[("time_type", "=", "leave"), ("calendar_id", "=", self.id)],
            tz=tz,
        )[False]
        return (opened & whole) - closed


def _to_midnight(end, tz):
    if end.time() != time.max:
        return end
    return tz.normalize(end + timedelta(microseconds=1))
