"""Arithmetic of meter readings, apart from the ORM.

A counter shows a number that grows; what counts is how much it grew. Three things
break the plain difference of two readings: the counter starts again from zero when
it is full (roll-over), it is exchanged for another one (replacement), and readings
arrive late, between two that are there already. All three come out right when the
differences are taken along the readings in the order of their time, so everything
here is a function of that ordered sequence and of nothing else.
"""

from typing import NamedTuple

# Decimals kept of a reading; sums are rounded to them, so that a total is exactly
# the sum of its differences however many there are.
PRECISION = 3
METER_DIGITS = (16, PRECISION)


class Step(NamedTuple):
    """What one reading adds: since the one before, since the start."""

    delta: float
    total: float
    is_roll_over: bool


class LowerReadingError(ValueError):
    """A counter went back with neither roll-over nor replacement to explain it."""

    def __init__(self, reading, previous):
        super().__init__(f"{reading.value} is lower than {previous}")
        self.reading = reading
        self.previous = previous


def advance(reading, previous):
    """Return how far the counter went from ``previous`` to ``reading``.

    :param reading: has ``value``, ``is_replacement``, ``start_value`` (what the new
        counter showed when it was fitted) and ``roll_over`` (the value at which the
        counter starts again from zero, 0 when it never does)
    :param float previous: value of the reading before
    :return: ``(delta, rolled over?)``
    """
    if reading.is_replacement:
        return round(reading.value - reading.start_value, PRECISION), False
    if reading.value >= previous:
        return round(reading.value - previous, PRECISION), False
    if reading.roll_over:
        return round(reading.roll_over - previous + reading.value, PRECISION), True
    raise LowerReadingError(reading, previous)


def chain(readings, previous=0.0, total=0.0):
    """Yield a :class:`Step` for each of ``readings``, which are in order of time.

    :param float previous: value of the last reading before them, or what the counter
        showed at the start
    :param float total: total at that reading
    """
    for reading in readings:
        delta, is_roll_over = advance(reading, previous)
        total = round(total + delta, PRECISION)
        previous = reading.value
        yield Step(delta, total, is_roll_over)
