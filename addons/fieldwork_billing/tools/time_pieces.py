"""Cut stretches of time where the price of a minute changes.

What is billed are whole minutes of the clock: a stretch counts from the minute in which
it began to the minute in which it ended, so that stretches that touch never count a
minute twice. Plain functions on plain values.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytz

DAY = 24 * 60
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Band:
    """Hours of the local clock on some days.

    :param key: what a piece is marked with
    :param frozenset days: 0 is Monday
    :param bool holidays: also on public holidays, whatever day they fall on
    :param int first: minute of the day at which it begins
    :param int last: minute at which it ends; not after ``first``: on the next day. Such
        a night belongs to the day on which it begins.
    """

    key: object
    days: frozenset
    holidays: bool
    first: int
    last: int

    def holds(self, local, holidays):
        """Tell whether the minute that begins at the aware ``local`` is in the band."""
        minute, day = local.hour * 60 + local.minute, local.date()
        if self.first < self.last:
            return self._is_on(day, holidays) and self.first <= minute < self.last
        if minute >= self.first and self._is_on(day, holidays):
            return True
        return minute < self.last and self._is_on(day - timedelta(days=1), holidays)

    def _is_on(self, day, holidays):
        return day.weekday() in self.days or (self.holidays and day in holidays)


@dataclass(frozen=True)
class Piece:
    """Part of a stretch in one band, or in none (``key`` is ``None``): naive UTC."""

    start: datetime
    stop: datetime
    key: object

    @property
    def minutes(self):
        return (self.stop - self.start) // MINUTE


def whole_minute(moment):
    return moment.replace(second=0, microsecond=0)


def cut(start, stop, tz_name, bands, holidays=frozenset()):
    """Cut a stretch at the borders of bands and at clock changes between them.

    :param datetime start: naive UTC, as ``stop``
    :param str tz_name: whose clock the bands go by
    :param bands: of those that hold at a time the first one counts
    :param holidays: set of local dates
    :return: list of :class:`Piece` in order, neighbours of one band in one
    """
    zone = pytz.timezone(tz_name or "UTC")
    borders = sorted({0, *(m for b in bands for m in (b.first, b.last % DAY))})
    moment, stop = whole_minute(start), whole_minute(stop)
    pieces = []
    while moment < stop:
        local = _local(moment, zone)
        key = next((b.key for b in bands if b.holds(local, holidays)), None)
        end = min(stop, _next_border(moment, local, borders, zone))
        if pieces and pieces[-1].key == key:
            pieces[-1] = Piece(pieces[-1].start, end, key)
        else:
            pieces.append(Piece(moment, end, key))
        moment = end
    return pieces


def _local(moment, zone):
    return pytz.utc.localize(moment).astimezone(zone)


def _next_border(moment, local, borders, zone):
    """Return when the next border comes by the clock as it goes now, or, if earlier,
    when the clock is changed."""
    minute = local.hour * 60 + local.minute
    ahead = next((b for b in borders if b > minute), DAY) - minute
    end = moment + ahead * MINUTE
    offset = local.utcoffset()
    if _local(end, zone).utcoffset() == offset:
        return end
    low, high = 0, ahead  # the clock goes as now after `low`, not any more after `high`
    while high - low > 1:
        middle = (low + high) // 2
        same = _local(moment + middle * MINUTE, zone).utcoffset() == offset
        low, high = (middle, high) if same else (low, middle)
    return moment + high * MINUTE


def rounded_up(minutes, step=0, minimum=0):
    """Return what ``minutes`` are billed as: at least ``minimum``, in full ``step``.

    Nothing is never rounded up.
    """
    if minutes <= 0:
        return 0
    if step > 0:
        minutes += -minutes % step
    return max(minutes, minimum)
