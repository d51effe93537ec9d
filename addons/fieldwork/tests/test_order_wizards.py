"""The wizards of the office: one, many, and each way in which they refuse."""

from datetime import date

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common_orders import FieldworkOrderCommon, at


@tagged("post_install", "-at_install")
class TestOrderWizards(FieldworkOrderCommon):
    def _wizard(self, model, records, **context):
        """Return the form of a wizard opened on ``records``, as the dispatcher."""
        return Form(
            self.env[model]
            .with_user(self.dispatcher)
            .with_context(
                active_model=records._name,
                active_ids=records.ids,
                active_id=records[:1].id,
                **context,
            )
        )

    def _plan(self, orders, start=None, lead=None, **context):
        form = self._wizard("fieldwork.order.plan", orders, **context)
        form.start = start or at(9, day=11)
        if lead:
            form.lead_id = lead
        return form

    def _reason(self, act, records, reason="Because"):
        form = self._wizard("fieldwork.reason", records, default_act=act)
        form.reason = reason
        return form.save().action_apply()

    # ------------------------------------------------------------------
    # Plan
    # ------------------------------------------------------------------

    def test_plan_one_order_with_a_crew(self):
        order = self._create_order(ready=False)
        form = self._plan(order, start=at(8, day=11), lead=self.ana)
        form.helper_ids.add(self.ben)
        form.thing_ids.add(self.van)
        form.duration = 3
        form.promised_start = at(8, day=11)
        self.assertEqual(form.promised_stop, at(10, day=11), "two hours by default")
        action = form.save().action_apply()
        self.assertEqual(order.state, "planned", "drafts are confirmed first")
        visit = order.visit_ids
        self.assertEqual((visit.start, visit.stop), (at(8, day=11), at(11, day=11)))
        self.assertEqual(visit.lead_id, self.ana)
        self.assertEqual(visit.resource_ids, self.ana | self.ben | self.van)
        self.assertEqual(visit.promised_stop, at(10, day=11))
        self.assertEqual(action["params"]["type"], "success")

    def test_plan_starts_within_working_hours(self):
        form = self._wizard("fieldwork.order.plan", self._create_order())
        self.assertEqual(form.start, at(9), "it is 8:00 UTC on a working day")
        self.company.resource_calendar_id.attendance_ids.filtered(
            lambda hours: hours.dayofweek == "1"
        ).unlink()
        form = self._wizard("fieldwork.order.plan", self._create_order())
        self.assertEqual(form.start, at(7, day=11), "next morning in Madrid")

    def test_plan_starts_with_the_window_agreed(self):
        order = self._create_order(window_start=at(10, day=12))
        form = self._wizard("fieldwork.order.plan", order)
        self.assertEqual(form.start, at(10, day=12))

    def test_plan_many_one_after_the_other(self):
        orders = self._create_order() | self._create_order() | self._create_order()
        form = self._plan(orders, lead=self.ana)
        form.gap_minutes = 15
        with form.line_ids.edit(0) as line:
            line.duration = 1
        form.save().action_apply()
        starts = [order.visit_ids.start for order in orders]
        self.assertEqual(
            starts, [at(9, day=11), at(10, 15, day=11), at(12, 30, day=11)]
        )

    def test_plan_many_follows_the_sequence_of_the_lines(self):
        orders = self._create_order() | self._create_order()
        form = self._plan(orders, lead=self.ana)
        with form.line_ids.edit(0) as line:
            line.sequence = 9
        form.save().action_apply()
        self.assertGreater(orders[0].visit_ids.start, orders[1].visit_ids.start)

    def test_plan_many_at_the_same_time(self):
        orders = self._create_order() | self._create_order()
        form = self._plan(orders)
        form.spread = "same"
        form.save().action_apply()
        self.assertEqual(set(orders.visit_ids.mapped("start")), {at(9, day=11)})

    def test_plan_several_days(self):
        order = self._create_order()
        form = self._plan(order, start=at(8, day=12), lead=self.ana)
        form.several_days = True
        form.day_count = 3
        form.hour_from, form.hour_to = 9, 17
        form.save().action_apply()
        days = sorted(order.visit_ids.mapped("day"))
        # Thursday, Friday, and after the weekend Monday.
        expected = [date(2026, 3, 12), date(2026, 3, 13), date(2026, 3, 16)]
        self.assertEqual(days, expected)

    def test_plan_tells_of_conflicts_before_they_are_made(self):
        self._create_visit(start=at(9, day=11))
        order = self._create_order()
        form = self._plan(order, lead=self.ana)
        self.assertIn("Ana is on", form.conflict_text)
        form.start = at(2, day=11)
        self.assertIn("Ana is absent", form.conflict_text)
        form.start = at(13, day=11)
        self.assertFalse(form.conflict_text)
        self.assertFalse(order.visit_ids, "a preview leaves nothing behind")

    def test_plan_previews_what_is_found_afterwards(self):
        self._create_visit(start=at(10, day=11), resources=self.meter)
        self.meter.calibration_date = "2026-03-01"
        order = self._create_order(window_stop=at(8, day=11))
        form = self._plan(order, lead=self.ana)
        form.thing_ids.add(self.meter)
        foreseen = set(form.conflict_text.split("\n"))
        form.save().action_apply()
        self.assertEqual(foreseen, set(order.conflict_ids.mapped("sentence")))

    def test_plan_previews_overlaps_between_the_orders_of_the_batch(self):
        orders = self._create_order() | self._create_order()
        form = self._plan(orders, lead=self.ana)
        form.spread = "same"
        wizard = form.save()
        for line, other in zip(wizard.line_ids, reversed(orders), strict=True):
            self.assertIn(other.name, line.problems)

    def test_plan_offers_who_is_free(self):
        self._create_visit(start=at(9, day=11))
        form = self._plan(self._create_order())
        free = {c["name"]: c["free"] for c in form.candidates}
        self.assertEqual(free["Ana"], False)
        self.assertEqual(free["Ben"], True)
        self.assertEqual(form.candidates[0]["name"], "Ben", "free ones come first")

    def test_plan_says_free_or_not_and_never_why(self):
        form = self._plan(self._create_order())
        keys = {key for candidate in form.candidates for key in candidate}
        self.assertEqual(keys, {"id", "name", "kind", "free", "skilled", "team"})

    def test_plan_warns_of_credit_hold_and_open_visits(self):
        self.customer.fieldwork_hold = True
        order = self._create_visit().order_id
        form = self._plan(order)
        self.assertEqual(form.hold_text, self.customer.name)
        self.assertIn(order.name, form.open_visit_text)
        wizard = form.save()
        with self.assertRefused(UserError, "open visit already"):
            wizard.action_apply()
        wizard.additional = True
        wizard.action_apply()
        self.assertEqual(len(order.visit_ids), 2)

    def test_plan_refuses_nothing_and_closed_orders(self):
        order = self._create_order()
        order.action_cancel("No longer needed")
        with self.assertRefused(UserError, "cannot be planned"):
            self._plan(order).save().action_apply()
        wizard = self.env["fieldwork.order.plan"].with_user(self.dispatcher).create({})
        with self.assertRefused(UserError, "at least one order"):
            wizard.action_apply()

    def test_plan_refused_for_one_plans_none(self):
        orders = self._create_order() | self._create_visit().order_id
        form = self._plan(orders)
        with self.assertRefused(UserError, "open visit already"):
            form.save().action_apply()
        self.assertFalse(orders[0].visit_ids)

    def test_plan_says_the_time_at_a_site_in_another_zone(self):
        self.site.tz = "America/New_York"
        form = self._plan(self._create_order(), start=at(14, day=11))
        self.assertIn("America/New_York", form.site_time_text)

    # ------------------------------------------------------------------
    # Reschedule, crew
    # ------------------------------------------------------------------

    def test_reschedule_one_visit(self):
        visit = self._create_visit()
        form = self._wizard("fieldwork.visit.reschedule", visit)
        self.assertEqual((form.start, form.duration), (at(9), 2))
        form.start, form.duration = at(11, day=12), 1
        form.save().action_apply()
        self.assertEqual((visit.start, visit.stop), (at(11, day=12), at(12, day=12)))

    def test_reschedule_many_by_days_keeps_the_local_hour(self):
        visits = self._create_visit(start=at(9, day=27))
        visits |= self._create_visit(start=at(11, day=27))
        form = self._wizard("fieldwork.visit.reschedule", visits)
        self.assertEqual(form.mode, "shift")
        form.days = 3
        form.save().action_apply()
        # The clock changes on the 29th.
        self.assertEqual(visits.mapped("start"), [at(8, day=30), at(10, day=30)])

    def test_reschedule_asks_before_a_promise_is_broken(self):
        visit = self._create_visit(promised=(at(9), at(11)))
        form = self._wizard("fieldwork.visit.reschedule", visit)
        self.assertFalse(form.promise_text)
        form.start = at(14)
        self.assertIn(self.customer.name, form.promise_text)
        wizard = form.save()
        with self.assertRefused(UserError, "promise"):
            wizard.action_apply()
        wizard.break_promise = True
        wizard.action_apply()
        self.assertEqual(visit.start, at(14))

    def test_reschedule_previews_conflicts_and_not_with_itself(self):
        self._create_visit(start=at(9, day=11))
        visit = self._create_visit(start=at(13, day=11))
        form = self._wizard("fieldwork.visit.reschedule", visit)
        self.assertFalse(form.conflict_text)
        form.start = at(10, day=11)
        self.assertIn("Ana is on", form.conflict_text)

    def test_reschedule_by_no_days_is_refused(self):
        form = self._wizard("fieldwork.visit.reschedule", self._create_visit())
        form.mode = "shift"
        form.days = 0
        with self.assertRefused(UserError, "how many days"):
            form.save().action_apply()

    def test_crew_of_a_visit_is_changed(self):
        visit = self._create_visit(resources=self.van)
        form = self._wizard("fieldwork.visit.assign", visit)
        self.assertEqual(form.lead_id, self.ana)
        self.assertEqual(form.thing_ids[:], self.van)
        form.lead_id = self.ben
        form.thing_ids.remove(id=self.van.id)
        form.save().action_apply()
        self.assertEqual(visit.resource_ids, self.ben)

    def test_crew_previews_conflicts(self):
        self._create_visit(technicians=self.ben)
        form = self._wizard("fieldwork.visit.assign", self._create_visit())
        self.assertFalse(form.conflict_text)
        form.lead_id = self.ben
        self.assertIn("Ben is on", form.conflict_text)

    # ------------------------------------------------------------------
    # Finish, correct
    # ------------------------------------------------------------------

    def test_finish_to_be_continued(self):
        visit = self._create_visit(start=at(7))
        form = self._wizard("fieldwork.visit.finish", visit)
        form.outcome = "to_continue"
        form.continue_reason = "parts"
        form.findings = "Pump is broken"
        form.save().action_apply()
        self.assertRecordValues(
            visit,
            [{"state": "done", "outcome": "to_continue", "findings": "Pump is broken"}],
        )
        self.assertEqual(visit.order_id.pending_kind, "to_continue")

    def test_finish_many_solved(self):
        visits = self._create_visit(start=at(7)) | self._create_visit(start=at(8))
        form = self._wizard("fieldwork.visit.finish", visits)
        form.outcome = "solved"
        form.save().action_apply()
        self.assertEqual(set(visits.order_id.mapped("state")), {"done"})

    def test_finish_keeps_what_was_written_before(self):
        visit = self._create_visit(start=at(7))
        visit.findings = "Pump is broken"
        form = self._wizard("fieldwork.visit.finish", visit)
        self.assertEqual(form.findings, "Pump is broken")

    def test_finish_needs_a_reason_to_continue(self):
        form = self._wizard("fieldwork.visit.finish", self._create_visit(start=at(7)))
        form.outcome = "to_continue"
        with self.assertRaises(AssertionError):
            form.save()

    def test_correct_time(self):
        visit = self._create_visit(start=at(6))
        visit.action_start(at=at(6))
        visit.action_done("solved", at=at(7))
        log = visit.worklog_ids
        form = self._wizard("fieldwork.worklog.correct", log)
        form.start = at(5)
        form.reason = "Started sooner"
        form.save().action_apply()
        self.assertEqual((log.start, log.duration), (at(5), 2))
        self.assertEqual(log.correction_ids.old_start, at(6))
        self.assertEqual(log.correction_ids.user_id, self.dispatcher)

    # ------------------------------------------------------------------
    # With a reason
    # ------------------------------------------------------------------

    def test_cancel_many_orders_with_their_visits(self):
        visit = self._create_visit()
        orders = visit.order_id | self._create_order()
        form = self._wizard("fieldwork.reason", orders, default_act="cancel")
        self.assertIn(visit.display_name, form.open_visit_text)
        form.reason = "Sold the house"
        form.save().action_apply()
        self.assertEqual(set(orders.mapped("cancel_reason")), {"Sold the house"})
        self.assertEqual(visit.state, "cancelled")

    def test_reopen_and_wait(self):
        order = self._create_order()
        self._reason("cancel", order)
        self._reason("reopen", order)
        self.assertEqual(order.state, "ready")
        self._reason("wait", order, "Choice of the date")
        self.assertEqual(order.waiting_customer, "Choice of the date")

    def test_miss_cancel_and_refuse_visits(self):
        missed, cancelled, refused = (self._create_visit() for _index in range(3))
        self._reason("miss", missed)
        self._reason("cancel_visit", cancelled)
        self._reason("refuse", refused.assignment_ids)
        self.assertEqual((missed.state, cancelled.state), ("missed", "cancelled"))
        self.assertEqual(refused.assignment_ids.response, "refused")

    def test_reason_refuses_what_the_method_refuses(self):
        with self.assertRefused(UserError, "cannot be reopened"):
            self._reason("reopen", self._create_order())
        with self.assertRefused(UserError, "Give a reason"):
            self._reason("cancel", self._create_order(), "   ")
        nothing = self.env["fieldwork.order"]
        with self.assertRefused(UserError, "at least one record"):
            self._reason("cancel", nothing)

    # ------------------------------------------------------------------
    # Merge
    # ------------------------------------------------------------------

    def test_merge_keeps_the_oldest_and_opens_it(self):
        young = self._create_order(ready=False)
        old = self._create_order(ready=False, registered_on=at(7))
        form = self._wizard("fieldwork.order.merge", young | old)
        self.assertEqual(form.kept_id, old)
        action = form.save().action_apply()
        self.assertEqual(action["res_id"], old.id)
        self.assertEqual(young.merged_into_id, old)

    def test_merge_refuses_one_alone(self):
        form = self._wizard("fieldwork.order.merge", self._create_order(ready=False))
        with self.assertRefused(UserError, "at least two"):
            form.save().action_apply()

    def test_technicians_have_no_wizards(self):
        for model in (
            "fieldwork.order.plan",
            "fieldwork.visit.reschedule",
            "fieldwork.visit.assign",
            "fieldwork.visit.finish",
            "fieldwork.worklog.correct",
            "fieldwork.order.merge",
            "fieldwork.reason",
        ):
            with self.subTest(model=model):
                wizards = self.env[model].with_user(self.technician)
                self.assertFalse(wizards.has_access("create"))
