"""What a technician's day shows, to whom, and what is told from it."""

from uuid import uuid4

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import users

from .common_orders import FieldworkOrderCommon, at


class TestMyDay(FieldworkOrderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.technician.tz = "Europe/Madrid"
        cls.technician_2.tz = "Europe/Madrid"

    def _my_day(self, user=None, day=None):
        visits = self.env["fieldwork.visit"].with_user(user or self.technician)
        self.env.invalidate_all()
        return visits.get_my_day(day)

    def _shown(self, user=None, day=None):
        return [visit["id"] for visit in self._my_day(user, day)["visits"]]

    # -- whose ---------------------------------------------------------------

    def test_shows_own_visits_in_order_of_time(self):
        late = self._create_visit(start=at(14))
        early = self._create_visit(start=at(9))
        self._create_visit(start=at(9), technicians=self.ben)
        self.assertEqual(self._shown(), [early.id, late.id])

    def test_another_technician_sees_nothing(self):
        self._create_visit()
        result = self._my_day(self.technician_2)
        self.assertEqual(result["visits"], [])
        self.assertEqual(result["why_empty"], "nothing")

    def test_another_technician_of_a_sharing_company_sees_nothing(self):
        self.company.fieldwork_technician_scope = "team"
        self._create_visit(self._create_order(team_id=self.team.id))
        self.assertEqual(self._shown(self.technician_2), [])

    def test_helper_sees_the_visit_but_does_not_lead(self):
        self._create_visit(technicians=[self.ana.id, self.ben.id])
        values = self._my_day(self.technician_2)["visits"][0]
        self.assertFalse(values["is_lead"])
        self.assertTrue(self._my_day()["visits"][0]["is_lead"])
        crew = [(one["name"], one["lead"], one["me"]) for one in values["crew"]]
        self.assertEqual(crew, [("Ana", True, False), ("Ben", False, True)])

    def test_refused_and_cancelled_visits_are_gone(self):
        refused = self._create_visit(technicians=[self.ana.id, self.ben.id])
        mine = refused.assignment_ids.filtered(lambda a: a.resource_id == self.ana)
        mine.with_user(self.technician).action_refuse("ill")
        self._create_visit(start=at(14)).action_cancel("no need")
        self.assertEqual(self._shown(), [])
        names = [
            one["name"] for one in self._my_day(self.technician_2)["visits"][0]["crew"]
        ]
        self.assertEqual(names, ["Ben"])

    def test_says_why_it_is_empty(self):
        self.assertEqual(self._my_day(self.plain_user)["why_empty"], "no_access")
        self.assertEqual(self._my_day(self.dispatcher)["why_empty"], "no_technician")
        self.assertEqual(self._my_day()["why_empty"], "nothing")
        self._create_visit()
        self.assertFalse(self._my_day()["why_empty"])

    def test_dispatcher_who_goes_out_has_only_own_visits(self):
        self._create_technician("Dora", self.dispatcher)
        self._create_visit()
        result = self._my_day(self.dispatcher)
        self.assertEqual((result["visits"], result["why_empty"]), ([], "nothing"))

    def test_visits_of_a_company_not_in_use_are_left_out(self):
        self._create_visit()
        self.technician.company_ids = [Command.link(self.other_company.id)]
        visits = self.env["fieldwork.visit"].with_user(self.technician)
        other = visits.with_context(allowed_company_ids=self.other_company.ids)
        self.assertEqual(other.get_my_day()["visits"], [])

    # -- which day -----------------------------------------------------------

    def test_day_switcher_covers_the_horizon(self):
        self._create_visit(start=at(9))
        self._create_visit(start=at(9, day=12))
        result = self._my_day()
        self.assertEqual(len(result["days"]), 14)
        self.assertEqual(result["days"][0], {"day": "2026-03-10", "count": 1})
        self.assertEqual(result["days"][2], {"day": "2026-03-12", "count": 1})
        self.assertEqual(result["days"][-1]["day"], "2026-03-23")
        self.assertEqual(len(self._shown(day="2026-03-12")), 1)

    def test_day_13_is_received_and_day_14_is_not(self):
        inside = self._create_visit(start=at(9, day=23))
        self._create_visit(start=at(9, day=24))
        self.assertEqual(self._shown(day="2026-03-23"), inside.ids)
        self.assertEqual(self._shown(day="2026-03-24"), [])

    def test_horizon_counts_days_of_the_site_and_the_company(self):
        tokyo = self._create_site(self.customer, "Tokyo")
        tokyo.site_tz = "Asia/Tokyo"
        order = self._create_order(site_id=tokyo.id)
        # 23:30 UTC on the 23rd is the 24th in Tokyo, one day too far
        visit = self._create_visit(order, at(23, 30, day=22))
        self.assertEqual(str(visit.day), "2026-03-23")
        self.assertEqual(self._shown(day="2026-03-23"), visit.ids)
        visit.reschedule(at(15, 30, day=23))
        self.assertEqual(str(visit.day), "2026-03-24")
        self.assertEqual(self._shown(day="2026-03-24"), [])
        # one minute before midnight in Madrid it is still not received
        with freeze_time("2026-03-10 22:59:00"):
            self.assertEqual(self._shown(day="2026-03-24"), [])
        with freeze_time("2026-03-10 23:00:00"):
            self.assertEqual(self._shown(day="2026-03-24"), visit.ids)

    def test_today_is_the_technicians(self):
        with freeze_time("2026-03-10 23:30:00"):
            self.assertEqual(self._my_day()["today"], "2026-03-11")
            self.technician.tz = "America/New_York"
            self.assertEqual(self._my_day()["today"], "2026-03-10")

    def test_open_visits_of_the_days_before_stand_with_today(self):
        forgotten = self._create_visit(start=at(9, day=9))
        closed = self._create_visit(start=at(12, day=9))
        closed.action_done("solved")
        today = self._create_visit(start=at(9))
        self.assertEqual(self._shown(), [forgotten.id, today.id])
        self.assertEqual(self._my_day()["days"][0]["count"], 2)
        self.assertEqual(self._shown(day="2026-03-11"), [])

    def test_done_visits_stay_on_their_day(self):
        visit = self._create_visit()
        visit.action_done("solved")
        values = self._my_day()["visits"][0]
        self.assertEqual((values["id"], values["state"]), (visit.id, "done"))

    def test_past_days_are_not_asked_for(self):
        self.assertEqual(self._my_day(day="2026-03-01")["day"], "2026-03-10")

    # -- what ----------------------------------------------------------------

    def test_tells_what_the_technician_needs(self):
        self.site.write(
            {
                "street": "Calle Mayor 1",
                "city": "Madrid",
                "site_access_notes": "Ring twice",
                "site_door_code": "1234#",
            }
        )
        caretaker = self._create_contact(self.customer, "Carla", phone="+34 600 1")
        self.customer.phone = "+34 900 1"
        order = self._create_order(
            description="No hot water",
            contact_id=caretaker.id,
            equipment_ids=self.equipment.ids,
            priority="2",
        )
        self._create_visit(order, resources=self.van)
        values = self._my_day()["visits"][0]
        self.assertEqual(values["customer"], "Bakery Lindt")
        self.assertEqual(values["description"], "No hot water")
        self.assertEqual(values["site"]["access_notes"], "Ring twice")
        self.assertEqual(values["site"]["door_code"], "1234#")
        self.assertIn("Calle Mayor 1", values["site"]["address"])
        self.assertTrue(values["site"]["map_url"])
        self.assertEqual(
            values["phones"],
            [
                {"name": "Carla", "phone": "+34 600 1"},
                {"name": "Bakery Lindt", "phone": "+34 900 1"},
            ],
        )
        self.assertEqual(values["equipment"][0]["serial"], "B-1")
        self.assertEqual(values["things"], ["Van 1"])
        self.assertEqual(values["priority"], "2")
        self.assertEqual(values["response"], "pending")

    def test_tells_the_own_running_time_only(self):
        visit = self._create_visit(technicians=[self.ana.id, self.ben.id])
        visit.with_user(self.technician).action_travel(at="2026-03-10 07:00:00")
        visit.with_user(self.technician).action_start(at="2026-03-10 07:30:00")
        values = self._my_day()["visits"][0]
        self.assertEqual(
            values["running"], {"kind": "work", "start": "2026-03-10 07:30:00"}
        )
        self.assertEqual(values["hours"]["travel"], 0.5)
        self.assertEqual(values["state"], "working")
        other = self._my_day(self.technician_2)["visits"][0]
        self.assertFalse(other["running"])
        self.assertFalse(other["has_begun"])

    def test_no_prices(self):
        product = self.env["product.product"].create(
            {"name": "Valve", "list_price": 4711.5, "standard_price": 815.25}
        )
        order = self._create_order(
            equipment_ids=self.equipment.ids,
            material_ids=[Command.create({"product_id": product.id, "planned_qty": 1})],
        )
        self._create_visit(order)
        text = str(self._my_day())
        self.assertIn("Valve", text)
        self.assertNotIn("4711.5", text)
        self.assertNotIn("815.25", text)

    def test_number_of_queries_does_not_grow_with_the_visits(self):
        def prepare(hour):
            site = self._create_site(self.customer, f"Site {hour}", phone=str(hour))
            order = self._create_order(
                site_id=site.id,
                equipment_ids=[
                    Command.link(self._create_equipment(f"Boiler {hour}").id)
                ],
                material_ids=[Command.create({"name": "Seal", "planned_qty": 1})],
            )
            visit = self._create_visit(
                order, at(hour), technicians=[self.ana.id, self.ben.id]
            )
            visit.assignment_ids.filtered(lambda a: a.role == "lead").with_user(
                self.technician
            ).action_accept()

        prepare(9)
        self._my_day()
        few = self._count_queries()
        for hour in (10, 11, 12, 13, 14, 15, 16, 17):
            prepare(hour)
        self.assertEqual(len(self._shown()), 9)
        self.assertLessEqual(self._count_queries(), few)
        self.assertLess(few, 45)

    def _count_queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        visits = self.env["fieldwork.visit"].with_user(self.technician)
        before = self.cr.sql_log_count
        visits.get_my_day()
        return self.cr.sql_log_count - before

    # -- menu ----------------------------------------------------------------

    def test_menu_is_for_those_who_go_out(self):
        menu = self.env.ref("fieldwork.fieldwork_menu_my_day")

        def sees(user):
            return menu.id in self.env["ir.ui.menu"].with_user(user).load_menus(False)

        self.assertTrue(sees(self.technician))
        self.assertFalse(sees(self.dispatcher))
        self.assertFalse(sees(self.manager))
        self.assertFalse(sees(self.plain_user))
        self._create_technician("Dora", self.dispatcher)
        self.assertTrue(sees(self.dispatcher))


class TestHistory(FieldworkOrderCommon):
    def _past(self, day=2, month=2, **vals):
        order = self._create_order(**vals)
        visit = self._create_visit(order, at(9, day=day, month=month), self.ben)
        visit.sudo().action_done(
            "solved", findings=f"found {day}", work_done=f"did {day}"
        )
        return visit

    def _history(self, visit, user=None):
        self.env.invalidate_all()
        return visit.with_user(user or self.technician).get_history()

    def test_history_of_machine_and_site(self):
        elsewhere = self._create_site(self.customer, "Elsewhere")
        at_site = self._past(day=2)
        of_machine = self._past(
            day=3, site_id=elsewhere.id, equipment_ids=self.equipment.ids
        )
        self._past(day=4, site_id=elsewhere.id)
        visit = self._create_visit(self._create_order(equipment_ids=self.equipment.ids))
        rows = self._history(visit)
        self.assertEqual([row["id"] for row in rows], [of_machine.id, at_site.id])
        self.assertEqual(rows[0]["findings"], "found 3")
        self.assertEqual(rows[0]["technicians"], ["Ben"])
        self.assertEqual([row["same_equipment"] for row in rows], [True, False])

    def test_history_holds_the_components_of_the_machine(self):
        elsewhere = self._create_site(self.customer, "Elsewhere")
        burner = self._create_equipment("Burner", parent_id=self.equipment.id)
        past = self._past(site_id=elsewhere.id, equipment_ids=burner.ids)
        visit = self._create_visit(self._create_order(equipment_ids=self.equipment.ids))
        self.assertEqual([row["id"] for row in self._history(visit)], past.ids)

    def test_history_holds_the_first_visit_of_the_same_order(self):
        order = self._create_order()
        first = self._create_visit(order, at(9, day=9))
        first.action_done("to_continue", "parts", findings="valve broken")
        second = self._create_visit(order)
        rows = self._history(second)
        self.assertEqual([row["id"] for row in rows], first.ids)
        self.assertEqual(rows[0]["continue_reason"], "Parts are missing")

    def test_history_tells_no_former_owner(self):
        stranger = self._create_customer("Former Owner")
        self._past(
            partner_id=stranger.id,
            site_id=stranger.id,
            equipment_ids=self.equipment.ids,
            description="Ask for Mr. Former",
        )
        visit = self._create_visit(self._create_order(equipment_ids=self.equipment.ids))
        rows = self._history(visit)
        self.assertEqual(len(rows), 1)
        self.assertNotIn("Former", str(rows))

    def test_history_is_of_own_visits_only(self):
        visit = self._create_visit()
        with self.assertRaises(AccessError):
            self._history(visit, self.technician_2)
        with self.assertRaises(AccessError):
            self._history(visit, self.plain_user)
        with self.assertRaises(AccessError):
            self._history(visit, self.other_dispatcher)
        self.assertEqual(self._history(visit, self.dispatcher), [])

    def test_history_is_bounded_and_has_no_prices(self):
        product = self.env["product.product"].create(
            {"name": "Valve", "list_price": 4711.5}
        )
        past = self._past()
        past.order_id.sudo().action_reopen("more")
        past.material_ids.create(
            {
                "order_id": past.order_id.id,
                "visit_id": past.id,
                "product_id": product.id,
                "used_qty": 2,
            }
        )
        for day in range(3, 26):
            self._past(day=day)
        rows = self._history(self._create_visit())
        self.assertEqual(len(rows), 20)
        self.assertEqual(rows[0]["day"], "2026-02-25")
        self.assertNotIn("4711.5", str(rows))


class TestMaterialFromTheField(FieldworkOrderCommon):
    def setUp(self):
        super().setUp()
        self.product = self.env["product.product"].create({"name": "Valve"})
        self.order = self._create_order(
            material_ids=[
                Command.create({"product_id": self.product.id, "planned_qty": 2})
            ]
        )
        self.planned = self.order.material_ids
        self.visit = self._create_visit(self.order)
        self.mine = self.visit.with_user(self.technician)

    def test_planned_material_is_used(self):
        line = self.mine.action_material(
            material=self.planned.id, used_qty=1, returned_qty=1
        )
        self.assertEqual(line, self.planned.id)
        self.assertRecordValues(
            self.planned,
            [
                {
                    "planned_qty": 2,
                    "used_qty": 1,
                    "returned_qty": 1,
                    "visit_id": self.visit.id,
                }
            ],
        )

    def test_new_material_twice_is_there_once(self):
        uuid = str(uuid4())
        lines = [
            self.mine.action_material(
                name="Tape", used_qty=2, serial="S1", client_uuid=uuid
            )
            for _twice in range(2)
        ]
        self.assertEqual(lines[0], lines[1])
        material = self.order.material_ids - self.planned
        self.assertRecordValues(
            material, [{"name": "Tape", "used_qty": 2, "serial": "S1"}]
        )
        self.assertEqual(
            self.visit.event_ids.filtered(lambda e: e.kind == "material").mapped(
                "client_uuid"
            ),
            [uuid],
        )

    def test_update_twice_is_written_once(self):
        uuid = str(uuid4())
        for quantity in (1, 5):
            self.mine.action_material(
                material=self.planned.id, used_qty=quantity, client_uuid=uuid
            )
        self.assertEqual(self.planned.used_qty, 1)

    def test_says_what_is_missing(self):
        with self.assertRaisesRegex(UserError, "Say which material"):
            self.mine.action_material(used_qty=1)
        with self.assertRaisesRegex(UserError, "how much of Tape"):
            self.mine.action_material(name="Tape")

    def test_material_of_another_order_is_refused(self):
        other = self._create_order(
            material_ids=[Command.create({"name": "Pump", "planned_qty": 1})]
        )
        with self.assertRaisesRegex(UserError, "does not belong"):
            self.mine.action_material(material=other.material_ids.id, used_qty=1)

    def test_only_who_is_on_the_visit(self):
        with self.assertRaises(AccessError):
            self.visit.with_user(self.technician_2).action_material(
                name="Tape", used_qty=1
            )
        self.company.fieldwork_technician_scope = "team"
        self.order.sudo().team_id = self.team
        with self.assertRaisesRegex(UserError, "not on visit"):
            self.visit.with_user(self.technician_2).action_material(
                name="Tape", used_qty=1
            )

    @users("fw_dispatcher")
    def test_the_office_may_tell_it_as_well(self):
        visit = self.visit.with_user(self.env.user)
        self.assertTrue(visit.action_material(name="Tape", used_qty=1))
