from odoo.exceptions import AccessError

from .common_orders import FieldworkOrderCommon


class TestMailChoices(FieldworkOrderCommon):
    """Each user chooses what is mailed, for nobody else."""

    def _mails(self):
        return self.env["mail.mail"].sudo().search_count([])

    def _activity(self, kind):
        order = self._create_order(user_id=self.dispatcher.id)
        order = order.with_user(self.manager)
        order.activity_schedule(
            f"fieldwork.mail_activity_type_{kind}", user_id=self.dispatcher.id
        )

    def test_activities_that_are_not_wanted(self):
        self.dispatcher.email = "dis@firm.example"
        for kind, name in (
            ("refused", "fieldwork_mail_refusals"),
            ("low_rating", "fieldwork_mail_ratings"),
            ("other_time", "fieldwork_mail_messages"),
        ):
            self.dispatcher[name] = False
            before = self._mails()
            self._activity(kind)
            self.assertEqual(self._mails(), before, kind)
            self.dispatcher[name] = True
            self._activity(kind)
            self.assertGreater(self._mails(), before, kind)

    def test_technician_who_wants_no_mail_is_told_on_screen(self):
        self.technician.fieldwork_mail_visits = False
        before = self._mails()
        visit = self._create_visit().sudo()
        self.assertEqual(self._mails(), before)
        self.assertTrue(visit.assignment_ids.notified_at)

    def test_own_choice_only(self):
        me = self.technician.with_user(self.technician)
        me.write({"fieldwork_mail_visits": False})
        self.assertFalse(me.read(["fieldwork_mail_visits"])[0]["fieldwork_mail_visits"])
        with self.assertRaises(AccessError):
            self.technician_2.with_user(self.technician).write(
                {"fieldwork_mail_visits": False}
            )
