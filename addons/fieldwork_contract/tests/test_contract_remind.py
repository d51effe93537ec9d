"""Reminders before the last day for notice: whom, when, once."""

from datetime import date

from odoo.tests import tagged
from odoo.tools import html2plaintext

from .common_renewal import RenewalCommon


@tagged("post_install", "-at_install")
class TestContractRemind(RenewalCommon):
    def test_the_contract_says_when_else_its_type_else_the_company(self):
        kind = self.env["fieldwork.contract.type"].create({"name": "Kind"})
        self.company.fieldwork_contract_remind_days = 20
        # Sixty days before the end of the year is 1 November.
        self.assertEqual(self.contract.notice_date, date(2026, 11, 1))
        self.assertEqual(self.contract.remind_date, date(2026, 10, 12))
        kind.remind_days = 15
        end = self.contract.date_end
        self.contract.write({"type_id": kind.id})
        self.contract.write({"date_end": end, "renewal": "automatic"})
        self.assertEqual(self.contract.remind_date, date(2026, 10, 17))
        self.contract.remind_days = 10
        self.assertEqual(self.contract.remind_date, date(2026, 10, 22))

    def test_manager_and_customer_are_reminded_once(self):
        self._run("2026-10-01")
        self.assertFalse(self._mails())
        self._run("2026-10-02", "2026-10-03", "2026-10-30")
        self.assertEqual(self.contract.state, "to_renew")
        activity = self.contract.activity_ids
        self.assertEqual(activity.user_id, self.manager)
        self.assertEqual(activity.date_deadline, date(2026, 11, 1))
        mail = self._mails()
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.state, "outgoing", "the queue sends it")
        self.assertEqual(mail.email_to, '"Bakery Lindt" <lindt@bakery.example>')
        self.assertIn(self.contract.name, mail.subject)
        self.assertIn("November 1, 2026", mail.body_html)
        self.assertIn("goes on by itself for 12 months", self._text(mail))
        self.assertIn("Boiler", mail.body_html)

    def _text(self, mail):
        return " ".join(html2plaintext(mail.body_html).split())

    def test_one_renewed_by_hand_says_that_it_ends(self):
        self.contract.renewal = "manual"
        self._run("2026-10-02")
        self.assertIn("It ends on", self._mails().body_html)

    def test_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("it_IT")
        self.customer.lang = "it_IT"
        self._run("2026-10-02")
        self.assertIn("novembre 2026", self._mails().body_html)

    def test_without_an_address_the_manager_reads_it(self):
        self.customer.email = False
        self._run("2026-10-02")
        self.assertFalse(self._mails())
        self.assertEqual(self.contract.state, "to_renew")
        told = self.contract.message_ids.mapped("body")
        self.assertTrue(any("no e-mail address" in body for body in told))

    def test_who_wants_no_mail_gets_none(self):
        self.customer.fieldwork_no_mail = True
        self._run("2026-10-02")
        self.assertFalse(self._mails())
        self.assertTrue(self.contract.activity_ids)

    def test_the_firm_may_mail_no_customer(self):
        self.company.fieldwork_contract_remind_customer = False
        self._run("2026-10-02")
        self.assertFalse(self._mails())

    def test_after_the_last_day_only_the_manager_hears(self):
        self._run("2026-11-20")
        self.assertFalse(self._mails())
        self.assertTrue(self.contract.activity_ids)

    def test_a_deleted_template_mails_nothing(self):
        self.env.ref("fieldwork_contract.mail_template_contract_reminder").unlink()
        self._run("2026-10-02")
        self.assertFalse(self._mails())
        self.assertEqual(self.contract.state, "to_renew")

    def test_one_that_is_renewed_already_asks_nobody(self):
        self.contract.action_renew()
        self._run("2026-10-02")
        self.assertFalse(self._mails())
        self.assertFalse(self.contract.activity_ids)

    def test_with_another_end_it_asks_again_when_the_time_comes(self):
        self._run("2026-10-02")
        self.contract.date_end = "2027-06-30"
        self.assertEqual(self.contract.state, "active")
        self.assertFalse(self.contract.activity_ids)
        self._run("2026-10-03")
        self.assertEqual(self.contract.state, "active")
        self._run("2027-04-02")
        self.assertEqual(self.contract.state, "to_renew")
        self.assertEqual(len(self._mails()), 2)

    def test_the_answer_to_the_question_closes_it(self):
        self._run("2026-10-02")
        self.assertTrue(self.contract.activity_ids)
        self._run("2027-01-01")
        self.assertFalse(self.contract.activity_ids)

    def test_a_proposal_is_mailed_from_the_draft(self):
        self.contract.action_renew()
        draft = self._next().with_user(self.manager)
        action = draft.action_send_proposal()
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.manager)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(composer.partner_ids, self.customer)
        self.assertIn(draft.name, composer.subject)
        self.assertIn("January 1, 2027", composer.body)
        # With the contract itself, to be read and kept.
        (attached,) = composer.attachment_ids
        self.assertIn(draft.name.replace("/", "-"), attached.name)
        composer.with_context(mail_notify_force_send=False)._action_send_mail()
        self.assertEqual(draft.proposed_on, date(2026, 3, 10))
        self.assertIn(self.customer, draft.message_ids[:1].partner_ids)
