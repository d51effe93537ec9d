"""Planning: one visit or many, several days, other zones, promises, answers."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from odoo.exceptions import UserError
from odoo.tests import Form, tagged, users

from .common_orders import FieldworkOrderCommon, at


@tagged("post_install", "-at_install")
class TestPlanning(FieldworkOrderCommon):
    def test_first_technician_leads_and_things_come_along(self):
        visit = self._create_visit(
            technicians=self.ben | self.ana, resources=self.van | self.meter
        )
        roles = {a.resource_id.name: a.role for a in visit.assignment_ids}
        self.assertEqual(
            roles,
            {
                "Ana": "lead" if visit.lead_id == self.ana else "helper",
                "Ben": "lead" if visit.lead_id == self.ben else "helper",
                "Van 1": "equipment",
                "Gas Analyser": "equipment",
            },
        )
        ids = [self.ben.id, self.ana.id]
        listed = self._create_visit(start=at(14), technicians=ids)
        self.assertEqual(listed.lead_id, self.ben)

    def test_employees_are_technicians_too(self):
        employee = self.env["hr.employee.public"].search(
            [("resource_id", "=", self.ana.id)]
        )
        visit = self._create_visit(technicians=employee.with_user(self.dispatcher))
        self.assertEqual(visit.lead_id, self.ana)

    def test_stop_defaults_to_the_duration(self):
        self.assertEqual(self._create_visit(start=at(9)).stop, at(11))
        order = self._create_order(duration=0.5)
        self.assertEqual(self._create_visit(order, at(9)).stop, at(9, 30))

    def test_an_open_visit_needs_additional(self):
        order = self._create_order()
        first = self._create_visit(order)
        with self.assertRaisesRegex(UserError, "has an open visit already"):
            self._create_visit(order, at(14))
        second = self._create_visit(order, at(14), additional=True)
        self.assertEqual(order.visit_ids, first | second)
        self.assertEqual(order.planned_start, at(9))

    def test_registered_and_closed_orders_are_not_planned(self):
        with self.assertRaisesRegex(UserError, "Registered.*planned"):
            self._create_order(ready=False).plan(at(9))
        done = self._create_order()
        done.action_cancel("x")
        with self.assertRaisesRegex(UserError, "Cancelled.*planned"):
            done.plan(at(9))

    def test_bad_slots_are_refused(self):
        order = self._create_order()
        with self.assertRaisesRegex(UserError, "before it starts"):
            order.plan(at(9), at(8))
        with self.assertRaisesRegex(UserError, "when order"):
            order.plan(None)
        with self.assertRaisesRegex(UserError, "not a date"):
            order.plan("soon")

    def test_wrong_people_and_things_are_refused(self):
        order = self._create_order()
        clerk = self._create_technician("Clerk")
        clerk.fieldwork_kind = False
        for crew, things in ((clerk, None), (self.van, None), (None, self.ana)):
            with self.assertRaisesRegex(UserError, "cannot be planned"):
                order.plan(at(9), technicians=crew, resources=things)

    def test_resources_of_another_company_are_refused(self):
        foreign = self._create_thing(
            "Foreign Van", "van", company_id=self.other_company.id, calendar_id=False
        )
        with self.assertRaises(UserError):
            self._create_order().plan(at(9), resources=foreign)

    def test_the_same_plan_twice_is_one_visit(self):
        order = self._create_order()
        uuid = str(uuid4())
        first = order.plan(at(9), technicians=self.ana, client_uuid=uuid)
        again = order.plan(at(9), technicians=self.ana, client_uuid=uuid)
        self.assertEqual(first, again)

    def test_the_id_of_another_orders_visit_is_refused(self):
        orders = self._create_order() | self._create_order()
        uuid = str(uuid4())
        with self.assertRaisesRegex(UserError, "an id of its own"):
            orders.plan(at(9), client_uuid=uuid)
        orders[0].plan(at(9), technicians=self.ana, client_uuid=uuid)
        with self.assertRaisesRegex(UserError, orders[0].name):
            orders[1].plan(at(9), technicians=self.ana, client_uuid=uuid)
        self.assertFalse(orders[1].visit_ids)

    def test_days_keep_their_local_hour_over_daylight_saving(self):
        # Spain changes its clocks on Sunday 29 March 2026.
        visits = self._create_order().plan_days(
            date(2026, 3, 27), 3, 9.0, 12.5, technicians=self.ana
        )
        self.assertEqual(
            [(visit.start, visit.stop) for visit in visits.sorted("start")],
            [
                (datetime(2026, 3, 27, 8), datetime(2026, 3, 27, 11, 30)),
                (datetime(2026, 3, 30, 7), datetime(2026, 3, 30, 10, 30)),
                (datetime(2026, 3, 31, 7), datetime(2026, 3, 31, 10, 30)),
            ],
        )

    def test_work_past_midnight_is_one_visit_a_day(self):
        visits = self._create_order().plan_days(date(2026, 3, 11), 2, 22.0, 2.0)
        self.assertEqual(
            [(visit.start, visit.stop, visit.day.day) for visit in visits],
            [
                (at(21, day=11), at(1, day=12), 11),
                (at(21, day=12), at(1, day=13), 12),
            ],
        )

    def test_days_nobody_works_are_too_many(self):
        self.calendar.attendance_ids.unlink()
        with self.assertRaisesRegex(UserError, "do not work on 2 days"):
            self._create_order().plan_days(
                date(2026, 3, 11), 2, 9.0, 12.0, technicians=self.ana
            )

    def test_a_site_in_another_zone_is_planned_in_its_own(self):
        canary = self._create_site(self.customer, "Tenerife", tz="Atlantic/Canary")
        canary.tz = "Atlantic/Canary"
        order = self._create_order(site_id=canary.id)
        visit = order.plan_days(date(2026, 3, 11), 1, 9.0, 10.0)
        self.assertEqual(visit.start, at(9, day=11))
        late = self._create_order(site_id=canary.id).plan(at(23, 30, day=11))
        self.assertEqual(late.day, date(2026, 3, 11))

    # -- moving -------------------------------------------------------------

    def test_peers_defect_2_many_visits_move_at_once(self):
        visits = self._create_visit() | self._create_visit(start=at(14), stop=at(15))
        visits.reschedule(at(10, day=12))
        self.assertEqual(set(visits.mapped("start")), {at(10, day=12)})
        self.assertEqual(
            sorted(visits.mapped("stop")), [at(11, day=12), at(12, day=12)]
        )
        visits.write({"start": at(9, day=13)})
        self.assertEqual(set(visits.mapped("start")), {at(9, day=13)})
        self.assertEqual(set(visits.assignment_ids.mapped("start")), {at(9, day=13)})

    def test_peers_defect_3_moving_one_leaves_the_series_and_its_hour(self):
        visits = self._create_order().plan_days(
            date(2026, 3, 27), 3, 9.0, 10.0, technicians=self.ana
        )
        first, second, third = visits.sorted("start")
        first.shift_days(-1)
        self.assertEqual(first.start, datetime(2026, 3, 26, 8))
        self.assertEqual(second.start, datetime(2026, 3, 30, 7))
        first.shift_days(5)
        self.assertEqual(first.start, datetime(2026, 3, 31, 7))
        self.assertEqual(third.start, datetime(2026, 3, 31, 7))

    def test_moving_asks_the_technician_again(self):
        visit = self._create_visit()
        visit.assignment_ids.with_user(self.technician).action_accept()
        self.assertFalse(visit.order_id.pending_reason)
        visit.reschedule(at(14))
        self.assertEqual(visit.assignment_ids.response, "pending")
        self.assertEqual(visit.order_id.pending_reason, "no_answer")

    def test_the_same_slot_again_keeps_the_answer(self):
        visit = self._create_visit()
        visit.assignment_ids.with_user(self.technician).action_accept()
        visit.reschedule(visit.start)
        self.assertEqual(visit.assignment_ids.response, "accepted")

    def test_leaving_the_promise_asks(self):
        visit = self._create_visit(promised=(at(8), at(10)))
        visit.reschedule(at(9, 30))
        with self.assertRaisesRegex(UserError, "was promised"):
            visit.reschedule(at(14))
        self.assertEqual(visit.start, at(9, 30))
        visit.reschedule(at(14), break_promise=True)
        self.assertEqual(visit.start, at(14))

    def test_visits_that_have_begun_do_not_move(self):
        visit = self._create_visit()
        visit.action_start()
        with self.assertRaisesRegex(UserError, "has begun"):
            visit.reschedule(at(14))
        with self.assertRaisesRegex(UserError, "only its technicians and the office"):
            self._create_visit(start=at(16)).with_user(self.technician).reschedule(
                at(17)
            )

    def test_a_drag_in_the_calendar_is_a_reschedule(self):
        visit = self._create_visit(technicians=self.ana | self.ben)
        visit.assignment_ids[0].write({"start": at(14), "stop": at(15)})
        self.assertEqual((visit.start, visit.stop), (at(14), at(15)))
        self.assertEqual(set(visit.assignment_ids.mapped("start")), {at(14)})

    def test_another_crew(self):
        visit = self._create_visit(technicians=self.ana, resources=self.van)
        visit.assignment_ids.filtered(lambda a: a.role == "lead").with_user(
            self.technician
        ).action_accept()
        visit.assign(technicians=self.ben | self.ana)
        answers = {a.resource_id: (a.role, a.response) for a in visit.assignment_ids}
        self.assertEqual(answers[self.ana][1], "accepted")
        self.assertEqual(answers[self.ben][1], "pending")
        self.assertIn(self.van, visit.resource_ids)
        visit.assign(technicians=self.ben, resources=[])
        self.assertEqual(visit.resource_ids, self.ben)
        self.assertEqual(visit.lead_id, self.ben)

    def test_who_has_time_on_a_visit_stays(self):
        visit = self._create_visit(technicians=self.ana)
        visit.action_start()
        with self.assertRaisesRegex(UserError, "Ana has time on"):
            visit.assign(technicians=self.ben)

    # -- answers --------------------------------------------------------------

    def test_refusal_touches_the_assignment_only_and_needs_a_reason(self):
        visit = self._create_visit()
        mine = visit.assignment_ids.with_user(self.technician)
        with self.assertRaisesRegex(UserError, "Say why"):
            mine.action_refuse()
        mine.action_refuse("Ill")
        self.assertRecordValues(
            visit.assignment_ids, [{"response": "refused", "refusal_reason": "Ill"}]
        )
        self.assertEqual(visit.state, "planned")
        self.assertRecordValues(
            visit.order_id, [{"state": "planned", "pending_reason": "refused"}]
        )

    def test_another_persons_assignment_is_not_answered(self):
        visit = self._create_visit(technicians=self.ana | self.ben)
        theirs = visit.assignment_ids.filtered(lambda a: a.resource_id == self.ana)
        with self.assertRaisesRegex(UserError, "another person's"):
            theirs.with_user(self.technician_2).action_accept()

    def test_begun_visits_are_not_refused(self):
        visit = self._create_visit()
        visit.action_start()
        with self.assertRaisesRegex(UserError, "has begun or is closed"):
            visit.assignment_ids.with_user(self.technician).action_refuse("x")

    @users("fw_dispatcher")
    def test_dispatcher_without_hr_rights_does_all_of_it(self):
        self.assertFalse(self.env.user.has_group("hr.group_hr_user"))
        order = self.env["fieldwork.order"].browse(self._create_order().id)
        visit = order.plan(
            at(9), technicians=self.ana.with_user(self.env.user), resources=self.van
        )
        visit.assign(technicians=self.ben.with_user(self.env.user))
        visit.reschedule(at(14))
        self.assertEqual(visit.lead_id.name, "Ben")
        self.assertIn("Ben", ", ".join(visit.assignment_ids.mapped("display_name")))
        visit.action_travel()
        visit.action_start()
        visit.action_done("solved")
        self.assertEqual(order.state, "done")
        self.assertEqual(order.technician_ids.mapped("name"), ["Ben"])

    def test_queries_do_not_grow_with_the_orders(self):
        def cost(number):
            orders = (
                self.env["fieldwork.order"]
                .with_user(self.dispatcher)
                .union(*(self._create_order() for _index in range(number)))
            )
            plans = [
                {
                    "order": order,
                    "start": at(8, day=12) + timedelta(hours=index),
                    "stop": at(9, day=12) + timedelta(hours=index),
                    "technicians": self.ana,
                }
                for index, order in enumerate(orders)
            ]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders._plan(plans)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        few, many = cost(3), cost(30)
        self.assertLessEqual((many - few) / 27, 3)

    def test_form_of_an_order_plans_through_the_same_method(self):
        form = Form(self.env["fieldwork.order"].with_user(self.dispatcher))
        form.partner_id = self.customer
        order = form.save()
        self.assertEqual(order.site_id, self.site)
