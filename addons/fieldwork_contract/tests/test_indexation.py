"""New prices by an index, by hand and for any numbers; values as they are pasted."""

from datetime import date
from decimal import Decimal as D

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.indexation import Clause, change, indexed, parse_values, rounded

PRICES = st.decimals("0.01", "100000", places=2)
VALUES = st.decimals("50", "300", places=1)
PERCENTS = st.decimals("0", "30", places=2)


@tagged("post_install", "-at_install")
class TestIndexation(BaseCase):
    def test_by_hand(self):
        for price, then, now, clause, expected in (
            # 118.9 to 121.4 is 2.1026… %: 310 becomes 316.518….
            ("310", "118.9", "121.4", Clause(), "316.52"),
            # Three quarters of it: 1.5769… %, 4.888….
            ("310", "118.9", "121.4", Clause(share=D(75)), "314.89"),
            # No more than 1.5 %: 4.65.
            ("310", "118.9", "121.4", Clause(cap=D("1.5")), "314.65"),
            # It fell by 2.0593… %: 303.616….
            ("310", "121.4", "118.9", Clause(), "303.62"),
            ("310", "121.4", "118.9", Clause(floor=D(0)), "310.00"),
            ("310", "121.4", "118.9", Clause(floor=D(-1)), "306.90"),
            # To whole amounts, and to five cents, half up.
            ("310", "118.9", "121.4", Clause(step=D(1)), "317"),
            ("310", "118.9", "121.4", Clause(step=D("0.05")), "316.50"),
            ("100", "100", "100.5", Clause(step=D(1)), "101"),
            # 10.005: what floats make 10.00.
            ("10", "1000", "1000.5", Clause(), "10.01"),
            ("1.005", "100", "100", Clause(), "1.01"),
            ("0", "100", "150", Clause(), "0.00"),
        ):
            found = indexed(D(price), D(then), D(now), clause)
            self.assertEqual(found, D(expected), (price, then, now, clause))

    def test_floats_are_read_as_the_decimals_they_show(self):
        self.assertEqual(indexed(1.005, 100.0, 100.0, Clause()), D("1.01"))

    @given(PRICES, VALUES, VALUES, PERCENTS, PERCENTS)
    def test_cap_and_floor_hold(self, price, then, now, cap, floor):
        clause = Clause(cap=cap, floor=-floor)
        self.assertLessEqual(change(then, now, clause), cap)
        self.assertGreaterEqual(change(then, now, clause), -floor)
        half = D("0.005")
        new = indexed(price, then, now, clause)
        self.assertLessEqual(new, price * (1 + cap / 100) + half)
        self.assertGreaterEqual(new, price * (1 - floor / 100) - half)

    @given(PRICES, VALUES)
    def test_where_the_index_stands_still_so_does_the_price(self, price, value):
        self.assertEqual(indexed(price, value, value, Clause(share=D(60))), price)

    @given(PRICES, VALUES, VALUES, VALUES)
    def test_the_more_the_index_the_more_the_price(self, price, then, one, two):
        low, high = sorted([one, two])
        self.assertLessEqual(
            indexed(price, then, low, Clause()), indexed(price, then, high, Clause())
        )

    @given(PRICES, st.lists(VALUES, min_size=2, max_size=8))
    def test_from_base_forgets_what_was_between(self, price, values):
        then, now = values[0], values[-1]
        # Step by step without rounding comes to the same as in one go.
        steps = price
        for before, after in zip(values, values[1:], strict=False):
            steps = indexed(steps, before, after, Clause(step=D(0)))
        whole = indexed(price, then, now, Clause(step=D(0)))
        self.assertAlmostEqual(steps, whole, places=15)

    @given(st.decimals("0", "10000", places=4), st.sampled_from(["0.01", "0.05", "1"]))
    def test_rounding_is_to_the_nearest(self, amount, step):
        found = rounded(amount, D(step))
        self.assertEqual(found % D(step), 0)
        self.assertLessEqual(abs(found - amount), D(step) / 2)

    # ------------------------------------------------------------------
    # Pasted
    # ------------------------------------------------------------------

    def test_months_and_values_as_people_write_them(self):
        text = (
            "Month;Value\n"
            "2026-01;118,9\n"
            "02/2026\t119.2\n"
            "\n"
            "2026-03-31 ; 119.4\n"
            "1.4.2026;120\n"
            "2026.05  121.25\r\n"
        )
        values, problems = parse_values(text)
        self.assertFalse(problems)
        self.assertEqual(
            values,
            {
                date(2026, 1, 1): D("118.9"),
                date(2026, 2, 1): D("119.2"),
                date(2026, 3, 1): D("119.4"),
                date(2026, 4, 1): D("120"),
                date(2026, 5, 1): D("121.25"),
            },
        )

    def test_each_bad_line_is_named(self):
        text = "2026-01;118.9\n2026-13;1\n2026-02\n2026-03;abc\n2026-04;0\n1/2026;3"
        values, problems = parse_values(text)
        self.assertEqual(list(values), [date(2026, 1, 1)])
        self.assertEqual(
            [(number, wrong) for number, _line, wrong in problems],
            [(2, "month"), (3, "columns"), (4, "value"), (5, "value"), (6, "twice")],
        )

    @given(st.text(max_size=60))
    def test_any_text_is_read_or_named(self, text):
        values, problems = parse_values(text)
        lines = [line for line in text.splitlines() if line.strip()]
        self.assertLessEqual(len(values) + len(problems), len(lines))
        self.assertTrue(all(value > 0 for value in values.values()))
