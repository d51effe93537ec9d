"""Stretches cut at the borders of time bands, against counting minute by minute."""

from datetime import date, datetime, timedelta

import pytz
from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.fieldwork.tests import properties  # noqa: F401

from ..tools.time_pieces import DAY, Band, cut, rounded_up

ZONES = ["Europe/Madrid", "Europe/Rome", "America/Sao_Paulo", "UTC", "Asia/Kathmandu"]
# Around both nights on which the clocks of Europe are changed, and an ordinary week.
STARTS = st.sampled_from(
    [datetime(2026, 3, 28, 12), datetime(2026, 10, 24, 12), datetime(2026, 6, 3)]
)
HOLIDAYS = frozenset({date(2026, 3, 29), date(2026, 6, 4)})

bands = st.lists(
    st.builds(
        lambda key, days, holidays, first, last: Band(
            key, frozenset(days), holidays, first, last
        ),
        st.integers(1, 99),
        st.sets(st.integers(0, 6)),
        st.booleans(),
        st.integers(0, DAY - 1),
        st.integers(0, DAY - 1),
    ),
    max_size=4,
)


def oracle(start, stop, tz_name, bands, holidays):
    """Return ``{key: minutes}``, looking at each minute by itself."""
    zone, counted = pytz.timezone(tz_name), {}
    moment = start.replace(second=0)
    while moment < stop.replace(second=0):
        local = pytz.utc.localize(moment).astimezone(zone)
        key = next((b.key for b in bands if holds(b, local, holidays)), None)
        counted[key] = counted.get(key, 0) + 1
        moment += timedelta(minutes=1)
    return counted


def holds(band, local, holidays):
    def on(day):
        return day.weekday() in band.days or (band.holidays and day in holidays)

    today, yesterday = local.date(), local.date() - timedelta(days=1)
    minute = local.hour * 60 + local.minute
    if band.last > band.first:
        return on(today) and band.first <= minute < band.last
    return (on(today) and minute >= band.first) or (
        on(yesterday) and minute < band.last
    )


class TestTimePieces(BaseCase):
    @given(
        STARTS,
        st.integers(0, 2 * DAY),
        st.integers(0, 59),
        st.integers(0, DAY + 300),
        st.integers(0, 59),
        st.sampled_from(ZONES),
        bands,
    )
    def test_pieces_equal_counting_minutes(
        self, day, shift, second, length, last_second, zone, bands
    ):
        start = day + timedelta(minutes=shift, seconds=second)
        stop = start + timedelta(minutes=length, seconds=last_second)
        pieces = cut(start, stop, zone, bands, HOLIDAYS)
        counted = {}
        for piece in pieces:
            counted[piece.key] = counted.get(piece.key, 0) + piece.minutes
        self.assertEqual(counted, oracle(start, stop, zone, bands, HOLIDAYS))
        for one, other in zip(pieces, pieces[1:], strict=False):
            self.assertEqual(one.stop, other.start)
            self.assertNotEqual(one.key, other.key)

    def test_touching_stretches_count_no_minute_twice(self):
        start = datetime(2026, 3, 10, 8, 0, 30)
        middle, stop = start + timedelta(seconds=100), start + timedelta(minutes=90)
        parts = cut(start, middle, "UTC", []) + cut(middle, stop, "UTC", [])
        whole = cut(start, stop, "UTC", [])
        self.assertEqual(sum(p.minutes for p in parts), whole[0].minutes)

    def test_a_night_belongs_to_the_day_on_which_it_begins(self):
        night = Band("night", frozenset({5}), False, 22 * 60, 6 * 60)
        # Saturday 23:00 to Sunday 7:00 in Madrid, in winter.
        pieces = cut(
            datetime(2026, 3, 14, 22),
            datetime(2026, 3, 15, 6),
            "Europe/Madrid",
            [night],
        )
        self.assertEqual(
            [(p.key, p.minutes) for p in pieces], [("night", 420), (None, 60)]
        )

    @given(st.integers(0, 500), st.integers(0, 90), st.integers(0, 180))
    def test_rounded_up(self, minutes, step, minimum):
        whole = rounded_up(minutes, step, minimum)
        if not minutes:
            self.assertEqual(whole, 0)
            return
        self.assertGreaterEqual(whole, minutes)
        self.assertGreaterEqual(whole, minimum)
        if step and whole > minimum:
            self.assertEqual(whole % step, 0)
            self.assertLess(whole - minutes, step)
