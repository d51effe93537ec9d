"""When a programme falls due: dates from a rule, and nothing else.

No ORM in here. All dates are local days of the site, so that daylight saving plays no
part. What a rule gives hangs on the rule alone, never on what was made or moved before:
any horizon, cut anywhere, gives the same dates.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import relativedelta
from dateutil.rrule import DAILY, MONTHLY, rrule

GRID = "grid"
INTERVAL = "interval"
UNITS = ("day", "week", "month", "year")
# A month that has no such day takes its last one.
LAST_DAY_OF_ALL = 28
# So far is looked for a working day before a date is left where it is.
SHIFT_DAYS = 31
# A rule that gives no date in so many years never will: the longest cycle of months,
# leap years and seasons is shorter for any interval that people use.
PROBE_YEARS = 60


@dataclass(frozen=True)
class Rule:
    """How often something is due.

    :param str kind: ``grid`` (months ticked) or ``interval`` (every n units)
    :param date dtstart: the first day; an interval counts from it
    :param date until: the last day, ``None`` without end
    :param tuple months: of a grid, 1 to 12
    :param int day: day of the month; 0 takes that of ``dtstart``
    :param int every: of an interval
    :param str unit: of an interval: ``day``, ``week``, ``month`` or ``year``
    :param tuple blackout: months, 1 to 12, in which nothing is done
    :param tuple season: ``((month, day), (month, day))``, both within; may run over
        the end of the year; empty for the whole year
    """

    kind: str
    dtstart: date
    until: date | None = None
    months: tuple = ()
    day: int = 0
    every: int = 1
    unit: str = "month"
    blackout: tuple = ()
    season: tuple = ()

    @property
    def step_months(self):
        """Months from one date to the next; 0 where days are counted."""
        return {"month": self.every, "year": 12 * self.every}.get(self.unit, 0)

    @property
    def step_days(self):
        return {"day": self.every, "week": 7 * self.every}.get(self.unit, 0)


def fixed_key(day):
    """Return the key of a date that stands on the calendar."""
    return f"D{day.isoformat()}"


def cycle_key(number):
    """Return the key of the n-th time of a rule that counts from the last one."""
    return f"C{number}"


def cycle_of(key):
    """Return the number in a cycle's key, 0 of any other."""
    return int(key[1:]) if key.startswith("C") and key[1:].isdigit() else 0


@lru_cache(maxsize=4096)
def nominal_dates(rule, start, stop):
    """Return the dates of a fixed rule from ``start`` to ``stop``, both within.

    Closed ones (blackout, off season) are among them: see :func:`closure`.

    :return: tuple of ``(key, date)``, ascending, no date twice
    """
    first = max(start, rule.dtstart)
    last = min(stop, rule.until) if rule.until else stop
    if first > last:
        return ()
    dates = (moment.date() for moment in _recurrence(rule, first, last))
    return tuple((fixed_key(day), day) for day in dates if day >= first)


def _recurrence(rule, first, last):
    """Return the ``rrule`` of the dates up to ``last``, begun shortly before ``first``.

    Begun there and not at ``dtstart``: a programme of twenty years costs no more than
    a new one.
    """
    if rule.kind == INTERVAL and rule.step_days:
        passed = (first - rule.dtstart).days // rule.step_days
        begun = rule.dtstart + timedelta(days=passed * rule.step_days)
        return rrule(DAILY, interval=rule.step_days, dtstart=begun, until=last)
    step = rule.step_months if rule.kind == INTERVAL else 1
    months = {"bymonth": rule.months} if rule.kind == GRID else {}
    passed = _months_between(rule.dtstart, first) // step
    begun = rule.dtstart.replace(day=1) + relativedelta(months=passed * step)
    day = rule.day or rule.dtstart.day
    # The day, or the last one of the month: whichever comes first.
    days = {"bymonthday": day}
    if day > LAST_DAY_OF_ALL:
        days = {"bymonthday": (day, -1), "bysetpos": 1}
    return rrule(MONTHLY, interval=step, dtstart=begun, until=last, **days, **months)


def _months_between(start, stop):
    return 12 * (stop.year - start.year) + stop.month - start.month


@lru_cache(maxsize=4096)
def next_date(rule, start):
    """Return the first date of a fixed rule on or after ``start``, or ``None``."""
    begin = max(start, rule.dtstart)
    for years in (1, 10, PROBE_YEARS):
        found = nominal_dates(rule, begin, begin + relativedelta(years=years))
        if found:
            return found[0][1]
    return None


def add_interval(rule, day):
    """Return the day one interval after ``day``; 31st and 29 February as in dates."""
    if rule.step_days:
        return day + timedelta(days=rule.step_days)
    return day + relativedelta(months=rule.step_months)


def cycle_after(rule, last_done, number):
    """Return ``(key, date)`` of the cycle after the ``number``-th, done on that day.

    ``last_done`` is ``None`` for the very first, which is due on ``dtstart``. After
    ``until`` there is none: ``None``.
    """
    day = add_interval(rule, last_done) if last_done else rule.dtstart
    if rule.until and day > rule.until:
        return None
    return cycle_key(number + 1), day


