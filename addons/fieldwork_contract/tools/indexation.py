"""New prices by an index, and the values of an index as people paste them.

No ORM in here, and no floats in what is computed: prices and values are read as the
decimals that stand on paper.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

HUNDRED = Decimal(100)


def decimal(value):
    """Return a float or text as the decimal that people see."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


@dataclass(frozen=True)
class Clause:
    """What a contract says about its index.

    :param Decimal share: percent of the price that follows the index
    :param Decimal cap: percent by which a price rises at most, None without
    :param Decimal floor: percent by which it changes at least; 0 never falls; None
        without
    :param Decimal step: prices are rounded to a multiple of it, half up
    """

    share: Decimal = HUNDRED
    cap: Decimal | None = None
    floor: Decimal | None = None
    step: Decimal = Decimal("0.01")


def change(then, now, clause):
    """Return by how many percent a price changes, exactly.

    >>> change(Decimal(120), Decimal(126), Clause(share=Decimal(80)))
    Decimal('4.00')
    """
    then, now = decimal(then), decimal(now)
    percent = (now / then - 1) * clause.share
    if clause.cap is not None:
        percent = min(percent, clause.cap)
    # The floor comes last: who agreed on both agreed on a price that never falls.
    if clause.floor is not None:
        percent = max(percent, clause.floor)
    return percent


def indexed(price, then, now, clause):
    """Return the new price.

    :param price: the price that stands on the value ``then`` of the index
    :param then: value of the index, more than 0
    :param now: its value today
    """
    raw = decimal(price) * (1 + change(then, now, clause) / HUNDRED)
    return rounded(raw, clause.step)


def rounded(amount, step):
    """Return the multiple of ``step`` nearest to an amount, half up; 0 rounds not."""
    step = decimal(step)
    if not step:
        return amount
    return (amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step


# ----------------------------------------------------------------------
# Values as they are pasted
# ----------------------------------------------------------------------

YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.]\d{1,2})?")
YEAR_LAST = re.compile(r"(?:\d{1,2}[-/.])?(\d{1,2})[-/.](\d{4})")
NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,9})?")
# What is wrong with a line; the caller has the words.
COLUMNS, MONTH, VALUE, TWICE = "columns", "month", "value", "twice"


def parse_values(text):
    """Read the two columns ``month`` and ``value``, one pair on each line.

    Months are ``2026-01``, ``01/2026``, or any of their days; columns are apart by a
    semicolon, a tab or blanks; a first line of titles and empty lines are left out.

    :return: ``(values, problems)``: ``{first day of the month: Decimal}`` and
        ``[(number of the line from 1, its text, what is wrong), …]``
    """
    values, problems = {}, []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        month, value, wrong = _parse_line(line)
        if wrong and number == 1 and not re.search(r"\d", line):
            continue  # titles
        if not wrong and month in values:
            wrong = TWICE
        if wrong:
            problems.append((number, line.strip(), wrong))
        else:
            values[month] = value
    return values, problems


def _parse_line(line):
    cells = [cell.strip(" \"'") for cell in re.split(r"[;\t]|\s+", line.strip())]
    cells = [cell for cell in cells if cell]
    if len(cells) != 2:
        return None, None, COLUMNS
    month = _parse_month(cells[0])
    if not month:
        return None, None, MONTH
    if not NUMBER.fullmatch(cells[1]):
        return month, None, VALUE
    value = Decimal(cells[1].replace(",", "."))
    return month, value, None if value > 0 else VALUE


def _parse_month(text):
    found = YEAR_FIRST.fullmatch(text)
    year, month = found.groups() if found else (None, None)
    found = None if found else YEAR_LAST.fullmatch(text)
    if found:
        month, year = found.groups()
    if not year or not 1 <= int(month) <= 12 or not 1900 <= int(year) <= 2200:
        return None
    return date(int(year), int(month), 1)
