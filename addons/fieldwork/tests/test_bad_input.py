from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_orders import FieldworkOrderCommon, at


@tagged("post_install", "-at_install")
class TestBadInput(FieldworkOrderCommon):
    """What comes over RPC is of any kind; a wrong one is answered in a sentence."""

    def refused(self, words, method, *args, **kwargs):
        with self.subTest(args=args, kwargs=kwargs):
            with self.assertRaisesRegex(UserError, words):
                method(*args, **kwargs)

    def test_who_is_nobody(self):
        order = self._create_order()
        for wrong in (["x"], "x", {"id": 1}, 1.5):
            self.refused("no technician or thing", order.plan, at(9), technicians=wrong)
        self.assertFalse(order.visit_ids)

    def test_when_is_never(self):
        order = self._create_order()
        for wrong in ("tomorrow", "2026-13-01"):
            self.refused("not a date and time", order.plan, wrong)
        for wrong in ("tomorrow", False, 5):
            self.refused("is not a date", order.plan_days, wrong, 1, 8, 9)

    def test_how_many_days(self):
        order = self._create_order()
        for wrong in (0, -1, 10**9):
            self.refused("Plan one to", order.plan_days, "2026-03-11", wrong, 8, 9)
        for hours in ((-1, 5), (8, 25), (24, 3)):
            self.refused("hours of a day", order.plan_days, "2026-03-11", 1, *hours)
        visits = order.plan_days("2026-03-11", 2, 8, 9)
        self.assertEqual(
            sorted(visits.mapped("day")), [date(2026, 3, 11), date(2026, 3, 12)]
        )

    def test_where_is_nowhere(self):
        visit = self._create_visit()
        for wrong in ("here", {"latitude": "abc"}, [1, 2], {"accuracy": [1]}):
            self.refused("is not a position", visit.action_travel, position=wrong)
        visit.action_travel(position={"latitude": "41.4", "longitude": None})
        event = visit.event_ids.filtered(lambda event: event.kind == "travel")
        self.assertRecordValues(event, [{"latitude": 41.4, "longitude": 0.0}])

    def test_why_is_a_number(self):
        order = self._create_order()
        order.action_cancel(5)
        self.assertEqual(order.cancel_reason, "5")
