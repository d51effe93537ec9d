"""How long contracts hold, and when one may end: days, and nothing else.

No ORM in here. A term goes from one anniversary to the day before the next one; where a
month has no such day its last one stands for it, and the day comes back afterwards, so
that a chain of renewals that began on the 31st does not wander.
"""

from calendar import monthrange
from datetime import timedelta

from dateutil.relativedelta import relativedelta

ONE_DAY = timedelta(days=1)


def term_end(start, months, anchor_day=0):
    """Return the last day of a term.

    :param date start: its first day
    :param int months: how long it is, at least one
    :param int anchor_day: the day of the month on which the first contract of the chain
        began; it counts only where ``start`` stands for it

    >>> from datetime import date
    >>> term_end(date(2026, 1, 1), 12)
    datetime.date(2026, 12, 31)
    >>> term_end(date(2026, 2, 28), 1, 31)
    datetime.date(2026, 3, 30)
    """
    last = monthrange(start.year, start.month)[1]
    day = anchor_day if min(anchor_day, last) == start.day else start.day
    return start + relativedelta(months=months, day=day) - ONE_DAY


def earliest_end(received, notice_days, end=None, months=0, anchor_day=0):
    """Return the first day on which a contract can end by notice.

    :param date received: when the notice came in
    :param date end: the end of the term, None where it holds until it is terminated
    :param int months: of a contract that renews itself, for how long; 0 else
    :param int anchor_day: as of :func:`term_end`
    """
    notice = timedelta(days=notice_days)
    if end is None:
        return received + notice
    # Too late for this term: it counts for the one that follows.
    while months and end - notice < received:
        end = term_end(end + ONE_DAY, months, anchor_day)
    return end
