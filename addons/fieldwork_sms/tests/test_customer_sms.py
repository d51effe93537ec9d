from odoo.addons.fieldwork.tests.common_orders import FieldworkOrderCommon, at
from odoo.addons.sms.tests.common import SMSCase

CRON = "fieldwork.ir_cron_customer_notices"
NUMBER = "+34600111222"


class TestCustomerSms(FieldworkOrderCommon, SMSCase):
    """Customers are texted about their appointments, where the type says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"email": "office@firm.example", "name": "Firm"})
        cls.customer.write(
            {"phone": "600 111 222", "country_id": cls.env.ref("base.es").id}
        )
        cls.order_type.write({"sms_planned": True, "sms_reminder": True})

    def _run(self):
        # Core's case for text messages is in test mode already.
        self.env.ref(CRON).method_direct_trigger()
        self.env.invalidate_all()

    def _plan(self, **vals):
        order = self._create_order(**vals)
        return self._create_visit(order, at(9, day=13)).sudo()

    def _texted(self, visit):
        notices = visit.order_id.sudo().customer_notice_ids
        return notices.filtered(lambda notice: notice.channel == "sms")

    def _send(self, error=None):
        """Empty the queue of text messages.

        :return: what was handed to the SMS server
        """
        with self.mockSMSGateway(sim_error=error):
            self.env["sms.sms"].sudo().search([("state", "=", "outgoing")]).send()
        return list(self._sms)

    def test_the_appointment_is_texted_once(self):
        visit = self._plan()
        self._run()
        self._run()
        texts = self._send()
        self.assertEqual([text["number"] for text in texts], [NUMBER])
        self.assertIn("Firm: we come on", texts[0]["body"])
        self.assertIn("/fieldwork/track/", texts[0]["body"])
        self.assertEqual(self._texted(visit).mapped("state"), ["sent"])
        self.assertFalse(self._send())

    def test_nothing_where_the_type_says_no(self):
        self.order_type.sms_planned = False
        visit = self._plan()
        self._run()
        self.assertFalse(self._texted(visit))

    def test_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.env.ref("base.module_fieldwork_sms")._update_translations(["es_ES"])
        self.customer.lang = "es_ES"
        self._plan()
        self._run()
        self.assertIn("Firm: vamos el", self._send()[0]["body"])

    def test_the_contact_is_texted_before_the_customer(self):
        contact = self._create_contact(
            self.customer, "Carla", phone="600 999 888", lang="en_US"
        )
        contact.country_id = self.customer.country_id
        self._plan(contact_id=contact.id)
        self._run()
        self.assertEqual(self._send()[0]["number"], "+34600999888")

    def test_a_contact_without_a_mail_address_is_texted_in_their_language(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.env.ref("base.module_fieldwork_sms")._update_translations(["es_ES"])
        self.customer.email = "bakery@customer.example"
        contact = self._create_contact(
            self.customer, "Carla", phone="600 999 888", lang="es_ES", email=False
        )
        contact.country_id = self.customer.country_id
        self._plan(contact_id=contact.id)
        self._run()
        queued = self.env["sms.sms"].sudo().search([("number", "=", "+34600999888")])
        self.assertEqual(queued.partner_id, contact)
        self.assertIn("Firm: vamos el", queued.body)

    def test_cancelled_in_the_queue_it_can_be_sent_again(self):
        visit = self._plan()
        self._run()
        notice = self._texted(visit)
        self.env["sms.sms"].sudo().search(
            [("uuid", "=", notice.sms_uuid)]
        ).action_set_canceled()
        self.assertEqual(notice.state, "skipped")
        self.assertIn("Cancelled", notice.note)
        notice.action_send_again()
        self._run()
        self.assertEqual(len(self._send()), 1)

    def test_without_a_number_the_notice_says_why(self):
        self.customer.phone = False
        visit = self._plan()
        self._run()
        notice = self._texted(visit)
        self.assertEqual(notice.state, "skipped")
        self.assertIn("phone number", notice.note)

    def test_a_blacklisted_number_is_not_texted(self):
        self.env["phone.blacklist"].sudo().create({"number": NUMBER})
        visit = self._plan()
        self._run()
        self.assertEqual(self._texted(visit).state, "skipped")
        self.assertFalse(self._send())

    def test_without_credit_it_failed_and_the_office_knows(self):
        visit = self._plan()
        self._run()
        self._send(error="credit")
        self.assertEqual(self._texted(visit).state, "failed")
        self.assertIn("Credit", self._texted(visit).note)
        self.assertTrue(visit.order_id.activity_ids)

    def test_a_server_that_is_away_is_tried_again(self):
        visit = self._plan()
        self._run()
        self._send(error="server_error")
        notice = self._texted(visit)
        self.assertEqual((notice.state, notice.tries), ("pending", 1))
        notice._guarded_write({"due_at": at(0)})
        self._run()
        self.assertEqual(len(self._send()), 1)
        self.assertEqual(notice.state, "sent")

    def test_a_reminder_by_text_alone(self):
        self.order_type.mail_reminder = False
        order = self._create_order()
        visit = self._create_visit(order, at(9, day=13)).sudo()
        self._run()
        visit._guarded_write({"is_reminded": False})
        self.order_type.reminder_hours = 24 * 7
        self._run()
        kinds = self._texted(visit).mapped("kind")
        self.assertEqual(sorted(kinds), ["planned", "reminder"])

    def test_on_the_way_says_when(self):
        self.order_type.sms_on_way = True
        visit = self._plan()
        visit.reschedule(at(9))
        visit.with_user(self.technician).action_travel(eta_minutes=30)
        self._run()
        notice = self._texted(visit).filtered(lambda n: n.kind == "on_way")
        text = visit.order_id._customer_sms(notice)
        self.assertIn("on the way to you, expected at", text)
