"""Why an order waits, whether somebody must act, and how old it looks."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from ..models.order.fieldwork_order_age import AGE_COLOURS
from ..models.order.fieldwork_order_status import ATTENTION, PENDING_STORED
from .common_orders import FieldworkOrderCommon, at


@tagged("post_install", "-at_install")
class TestOrderStatus(FieldworkOrderCommon):
    def _found(self, name, value):
        return self.env["fieldwork.order"].search([(name, "=", value)])

    def _assert_search_equals_compute(self, name, selection):
        """Each value finds exactly the orders that show it."""
        orders = self.env["fieldwork.order"].search([])
        self.env.invalidate_all()
        for value in [key for key, _label in selection] + [False]:
            with self.subTest(field=name, value=value):
                self.assertEqual(
                    self._found(name, value) & orders,
                    orders.filtered(lambda o, v=value: (o[name] or False) == v),
                )

    def _some_of_everything(self):
        orders = {
            "registered": self._create_order(ready=False),
            "ready": self._create_order(),
            "planned": self._create_visit(start=at(9, day=12)).order_id,
            "accepted": self._create_visit(start=at(9, day=13)).order_id,
            "refused": self._create_visit(start=at(9, day=16)).order_id,
            "far": self._create_visit(start=at(9, day=30)).order_id,
            "nobody": self._create_visit(start=at(12, day=17), technicians=[]).order_id,
            "missed": self._create_visit(start=at(9, day=18)).order_id,
            "parts": self._create_visit(start=at(9, day=19)).order_id,
            "waiting": self._create_order(),
            "done": self._create_visit(start=at(9, day=20)).order_id,
            "cancelled": self._create_order(),
        }
        for name, method in (
            ("accepted", "action_accept"),
            ("far", "action_accept"),
        ):
            getattr(orders[name].assignment_ids, method)()
        orders["refused"].assignment_ids.action_refuse("Ill")
        orders["missed"].visit_ids.action_miss("Nobody there")
        orders["parts"].visit_ids.action_done("to_continue", continue_reason="parts")
        orders["waiting"].action_wait_customer("Keys")
        orders["done"].visit_ids.action_done("solved")
        orders["cancelled"].action_cancel("x")
        return orders

    def test_why_is_it_pending(self):
        orders = self._some_of_everything()
        self.assertEqual(
            {name: order.pending_reason for name, order in orders.items()},
            {
                "registered": False,
                "ready": "no_technician",
                "planned": "no_answer",
                "accepted": False,
                "refused": "refused",
                "far": "horizon",
                "nobody": "no_technician",
                "missed": "missed",
                "parts": "to_continue",
                "waiting": "customer",
                "done": False,
                "cancelled": False,
            },
        )
        self._assert_search_equals_compute(
            "pending_reason", [*PENDING_STORED, ("horizon", "")]
        )

    def test_attention_and_its_search(self):
        orders = self._some_of_everything()
        with freeze_time("2026-03-10 13:00:00"):
            self.env.invalidate_all()
            self.assertEqual(orders["planned"].attention_reason, "unanswered")
            self.assertEqual(orders["refused"].attention_reason, "refused")
            self.assertEqual(orders["missed"].attention_reason, "missed")
            self.assertFalse(orders["accepted"].needs_attention)
            self.assertFalse(orders["done"].needs_attention)
            self._assert_search_equals_compute("attention_reason", ATTENTION)
            needing = self._found("needs_attention", True)
            self.assertEqual(needing, needing.filtered("attention_reason"))
            count = self.env["fieldwork.order"].get_attention_count()
            self.assertEqual(count["total"], len(needing))

    def test_who_has_not_been_asked_yet_need_not_answer(self):
        far = self._create_visit(start=at(8, day=30)).order_id
        far.deadline = False
        with freeze_time("2026-03-10 18:00:00"):
            self.env.invalidate_all()
            self.assertFalse(far.attention_reason)

    def test_a_reopened_order_waits_to_be_planned(self):
        visit = self._create_visit()
        visit.action_done("solved")
        with freeze_time("2026-03-10 09:00:00"):
            visit.order_id.action_reopen("Leaks again")
        self.assertEqual(visit.order_id.pending_reason, "no_technician")

    def test_late_is_a_deadline_or_a_slot_that_passed(self):
        order = self._create_order(deadline=at(7))
        self.assertEqual(order.attention_reason, "late")
        visit = self._create_visit(start=at(4))
        visit.assignment_ids.action_accept()
        self.assertEqual(visit.order_id.attention_reason, "late")

    def test_window_is_near_while_unplanned(self):
        order = self._create_order(
            window_start=at(8, day=11), window_stop=at(12, day=11)
        )
        self.assertEqual(order.attention_reason, "window")
        self._create_visit(order, at(9, day=11)).assignment_ids.action_accept()
        self.assertFalse(order.attention_reason)

    def test_horizon_13_days_is_received_14_is_not(self):
        # The last minutes of local day 13, the first of day 14, seen at 9:00.
        near = self._create_visit(start=at(22, 30, day=23))
        far = self._create_visit(start=at(23, 30, day=23))
        self.assertEqual((near.day.day, far.day.day), (23, 24))
        for visit, reason in ((near, "no_answer"), (far, "horizon")):
            self.assertEqual(visit.order_id.pending_reason, reason)
        mine = self.env["fieldwork.visit"].with_user(self.technician).search([])
        self.assertEqual(mine, near.with_user(self.technician))
        # Two hours later it is the next day in Madrid, not yet in UTC.
        with freeze_time("2026-03-10 23:30:00"):
            self.env.invalidate_all()
            mine = self.env["fieldwork.visit"].with_user(self.technician).search([])
            self.assertEqual(set(mine.ids), {near.id, far.id})
            self.assertEqual(far.order_id.pending_reason, "no_answer")

    def test_colours_first_that_holds(self):
        def order(days_ago=0, **vals):
            return self._create_order(registered_on=self._in_days(-days_ago), **vals)

        orders = {
            "red": order(30, window_start=at(9)),
            "orange": order(29),
            "orange_20": order(20),
            "yellow": order(19, window_start=at(9, day=8), window_stop=at(9, day=9)),
            "blue": order(1, window_start=at(9, day=9), window_stop=at(20)),
            "green": order(1, window_start=at(9, day=11)),
            "green_undated": order(19),
        }
        past = order(1)
        self._create_visit(past, at(12, day=9))
        today = order(1, window_start=at(9, day=1), window_stop=at(9, day=2))
        self._create_visit(today, at(20))
        self.assertEqual(
            {name: o.age_colour for name, o in orders.items()},
            {
                "red": "red",
                "orange": "orange",
                "orange_20": "orange",
                "yellow": "yellow",
                "blue": "blue",
                "green": "green",
                "green_undated": "green",
            },
        )
        self.assertEqual((past.age_colour, today.age_colour), ("yellow", "blue"))
        orders["red"].action_cancel("x")
        self.env.invalidate_all()
        self.assertFalse(orders["red"].age_colour)
        self._assert_search_equals_compute("age_colour", AGE_COLOURS)

    def test_colours_count_days_in_the_companys_zone(self):
        # 0:30 on 10 March in Madrid: 29 local days before 8 April, though 30 UTC days
        # lie between the UTC dates.
        order = self._create_order(registered_on=at(23, 30, day=9))
        with freeze_time("2026-04-08 10:00:00"):
            self.env.invalidate_all()
            self.assertEqual(order.age_colour, "orange")
        with freeze_time("2026-04-08 22:30:00"):
            self.env.invalidate_all()
            self.assertEqual(order.age_colour, "red")

    def test_thresholds_are_the_types(self):
        self.order_type.write({"orange_days": 2, "red_days": 3})
        self.assertEqual(
            self._create_order(registered_on=self._in_days(-2)).age_colour, "orange"
        )
        self.assertEqual(
            self._create_order(registered_on=self._in_days(-3)).age_colour, "red"
        )

    def test_old_orders_on_machines_under_warranty_are_marked(self):
        order = self._create_order(
            registered_on=self._in_days(-40),
            equipment_ids=[(6, 0, self.equipment.ids)],
        )
        self.assertFalse(order.age_under_warranty)
        self.equipment.warranty_parts_until = fields.Date.today() + timedelta(days=9)
        self.env.invalidate_all()
        self.assertTrue(order.age_under_warranty)

    def test_lists_sort_by_colour(self):
        green = self._create_order()
        red = self._create_order(registered_on=self._in_days(-31))
        found = self.env["fieldwork.order"].search(
            [("id", "in", (green | red).ids)], order="age_colour"
        )
        self.assertEqual(found.ids, [red.id, green.id])

    def test_what_waits_longest_stands_first(self):
        waiting = self._create_order(deadline=at(6))
        planned = self._create_visit(start=at(20)).order_id
        planned.assignment_ids.action_accept()
        done = self._create_order()
        done.action_cancel("x")
        orders = self.env["fieldwork.order"].search(
            [("id", "in", (waiting | planned | done).ids)]
        )
        self.assertEqual(orders.ids, [waiting.id, planned.id, done.id])

    def test_one_box_finds_by_what_the_caller_says(self):
        self.customer.phone = "+34 600 123 456"
        self.site.write({"street": "Ronda 3", "city": "Elvas"})
        contact = self.env["res.partner"].create(
            {"name": "The Caretaker", "phone": "700112233"}
        )
        order = self._create_order(
            customer_reference="PO-77/B",
            contact_id=contact.id,
            equipment_ids=[(6, 0, self.equipment.ids)],
        )
        self._create_visit(order)
        stranger = self._create_customer("Somebody Else")
        self._create_order(partner_id=stranger.id, site_id=stranger.id)
        search = self.env["fieldwork.order"].search
        for term in (
            order.name,
            "po-77",
            "bakery",
            "600 123",
            "600123456",
            "+34 600-123-456",
            "(600) 12 34 56",
            "Bakery Shop",
            "Caretaker",
            "700 11 22 33",
            "Ronda",
            "Elvas",
            "b-1",
            "Ana",
        ):
            with self.subTest(term=term):
                self.assertIn(order, search([("quick_search", "ilike", term)]))
        self.assertFalse(search([("quick_search", "ilike", "nobody has this")]))

    def test_peers_defect_12_a_search_keeps_its_other_terms_and_the_rules(self):
        mine = self._create_order()
        other = self._create_order(priority="2")
        terms = [("quick_search", "ilike", "Bakery"), ("priority", "=", "2")]
        self.assertEqual(self.env["fieldwork.order"].search(terms), other)
        self.assertFalse(
            self.env["fieldwork.order"].with_user(self.technician).search(terms)
        )
        self.assertIn(mine, self.env["fieldwork.order"].search(terms[:1]))

    def test_term_of_a_search_is_looked_up_once_for_page_and_count(self):
        orders = self.env["fieldwork.order"].union(
            *(self._create_order() for _index in range(3))
        )
        model = self.env["fieldwork.order"]
        with patch.object(
            type(model),
            "_quick_search_sources",
            autospec=True,
            side_effect=type(model)._quick_search_sources,
        ) as asked:
            found = model.web_search_read(
                [("quick_search", "ilike", "Bakery"), ("id", "in", orders.ids)],
                {"name": {}},
                limit=2,
            )
        self.assertEqual(found["length"], 3)
        self.assertEqual(len(found["records"]), 2)
        self.assertEqual(asked.call_count, 1)

    def test_status_of_a_list_costs_the_same_for_many(self):
        def cost(number):
            orders = self.env["fieldwork.order"].union(
                *(self._create_order() for _index in range(number))
            )
            names = ["age_colour", "pending_text", "attention_reason", "has_conflict"]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders.read(names)
            return self.env.cr.sql_log_count - before

        self.assertLessEqual(cost(30), cost(3) + 1)
