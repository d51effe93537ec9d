from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.exceptions import UserError
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from ..models.order import fieldwork_assignment_notice as notice
from .assignment_common import NOW, AssignmentCase

CRON = "fieldwork.ir_cron_tell_technicians"


class NoticeCase(AssignmentCase):
    @classmethod
    def setUpClass(cls):
        cls.startClassPatcher(freeze_time(NOW))
        super().setUpClass()

    def _run_cron(self):
        """Run the scheduled action without its commits."""
        with patch.object(
            self.env.registry["ir.cron"], "_commit_progress", lambda *a, **k: 60.0
        ):
            self.env["fieldwork.assignment"]._cron_tell()

    def _kinds(self, mails):
        return [self._ics(mail).method.value for mail in mails]


class TestWhoIsToldWhen(NoticeCase):
    def test_planned_inside_the_horizon_is_mailed(self):
        visit = self._plan(self._order(), self.tina | self.ugo)
        mails = self._take_mails()
        self.assertEqual(
            mails.mapped("email_to"),
            ['"Tina" <tina@firm.example>', '"Ugo" <ugo@firm.example>'],
        )
        self.assertEqual(set(mails.mapped("state")), {"outgoing"})
        self.assertEqual(self._kinds(mails), ["REQUEST", "REQUEST"])
        self.assertEqual(set(visit.assignment_ids.mapped("notified_at")), {NOW})

    def test_things_get_no_mail(self):
        visit = self._plan(self._order(), self.tina, resources=self.van)
        self.assertEqual(len(self._take_mails()), 1)
        van = visit.assignment_ids.filtered(lambda a: a.role == "equipment")
        self.assertFalse(van.notified_at)

    def test_day_13_is_received_day_14_is_not(self):
        self._plan(self._order(), days=13)
        self.assertEqual(len(self._take_mails()), 1)
        visit = self._plan(self._order(), days=14)
        self.assertFalse(self._take_mails())
        self.assertFalse(visit.assignment_ids.notified_at)

    def test_type_switches_the_mails_off(self):
        self.order_type.mail_assignment = False
        order = self._order()
        visit = self._plan(order)
        visit.with_user(self.dispatcher).reschedule(NOW + timedelta(days=2))
        order.with_user(self.dispatcher).action_cancel("No more")
        self._run_cron()
        self.assertFalse(self._take_mails())

    def test_past_visits_are_not_mailed(self):
        self._plan(self._order(), days=-1)
        self._run_cron()
        self.assertFalse(self._take_mails())

    def test_marks_cannot_be_written(self):
        assignment = self._plan(self._order()).assignment_ids
        for name in ("notified_at", "told_start", "invitation_sequence"):
            with self.assertRaises(UserError):
                assignment.with_user(self.manager).write({name: False})
        for name in ("link_selector", "link_hash"):
            with self.assertRaises(UserError):
                assignment.with_user(self.manager).write({name: "x"})
            with self.assertRaises(Exception) as caught:
                assignment.with_user(self.manager).read([name])
            self.assertEqual(type(caught.exception).__name__, "AccessError")

    def test_without_address_the_order_says_so(self):
        order = self._order()
        visit = self._plan(order, self.nemo | self.ugo)
        self.assertEqual(len(self._take_mails()), 1)
        self.assertIn("Nemo has no e-mail address", order.message_ids[:1].body)
        self._run_cron()
        self.assertEqual(len(order.message_ids.filtered(lambda m: "Nemo" in m.body)), 1)
        self.assertTrue(all(visit.assignment_ids.mapped("notified_at")))

    def test_again_by_hand(self):
        assignment = self._plan(self._order()).assignment_ids
        old = self._link(self._take_mails())
        assignment.with_user(self.dispatcher).action_tell_again()
        mail = self._take_mails()
        self.assertEqual(self._ics(mail).vevent.sequence.value, "1")
        self.assertNotEqual(self._link(mail), old)
        with self.assertRaises(UserError):
            assignment.with_user(self.technician).action_tell_again()


