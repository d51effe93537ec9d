"""What only a browser can see of the office's screens."""

from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import FieldworkUsersMixin


@tagged("post_install", "-at_install", "browser")
class TestOrderUi(FieldworkUsersMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_fieldwork()
        cls.ana = cls._create_technician("Ana")
        # Works at any time, whatever the hour at which the test runs.
        cls.ana.calendar_id = False
        cls.dispatcher.tz = cls.ana.tz = "UTC"

    def _order(self):
        order = (
            self.env["fieldwork.order"]
            .with_user(self.dispatcher)
            .create({"partner_id": self.customer.id, "site_id": self.site.id})
        )
        order.action_confirm()
        return order

    def _visit(self, **kwargs):
        order = self._order()
        today = fields.Datetime.now().replace(hour=9, minute=0, second=0, microsecond=0)
        if kwargs.pop("promise", False):
            kwargs["promised"] = (today, today + timedelta(hours=1))
        return order.plan(today, technicians=self.ana, **kwargs)

    def test_order_from_call_to_done(self):
        self.start_tour(
            "/odoo/service-orders", "fieldwork_order_life", login="fw_dispatcher"
        )
        order = self.env["fieldwork.order"].search(
            [("description", "=", "No hot water")]
        )
        self.assertEqual(order.state, "done")
        self.assertEqual(order.site_id, self.site)
        self.assertEqual(order.visit_ids.lead_id, self.ana)

    def test_bar_is_dragged_and_the_promise_asked_about(self):
        visit = self._visit(promise=True)
        before = visit.start
        self.start_tour(
            "/odoo/planning", "fieldwork_planning_calendar", login="fw_dispatcher"
        )
        visit.invalidate_recordset()
        self.assertNotEqual(visit.start, before)

    def test_order_is_planned_by_dragging_it_onto_an_hour(self):
        order = self._order()
        self.start_tour(
            "/odoo/planning", "fieldwork_plan_by_dragging", login="fw_dispatcher"
        )
        # The calendar may scroll by a row while something is dragged over it; what
        # matters is that it is the hour dropped on, not the morning.
        self.assertIn(order.visit_ids.start.hour, (9, 10, 11))
        self.assertEqual(order.visit_ids.lead_id, self.ana)

    def test_attention_is_counted_and_opened(self):
        visit = self._visit()
        visit.assignment_ids.action_refuse("Ill")
        self.start_tour(
            "/odoo/service-orders", "fieldwork_attention", login="fw_dispatcher"
        )
