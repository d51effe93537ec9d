"""Terms and notice, in days alone."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools.terms import earliest_end, term_end

DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))


@tagged("post_install", "-at_install")
class TestTerms(BaseCase):
    def test_by_hand(self):
        for start, months, anchor, end in (
            (date(2026, 1, 1), 12, 1, date(2026, 12, 31)),
            (date(2026, 3, 10), 6, 10, date(2026, 9, 9)),
            # From the 31st on, month by month: the day comes back.
            (date(2026, 1, 31), 1, 31, date(2026, 2, 27)),
            (date(2026, 2, 28), 1, 31, date(2026, 3, 30)),
            (date(2026, 3, 31), 1, 31, date(2026, 4, 29)),
            # Of 29 February, for a year at a time.
            (date(2028, 2, 29), 12, 29, date(2029, 2, 27)),
            (date(2031, 2, 28), 12, 29, date(2032, 2, 28)),
            # Moved by hand: the first day of the chain says nothing any more.
            (date(2026, 5, 15), 12, 31, date(2027, 5, 14)),
        ):
            self.assertEqual(term_end(start, months, anchor), end, start)

    @given(DAYS, st.integers(1, 36))
    def test_a_chain_never_wanders(self, first, months):
        start, terms = first, 0
        for _term in range(24):
            start = term_end(start, months, first.day) + timedelta(1)
            terms += 1
        # As if it had been one long term.
        whole = term_end(first, months * terms, first.day) + timedelta(1)
        self.assertEqual(start, whole)

    def test_notice_by_hand(self):
        end = date(2026, 12, 31)
        # Sixty days before the end of the year is 1 November.
        for received, expected in (
            (date(2026, 3, 10), end),
            (date(2026, 11, 1), end),
            (date(2026, 11, 2), date(2027, 12, 31)),
        ):
            found = earliest_end(received, 60, end, 12, 1)
            self.assertEqual(found, expected, received)
        # One that ends anyway ends then, however late the notice.
        self.assertEqual(earliest_end(date(2026, 12, 30), 60, end), end)
        # One without an end: as long after the notice as was agreed on.
        self.assertEqual(earliest_end(date(2026, 3, 10), 30), date(2026, 4, 9))

    @given(DAYS, DAYS, st.integers(0, 27), st.integers(1, 24))
    def test_notice_is_always_kept_and_never_longer_than_needed(
        self, start, received, notice, months
    ):
        end = term_end(start, months, start.day)
        found = earliest_end(received, notice, end, months, start.day)
        if found != end:
            self.assertGreaterEqual(found - received, timedelta(notice))
            self.assertLess(end - received, timedelta(notice))
        for _term in range(500):
            if found == end:
                break
            # Any term before it would have been too early.
            self.assertLess(end - timedelta(notice), received)
            end = term_end(end + timedelta(1), months, start.day)
        self.assertEqual(found, end, "the end of a term")
