"""From the programme of a contract to dates, and from dates to orders."""

from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import (
    AccessError,
    ConcurrencyError,
    UserError,
    ValidationError,
)
from odoo.tests import Form, tagged

from odoo.addons.fieldwork.tests.common_orders import at

from .common_programme import ProgrammeCommon


@tagged("post_install", "-at_install")
class TestProgrammeDates(ProgrammeCommon):
    def test_months_ticked_are_dates_of_a_year(self):
        line = self._create_line("4 10")
        line._refresh_occurrences()
        self.assertEqual(
            self._dates(line),
            [("D2026-04-01", "2026-04-01"), ("D2026-10-01", "2026-10-01")],
        )
        self.assertEqual(str(line.refresh_from), "2027-04-01")

    def test_written_down_twice_is_there_once(self):
        line = self._create_line("4 10")
        first = line._refresh_occurrences()
        line._touch_programme()
        line._refresh_occurrences()
        self.assertEqual(len(self._dates(line)), len(first))

    def test_what_was_due_before_the_service_began_is_not_made_up_for(self):
        line = self._create_line("1 2 3")
        line._refresh_occurrences()
        self.assertEqual(self._dates(line)[0][0], "D2027-01-01")

    def test_another_rule_leaves_what_has_an_order(self):
        line = self._create_line("4 10")
        self._generate()
        line.write({"month_october": False, "month_november": True})
        line._refresh_occurrences()
        self.assertEqual(
            [key for key, _date in self._dates(line)], ["D2026-04-01", "D2026-11-01"]
        )
        self.assertEqual(self._dates(line, "generated")[0][0], "D2026-04-01")

    def test_days_off_shift_the_date_and_not_the_key(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "company_id": self.company.id,
                "date_from": "2026-10-01 22:00:00",
                "date_to": "2026-10-02 21:59:00",
            }
        )
        line = self._create_line("10", day_of_month=2, shift_policy="next")
        line._refresh_occurrences()
        # Friday 2 October is a holiday, then comes a weekend.
        self.assertEqual(self._dates(line), [("D2026-10-02", "2026-10-05")])

    def test_local_hours_hold_over_both_changes_of_the_clock(self):
        for zone, offsets in {
            "Europe/Rome": (7, 8),
            "America/Santiago": (12, 13),
            "America/Argentina/Buenos_Aires": (12, 12),
        }.items():
            site = self._create_site(self.customer, zone, tz=zone)
            line = self._create_line(
                "4 7 11",
                scope="site",
                equipment_ids=False,
                site_ids=[(6, 0, site.ids)],
                day_of_month=10,
                hour_from=9,
                hour_to=17,
            )
            line._refresh_occurrences()
            found = self.occurrences.search([("line_id", "=", line.id)])
            self.assertEqual(
                {one.window_start.hour for one in found}, set(offsets), zone
            )

    def test_a_site_without_zone_has_that_of_the_company(self):
        self.site.tz = False
        line = self._create_line("7", hour_from=9)
        line._refresh_occurrences()
        self.assertEqual(
            self.occurrences.search([("line_id", "=", line.id)]).window_start,
            datetime(2026, 7, 1, 7),
        )

    def test_closed_months_are_skipped_with_the_reason(self):
        line = self._create_line("4 8", blackout_months="8")
        line._refresh_occurrences()
        skipped = self.occurrences.search([("state", "=", "skipped")])
        self.assertEqual(skipped.key, "D2026-08-01")
        self.assertEqual(skipped.skip_reason, "In this month nothing is done.")

    def test_a_pause_skips_and_its_end_gives_back(self):
        line = self._create_line("4 10")
        line._refresh_occurrences()
        pause = self.env["fieldwork.contract.pause"].create(
            {
                "contract_id": self.contract.id,
                "date_from": "2026-09-01",
                "date_to": "2026-12-31",
                "reason": "Closed for works",
            }
        )
        line._refresh_occurrences()
        self.assertEqual(self._dates(line, "planned"), [("D2026-04-01", "2026-04-01")])
        skipped = self.occurrences.search([("skip_kind", "=", "pause")])
        self.assertIn("Closed for works", skipped.skip_reason)
        pause.unlink()
        line._refresh_occurrences()
        self.assertEqual(len(self._dates(line, "planned")), 2)

    def test_a_rule_that_never_fires_is_refused_in_words(self):
        for vals, words in (
            ({"months": ""}, "no month is ticked"),
            ({"months": "8", "blackout_months": "8"}, "would never be done"),
            ({"months": "4", "blackout_months": "13"}, "numbers from 1 to 12"),
            ({"rule": "interval", "every": 0}, "at least one"),
            ({"months": "6", "date_to": "2026-05-01"}, "ends before its first date"),
            ({"rule": "meter"}, "how far the meter goes"),
            ({"season_from": "31/02", "season_to": "1/3"}, "first and its last day"),
        ):
            with self.assertRefused(ValidationError, words):
                self._create_line(**vals)

    def test_the_rule_in_words(self):
        line = self._create_line("1 4 7 10")
        self.assertEqual(
            line.explanation,
            "Every 3 months, in January, April, July, October; next: 04/01/2026",
        )
        line = self._create_line(
            rule="interval",
            anchor="floating",
            every=2,
            unit="week",
            meter_every=500,
        )
        self.assertEqual(
            line.explanation,
            "Every 2 weeks after it was last done, or every 500 on the meter, "
            "whichever comes first; next: 03/10/2026",
        )

    def test_a_new_version_goes_on_without_doubling(self):
        line = self._create_line("4 10")
        self._generate()
        line._refresh_occurrences()
        version = line.action_new_version(date(2026, 6, 1), {"month_july": True})
        (line | version)._refresh_occurrences()
        self.assertEqual(version.root_id, line)
        self.assertEqual(
            [key for key, _date in self._dates(line)],
            ["D2026-04-01", "D2026-07-01", "D2026-10-01"],
        )

    def test_the_end_of_the_contract_ends_its_dates(self):
        line = self._create_line("4 10")
        line._refresh_occurrences()
        self.contract._guarded_write({"state": "terminated"})
        self.assertEqual(len(self._dates(line, "skipped")), 2)
        with self.assertRefused(UserError, "is not running"):
            self.occurrences.search([("line_id", "=", line.id)]).action_plan_again()

    def test_a_manager_fills_in_the_form(self):
        line = self.env["fieldwork.contract.line"].with_user(self.manager)
        form = Form(line.with_context(default_contract_id=self.contract.id))
        form.name = "Cleaning"
        form.order_type_id = self.order_type
        form.equipment_ids = self.equipment
        form.month_may = True
        self.assertIn("In May", form.explanation)
        line = form.save()
        self.assertEqual(line.duration, 2.0)
        self.assertEqual(str(line.date_from), "2026-03-10")
        self.env["fieldwork.contract.pause"].with_user(self.manager).create(
            {
                "contract_id": self.contract.id,
                "date_from": "2026-05-01",
                "date_to": "2026-05-31",
                "reason": "Holidays",
            }
        )
        self.contract.with_user(self.manager).action_refresh_programme()
        self.assertEqual(self.contract.occurrence_ids.mapped("state"), ["skipped"])

    def test_who_may_see_and_change_programmes(self):
        line = self._create_line("4")
        line._refresh_occurrences()
        dates = self.contract.occurrence_ids
        self.assertTrue(line.with_user(self.dispatcher).explanation)
        self.assertTrue(dates.with_user(self.dispatcher).read(["date"]))
        for user in (self.technician, self.other_dispatcher):
            with self.assertRaises(AccessError):
                line.with_user(user).read(["name"])
            with self.assertRaises(AccessError):
                dates.with_user(user).read(["date"])
        with self.assertRaises(AccessError):
            line.with_user(self.dispatcher).name = "Other"
        with self.assertRaises(AccessError):
            dates.with_user(self.dispatcher).action_skip("No")
        with self.assertRaises(AccessError):
            self.contract.with_user(self.dispatcher).action_generate_orders()


