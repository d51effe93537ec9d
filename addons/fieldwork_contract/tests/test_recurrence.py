"""The rules of programmes against a brute force oracle that looks at each day."""

from calendar import monthrange
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from odoo.addons.fieldwork.tests import properties  # noqa: F401 (loads the profile)

from ..tools.recurrence import (
    Rule,
    add_interval,
    closure,
    cycle_after,
    forecast,
    next_date,
    next_open,
    nominal_dates,
    shift,
    validate,
)

DAYS = st.dates(date(2023, 1, 1), date(2029, 12, 31))
MONTHS = st.lists(st.integers(1, 12), min_size=1, unique=True).map(
    lambda months: tuple(sorted(months))
)
GRIDS = st.builds(
    Rule, kind=st.just("grid"), dtstart=DAYS, months=MONTHS, day=st.integers(0, 31)
)
INTERVALS = st.builds(
    Rule,
    kind=st.just("interval"),
    dtstart=DAYS,
    every=st.integers(1, 7),
    unit=st.sampled_from(["day", "week", "month", "year"]),
)
RULES = GRIDS | INTERVALS


def days_between(start, stop):
    return [start + timedelta(days=n) for n in range((stop - start).days + 1)]


def is_due(rule, day):
    """Tell by looking at one day only whether the rule falls on it."""
    if day < rule.dtstart or (rule.until and day > rule.until):
        return False
    if rule.kind == "interval" and rule.step_days:
        return (day - rule.dtstart).days % rule.step_days == 0
    wanted = rule.day or rule.dtstart.day
    if day.day != min(wanted, monthrange(day.year, day.month)[1]):
        return False
    if rule.kind == "grid":
        return day.month in rule.months
    months = 12 * (day.year - rule.dtstart.year) + day.month - rule.dtstart.month
    return months % rule.step_months == 0