class TestChanges(NoticeCase):
    def test_rescheduled_is_mailed_with_what_it_was(self):
        visit = self._plan(self._order())
        first = self._ics(self._take_mails()).vevent
        visit.with_user(self.dispatcher).reschedule(NOW + timedelta(days=2))
        mail = self._take_mails()
        event = self._ics(mail).vevent
        self.assertEqual(event.uid.value, first.uid.value)
        self.assertEqual((first.sequence.value, event.sequence.value), ("0", "1"))
        self.assertIn("Changed:", mail.subject)
        self.assertIn("Tuesday, March 3, 2026", mail.body_html)
        self.assertIn("Wednesday, March 4, 2026", mail.body_html)

    def test_same_slot_again_tells_nothing(self):
        visit = self._plan(self._order())
        link = self._link(self._take_mails())
        visit.with_user(self.dispatcher).reschedule(visit.start)
        self.assertFalse(self._take_mails())
        token = link.rpartition("/")[2]
        self.assertTrue(self.env["fieldwork.assignment"]._by_token(token))

    def test_what_technicians_do_not_care_about_tells_nothing(self):
        order = self._order()
        self._plan(order)
        self._take_mails()
        order.with_user(self.dispatcher).write(
            {"priority": "1", "customer_reference": "X", "site_id": self.site.id}
        )
        self.assertFalse(self._take_mails())

    def test_another_site_is_a_change(self):
        order = self._order()
        self._plan(order, self.tina | self.ugo)
        self._take_mails()
        other = self._create_site(self.customer, "Warehouse", city="Prato")
        order.with_user(self.dispatcher).site_id = other
        mails = self._take_mails()
        self.assertEqual(len(mails), 2)
        self.assertIn("Warehouse", mails[0].body_html)

    def test_crew_who_stay_hear_nothing(self):
        visit = self._plan(self._order(), self.tina | self.ugo)
        self._take_mails()
        visit.with_user(self.dispatcher).assign(technicians=self.tina)
        mail = self._take_mails()
        self.assertEqual(mail.email_to, '"Ugo" <ugo@firm.example>')
        self.assertEqual(self._kinds(mail), ["CANCEL"])
        self.assertIn("no longer on this visit", mail.body_html)

    def test_deleted_crew_is_told_once(self):
        visit = self._plan(self._order(), self.tina | self.ugo)
        self._take_mails()
        ugo = visit.assignment_ids.filtered(lambda a: a.resource_id == self.ugo)
        ugo.with_user(self.dispatcher).unlink()
        self.assertEqual(self._kinds(self._take_mails()), ["CANCEL"])
        visit.with_user(self.dispatcher).unlink()
        mail = self._take_mails()
        self.assertEqual(mail.email_to, '"Tina" <tina@firm.example>')
        self.assertEqual(self._kinds(mail), ["CANCEL"])

    def test_cancelled_order_tells_the_reason(self):
        order = self._order()
        self._plan(order)
        first = self._ics(self._take_mails()).vevent
        order.with_user(self.dispatcher).action_cancel("Repaired <b>it</b>")
        mail = self._take_mails()
        event = self._ics(mail).vevent
        self.assertEqual(event.uid.value, first.uid.value)
        self.assertEqual(event.sequence.value, "1")
        self.assertEqual(event.dtstart.value, first.dtstart.value)
        self.assertIn("Repaired &lt;b&gt;it&lt;/b&gt;", mail.body_html)

    def test_cancelled_beyond_the_horizon_tells_nobody(self):
        order = self._order()
        self._plan(order, days=20)
        order.with_user(self.dispatcher).action_cancel("No more")
        self.assertFalse(self._take_mails())

    def test_missed_before_its_time_leaves_the_calendar(self):
        visit = self._plan(self._order())
        self._take_mails()
        visit.with_user(self.dispatcher).action_miss("Nobody at home all week")
        mail = self._take_mails()
        self.assertEqual(self._kinds(mail), ["CANCEL"])
        self.assertIn("Nobody at home", mail.body_html)

    def test_missed_after_its_time_mails_nothing(self):
        visit = self._plan(self._order())
        self._take_mails()
        with freeze_time(NOW + timedelta(days=1, hours=1)):
            visit.with_user(self.dispatcher).action_miss("Nobody at home")
        self.assertFalse(self._take_mails())

    def test_journal_says_who_was_told(self):
        visit = self._plan(self._order())
        event = visit.event_ids.filtered(lambda e: e.kind == "tell")
        self.assertEqual(event.note, "Tina: the visit")