@tagged("post_install", "-at_install")
class TestCycles(ProgrammeCommon):
    def _floating(self, **vals):
        return self._create_line(
            months="", rule="interval", anchor="floating", every=2, **vals
        )

    def _do(self, order, moment):
        with freeze_time(moment):
            order.action_done()

    def test_it_counts_from_when_it_was_done(self):
        line = self._floating()
        order = self._generate()
        self.assertEqual(self._dates(line), [("C1", "2026-03-10")])
        self._do(order, "2026-03-20 10:00:00")
        self._generate()
        self.assertEqual(self._dates(line)[1:], [("C2", "2026-05-20")])

    def test_a_renewed_contract_counts_on(self):
        line = self._floating()
        order = self._generate()
        self.contract.with_user(self.manager).action_renew()
        renewed = self.contract.next_ids
        version = renewed.programme_line_ids
        self.assertEqual(version.root_id, line)
        self.assertEqual(str(version.date_from), "2028-01-01")
        renewed._guarded_write({"state": "active"})
        version._refresh_occurrences()
        self._do(order, "2027-12-20 10:00:00")
        with freeze_time("2027-12-21 10:00:00"):
            (self.contract | renewed)._generate_programme()
            self.assertEqual(len(self._dates(line)), 1)
        with freeze_time("2028-01-01 10:00:00"):
            (self.contract | renewed)._generate_programme()
        self.assertEqual(self._dates(line)[1:], [("C2", "2028-02-20")])

    def test_one_is_open_at_a_time(self):
        line = self._floating()
        self._generate()
        line._refresh_soon()
        self._generate()
        self.assertEqual(len(self._dates(line)), 1)

    def test_a_skipped_one_counts_from_its_date(self):
        line = self._floating()
        line._refresh_occurrences()
        self.occurrences.search([("line_id", "=", line.id)]).action_skip("Not now")
        line._refresh_occurrences()
        self.assertEqual(self._dates(line)[1:], [("C2", "2026-05-10")])

    def _meter(self, *readings):
        meter = self.env["fieldwork.meter"].create(
            {"equipment_id": self.equipment.id, "name": "Hours", "kind": "counter"}
        )
        self.env["fieldwork.meter.reading"].create(
            [
                {"meter_id": meter.id, "date": day, "value": value}
                for day, value in readings
            ]
        )
        return meter

    def test_a_meter_is_forecast_and_follows_new_readings(self):
        meter = self._meter(
            ("2026-02-08 08:00:00", 1000), ("2026-03-10 07:00:00", 1300)
        )
        line = self._create_line("", rule="meter", meter_every=500)
        line._refresh_occurrences()
        # 10 a day from 1,300: 500 more takes 50 days.
        self.assertEqual(self._dates(line), [("C1", "2026-04-29")])
        with freeze_time("2026-03-20 12:00:00"):
            self.env["fieldwork.meter.reading"].create(
                {"meter_id": meter.id, "value": 1800}
            )
            line._refresh_soon()
            line._refresh_occurrences()
        self.assertEqual(self._dates(line), [("C1", "2026-03-20")])

    def test_whichever_comes_first(self):
        self._meter(("2026-02-08 08:00:00", 1000), ("2026-03-10 07:00:00", 1300))
        line = self._floating(meter_every=500, date_first="2026-06-01")
        line._refresh_occurrences()
        self.assertEqual(self._dates(line)[0][0], "C1")
        self.assertLess(self._dates(line)[0][1], "2026-06-01")

    def test_a_machine_without_readings_is_due_by_time_alone(self):
        line = self._floating(meter_every=500)
        line._refresh_occurrences()
        self.assertEqual(self._dates(line), [("C1", "2026-03-10")])


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

    def test_moving_a_visit_shifts_nothing(self):
        line = self._create_line("4 5 6")
        first = self._generate()[0]
        before = self._dates(line)
        moment = at(9, day=28, month=4)
        first.with_user(self.dispatcher).plan(moment, technicians=self.ana)
        line._touch_programme()
        self._generate()
        self.assertEqual(self._dates(line), before)

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


