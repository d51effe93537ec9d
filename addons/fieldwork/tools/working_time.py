"""Local working hours as instants.

Plain functions, so that daylight saving can be tested without a database. Core's
``resource.calendar._attendance_intervals_batch`` is not used: it asks the database
once per calendar, takes one calendar for a person whose working hours change inside
the range, gives a flexible calendar hours that depend on where the range starts, and
stops one microsecond before midnight, so that no night shift is ever whole.
"""

from datetime import UTC, datetime, time, timedelta
from math import floor

from pytz import AmbiguousTimeError, NonExistentTimeError

ONE_DAY = timedelta(days=1)


def week_parity(day):
    """0 or 1, as ``resource.calendar.attendance.get_week_type`` counts."""
    return floor((day.toordinal() - 1) / 7) % 2


def instant(day, hour, tz):
    """The instant at which it is ``hour`` on ``day`` in a zone.

    Later hours never give earlier instants: an hour that daylight saving skips is
    the moment of the change, one that comes twice is the second of the two.

    :param float hour: 0 to 24; 24 is the midnight that ends the day
    :param tz: a pytz zone
    :return: aware datetime in UTC
    """
    naive = datetime.combine(day, time.min) + timedelta(minutes=round(hour * 60))
    try:
        return tz.localize(naive, is_dst=None).astimezone(UTC)
    except AmbiguousTimeError:
        return max(_both_instants(naive, tz))
    except NonExistentTimeError:
        return _moment_of_change(*sorted(_both_instants(naive, tz)), tz)


def _both_instants(naive, tz):
    return [tz.localize(naive, is_dst=flag).astimezone(UTC) for flag in (True, False)]


def _moment_of_change(before, after, tz):
    """When a zone changes its offset between two instants, by halving."""
    offset = before.astimezone(tz).utcoffset()
    while after - before > timedelta(minutes=1):
        middle = before + (after - before) // 2
        middle = middle.replace(second=0, microsecond=0)
        if middle.astimezone(tz).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def local_days(start, stop, tz):
    """Each local day touched between two aware instants."""
    day = start.astimezone(tz).date()
    last = stop.astimezone(tz).date()
    while day <= last:
        yield day
        day += ONE_DAY


def attendance_spans(attendances, tz, start, stop):
    """Working spans of one calendar between two aware instants.

    :param attendances: ``{(week parity, weekday): [(hour_from, hour_to)]}``
    :return: list of (start, stop), aware, in UTC, clipped to the range
    """
    spans = []
    for day in local_days(start, stop, tz):
        key = (week_parity(day), day.weekday())
        for hour_from, hour_to in attendances.get(key, ()):
            span = (
                max(start, instant(day, hour_from, tz)),
                min(stop, instant(day, hour_to, tz)),
            )
            if span[0] < span[1]:
                spans.append(span)
    return spans
