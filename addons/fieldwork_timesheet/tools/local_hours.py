"""The hours of a stretch on each local day."""

from datetime import timedelta

from odoo.addons.fieldwork.tools.days import day_start, to_local

ONE_DAY = timedelta(days=1)


def hours_by_day(start, stop, tz_name):
    """Split a stretch at the midnights of a zone.

    The hours are those that passed, also where the clock changes meanwhile.

    :param start: naive UTC datetime, likewise ``stop``
    :return: ``{local date: hours}``, without days on which it has no length
    """
    hours = {}
    while start < stop:
        day = to_local(start, tz_name).date()
        end = min(day_start(tz_name, day + ONE_DAY), stop)
        hours[day] = (end - start).total_seconds() / 3600
        start = end
    return hours