@tagged("post_install", "-at_install")
class TestGenerationRuns(ProgrammeCommon):
    def _contracts(self, number, months="4 5"):
        contracts = self.contract.browse()
        for _number in range(number):
            contract = self._running_contract()
            self._create_line(months, contract_id=contract.id)
            contracts |= contract
        return contracts

    def _night(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "fieldwork_contract.ir_cron_generate_programme"
            ).method_direct_trigger()

    def test_one_bad_contract_stops_nobody_and_says_why(self):
        contracts = self._contracts(5)
        bad = contracts[2]
        model = type(self.occurrences)
        prepare = model._prepare_order_vals

        def broken(dates, payers):
            if dates.contract_id == bad:
                raise ValueError("The tank is on fire.")
            return prepare(dates, payers)

        with patch.object(model, "_prepare_order_vals", broken):
            self._night()
        self.assertEqual(len((contracts - bad).occurrence_ids.order_id), 8)
        self.assertFalse(bad.occurrence_ids.order_id)
        self.assertEqual(bad.programme_error, "The tank is on fire.")
        self.assertEqual(len(bad.activity_ids), 1)
        # The next night all is well.
        self._night()
        self.assertEqual(len(bad.occurrence_ids.order_id), 2)
        self.assertFalse(bad.programme_error)
        self.assertFalse(bad.activity_ids)

    def test_the_cron_goes_on_in_batches_and_doubles_nothing(self):
        contracts = self._contracts(5)
        commits = []
        with patch.object(
            type(self.env["ir.cron"]),
            "_commit_progress",
            lambda cron, done=0, remaining=None: commits.append(done) or 100,
        ):
            contracts._cron_generate_programme(batch=2)
            contracts._cron_generate_programme(batch=2)
        self.assertGreaterEqual(len(commits), 4)
        self.assertEqual(len(contracts.occurrence_ids.order_id), 10)
        own = set(contracts.ids)
        self.assertFalse(own & set(contracts._programme_due_ids()))

    def test_queries_do_not_grow_with_orders(self):
        few, many = self._contracts(2), self._contracts(12)
        (few | many).programme_line_ids._refresh_occurrences()
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.cr.sql_log_count
        few._generate_programme()
        self.env.flush_all()
        small = self.cr.sql_log_count - start
        self.env.invalidate_all()
        start = self.cr.sql_log_count
        self.assertEqual(len(many._generate_programme()), 24)
        self.env.flush_all()
        large = self.cr.sql_log_count - start
        # Ten contracts and twenty orders more: not two queries.
        self.assertLessEqual(large - small, 2)

    def test_nothing_to_do_is_one_question(self):
        contracts = self._contracts(5)
        contracts._generate_programme()
        self.env.flush_all()
        with self.assertQueryCount(2):
            contracts._programme_due_ids()

    def test_two_at_once_are_refused_by_the_database(self):
        self._contracts(1)
        contract = self.contract.search([], order="id desc", limit=1)
        contract.programme_line_ids._refresh_occurrences()
        dates = contract.occurrence_ids
        self.env.flush_all()
        # As if somebody had made the orders since these were read.
        self.cr.execute(
            "UPDATE fieldwork_contract_occurrence SET state = 'done' WHERE id = %s",
            [dates[0].id],
        )
        with self.assertRaises(ConcurrencyError):
            dates._generate_orders()


