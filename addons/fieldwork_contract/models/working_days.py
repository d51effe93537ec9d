from datetime import timedelta
from functools import partial

from odoo.fields import Domain

from odoo.addons.fieldwork.tools.days import to_local


class WorkingDays:
    """On which days work is done at sites, for a batch of lines.

    Weekdays are those of the site's visiting hours, else of the company's calendar.
    Public holidays are those of the company.
    """

    def __init__(self, env):
        self.env = env
        self._holidays = {}
        self._weekdays = {}

    def at(self, site, company):
        """Return a function that tells of a date whether work is done there."""
        # sudo: when a place is open is no secret to who plans it
        place, firm = site.sudo(), company.sudo()
        calendar = place.site_calendar_id or firm.resource_calendar_id
        weekdays, holidays = self._week(calendar), self._off(firm)
        return partial(_is_open, weekdays, holidays)

    def _week(self, calendar):
        if calendar not in self._weekdays:
            days = {int(row.dayofweek) for row in calendar.attendance_ids}
            self._weekdays[calendar] = days or set(range(7))
        return self._weekdays[calendar]

    def _off(self, company):
        """Return the local dates on which the whole company rests."""
        if company not in self._holidays:
            calendars = [company.resource_calendar_id.id, False]
            leaves = (
                self.env["resource.calendar.leaves"]
                .sudo()  # public holidays are public
                .search(
                    Domain("resource_id", "=", False)
                    & Domain("company_id", "in", [company.id, False])
                    & Domain("calendar_id", "in", calendars)
                )
            )
            zone = company._fieldwork_tz()
            self._holidays[company] = {
                day
                for leave in leaves
                for day in _days(
                    to_local(leave.date_from, zone).date(),
                    to_local(leave.date_to, zone).date(),
                )
            }
        return self._holidays[company]


def _is_open(weekdays, holidays, day):
    return day.weekday() in weekdays and day not in holidays


def _days(start, stop):
    return [start + timedelta(days=n) for n in range((stop - start).days + 1)]