class TestHorizon(NoticeCase):
    def test_cron_mails_the_day_it_comes_inside_and_once(self):
        visit = self._plan(self._order(), days=20)
        with freeze_time(NOW + timedelta(days=6)):
            self._run_cron()
            self.assertFalse(self._take_mails())
        with freeze_time(NOW + timedelta(days=7)):
            self._run_cron()
            self._run_cron()
            mail = self._take_mails()
            self.assertEqual(len(mail), 1)
            self.assertEqual(self._ics(mail).vevent.sequence.value, "0")
            self.assertTrue(visit.assignment_ids.notified_at)

    def test_moved_out_and_in_again(self):
        visit = self._plan(self._order())
        first = self._ics(self._take_mails()).vevent
        visit.with_user(self.dispatcher).reschedule(NOW + timedelta(days=30))
        mail = self._take_mails()
        self.assertEqual(self._kinds(mail), ["CANCEL"])
        self.assertIn("moved to a later time", mail.body_html)
        self.assertEqual(self._ics(mail).vevent.dtstart.value, first.dtstart.value)
        self.assertFalse(visit.assignment_ids.notified_at)
        with freeze_time(NOW + timedelta(days=20)):
            self._run_cron()
        again = self._take_mails()
        event = self._ics(again).vevent
        self.assertEqual(event.uid.value, first.uid.value)
        self.assertEqual(event.sequence.value, "2")
        self.assertEqual(self._kinds(again), ["REQUEST"])
        self.assertIn("has been planned for you", again.body_html)

    def test_shorter_horizon_takes_visits_back(self):
        self._plan(self._order(), days=10)
        self._take_mails()
        self.company.fieldwork_horizon_days = 5
        self._run_cron()
        self.assertEqual(self._kinds(self._take_mails()), ["CANCEL"])
        self._run_cron()
        self.assertFalse(self._take_mails())

    def test_refused_is_not_asked_again_by_the_cron(self):
        visit = self._plan(self._order())
        self._take_mails()
        visit.assignment_ids.with_user(self.technician).action_refuse("ill")
        self._run_cron()
        self.assertFalse(self._take_mails())

    def test_stopped_between_batches_loses_and_doubles_nothing(self):
        self._plan(self._orders(5), days=20)
        with freeze_time(NOW + timedelta(days=8)):
            with patch.object(
                self.env.registry["ir.cron"],
                "_commit_progress",
                lambda _cron, done=0, **k: 0.0 if done else 60.0,
            ):
                self.env["fieldwork.assignment"]._cron_tell(batch_size=2)
            self.assertEqual(len(self._take_mails()), 2)
            self._run_cron()
            self.assertEqual(len(self._take_mails()), 3)

    def test_killed_before_commit_leaves_neither_mail_nor_mark(self):
        visit = self._plan(self._order(), days=20)
        with freeze_time(NOW + timedelta(days=8)):
            with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
                self._run_cron()
                raise ZeroDivisionError
            visit.assignment_ids.invalidate_recordset()
            self.assertFalse(self._take_mails())
            self.assertFalse(visit.assignment_ids.notified_at)
            self._run_cron()
            self.assertEqual(len(self._take_mails()), 1)

    @mute_logger(notice.__name__)
    def test_one_bad_visit_does_not_stop_the_others(self):
        visits = self._plan(self._orders(3), days=20)
        bad = visits[1].assignment_ids
        assignments = self.env.registry["fieldwork.assignment"]
        original = assignments._prepare_mail_vals

        def fail(records, assignment, rendered):
            if assignment.id == bad.id:
                raise ValueError("bad")
            return original(records, assignment, rendered)

        with (
            freeze_time(NOW + timedelta(days=8)),
            patch.object(assignments, "_prepare_mail_vals", fail),
        ):
            self._run_cron()
        self.assertEqual(len(self._take_mails()), 2)
        self.assertFalse(bad.notified_at)

    def test_scheduled_action_is_there(self):
        self._plan(self._order(), days=20)
        with (
            freeze_time(NOW + timedelta(days=8)),
            self.enter_registry_test_mode(),
        ):
            self.env.ref(CRON).method_direct_trigger()
        self.assertEqual(len(self._take_mails()), 1)

    def test_horizon_counts_in_the_day_of_the_company(self):
        self.company.partner_id.tz = "Pacific/Auckland"
        # It is March 2nd, 21:00 in Auckland: 4 hours later the 3rd has begun there.
        self._plan(self._order(), days=14)
        self.assertFalse(self._take_mails())
        with freeze_time(NOW + timedelta(hours=4)):
            self._run_cron()
        self.assertEqual(len(self._take_mails()), 1)


