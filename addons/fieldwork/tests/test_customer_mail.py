from datetime import timedelta
from unittest.mock import patch

from odoo.addons.mail.tests.common import MailCase

from .common_orders import FieldworkOrderCommon, at

CRON = "fieldwork.ir_cron_customer_notices"


class TestCustomerMail(FieldworkOrderCommon, MailCase):
    """What customers are mailed, once, and what becomes of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.email = "office@firm.example"
        cls.customer.email = "lindt@bakery.example"

    def _notices(self, order):
        return order.sudo().customer_notice_ids.sorted("id")

    def _run(self):
        with self.enter_registry_test_mode():
            self.env.ref(CRON).method_direct_trigger()
        self.env.invalidate_all()

    def _send(self):
        with self.mock_mail_gateway():
            self.env["mail.mail"].sudo().search(
                [("model", "=", "fieldwork.order"), ("state", "=", "outgoing")]
            ).send()
        return [mail["email_to"] for mail in self._mails]

    def _plan(self, hour=9, day=13, **kwargs):
        order = self._create_order()
        return self._create_visit(order, at(hour, day=day), **kwargs).sudo()

    def test_appointment_is_mailed_once(self):
        visit = self._plan()
        notice = self._notices(visit.order_id)
        self.assertEqual(notice.state, "pending")
        self._run()
        self._run()
        self.assertEqual(notice.state, "queued")
        self.assertEqual(len(self._send()), 1)
        self.assertEqual(notice.state, "sent")
        self._run()
        self.assertEqual(len(self._send()), 0)

    def test_server_down_then_up_sends_once(self):
        visit = self._plan()
        self._run()
        notice = self._notices(visit.order_id)
        down = patch.object(
            type(self.env["ir.mail_server"]),
            "_connect__",
            side_effect=OSError("no route to host"),
        )
        with self.mock_mail_gateway(), down:
            self.env["mail.mail"].sudo().search(
                [("mail_message_id", "=", notice.message_id.id)]
            ).send()
        self.assertIn("no route to host", notice.note)
        self.assertEqual((notice.state, notice.tries), ("pending", 1))
        self._run()
        self.assertEqual(notice.state, "pending", "it is not tried before its time")
        notice._guarded_write({"due_at": notice.due_at - timedelta(hours=1)})
        self._run()
        self.assertEqual(len(self._send()), 1)
        self.assertEqual(notice.state, "sent")

    def test_moved_out_of_the_promise_is_a_change(self):
        visit = self._plan(promised=(at(8, day=13), at(10, day=13)))
        self._run()
        visit.reschedule(at(9, 30, day=13))
        self.assertEqual(len(self._notices(visit.order_id)), 1)
        visit.reschedule(at(14, day=13), break_promise=True)
        self._run()
        kinds = self._notices(visit.order_id).mapped("kind")
        self.assertEqual(kinds, ["planned", "changed"])
        self.assertEqual(visit.told_start, at(14, day=13))