@tagged("post_install", "-at_install")
class TestGenerateWizard(ProgrammeCommon):
    def _wizard(self, **vals):
        return (
            self.env["fieldwork.contract.generate.wizard"]
            .with_user(self.manager)
            .create(
                {"contract_ids": self.contract.ids, "date_to": "2026-06-30", **vals}
            )
        )

    def test_the_preview_says_what_would_be_made_and_makes_nothing(self):
        minor = self._create_line(
            "4 5",
            name="Small",
            merge_days=3,
            material_ids=[(0, 0, {"product_id": self.part.id, "quantity": 2})],
        )
        self._create_line("5", name="Other", merge_days=3, day_of_month=2)
        self._create_line(
            "4",
            name="Large",
            day_of_month=10,
            absorbs_line_ids=[(6, 0, minor.ids)],
            absorb_days=15,
            duration=5,
        )
        wizard = self._wizard()
        wizard.action_preview()
        self.assertFalse(self.contract.occurrence_ids, "nothing is written")
        self.assertRecordValues(
            wizard.line_ids,
            [
                {
                    "month": date(2026, 4, 1),
                    "partner_id": self.customer.id,
                    "order_count": 1,
                    "hours": 5.0,
                    "merged_count": 0,
                    "skipped_count": 1,
                    "skipped_why": "Included in “Large” of 04/10/2026.",
                    "parts": "",
                },
                {
                    "month": date(2026, 5, 1),
                    "partner_id": self.customer.id,
                    "order_count": 1,
                    "hours": 4.0,
                    "merged_count": 1,
                    "skipped_count": 0,
                    "skipped_why": "",
                    "parts": f"2 {self.unit.name} Pump",
                },
            ],
        )
        wizard.action_generate()
        orders = self.contract.occurrence_ids.order_id
        self.assertEqual(len(orders), wizard.order_count)
        self.assertEqual(sum(orders.mapped("duration")), wizard.hours)
        again = self._wizard()
        again.action_preview()
        self.assertEqual(again.order_count, 0)

    def test_too_far_ahead_is_refused_in_words(self):
        with self.assertRefused(UserError, "a year ahead at most"):
            self._wizard(date_to="2028-01-01").action_preview()