def closure(rule, day):
    """Say why nothing is done on ``day``: ``blackout``, ``season`` or ``None``."""
    if day.month in rule.blackout:
        return "blackout"
    if rule.season:
        begin, end = rule.season
        now = (day.month, day.day)
        within = begin <= now <= end if begin <= end else now >= begin or now <= end
        if not within:
            return "season"
    return None


def next_open(rule, day):
    """Return ``day``, or the first one after it that is not closed, or ``None``.

    For cycles: they count from the last time, so one that falls into a closed month
    waits for the end of it instead of being left out.
    """
    for _step in range(366 * 2):
        if not closure(rule, day):
            return day
        day += timedelta(days=1)
    return None


def validate(rule):
    """Say what is wrong with a rule: a word for it, or ``None``.

    ``months`` no month is ticked, ``every`` the interval is not above zero, ``day`` no
    such day, ``until`` it ends before it starts, ``closed`` each date is closed,
    ``never`` it ends before its first date.
    """
    if rule.kind == GRID and not rule.months:
        return "months"
    if rule.kind == INTERVAL and (rule.every <= 0 or rule.unit not in UNITS):
        return "every"
    if not 0 <= rule.day <= 31:
        return "day"
    if rule.until and rule.until < rule.dtstart:
        return "until"
    return _validate_dates(rule)


def _validate_dates(rule):
    end = rule.dtstart + relativedelta(years=PROBE_YEARS)
    if rule.kind == GRID:
        # The same every year but for 29 February.
        end = rule.dtstart + relativedelta(years=9)
    if rule.step_days:
        # Days and weeks soon meet each day of the year.
        end = rule.dtstart + timedelta(days=max(366, rule.step_days) * 28)
    begin, found = rule.dtstart, False
    while begin <= end:
        stop = min(end, begin + relativedelta(years=1))
        dates = nominal_dates(rule, begin, stop)
        found = found or bool(dates)
        if any(not closure(rule, day) for _key, day in dates):
            return None
        begin = stop + timedelta(days=1)
    return "closed" if found else "never"


def shift(day, is_open, policy):
    """Return ``day`` moved to a working day.

    :param callable is_open: tells of a date whether work is done on it
    :param str policy: ``none``, ``next``, ``previous`` or ``nearest`` (the later one
        of two that are equally near)
    """
    if policy == "none" or is_open(day):
        return day
    signs = {"next": (1,), "previous": (-1,), "nearest": (1, -1)}[policy]
    for distance in range(1, SHIFT_DAYS + 1):
        for sign in signs:
            moved = day + timedelta(days=sign * distance)
            if is_open(moved):
                return moved
    return day


def settle(rule, day, is_open, policy, pauses=(), cycle=0):
    """Say on which day a date of a rule is due, and why it is left out.

    :param callable is_open: as in :func:`shift`
    :param list pauses: ``(first day, last day, why)``
    :param int cycle: above 0 where it waited for the end of a closed time already
    :return: ``(day, why)``; ``why`` is that of a pause, what :func:`closure` says, or
        ``None``
    """
    due = shift(day, is_open, policy)
    for first, last, why in pauses:
        if first <= due <= last:
            return due, why
    if cycle or not (rule.blackout or rule.season):
        return due, None
    return due, closure(rule, day)


def forecast(readings, every, base):
    """Return the day on which a counter will have gone ``every`` from ``base``.

    :param list readings: ``(date, total)``, ascending; totals run over roll-overs
    :param float every: how far it goes between two services
    :param float base: its total at the last service
    :return: a date, on or after the last reading where the mark is not passed; the
        day of the first reading at or over the mark where it is; ``None`` when the
        readings tell no use
    """
    mark = base + every
    for day, total in readings:
        if total >= mark:
            return day
    use = average_use(readings)
    if use <= 0:
        return None
    last_day, last_total = readings[-1]
    days = min((mark - last_total) / use, 366 * 100)
    return last_day + timedelta(days=int(days))


def total_on(readings, day):
    """Return what a counter had gone up to a day: as read last, and after the last
    reading as much more as it is used on average."""
    last_day, last_total = readings[-1]
    if day > last_day:
        return last_total + average_use(readings) * (day - last_day).days
    before = [total for read, total in readings if read <= day]
    return before[-1] if before else readings[0][1]


def average_use(readings, span=365):
    """Return how far a counter goes a day, over the last ``span`` days of readings."""
    if len(readings) < 2:
        return 0.0
    last_day, last_total = readings[-1]
    within = [r for r in readings if (last_day - r[0]).days <= span]
    first_day, first_total = within[0] if len(within) > 1 else readings[-2]
    days = (last_day - first_day).days
    return (last_total - first_total) / days if days else 0.0


def earliest(*days):
    """Return the first of these days, ``None`` among them left out."""
    return min((day for day in days if day), default=None)


def last_day_of(year, month):
    return date(year, month, monthrange(year, month)[1])
