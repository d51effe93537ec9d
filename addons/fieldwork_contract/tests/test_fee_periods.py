"""What a fee comes to, by hand and by any dates and prices."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from odoo.addons.fieldwork.tests import properties  # noqa: F401

from ..tools.fee_periods import (
    CALENDAR,
    DAY,
    Schedule,
    due_on,
    due_parts,
    next_due,
    parts,
    rounded,
    united,
)

CENT, YEN, MILL = Decimal("0.01"), Decimal(1), Decimal("0.001")
MONTH = Schedule(1)
LENGTHS = (1, 2, 3, 4, 6, 12)

days = st.dates(date(2019, 1, 1), date(2033, 12, 31))
prices = st.decimals("0.01", "99999.99", places=2)
schedules = st.builds(
    Schedule, st.sampled_from(LENGTHS), st.one_of(days, st.just(CALENDAR))
)


def day(text):
    return date.fromisoformat(text)


def bill(schedule, start, stop, price, rounding=CENT, per_year=1):
    return [
        str(part.price(Decimal(price), rounding, per_year))
        for part in parts(schedule, day(start), day(stop))
    ]


class TestFeePeriods(BaseCase):
    # ------------------------------------------------------------------
    # By hand
    # ------------------------------------------------------------------

    def test_a_started_month(self):
        # 17 of 31 days, a whole month, 10 of 31 days
        self.assertEqual(
            bill(MONTH, "2026-01-15", "2026-03-10", "1000"),
            ["548.39", "1000", "322.58"],
        )

    def test_a_leap_year(self):
        # From the 15th: 15 of 29 days in a leap year, 14 of 28 in another
        self.assertEqual(bill(MONTH, "2028-02-15", "2028-02-29", "290"), ["150.00"])
        self.assertEqual(bill(MONTH, "2026-02-15", "2026-02-28", "290"), ["145.00"])
        year = Schedule(12)
        self.assertEqual(bill(year, "2028-01-01", "2028-02-29", "3660"), ["600.00"])
        self.assertEqual(bill(year, "2027-01-01", "2027-02-28", "3650"), ["590.00"])

    def test_three_currencies(self):
        # 17 of 31 days of 1000: euros and cents, yen, Tunisian dinars and millimes
        for rounding, amount in ((CENT, "548.39"), (YEN, "548"), (MILL, "548.387")):
            with self.subTest(rounding=rounding):
                self.assertEqual(
                    bill(MONTH, "2026-01-15", "2026-01-31", "1000", rounding), [amount]
                )

    def test_a_year_cut_into_months_is_its_price(self):
        # 1000 / 12 = 83.333…: 83.33 and 83.34 as the sum goes on
        months = bill(MONTH, "2026-01-01", "2026-12-31", "1000", per_year=12)
        self.assertEqual(months[:3], ["83.33", "83.34", "83.33"])
        self.assertEqual(sum(map(Decimal, months)), 1000)
        quarters = bill(Schedule(3), "2026-01-01", "2026-12-31", "1000.01", per_year=4)
        self.assertEqual(quarters, ["250.00", "250.01", "250.00", "250.00"])

    def test_half_a_cent_is_given_once(self):
        # Both halves of 0.01 would be rounded up
        halves = bill(Schedule(1), "2026-06-01", "2026-06-15", "0.01") + bill(
            Schedule(1), "2026-06-16", "2026-06-30", "0.01"
        )
        self.assertEqual(halves, ["0.01", "0.00"])

    def test_from_the_day_it_started(self):
        schedule = Schedule(1, day("2026-01-31"))
        found = list(parts(schedule, day("2026-01-31"), day("2026-04-29")))
        self.assertEqual(
            [(str(part.first), str(part.last)) for part in found],
            [
                ("2026-01-31", "2026-02-27"),
                ("2026-02-28", "2026-03-30"),
                ("2026-03-31", "2026-04-29"),
            ],
        )
        self.assertTrue(all(part.is_whole for part in found))
        leap = Schedule(12, day("2028-02-29"))
        self.assertEqual(leap.start(1), day("2029-02-28"))
        self.assertEqual(leap.start(4), day("2032-02-29"))

    def test_a_price_by_the_unit_keeps_its_digits(self):
        (part,) = parts(MONTH, day("2026-01-01"), day("2026-01-31"))
        self.assertEqual(part.price(Decimal("0.0085"), CENT), Decimal("0.0085"))

    def test_a_pause(self):
        (part,) = parts(MONTH, day("2026-04-01"), day("2026-04-30"))
        left = part.without([(day("2026-04-11"), day("2026-04-20"))])
        self.assertEqual((left.days, left.price(Decimal(300), CENT)), (20, 200))
        self.assertEqual(part.days_in([(day("2026-04-25"), day("2026-05-09"))]), 6)
        self.assertFalse(part.without([(day("2026-03-01"), day("2026-05-01"))]).days)

    def test_a_machine_that_comes_and_goes(self):
        (part,) = parts(MONTH, day("2026-04-01"), day("2026-04-30"))
        own = part.within([(day("2026-04-06"), day("2026-04-10"))])
        self.assertEqual(own.price(Decimal(300), CENT), 50)
        self.assertEqual(own.paid, (day("2026-04-06"), day("2026-04-10")))

    def test_advance_and_arrears(self):
        term = (MONTH, day("2026-01-15"), day("2026-03-10"))
        for timing, due in (
            ("advance", ["2026-01-15", "2026-02-01", "2026-03-01"]),
            ("arrears", ["2026-02-01", "2026-03-01", "2026-03-11"]),
        ):
            with self.subTest(timing=timing):
                found = [due_on(part, timing) for part in parts(*term)]
                self.assertEqual(list(map(str, found)), due)
                for number, moment in enumerate(found):
                    self.assertEqual(len(due_parts(*term, timing, moment)), number + 1)
                    self.assertEqual(
                        len(due_parts(*term, timing, moment - DAY)), number
                    )

    # ------------------------------------------------------------------
    # By any dates
    # ------------------------------------------------------------------

    @given(schedules, days)
    def test_each_day_lies_in_one_period(self, schedule, some_day):
        number = schedule.number(some_day)
        self.assertLessEqual(schedule.start(number), some_day)
        self.assertGreater(schedule.start(number + 1), some_day)

    @given(schedules, days, st.integers(0, 1500), prices, st.booleans())
    def test_wherever_it_is_cut_it_comes_to_the_same(
        self, schedule, start, length, price, by_year
    ):
        """A term cut in two, as by a new version or a renewal, costs what it would
        cost in one."""
        stop = start + timedelta(length)
        slices = schedule.per_year if by_year else 1

        def cost(begin, end):
            return sum(
                part.price(price, CENT, slices) for part in parts(schedule, begin, end)
            )

        middle = start + timedelta(length // 3)
        whole = cost(start, stop)
        self.assertEqual(cost(start, middle) + cost(middle + DAY, stop), whole)

    @given(schedules, days, prices)
    def test_the_sum_of_a_year_is_its_price(self, schedule, start, price):
        first = schedule.start(
            schedule.number(start) // schedule.per_year * schedule.per_year
        )
        number = schedule.number(first)
        stop = schedule.start(number + schedule.per_year) - DAY
        months = [
            part.price(price, CENT, schedule.per_year)
            for part in parts(schedule, first, stop)
        ]
        self.assertEqual(len(months), schedule.per_year)
        self.assertEqual(sum(months), price)
        self.assertLessEqual(max(months) - min(months), CENT)

    @given(
        schedules,
        days,
        prices,
        st.lists(st.tuples(days, st.integers(0, 90)), max_size=4),
    )
    def test_paid_and_paused_are_the_whole(self, schedule, start, price, some):
        stretches = [(begin, begin + timedelta(length)) for begin, length in some]
        for part in parts(schedule, start, start + timedelta(400)):
            paid, rested = part.without(stretches), part.within(stretches)
            self.assertEqual(paid.days + rested.days, part.days)
            self.assertEqual(
                paid.price(price, CENT) + rested.price(price, CENT),
                part.price(price, CENT),
            )

    @given(
        schedules,
        days,
        st.integers(0, 900),
        st.sampled_from(["advance", "arrears"]),
        st.lists(st.integers(0, 1200), max_size=5),
    )
    def test_however_often_looked_up_each_is_found_once(
        self, schedule, start, length, timing, steps
    ):
        """Night after night, with nights left out, what falls due is what falls due at
        the end; and the day it is next due on is never passed over."""
        stop = start + timedelta(length)
        term = (schedule, start, stop, timing)
        found, after = [], None
        for step in sorted({*steps, 1200}):
            until = start + timedelta(step) - 20 * DAY
            if after:
                due = next_due(*term, after)
                new = due_parts(*term, until, after)
                self.assertEqual(bool(new), bool(due and due <= until))
                self.assertEqual(new and due_on(new[0], timing), new and due)
                found += new
            else:
                found += due_parts(*term, until)
            after = until
        self.assertEqual(found, list(parts(schedule, start, stop)))

    @given(st.lists(st.tuples(days, st.integers(0, 60)), max_size=6))
    def test_stretches_united(self, some):
        stretches = [(begin, begin + timedelta(length)) for begin, length in some]

        def all_days(spans):
            return {
                begin + timedelta(n)
                for begin, end in spans
                for n in range((end - begin).days + 1)
            }

        found = united(stretches)
        self.assertEqual(all_days(found), all_days(stretches))
        for (_a, end), (begin, _b) in zip(found, found[1:], strict=False):
            self.assertGreater(begin, end + DAY)

    @given(st.fractions(0, 10**6), st.sampled_from([CENT, YEN, MILL]))
    def test_rounded_half_up(self, amount, rounding):
        found = Fraction(rounded(amount, rounding))
        self.assertLessEqual(abs(found - amount), Fraction(rounding) / 2)
        self.assertEqual(found / Fraction(rounding) % 1, 0)
        if found < amount:
            self.assertLess(amount - found, Fraction(rounding) / 2)

    def test_relative_months(self):
        # The calendar's anchor is no month's last day: no month is cut short by it.
        for months in LENGTHS:
            schedule = Schedule(months)
            for number in range(-60, 60):
                self.assertEqual(
                    schedule.start(number),
                    CALENDAR + relativedelta(months=months * number),
                )
                self.assertEqual(schedule.start(number).day, 1)
