from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError

from odoo.addons.mail.tests.common import MailCase

from .common_orders import FieldworkOrderCommon, at

CRON = "fieldwork.ir_cron_customer_notices"


class CustomerMailCommon(FieldworkOrderCommon, MailCase):
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


class TestCustomerMail(CustomerMailCommon):
    """What customers are mailed, once, and what becomes of it."""

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
        # Of a promise that was given up the day is left, from midnight in Madrid.
        self.assertEqual(visit.told_start, at(23, day=12))

    def test_the_plan_moves_within_the_day_that_was_told(self):
        visit = self._plan()
        self._run()
        visit.reschedule(at(15, day=13))
        self.assertEqual(self._notices(visit.order_id).mapped("kind"), ["planned"])
        visit.reschedule(at(15, day=16))
        kinds = self._notices(visit.order_id).mapped("kind")
        self.assertEqual(kinds, ["planned", "changed"])

    def test_hours_promised_later_are_told(self):
        visit = self._plan()
        self._run()
        visit.action_promise(at(8, day=13), at(10, day=13))
        self._run()
        message = self._notices(visit.order_id)[-1].message_id
        self.assertIn("Now we can tell you the time", message.body)
        self.assertIn("The time of your appointment", message.subject)
        self.assertNotIn("It was", message.body)

    def test_every_kind_is_mailed_once(self):
        visit = self._plan()
        order = visit.order_id
        self._run()
        visit.reschedule(at(9, day=16))
        self._run()
        with freeze_time(at(8, 50, day=16)):
            self._run()
            self._run()
            visit.action_travel()
            visit.action_travel()
            self._run()
            visit.action_start()
        with freeze_time(at(10, day=16)):
            visit.action_done("solved")
            self._run()
            self._run()
        self.assertEqual(
            self._notices(order).mapped("kind"),
            ["planned", "changed", "reminder", "on_way", "done"],
        )
        self.assertEqual(set(self._notices(order).mapped("state")), {"queued"})
        self.assertEqual(len(self._notices(order)[-1].message_id.attachment_ids), 1)

    def test_cancelled_is_mailed_once(self):
        visit = self._plan()
        self._run()
        visit.action_cancel("Customer asked")
        visit.order_id.action_cancel("Customer asked")
        self._run()
        kinds = self._notices(visit.order_id).mapped("kind")
        self.assertEqual(kinds, ["planned", "cancelled"])

    def test_deleted_visit_is_called_off(self):
        visit = self._plan()
        order = visit.order_id
        self._run()
        visit.unlink()
        self._run()
        notice = self._notices(order)[-1]
        self.assertEqual((notice.kind, notice.state), ("cancelled", "queued"))
        self.assertIn("Friday, March 13, 2026", notice.message_id.body)

    def test_deleted_before_it_was_told_says_nothing(self):
        visit = self._plan()
        order = visit.order_id
        visit.unlink()
        self._run()
        self.assertEqual(self._notices(order).mapped("state"), ["skipped"])

    def test_type_switches_off(self):
        self.order_type.sudo().mail_planned = False
        visit = self._plan()
        self.assertFalse(self._notices(visit.order_id))
        self.order_type.sudo().mail_registered = True
        order = self._create_order()
        self.assertEqual(self._notices(order).mapped("kind"), ["registered"])
        self.order_type.sudo().mail_registered = False
        self._run()
        self.assertEqual(self._notices(order).state, "skipped")

    def test_without_address_a_note_once(self):
        self.customer.email = False
        visit = self._plan()
        order = visit.order_id
        self._run()
        order._mail_customer("planned", visit, force=True)
        self._run()
        self.assertEqual(self._notices(order).mapped("state"), ["skipped"] * 2)
        notes = order.message_ids.filtered(lambda m: "could not be told" in m.body)
        self.assertEqual(len(notes), 1)

    def test_opted_out_or_its_company(self):
        contact = self._create_contact(self.customer, "Lea", email="lea@bakery.example")
        for partner in (contact, self.customer):
            partner.fieldwork_no_mail = True
            order = self._create_order(contact_id=contact.id)
            self._create_visit(order, at(9, day=13))
            self._run()
            self.assertEqual(self._notices(order).state, "skipped", partner.name)
            partner.fieldwork_no_mail = False

    def test_many_orders_cost_no_more_queries(self):
        def count(number):
            orders = self.env["fieldwork.order"].browse()
            for _ in range(number):
                orders |= self._create_order()
            visits = self.env["fieldwork.visit"].browse()
            for order in orders:
                visits |= self._create_visit(order, at(9, day=13), technicians=False)
            orders.sudo().customer_notice_ids.unlink()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders._mail_customer("planned", visits)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(1)
        few, many = count(2), count(30)
        self.assertLessEqual(many, few + 1)

    def test_technician_reads_no_notices(self):
        visit = self._plan()
        notice = self._notices(visit.order_id)
        with self.assertRaises(AccessError):
            notice.with_user(self.technician).read(["sent_to"])

    def test_change_is_told_again_when_its_mail_failed(self):
        visit = self._plan()
        self._run()
        self._send()
        visit.reschedule(at(14, day=16))
        self._run()
        notice = self._notices(visit.order_id)[1]
        body = notice.message_id.body
        notice._mark_failed_try("no route to host")
        notice._guarded_write({"due_at": at(8)})
        self._run()
        self.assertEqual((notice.kind, notice.state), ("changed", "queued"))
        self.assertEqual(notice.message_id.body, body, "it says what it was before")
        self.assertIn("It was", body)

    def test_change_that_was_taken_back_is_not_told(self):
        visit = self._plan()
        self._run()
        visit.reschedule(at(14, day=16))
        visit.reschedule(at(9, day=13))
        self._run()
        self.assertEqual(self._notices(visit.order_id)[1].state, "skipped")

    def test_of_two_visits_at_one_time_the_later_tells_how_it_stands(self):
        first = self._plan(day=10)
        first.action_done("to_continue", "parts")
        second = self._create_visit(first.order_id, first.start).sudo()
        second.action_done("solved")
        notice = self._notices(first.order_id).filtered(lambda n: n.kind == "done")
        # As the scheduled action reads them: the newest first.
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(notice._visits_to_show()[-1:], second)
