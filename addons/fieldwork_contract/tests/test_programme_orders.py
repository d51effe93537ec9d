"""From the dates of a programme to orders."""

from datetime import datetime

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.fieldwork.tests.common_orders import at

from .common_programme import ProgrammeCommon


@tagged("post_install", "-at_install")
class TestGeneration(ProgrammeCommon):
    def test_an_order_is_ready_with_all_it_needs(self):
        part = self.part
        line = self._create_line(
            "4",
            days_before=2,
            days_after=5,
            hour_from=9,
            hour_to=17,
            duration=3,
            description="Clean the burner.",
            resource_id=self.ana.id,
            material_ids=[(0, 0, {"product_id": part.id, "quantity": 2})],
        )
        order = self._generate()
        self.assertRecordValues(
            order,
            [
                {
                    "state": "ready",
                    "pending_kind": "no_technician",
                    "partner_id": self.customer.id,
                    "site_id": self.site.id,
                    "type_id": self.order_type.id,
                    "equipment_ids": self.equipment.ids,
                    "window_start": datetime(2026, 3, 30, 7),
                    "window_stop": datetime(2026, 4, 6, 15),
                    "deadline": datetime(2026, 4, 6, 15),
                    "duration": 3.0,
                    "description": "Service\nClean the burner.",
                    "preferred_resource_id": self.ana.id,
                }
            ],
        )
        self.assertEqual(order.material_ids.product_id, part)
        self.assertEqual(order.material_ids.planned_qty, 2)
        self.assertEqual(order.occurrence_ids.line_id, line)
        self.assertEqual(order.age_colour, "green")

    def test_nothing_is_to_be_done_before_the_contract_holds(self):
        contract = self._running_contract(date_start="2026-04-01")
        self._create_line(
            "4",
            contract_id=contract.id,
            days_before=10,
            hour_from=9,
            date_from="2026-04-01",
        )
        order = self._generate(contract)
        # Local midnight; by the rule ten days before, at nine.
        self.assertEqual(order.window_start, datetime(2026, 3, 31, 22))
        self.assertEqual(order._contract_in_force(), contract)

    def test_made_twice_is_there_once(self):
        self._create_line("4 5")
        self.assertEqual(len(self._generate()), 2)
        self.assertFalse(self._generate())
        self.assertEqual(len(self.contract.occurrence_ids.order_id), 2)

    def test_what_is_beyond_the_horizon_waits(self):
        self._create_line("4 7")
        orders = self._generate()
        self.assertEqual(orders.occurrence_ids.key, "D2026-04-01")

    def test_machines_of_a_site_are_one_order(self):
        machines = self.equipment | self._create_equipment("Oven")
        self._create_line("4", equipment_ids=[(6, 0, machines.ids)], duration=1)
        order = self._generate()
        self.assertEqual(order.equipment_ids, machines)
        self.assertEqual(order.duration, 2)

    def test_all_machines_under_contract_where_none_is_named(self):
        burner = self._create_equipment("Burner", parent_id=self.equipment.id)
        oven = self._create_equipment("Oven")
        self.contract.coverage_ids = [
            (0, 0, {"equipment_id": oven.id, "date_from": "2026-04-15"})
        ]
        self._create_line("4 5", equipment_ids=False)
        orders = self._generate()
        self.assertEqual(
            [order.equipment_ids for order in orders],
            [self.equipment | burner, self.equipment | burner | oven],
        )

    def test_a_machine_that_joins_or_leaves_changes_the_dates_to_come(self):
        oven = self._create_equipment("Oven")
        line = self._create_line("4", equipment_ids=False, apart=True)
        line._refresh_occurrences()
        row = self.env["fieldwork.contract.equipment"].create(
            {"contract_id": self.contract.id, "equipment_id": oven.id}
        )
        line._refresh_occurrences()
        planned = self.occurrences.search([("line_id", "=", line.id)])
        self.assertEqual(planned.equipment_id, self.equipment | oven)
        row.date_to = "2026-03-01"
        line._refresh_occurrences()
        planned = self.occurrences.search([("line_id", "=", line.id)])
        self.assertEqual(planned.equipment_id, self.equipment)

    def test_a_contract_of_sites_is_for_what_stands_there(self):
        self.contract.write(
            {"coverage_ids": [(5,)], "site_ids": [(6, 0, self.site.ids)]}
        )
        self._create_line("4", equipment_ids=False)
        self._create_line("4", scope="site", equipment_ids=False, apart=True)
        orders = self._generate()
        self.assertEqual(orders.mapped("equipment_ids"), self.equipment)
        self.assertEqual(len(orders), 2)
        self.assertEqual(orders.contract_id, self.contract)

    def test_where_nothing_is_named_it_is_the_only_site_of_the_customer(self):
        self.contract.coverage_ids.unlink()
        self._create_line("4", scope="site", equipment_ids=False)
        self.assertEqual(self._generate().site_id, self.site)

    def test_each_has_its_own_order_where_asked(self):
        machines = self.equipment | self._create_equipment("Oven")
        self._create_line("4", equipment_ids=[(6, 0, machines.ids)], apart=True)
        self.assertEqual(len(self._generate()), 2)

    def test_near_ones_merge_over_the_edge_of_the_horizon(self):
        self.contract.horizon_days = 22  # until 1 April
        self._create_line("4", merge_days=5)
        self._create_line("4", merge_days=5, day_of_month=5, name="Other")
        order = self._generate()
        self.assertEqual(len(order), 1)
        self.assertEqual(len(order.occurrence_ids), 2)

    def test_a_greater_service_includes_the_lesser(self):
        minor = self._create_line("4 5", name="Small")
        self._create_line(
            "4",
            name="Large",
            day_of_month=10,
            sequence=1,
            absorbs_line_ids=[(6, 0, minor.ids)],
            absorb_days=15,
        )
        orders = self._generate()
        self.assertEqual(len(orders), 2)
        skipped = self.occurrences.search([("state", "=", "skipped")])
        self.assertEqual(skipped.key, "D2026-04-01")
        self.assertEqual(skipped.skip_reason, "Included in “Large” of 04/10/2026.")
        # The greater one is called off: the lesser one is due again.
        skipped.absorbed_by_id.order_id.action_cancel("Not wanted")
        self.assertEqual(skipped.state, "planned")
        self.assertFalse(skipped.absorbed_by_id)

    def test_what_a_dropped_service_included_falls_due_again(self):
        self.contract.horizon_days = 30  # until 9 April
        minor = self._create_line("4", name="Small")
        major = self._create_line(
            "4",
            name="Large",
            day_of_month=15,
            absorbs_line_ids=[(6, 0, minor.ids)],
            absorb_days=15,
        )
        self.assertFalse(self._generate())
        self.assertEqual(minor.occurrence_ids.skip_kind, "absorbed")
        major.write({"month_april": False, "month_july": True})
        order = self._generate()
        self.assertEqual(order.occurrence_ids, minor.occurrence_ids)

    def test_done_orders_say_whether_they_were_in_time(self):
        line = self._create_line("4", days_after=7)
        order = self._generate()
        date_ = order.occurrence_ids
        with freeze_time("2026-04-20 10:00:00"):
            order.action_done()
        self.assertEqual(date_.state, "done")
        self.assertEqual(date_.punctuality, "late")
        self.assertEqual(str(date_.done_on), "2026-04-20")
        order.action_reopen("Something was forgotten")
        self.assertEqual(date_.state, "generated")
        self.assertEqual(self._dates(line)[0], ("D2026-04-01", "2026-04-01"))

    def test_a_technician_who_finishes_marks_the_date(self):
        self._create_line("4")
        order = self._generate()
        moment = at(9, day=1, month=4)
        visit = order.with_user(self.dispatcher).plan(moment, technicians=self.ana)
        with freeze_time("2026-04-01 10:00:00"):
            visit.with_user(self.technician).action_start()
            visit.with_user(self.technician).action_done("solved")
        self.assertEqual(order.occurrence_ids.state, "done")

    def test_a_cancelled_order_skips_until_taken_up_again(self):
        self._create_line("4")
        order = self._generate()
        date_ = order.occurrence_ids
        order.with_user(self.dispatcher).action_cancel("Nobody there")
        self.assertEqual(date_.state, "skipped")
        self.assertIn("Nobody there", date_.skip_reason)
        self.assertFalse(self._generate(), "not made anew by the next night")
        date_.with_user(self.manager).action_plan_again()
        self.assertEqual(len(self._generate()), 1)

    def test_moving_cancelling_and_redoing_shift_nothing(self):
        self.contract.horizon_days = 366
        line = self._create_line("4 5 6 7 8")
        april, may, june, _july, _august = self._generate()
        before = self._dates(line)
        person = self.dispatcher
        # Moved to weeks later, and moved again.
        visit = april.with_user(person).plan(
            at(9, day=28, month=4), technicians=self.ana
        )
        visit.with_user(person).reschedule(at(9, day=25, month=6))
        # Done late, opened again, and done once more.
        with freeze_time("2026-06-20 10:00:00"):
            may.action_done()
            may.action_reopen("Something was forgotten")
            may.action_done()
        # Called off, and taken up again.
        own = june.occurrence_ids
        june.with_user(person).action_cancel("Nobody there")
        own.with_user(self.manager).action_plan_again()
        for _night in range(2):
            line._touch_programme()
            self._generate()
        self.assertEqual(self._dates(line), before)
        self.assertEqual(
            line.occurrence_ids.mapped("nominal_date"),
            line.occurrence_ids.mapped("date"),
        )
        states = line.occurrence_ids.order_id.mapped("state")
        self.assertEqual(states, ["planned", "done", "ready", "ready", "ready"])

    def test_a_contract_that_is_not_running_makes_nothing(self):
        draft = self._create_contract()
        self._create_line("4", contract_id=draft.id)
        self.assertFalse(self._generate(draft))

    def test_an_order_is_not_longer_than_a_visit_may_be(self):
        machines = self.equipment.browse()
        for number in range(3):
            machines |= self._create_equipment(f"Machine {number}")
        self._create_line("4", equipment_ids=[(6, 0, machines.ids)], duration=20)
        self.assertEqual(sorted(self._generate().mapped("duration")), [20, 40])

    def test_the_checklists_of_the_contract_are_asked_too(self):
        checklist = self.env["fieldwork.checklist"].create(
            {
                "name": "Contract's List",
                "scope": "visit",
                "question_ids": [(0, 0, {"name": "Clean?", "kind": "yesno"})],
            }
        )
        checklist.action_publish()
        self._create_line("4", checklist_ids=[(6, 0, checklist.ids)])
        order = self._generate()
        moment = at(9, day=1, month=4)
        visit = order.with_user(self.dispatcher).plan(moment, technicians=self.ana)
        self.assertEqual(visit.sudo().checklist_response_ids.checklist_id, checklist)
        order.write({"equipment_ids": [(5,)]})
        self.assertEqual(visit.sudo().checklist_response_ids.checklist_id, checklist)

    def test_guarded_fields_are_not_written_past_the_methods(self):
        self._create_line("4")._refresh_occurrences()
        with self.assertRaises(UserError):
            self.contract.occurrence_ids.state = "done"
        with self.assertRefused(UserError, "Give a reason"):
            self.contract.occurrence_ids.action_skip(" ")
