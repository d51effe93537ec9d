"""Visits: who may say what, late and doubled events, work time per person."""

from datetime import timedelta
from uuid import uuid4

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged, users

from .common_orders import NOW, FieldworkOrderCommon, at


@tagged("post_install", "-at_install")
class TestVisitLife(FieldworkOrderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_order()
        cls.visit = cls._create_visit(cls.order, technicians=cls.ana | cls.ben)

    def _as_ana(self):
        return self.visit.with_user(self.technician)

    def _as_ben(self):
        return self.visit.with_user(self.technician_2)

    def test_state_follows_the_people(self):
        self._as_ana().action_travel(at=at(6))
        self.assertEqual(self.visit.state, "travelling")
        self._as_ben().action_start(at=at(6, 30))
        self.assertEqual(self.visit.state, "working")
        self._as_ben().action_pause("Tea", at=at(6, 40))
        self.assertEqual(self.visit.state, "travelling")
        self._as_ana().action_pause("Tea", at=at(6, 50))
        self.assertEqual(self.visit.state, "paused")
        self.assertEqual(self.order.state, "progress")
        self._as_ana().action_resume(at=at(7))
        self.assertEqual(self.visit.state, "working")
        self.assertEqual(self.visit.actual_start, at(6, 30))

    def test_a_pause_ended_within_its_second_is_ended(self):
        mine = self._as_ana()
        mine.action_travel()
        mine.action_start()
        mine.action_pause("Slip of the thumb")
        mine.action_resume()
        self.assertEqual(self.visit.state, "working")
        self.assertEqual(len(mine.worklog_ids.filtered(lambda log: not log.stop)), 1)
        mine.action_pause("Tea")
        self.assertEqual(self.visit.state, "paused")

    def test_technician_acts_for_themselves_unless_told(self):
        self._as_ana().action_start()
        self.assertEqual(self.visit.worklog_ids.resource_id, self.ana)
        self._as_ana().action_start(resources=self.ben)
        self.assertEqual(self.visit.worklog_ids.resource_id, self.ana | self.ben)

    def test_dispatcher_acts_for_the_whole_crew(self):
        self.visit.action_start()
        self.assertEqual(self.visit.worklog_ids.resource_id, self.ana | self.ben)

    def test_done_closes_every_stretch(self):
        self.visit.action_start(at=at(6))
        self._as_ana().action_done("solved", work_done="New pump", at=at(7))
        self.assertEqual(
            self._stretches(self.visit),
            [("work", at(6), at(7)), ("work", at(6), at(7))],
        )
        self.assertRecordValues(
            self.visit,
            [{"state": "done", "actual_stop": at(7), "work_done": "New pump"}],
        )

    def test_hours_add_up_over_visits_and_people(self):
        self.visit.action_travel(at=at(5))
        self.visit.action_start(at=at(6))
        self.visit.action_done("to_continue", continue_reason="parts", at=at(7))
        second = self._create_visit(self.order, at(14))
        second.action_start(at=at(7, 30))
        second.action_done("solved", at=at(8))
        self.assertAlmostEqual(self.order.work_hours, 2.5)
        self.assertAlmostEqual(self.order.travel_hours, 2.0)

    def test_helper_does_not_close_the_visit(self):
        self.visit.action_start(at=at(6))
        with self.assertRaisesRegex(UserError, "closed by its lead, Ana"):
            self._as_ben().action_done("solved")
        self._as_ben().action_leave(at=at(7))
        self.assertEqual(
            self._stretches(self.visit, self.ben), [("work", at(6), at(7))]
        )
        self.assertEqual(self.visit.state, "working")

    def test_outcome_and_its_reason_are_asked_for(self):
        with self.assertRaisesRegex(UserError, "Outcome.*Solved"):
            self.visit.action_done()
        with self.assertRaisesRegex(UserError, "To Continue because.*Parts"):
            self.visit.action_done("to_continue")
        with self.assertRaisesRegex(UserError, "Outcome"):
            self.visit.action_done("hack")

    def test_to_continue_makes_the_order_ready_and_says_why(self):
        self.visit.action_start(at=at(6))
        self._as_ana().action_done("to_continue", continue_reason="parts")
        self.assertRecordValues(
            self.order, [{"state": "ready", "pending_reason": "to_continue"}]
        )
        self.assertIn("Parts are missing", self.order.pending_text)

    def test_peers_defect_7_no_done_without_an_end(self):
        self.visit.action_start(at=at(6))
        self.visit.action_done("solved")
        self.assertTrue(self.visit.actual_stop)
        self.assertTrue(all(self.visit.worklog_ids.mapped("stop")))

    def test_missed_needs_a_reason_and_no_work(self):
        with self.assertRaisesRegex(UserError, "reason"):
            self.visit.action_miss()
        self.visit.action_miss("Nobody at home")
        self.assertEqual(self.visit.state, "missed")
        self.assertRecordValues(
            self.order, [{"state": "ready", "pending_reason": "missed"}]
        )
        self.assertIn("Nobody at home", self.order.pending_text)

    def test_missed_after_work_is_refused(self):
        self.visit.action_start(at=at(6))
        with self.assertRaisesRegex(UserError, "to be continued"):
            self.visit.action_miss("No")

    def test_missed_after_travel_only(self):
        self.visit.action_travel(at=at(6), resources=self.ana)
        self.visit.action_leave(at=at(6, 30), resources=self.ana)
        self.assertEqual(self.visit.state, "paused")
        self.visit.action_miss("Called away")
        self.assertEqual(self.visit.state, "missed")

    def test_an_order_is_done_when_its_work_was(self):
        self.visit.action_start(at=at(6))
        self.visit.action_done("solved", at=at(7))
        self.assertEqual(self.order.done_at, at(7))

    def test_closed_visits_say_so(self):
        self.visit.action_done("solved")
        with self.assertRaisesRegex(UserError, "Done.*already"):
            self.visit.action_done("solved")
        with self.assertRaisesRegex(UserError, "Done.*already"):
            self.visit.action_miss("x")
        with self.assertRaisesRegex(UserError, "cannot be cancelled"):
            self.visit.action_cancel("x")

    def test_somebody_who_is_not_on_the_visit(self):
        carla = self._create_technician("Carla")
        with self.assertRaisesRegex(UserError, "Carla is not on visit"):
            self.visit.action_start(resources=carla)
        with self.assertRaisesRegex(UserError, "Van 1 is not on visit"):
            self.visit.action_start(resources=self.van)

    def test_another_technician_does_not_even_see_it(self):
        stranger = self._create_user("fw_stranger", "technician")
        self._create_technician("Stranger", stranger)
        with self.assertRaises(AccessError):
            self.visit.with_user(stranger).action_start()

    def test_refused_technician_is_not_on_the_visit(self):
        self.visit.assignment_ids.filtered(
            lambda a: a.resource_id == self.ben
        ).with_user(self.technician_2).action_refuse("Ill")
        with self.assertRaisesRegex(UserError, "Ben is not on visit"):
            self.visit.action_start(resources=self.ben)

    def test_setting_out_accepts(self):
        self._as_ana().action_travel()
        answers = {a.resource_id.name: a.response for a in self.visit.assignment_ids}
        self.assertEqual(answers, {"Ana": "accepted", "Ben": "pending"})

    # -- late, doubled, out of order --------------------------------------

    def test_the_same_event_twice_counts_once(self):
        uuid = str(uuid4())
        for _twice in range(2):
            self.assertTrue(self._as_ana().action_start(at=at(6), client_uuid=uuid))
        self.assertEqual(len(self.visit.worklog_ids), 1)
        done = str(uuid4())
        for _twice in range(2):
            self.assertTrue(self._as_ana().action_done("solved", client_uuid=done))
        self.assertEqual(
            len(self.visit.event_ids.filtered(lambda e: e.kind == "done")), 1
        )

    def test_an_event_id_used_for_something_else_is_refused(self):
        uuid = str(uuid4())
        self._as_ana().action_travel(client_uuid=uuid)
        with self.assertRaisesRegex(UserError, "id of its own"):
            self._as_ana().action_start(client_uuid=uuid)
        other = self._create_visit(start=at(14))
        with self.assertRaisesRegex(UserError, "id of its own"):
            other.action_travel(client_uuid=uuid)

    def test_received_time_is_kept_beside_the_devices(self):
        self._as_ana().action_start(at=at(6))
        event = self.visit.event_ids.filtered(lambda e: e.kind == "work")
        self.assertRecordValues(
            event,
            [
                {
                    "at": at(6),
                    "received_at": fields.Datetime.to_datetime(NOW),
                    "user_id": self.technician.id,
                }
            ],
        )

    def test_events_late_and_out_of_order(self):
        me = self._as_ana()
        me.action_done("solved", at=at(7, 30))
        me.action_pause(at=at(7))
        me.action_travel(at=at(5))
        me.action_start(at=at(6))
        self.assertEqual(
            self._stretches(self.visit, self.ana),
            [
                ("travel", at(5), at(6)),
                ("work", at(6), at(7)),
                ("pause", at(7), at(7, 30)),
            ],
        )
        self.assertEqual(self.visit.state, "done")
        self.assertEqual(self.visit.actual_start, at(6))

    def test_an_event_after_the_end_is_refused(self):
        self._as_ana().action_done("solved", at=at(7))
        with self.assertRaisesRegex(UserError, "was closed at"):
            self._as_ana().action_start(at=at(7, 30))

    def test_an_end_before_something_that_happened_is_refused(self):
        self._as_ben().action_start(at=at(7))
        with self.assertRaisesRegex(UserError, "Ben began something"):
            self._as_ana().action_done("solved", at=at(6))

    def test_future_and_long_past_are_refused(self):
        now = fields.Datetime.now()
        with self.assertRaisesRegex(UserError, "in the future"):
            self._as_ana().action_start(at=now + timedelta(minutes=6))
        with self.assertRaisesRegex(UserError, "72 hours ago"):
            self._as_ana().action_start(at=now - timedelta(hours=73))
        self._as_ana().action_start(at=now + timedelta(minutes=4))
        self.assertEqual(self._stretches(self.visit), [("work", now, None)])

    def test_iso_strings_and_ids_work_as_well(self):
        self.visit.action_start(at="2026-03-10T07:00:00+01:00", resources=[self.ben.id])
        self.assertEqual(self._stretches(self.visit, self.ben), [("work", at(6), None)])
        with self.assertRaisesRegex(UserError, "not a date"):
            self.visit.action_start(at="tomorrow")

    def test_one_open_stretch_per_person_over_all_visits(self):
        other = self._create_visit(start=at(14))
        self._as_ana().action_start(at=at(6))
        other.with_user(self.technician).action_travel(at=at(7))
        self.assertEqual(self._stretches(self.visit), [("work", at(6), at(7))])
        self.assertEqual(self._stretches(other), [("travel", at(7), None)])
        self.assertEqual(self.visit.state, "paused")
        self.assertEqual(other.state, "travelling")

    def test_position_is_kept_in_the_journal(self):
        position = {"latitude": 40.4, "longitude": -3.7, "accuracy": 12}
        self._as_ana().action_travel(position=position)
        event = self.visit.event_ids.filtered(lambda e: e.kind == "travel")
        self.assertAlmostEqual(event.latitude, 40.4)
        self.assertAlmostEqual(event.accuracy, 12)

    # -- what may be written ------------------------------------------------

    @users("fw_technician")
    def test_technician_writes_words_only(self):
        visit = self.visit.with_user(self.env.user)
        visit.write({"findings": "Rust"})
        self.assertEqual(self.visit.findings, "Rust")
        for vals in (
            {"promised_start": at(9)},
            {"start": at(12)},
            {"order_id": self.order.id},
        ):
            with self.assertRaises(UserError):
                visit.write(vals)

    def test_state_and_times_are_written_by_methods(self):
        for vals in ({"state": "done"}, {"outcome": "solved"}, {"closed_at": at(9)}):
            with self.assertRaisesRegex(UserError, "buttons"):
                self.visit.write(vals)
        with self.assertRaisesRegex(UserError, "planning its order"):
            self.env["fieldwork.visit"].create(
                {"order_id": self.order.id, "start": at(9), "stop": at(10)}
            )
        with self.assertRaisesRegex(UserError, "by planning"):
            self.env["fieldwork.assignment"].create(
                {"visit_id": self.visit.id, "resource_id": self.van.id}
            )

    # -- corrections and forgotten time -------------------------------------

    def test_correction_keeps_the_old_value_and_who(self):
        self.visit.action_start(at=at(6), resources=self.ana)
        self.visit.action_done("solved", at=at(7))
        log = self.visit.worklog_ids
        with self.assertRaisesRegex(UserError, "reason"):
            log.action_correct(stop=at(6, 30))
        log.action_correct(stop=at(6, 30), reason="Forgot to stop")
        self.assertEqual(log.stop, at(6, 30))
        self.assertTrue(log.is_corrected)
        self.assertRecordValues(
            log.correction_ids,
            [
                {
                    "old_stop": at(7),
                    "old_kind": "work",
                    "user_id": self.dispatcher.id,
                    "reason": "Forgot to stop",
                }
            ],
        )

    def test_correction_never_overlaps(self):
        self.visit.action_travel(at=at(5), resources=self.ana)
        self.visit.action_start(at=at(6), resources=self.ana)
        travel = self.visit.worklog_ids.filtered(lambda log: log.kind == "travel")
        with self.assertRaisesRegex(UserError, "at that time"):
            travel.action_correct(stop=at(6, 30), reason="x")
        with self.assertRaisesRegex(UserError, "end after it starts"):
            travel.action_correct(stop=at(4), reason="x")
        with self.assertRaisesRegex(UserError, "Only the office"):
            travel.with_user(self.technician).action_correct(stop=at(5), reason="x")

    def test_forgotten_stretch_is_closed_by_rule_and_marked(self):
        self.company.fieldwork_forgotten_hours = 2
        self.visit.action_start(at=at(5), resources=self.ana)
        self.env["fieldwork.worklog"]._cron_close_forgotten()
        log = self.visit.worklog_ids
        self.assertRecordValues(log, [{"stop": at(7), "forgotten": True}])
        self.assertEqual(self.visit.state, "paused")
        self.assertIn("Forgotten", self.order.sudo().activity_ids.summary)

    def test_forgotten_stretch_ends_with_the_plan_where_that_is_sooner(self):
        self.company.fieldwork_forgotten_hours = 2
        visit = self._create_visit(start=at(4), technicians=self.ben)
        visit.action_start(at=at(5, 30), resources=self.ben)
        self.env["fieldwork.worklog"]._cron_close_forgotten()
        self.assertEqual(visit.worklog_ids.stop, at(6))

    def test_recent_stretches_are_left_alone(self):
        self.visit.action_start(at=at(5))
        self.env["fieldwork.worklog"]._cron_close_forgotten()
        self.assertFalse(self.visit.worklog_ids.filtered("stop"))

    # -- many at once ----------------------------------------------------------

    def test_queries_do_not_grow_with_the_visits(self):
        def cost(number):
            people = [self._create_technician(f"T{number}-{i}") for i in range(number)]
            visits = self.env["fieldwork.visit"].union(
                *(self._create_visit(start=at(14), technicians=p) for p in people)
            )
            counts = []
            for method in ("action_travel", "action_start"):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                getattr(visits, method)()
                self.env.flush_all()
                counts.append(self.env.cr.sql_log_count - before)
            return counts

        few, many = cost(3), cost(30)
        for one, other in zip(few, many, strict=True):
            self.assertLessEqual(other, one + 6)
