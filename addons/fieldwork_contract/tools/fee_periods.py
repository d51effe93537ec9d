"""What a fee comes to, period by period: dates and money, and nothing else.

No ORM in here. Days are local dates, both ends included. Money is a ``Decimal``; what
is due for some days is the difference of two rounded sums from the start of the period,
so that whatever a period is cut into adds up to its price, to the cent.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from dateutil.relativedelta import relativedelta

DAY = timedelta(days=1)
HALF = Fraction(1, 2)
# A year that begins with one, for what is billed with the calendar.
CALENDAR = date(2000, 1, 1)


def rounded(amount, rounding):
    """Return ``amount`` as a Decimal, rounded half up to a multiple of ``rounding``.

    >>> rounded(Fraction(10, 3), Decimal("0.01"))
    Decimal('3.33')
    """
    steps = int((Fraction(amount) / Fraction(rounding) + HALF) // 1)
    return steps * rounding


@dataclass(frozen=True)
class Schedule:
    """Periods of so many months, without beginning or end.

    :param int months: how long one is; it divides a year
    :param date anchor: the first day of one of them; where a month has no such day
        its last one takes its place
    """

    months: int
    anchor: date = CALENDAR

    def start(self, number):
        """Return the first day of a period; the one of the anchor is number 0."""
        return self.anchor + relativedelta(months=number * self.months)

    def number(self, day):
        """Return in which period a day lies."""
        months = (day.year - self.anchor.year) * 12 + day.month - self.anchor.month
        number = months // self.months
        return number - (self.start(number) > day)

    @property
    def per_year(self):
        return 12 // self.months


@dataclass(frozen=True)
class Part:
    """What is due of one period.

    :param int number: of the period, see :class:`Schedule`
    :param date first: the first day of the whole period
    :param date last: its last day
    :param date start: the first day for which it is due
    :param date stop: the last one
    :param tuple stretches: of ``(first day, last day)``: those that are paid, within
    """

    number: int
    first: date
    last: date
    start: date
    stop: date
    stretches: tuple

    @property
    def whole_days(self):
        return (self.last - self.first).days + 1

    @property
    def days(self):
        """Return for how many days it is due."""
        return sum((stop - start).days + 1 for start, stop in self.stretches)

    @property
    def share(self):
        """Return which share of the period is due."""
        return Fraction(self.days, self.whole_days)

    @property
    def after(self):
        """Return the day after its last one."""
        return self.stop + DAY

    @property
    def paid(self):
        """Return the first and the last day that are paid."""
        return self.stretches[0][0], self.stretches[-1][1]

    @property
    def is_whole(self):
        return self.days == self.whole_days

    def within(self, stretches):
        """Return the part of this one that lies in any of ``stretches``."""
        cut = [
            (max(a, c), min(b, d))
            for a, b in self.stretches
            for c, d in united(stretches)
        ]
        kept = tuple((start, stop) for start, stop in cut if start <= stop)
        return self._with(kept)

    def without(self, stretches):
        """Return what is left of this part outside of ``stretches``."""
        left = list(self.stretches)
        for c, d in united(stretches):
            cut = []
            for a, b in left:
                cut += [(a, min(b, c - DAY)), (max(a, d + DAY), b)]
            left = [(start, stop) for start, stop in cut if start <= stop]
        return self._with(tuple(left))

    def days_in(self, stretches):
        """Return on how many days between its first and last one ``stretches`` lie."""
        return self._with(((self.start, self.stop),)).within(stretches).days

    def _with(self, stretches):
        return Part(
            self.number, self.first, self.last, self.start, self.stop, stretches
        )

    def price(self, price, rounding, per_year=1):
        """Return what one unit costs for this part.

        :param Decimal price: of a whole period, or of a year
        :param Decimal rounding: the least amount of the currency
        :param int per_year: into how many periods the price is cut
        """
        whole = self._price_of_period(price, rounding, per_year)
        if self.is_whole:
            return whole
        return sum(
            (
                self._until(stop + DAY, whole, rounding)
                - self._until(start, whole, rounding)
                for start, stop in self.stretches
            ),
            Decimal(),
        )

    def _price_of_period(self, price, rounding, per_year):
        place = self.number % per_year
        return _slice(price, place + 1, per_year, rounding) - _slice(
            price, place, per_year, rounding
        )

    def _until(self, day, whole, rounding):
        """Return what the days of the period before ``day`` cost."""
        return _slice(whole, (day - self.first).days, self.whole_days, rounding)


def _slice(price, part, parts, rounding):
    """Return the first ``part`` of so many ``parts`` of a price; all of it as it is."""
    if not part:
        return Decimal()
    if part == parts:
        return price
    return rounded(Fraction(price) * part / parts, rounding)


def united(stretches):
    """Return stretches of days in order, where they meet as one."""
    found = []
    for start, stop in sorted(stretches):
        if found and start <= found[-1][1] + DAY:
            found[-1] = (found[-1][0], max(stop, found[-1][1]))
        else:
            found.append((start, stop))
    return found


def parts(schedule, start, stop=None):
    """Yield what is due from ``start`` to ``stop``, period by period.

    :param date stop: the last day; None: without end
    """
    number = schedule.number(start)
    while stop is None or start <= stop:
        first = schedule.start(number)
        last = schedule.start(number + 1) - DAY
        end = last if stop is None else min(last, stop)
        yield Part(number, first, last, start, end, ((start, end),))
        number, start = number + 1, last + DAY


def due_on(part, timing):
    """Return on which day a part is billed: its first, or the one after its last."""
    return part.start if timing == "advance" else part.after


def due_parts(schedule, start, stop, timing, until, after=None):
    """Return the parts billed up to the day ``until``.

    :param date after: without what is billed up to this day; None: all of them
    """
    found = []
    # What is billed after a day lies in the period of that day or later.
    begin = max(start, schedule.start(schedule.number(after))) if after else start
    for part in parts(schedule, begin, stop):
        day = due_on(part, timing)
        if day > until:
            break
        if after is None or day > after:
            found.append(part)
    return found


def next_due(schedule, start, stop, timing, until):
    """Return the day after ``until`` on which the next part is billed, or None."""
    if timing == "arrears":
        begin = max(start, schedule.start(schedule.number(until)))
    else:
        begin = max(start, until)
    for part in parts(schedule, begin, stop):
        day = due_on(part, timing)
        if day > until:
            return day
    return None
