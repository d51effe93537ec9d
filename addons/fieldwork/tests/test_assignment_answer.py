from datetime import timedelta

from .assignment_common import NOW
from .test_assignment_notice import NoticeCase

REFUSED = "fieldwork.mail_activity_type_refused"


class TestAnswer(NoticeCase):
    def _refusals(self, order):
        kind = self.env.ref(REFUSED)
        return order.activity_ids.filtered(lambda a: a.activity_type_id == kind)

    def _refused(self, technicians=None):
        order = self._order()
        visit = self._plan(order, technicians)
        tina = visit.assignment_ids.filtered(lambda a: a.resource_id == self.tina)
        tina.with_user(self.technician).action_refuse("Ill <b>today</b>")
        return order, visit

    def test_accepted_is_a_note(self):
        order = self._order()
        visit = self._plan(order)
        visit.assignment_ids.with_user(self.technician).action_accept()
        self.assertIn("Tina accepted visit", order.message_ids[:1].body)
        self.assertFalse(order.activity_ids)

    def test_accepted_many_cost_no_query_each(self):
        counts = []
        for size in (5, 25):
            assignments = self._plan(self._orders(size)).assignment_ids
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            assignments._on_responded("accept")
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess((counts[1] - counts[0]) / 20, 2, counts)

    def test_refused_is_an_activity_with_the_reason(self):
        order, _visit = self._refused()
        activity = self._refusals(order)
        self.assertEqual(activity.user_id, self.dispatcher)
        self.assertEqual(activity.summary, "Refused by Tina")
        self.assertIn("Ill &lt;b&gt;today&lt;/b&gt;", activity.note)
        self.assertIn("Ill &lt;b&gt;today&lt;/b&gt;", order.message_ids[:1].body)

    def test_told_in_the_language_of_the_dispatcher(self):
        self.env["res.lang"]._activate_lang("it_IT")
        self.dispatcher.lang = "it_IT"
        self.technician.lang = "en_US"
        order, visit = self._refused()
        office = visit.assignment_ids.with_context(lang="en_US")._for_office()
        self.assertEqual(office.env.lang, "it_IT")
        self.assertTrue(self._refusals(order))

    def test_planned_with_another_closes_the_activity(self):
        order, visit = self._refused()
        visit.with_user(self.dispatcher).assign(technicians=self.ugo)
        self.assertFalse(self._refusals(order))

    def test_taken_off_without_another_closes_the_activity(self):
        order, visit = self._refused(self.tina | self.ugo)
        visit.with_user(self.dispatcher).assign(technicians=self.ugo)
        self.assertFalse(self._refusals(order))

    def test_moved_closes_the_activity_and_asks_again(self):
        order, visit = self._refused()
        visit.with_user(self.dispatcher).reschedule(NOW + timedelta(days=2))
        self.assertFalse(self._refusals(order))
        self.assertEqual(visit.assignment_ids.response, "pending")

    def test_cancelled_and_missed_close_the_activity(self):
        order, _visit = self._refused()
        order.with_user(self.dispatcher).action_cancel("No more")
        self.assertFalse(self._refusals(order))
        order, visit = self._refused()
        visit.with_user(self.dispatcher).action_miss("No time")
        self.assertFalse(self._refusals(order))

    def test_one_refusal_left_keeps_the_activity(self):
        order, visit = self._refused(self.tina | self.ugo)
        ugo = visit.assignment_ids.filtered(lambda a: a.resource_id == self.ugo)
        ugo.with_user(self.dispatcher).action_accept()
        self.assertEqual(len(self._refusals(order)), 1)

    def test_other_activities_stay(self):
        order, visit = self._refused()
        order._tell_dispatcher("Call the customer", "now")
        visit.with_user(self.dispatcher).assign(technicians=self.ugo)
        self.assertEqual(order.activity_ids.mapped("summary"), ["Call the customer"])