@tagged("post_install", "-at_install")
class TestBatch(NoticeCase):
    def test_big_batches_are_left_to_the_scheduled_action(self):
        visits = self._plan(self._orders(notice.AT_ONCE + 5))
        self.assertFalse(self._take_mails())
        assignments = visits.assignment_ids
        self.assertTrue(all(assignments.mapped("notify_due")))
        cron = self.env.ref(CRON)
        self.assertTrue(
            self.env["ir.cron.trigger"].sudo().search([("cron_id", "=", cron.id)])
        )
        self._run_cron()
        self.assertEqual(len(self._take_mails()), len(assignments))
        self.assertFalse(any(assignments.mapped("notify_due")))
        self._run_cron()
        self.assertFalse(self._take_mails())

    def test_cancelled_before_the_mail_was_made(self):
        orders = self._orders(notice.AT_ONCE + 5)
        self._plan(orders)
        orders[0].with_user(self.dispatcher).action_cancel("No more")
        self._run_cron()
        mails = self._take_mails()
        self.assertEqual(len(mails), notice.AT_ONCE + 4)
        self.assertEqual(set(self._kinds(mails)), {"REQUEST"})

    def test_queries_do_not_grow_with_the_batch(self):
        """Per mail: the rows of the mail itself, none for what it says."""
        counts = []
        for size in (5, 25):
            visits = self._plan(self._orders(size), days=20)
            self.env.flush_all()
            self.env.invalidate_all()
            assignments = visits.assignment_ids.sudo()
            with freeze_time(NOW + timedelta(days=8)):
                before = self.env.cr.sql_log_count
                assignments._tell_now()
                self.env.flush_all()
                counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual((counts[1] - counts[0]) / 20, 3, counts)

    def test_planning_a_thousand_costs_no_mail(self):
        """What the notices add to planning does not grow with the batch."""
        counts = []
        for size in (notice.AT_ONCE + 1, 2 * notice.AT_ONCE):
            visits = self._plan(self._orders(size), days=20)
            assignments = visits.assignment_ids
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            assignments._on_planned()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(abs(counts[1] - counts[0]), 8, counts)


class TestSequence(NoticeCase):
    @settings(
        max_examples=12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(moves=st.lists(st.sampled_from([1, 2, 13, 14, 40]), max_size=5))
    def test_any_order_keeps_the_uid_and_raises_the_sequence(self, moves):
        savepoint = self.env.cr.savepoint()
        with savepoint:
            order = self._order()
            visit = self._plan(order)
            for days in moves:
                visit.with_user(self.dispatcher).reschedule(NOW + timedelta(days=days))
                self._run_cron()
            order.with_user(self.dispatcher).action_cancel("No more")
            self.env.flush_all()
            events = [self._ics(mail) for mail in self._mails(visit.assignment_ids)]
            self.assertEqual(len({e.vevent.uid.value for e in events}), 1)
            sequences = [int(e.vevent.sequence.value) for e in events]
            self.assertEqual(sequences, list(range(len(events))))
            # What a calendar shows at the end is nothing.
            self.assertEqual(events[-1].method.value, "CANCEL")
            savepoint.rollback()
        self.env.invalidate_all()

    @users("fw_dispatcher")
    def test_dispatcher_without_hr_rights_plans_and_mails(self):
        orders = self._order().with_env(self.env)
        orders.plan(NOW + timedelta(days=1), technicians=self.ugo.with_env(self.env))
        self.assertEqual(len(self._take_mails()), 1)
