"""Turns of an on-call rota, in local time."""

from datetime import timedelta

from .working_time import instant


def turns(first_day, count, days, hour, tz):
    """Turns that follow each other without a gap.

    Each is handed over at the same hour on the clock, over daylight saving too, so
    that the turn of that night is an hour longer or shorter.

    :param first_day: local day on which the first turn starts
    :param count: how many turns
    :param days: length of a turn in days
    :param float hour: local hour of the handover
    :param tz: a pytz zone
    :return: list of (start, stop), aware, in UTC
    """
    handovers = [
        instant(first_day + timedelta(days=index * days), hour, tz)
        for index in range(count + 1)
    ]
    return list(zip(handovers, handovers[1:], strict=False))