@tagged("fieldwork_contract")
class TestRecurrence(BaseCase):
    @given(RULES, DAYS, st.integers(0, 800))
    def test_dates_are_those_of_the_oracle(self, rule, start, length):
        stop = start + timedelta(days=length)
        expected = [day for day in days_between(start, stop) if is_due(rule, day)]
        dates = nominal_dates(rule, start, stop)
        self.assertEqual([day for _key, day in dates], expected)
        self.assertEqual([key for key, _day in dates], [f"D{d}" for d in expected])

    @given(RULES, DAYS, st.lists(st.integers(0, 700), max_size=4))
    def test_a_horizon_cut_anywhere_gives_the_same(self, rule, start, cuts):
        stop = start + timedelta(days=700)
        whole = nominal_dates(rule, start, stop)
        pieces, begin = [], start
        for cut in sorted(cuts):
            end = start + timedelta(days=cut)
            pieces += nominal_dates(rule, begin, end)
            begin = max(begin, end + timedelta(days=1))
        pieces += nominal_dates(rule, begin, stop)
        self.assertEqual(tuple(pieces), whole)
        self.assertEqual(len(set(whole)), len(whole), "no date twice")

    @given(RULES, DAYS)
    def test_the_next_date_is_the_first_of_them(self, rule, start):
        found = next_date(rule, start)
        self.assertTrue(is_due(rule, found))
        self.assertFalse(
            nominal_dates(rule, start, found - timedelta(days=1)), "none before it"
        )

    @given(RULES, st.integers(0, 400))
    def test_the_end_is_kept(self, rule, length):
        until = rule.dtstart + timedelta(days=length)
        ended = Rule(**{**rule.__dict__, "until": until})
        stop = until + timedelta(days=800)
        expected = nominal_dates(rule, rule.dtstart, until)
        self.assertEqual(nominal_dates(ended, rule.dtstart, stop), expected)

    @given(
        DAYS,
        st.sets(st.integers(0, 40)),
        st.sampled_from(["next", "previous", "nearest"]),
    )
    def test_a_shift_ends_on_a_working_day(self, day, closed, policy):
        shut = {date(2023, 1, 1) + timedelta(days=n) for n in closed}
        moved = shift(day, lambda one: one.weekday() < 5 and one not in shut, policy)
        if abs((moved - day).days) and moved.weekday() > 4:
            self.fail(f"{moved} is a weekend")
        if policy == "next":
            self.assertGreaterEqual(moved, day)
        if policy == "previous":
            self.assertLessEqual(moved, day)

    def test_the_31st_takes_the_last_day(self):
        rule = Rule("interval", date(2026, 1, 31))
        days = [
            d for _key, d in nominal_dates(rule, date(2026, 1, 1), date(2026, 4, 30))
        ]
        self.assertEqual(
            days,
            [
                date(2026, 1, 31),
                date(2026, 2, 28),
                date(2026, 3, 31),
                date(2026, 4, 30),
            ],
        )

    def test_29_february_is_the_28th_in_common_years(self):
        rule = Rule("interval", date(2024, 2, 29), unit="year")
        days = [
            d for _key, d in nominal_dates(rule, date(2024, 1, 1), date(2028, 12, 31))
        ]
        self.assertEqual(
            days,
            [
                date(2024, 2, 29),
                date(2025, 2, 28),
                date(2026, 2, 28),
                date(2027, 2, 28),
                date(2028, 2, 29),
            ],
        )

    def test_nearest_prefers_the_later_of_two(self):
        open_days = {date(2026, 5, 1), date(2026, 5, 3)}
        moved = shift(date(2026, 5, 2), open_days.__contains__, "nearest")
        self.assertEqual(moved, date(2026, 5, 3))

    def test_what_never_falls_due_is_named(self):
        start = date(2026, 1, 15)
        self.assertEqual(validate(Rule("grid", start)), "months")
        self.assertEqual(validate(Rule("interval", start, every=0)), "every")
        self.assertEqual(validate(Rule("grid", start, months=(1,), day=32)), "day")
        self.assertEqual(
            validate(Rule("interval", start, until=date(2026, 1, 1))), "until"
        )
        self.assertEqual(
            validate(Rule("grid", start, months=(8,), blackout=(8,))), "closed"
        )
        winter = ((11, 1), (2, 28))
        self.assertEqual(
            validate(Rule("grid", start, months=(6,), season=winter)), "closed"
        )
        self.assertIsNone(validate(Rule("grid", start, months=(1, 6), season=winter)))
        self.assertEqual(
            validate(Rule("grid", start, months=(6,), until=date(2026, 3, 1))), "never"
        )

    def test_seasons_run_over_the_end_of_the_year(self):
        rule = Rule("interval", date(2026, 1, 1), season=((10, 15), (4, 15)))
        self.assertIsNone(closure(rule, date(2026, 12, 31)))
        self.assertIsNone(closure(rule, date(2026, 4, 15)))
        self.assertEqual(closure(rule, date(2026, 4, 16)), "season")
        self.assertEqual(next_open(rule, date(2026, 6, 1)), date(2026, 10, 15))

    def test_cycles_count_from_the_last_time(self):
        rule = Rule("interval", date(2026, 1, 31), unit="month")
        self.assertEqual(cycle_after(rule, None, 0), ("C1", date(2026, 1, 31)))
        self.assertEqual(
            cycle_after(rule, date(2026, 1, 31), 1), ("C2", date(2026, 2, 28))
        )
        self.assertEqual(add_interval(rule, date(2028, 1, 30)), date(2028, 2, 29))
        ended = Rule("interval", date(2026, 1, 31), until=date(2026, 2, 1))
        self.assertIsNone(cycle_after(ended, date(2026, 1, 31), 1))

    def test_meters_are_forecast_from_average_use(self):
        readings = [(date(2026, 1, 1), 0.0), (date(2026, 1, 11), 100.0)]
        self.assertEqual(forecast(readings, 500, 0), date(2026, 2, 20))
        self.assertEqual(forecast(readings, 80, 0), date(2026, 1, 11), "passed")
        self.assertIsNone(forecast(readings[:1], 500, 0), "one reading tells no use")
        back = [(date(2026, 1, 1), 100.0), (date(2026, 1, 11), 40.0)]
        self.assertIsNone(forecast(back, 500, 0), "a counter that goes back")
