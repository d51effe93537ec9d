import itertools
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from pytz import timezone

from odoo.tests import BaseCase

from odoo.addons.fieldwork.tools.rota import turns
from odoo.addons.fieldwork.tools.working_time import attendance_spans, instant

from . import properties  # noqa: F401
from .test_availability import TestAvailability as AvailabilityCommon

ZONES = st.sampled_from(
    [
        "UTC",
        "Europe/Brussels",
        "Europe/Dublin",
        "America/New_York",
        "America/Sao_Paulo",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Pacific/Apia",
        "Africa/Casablanca",
    ]
)
HOURS = st.integers(0, 96).map(lambda quarters: quarters / 4)
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
MOMENTS = st.datetimes(datetime(2026, 3, 20), datetime(2026, 4, 10)).map(
    lambda moment: moment.replace(microsecond=0)
)


class TestWorkingTimeProperties(BaseCase):
    """Arithmetic of local hours, without a database."""

    @given(DAYS, st.lists(HOURS, min_size=2, max_size=6), ZONES)
    def test_later_hours_are_never_earlier_instants(self, day, hours, zone):
        tz = timezone(zone)
        instants = [instant(day, hour, tz) for hour in sorted(hours)]
        self.assertEqual(instants, sorted(instants))

    @given(DAYS, ZONES)
    def test_days_meet_at_midnight(self, day, zone):
        tz = timezone(zone)
        self.assertEqual(instant(day, 24, tz), instant(day + timedelta(days=1), 0, tz))

    @given(DAYS, st.integers(0, 95).map(lambda quarters: quarters / 4), ZONES)
    def test_the_clock_shows_the_hour_unless_it_is_skipped(self, day, hour, zone):
        tz = timezone(zone)
        local = instant(day, hour, tz).astimezone(tz)
        shown = local.hour + local.minute / 60
        if (local.date(), shown) != (day, hour):
            before = (local - timedelta(minutes=1)).astimezone(tz)
            self.assertNotEqual(before.utcoffset(), local.utcoffset())

    @given(
        DAYS,
        st.integers(1, 30),
        st.sampled_from([1, 7]),
        st.integers(0, 95).map(lambda quarters: quarters / 4),
        ZONES,
    )
    def test_turns_follow_each_other_at_the_same_local_hour(
        self, day, count, days, hour, zone
    ):
        tz = timezone(zone)
        stretches = turns(day, count, days, hour, tz)
        self.assertEqual(len(stretches), count)
        for turn, following in itertools.pairwise(stretches):
            self.assertEqual(turn[1], following[0])
        for index, (start, stop) in enumerate(stretches):
            self.assertLess(start, stop)
            self.assertEqual(
                start, instant(day + timedelta(days=index * days), hour, tz)
            )
            # Not a fixed number of hours: the clock decides.
            self.assertLessEqual(
                abs((stop - start) - timedelta(days=days)), timedelta(days=1)
            )

    @given(
        st.dictionaries(
            st.tuples(st.integers(0, 1), st.integers(0, 6)),
            st.lists(
                st.tuples(HOURS, HOURS).filter(lambda pair: pair[0] < pair[1]),
                max_size=3,
            ),
        ),
        ZONES,
        MOMENTS,
        st.integers(0, 24 * 14),
        st.integers(0, 24 * 14),
    )
    def test_splitting_a_range_changes_nothing(self, week, zone, start, first, second):
        tz = timezone(zone)
        start = start.replace(tzinfo=UTC)
        middle = start + timedelta(hours=first)
        stop = middle + timedelta(hours=second)

        def total(begin, end):
            return sum(
                (
                    span_stop - span_start
                    for span_start, span_stop in attendance_spans(week, tz, begin, end)
                ),
                timedelta(),
            )

        for begin, end in attendance_spans(week, tz, start, stop):
            self.assertLessEqual(start, begin)
            self.assertLess(begin, end)
            self.assertLessEqual(end, stop)
        self.assertEqual(total(start, stop), total(start, middle) + total(middle, stop))


class TestAvailabilityProperties(AvailabilityCommon):
    """The whole method, with leave and zones, over daylight saving."""

    @settings(max_examples=40)
    @given(
        zone=ZONES,
        calendar=st.sampled_from(["fixed", "flexible", "none", "nights"]),
        moments=st.lists(MOMENTS, min_size=3, max_size=3, unique=True),
        leaves=st.lists(
            st.tuples(MOMENTS, st.integers(1, 200)), min_size=0, max_size=4
        ),
    )
    def test_subset_no_leave_and_splitting(self, zone, calendar, moments, leaves):
        with self.cr.savepoint() as savepoint:
            start, middle, stop = sorted(moments)
            self._set_up_example(zone, calendar, leaves)
            whole = self._available(start, stop)
            parts = self._available(start, middle) + self._available(middle, stop)
            for begin, end in whole:
                self.assertTrue(start <= begin < end <= stop)
            for leave_start, hours in leaves:
                leave_stop = leave_start + timedelta(hours=hours)
                for begin, end in whole:
                    self.assertFalse(begin < leave_stop and leave_start < end)
            self.assertEqual(whole, self._merge(parts))
            savepoint.close(rollback=True)
        self.env.invalidate_all()

    def _set_up_example(self, zone, calendar, leaves):
        calendars = {
            "fixed": self.calendar,
            "none": self.env["resource.calendar"],
            "nights": self.nights,
            "flexible": self.flexible,
        }
        self.resource.employee_id.tz = zone
        self.resource.calendar_id = calendars[calendar]
        for leave_start, hours in leaves:
            self._create_leave(
                leave_start, leave_start + timedelta(hours=hours), self.resource
            )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.nights = cls._create_calendar("Nights", range(7), [(0, 6), (22, 24)])
        cls.flexible = cls._create_calendar(
            "Flexible", [], [], schedule_type="flexible"
        )

    @staticmethod
    def _merge(parts):
        merged = []
        for begin, end in parts:
            if merged and merged[-1][1] == begin:
                merged[-1] = (merged[-1][0], end)
            else:
                merged.append((begin, end))
        return merged
