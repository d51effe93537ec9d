from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import html2plaintext, mute_logger

from odoo.addons.mail.tests.common import MailCase

from .assignment_common import NOW
from .test_assignment_notice import NoticeCase


class TestMailContent(NoticeCase):
    def _text(self, mail):
        # Babel puts a narrow space before AM and PM.
        return html2plaintext(mail.body_html).replace("\u202f", " ")

    def test_says_all_the_technician_needs(self):
        contact = self._create_contact(self.customer, "Paola", phone="+39 333 9")
        equipment = self._create_equipment("Oven", serial="W-2291")
        product = self.env["product.product"].create({"name": "Heating element"})
        self.site.site_access_notes = "Ring at the gate"
        order = self._order(
            priority="2",
            contact_id=contact.id,
            customer_reference="PO-7781",
            equipment_ids=[(4, equipment.id)],
            description="Stays cold\nsince Monday",
            material_ids=[(0, 0, {"product_id": product.id, "planned_qty": 2})],
        )
        self._plan(order, self.tina | self.ugo, resources=self.van)
        mail = self._take_mails()[1]
        text = self._text(mail)
        for words in (
            order.name,
            "Repair",
            "Urgent",
            "Tuesday, March 3, 2026",
            "Bakery Lindt",
            "Bakery Shop",
            "Via Roma 1, Firenze",
            "Paola",
            "+39 333 9",
            "PO-7781",
            "Oven, serial W-2291",
            "2 Units Heating element",
            "Stays cold",
            "since Monday",
            "Tina (lead)",
            "Van 7",
            "Ring at the gate",
        ):
            self.assertIn(words, text)
        self.assertIn('href="tel:+393339"', mail.body_html)
        self.assertIn("openstreetmap.org", mail.body_html)
        self.assertIn(order.name, mail.subject)
        self.assertIn("Bakery Shop", mail.subject)
        self.assertNotIn("At the site", text)

    def test_says_nothing_of_credit(self):
        self.customer.write({"fieldwork_hold": True, "fieldwork_hold_reason": "Owes"})
        self._plan(self._order())
        text = self._text(self._take_mails())
        self.assertNotIn("Owes", text)
        self.assertNotIn("hold", text.lower())

    def test_empty_parts_are_left_out(self):
        self.customer.phone = False
        self._plan(self._order())
        text = self._text(self._take_mails())
        for words in ("Contact", "Equipment", "Materials", "Request", "False", "None"):
            self.assertNotIn(words, text)

    def test_time_in_the_technicians_zone_and_the_sites(self):
        self.tina.employee_id.tz = "Europe/Rome"
        self.site.tz = "Europe/London"
        visit = self._plan(self._order())
        text = self._text(self._take_mails())
        self.assertEqual(visit.start.hour, 8)
        self.assertIn("9:00 AM – 11:00 AM (Europe/Rome)", text)
        self.assertIn("8:00 AM – 10:00 AM (Europe/London)", text)

    def test_past_midnight_names_both_days(self):
        order = self._order()
        order.with_user(self.dispatcher).plan(
            "2026-03-03 22:00:00", "2026-03-04 02:00:00", technicians=self.tina
        )
        text = self._text(self._take_mails())
        self.assertIn("Tuesday, March 3, 2026, 10:00", text)
        self.assertIn("Wednesday, March 4, 2026, 2:00", text)

    def test_language_of_each_technician(self):
        self.env["res.lang"]._activate_lang("it_IT")
        self.technician.lang = "it_IT"
        template = self.env.ref("fieldwork.mail_template_assignment_invitation")
        template.with_context(lang="it_IT").subject = "Visita {{ object._subject() }}"
        self._plan(self._order(), self.tina | self.ugo)
        italian, english = self._take_mails()
        self.assertTrue(italian.subject.startswith("Visita"))
        self.assertIn("mar 3 mar", italian.subject)
        self.assertIn("martedì 3 marzo 2026", self._text(italian))
        self.assertFalse(english.subject.startswith("Visita"))
        self.assertIn("Tuesday, March 3, 2026", self._text(english))

    def test_user_without_work_mail_is_mailed_at_theirs(self):
        self.tina.employee_id.work_email = False
        self.technician.email = "other@firm.example"
        self._plan(self._order())
        self.assertIn("other@firm.example", self._take_mails().email_to)

    def test_deleted_template_is_no_mail_and_no_error(self):
        self.env.ref("fieldwork.mail_template_assignment_invitation").unlink()
        self._plan(self._order())
        self.assertFalse(self._take_mails())

    def test_name_cannot_add_addresses(self):
        self.ugo.sudo().name = 'Ugo" <evil@example.com>, "x'
        self._plan(self._order(), self.ugo)
        mail = self._take_mails()
        values = mail._prepare_outgoing_list()[0]
        self.assertEqual(values["email_to_normalized"], ["ugo@firm.example"])


class TestMailCompanies(NoticeCase):
    def test_sender_is_the_company_of_the_order(self):
        self.other_company.email = "hello@other.example"
        self.other_company.fieldwork_horizon_days = 14
        team = self._create_team("North", company_id=self.other_company.id)
        olga = self._create_technician(
            "Olga",
            company_id=self.other_company.id,
            work_email="olga@other.example",
            team=team,
        )
        order = self._order(company_id=self.other_company.id, user_id=False)
        # Even when the dispatcher has another company selected.
        dispatcher = self.other_dispatcher
        dispatcher.company_ids |= self.company
        start = NOW.replace(day=3)
        order.with_user(dispatcher).with_context(
            allowed_company_ids=[self.company.id, self.other_company.id]
        ).plan(start, technicians=olga)
        mail = self._take_mails()
        self.assertEqual(mail.email_from, '"Other Firm" <hello@other.example>')
        self.assertEqual(mail.reply_to, mail.email_from)
        organizer = self._ics(mail).vevent.organizer
        self.assertEqual(organizer.value, "mailto:hello@other.example")
        self.assertIn("Other Firm", mail.body_html)
        self.assertNotIn(self.company.name, mail.body_html)

    def test_each_company_has_its_horizon(self):
        self.other_company.write(
            {"email": "hello@other.example", "fieldwork_horizon_days": 3}
        )
        olga = self._create_technician(
            "Olga", company_id=self.other_company.id, work_email="olga@other.example"
        )
        order = self._order(company_id=self.other_company.id, user_id=False)
        self._plan(order, olga, days=5, user=self.other_dispatcher)
        self.assertFalse(self._take_mails())
        self._plan(self._order(), days=5)
        self.assertEqual(len(self._take_mails()), 1)

    def test_company_without_address(self):
        self.company.email = False
        self._plan(self._order())
        mail = self._take_mails()
        self.assertTrue(mail.email_from)
        self.assertTrue(self._ics(mail).vevent.organizer.value.startswith("mailto:"))


@tagged("post_install", "-at_install")
class TestMailSending(MailCase, NoticeCase):
    def test_sent_with_the_method_in_its_type_and_deleted(self):
        self._plan(self._order())
        mail = self._take_mails()
        attachment, message = mail.attachment_ids, mail.mail_message_id
        types = [a[2] for a in mail._prepare_outgoing_list()[0]["attachments"]]
        self.assertEqual(types, ["text/calendar; method=REQUEST; charset=utf-8"])
        with self.mock_mail_gateway(mail_unlink_sent=True):
            mail.send()
        for record in (mail, message, attachment):
            self.assertFalse(record.exists())

    def test_other_mails_are_left_alone(self):
        attachment = self.env["ir.attachment"].create(
            {"name": "a.ics", "raw": b"x", "mimetype": "text/calendar; method=request"}
        )
        mail = self.env["mail.mail"].create(
            {"email_to": "x@example.com", "attachment_ids": [(4, attachment.id)]}
        )
        types = [a[2] for a in mail._prepare_outgoing_list()[0]["attachments"]]
        self.assertEqual(types, ["text/calendar; method=request"])

    @mute_logger("odoo.addons.mail.models.mail_mail")
    def test_failure_is_noted_on_the_order(self):
        order = self._order()
        self._plan(order)
        mail = self._take_mails()
        with (
            self.mock_mail_gateway(),
            patch.object(
                self.env.registry["ir.mail_server"],
                "_connect__",
                side_effect=ConnectionError("no route"),
            ),
        ):
            mail.send()
        self.assertEqual(mail.state, "exception")
        self.assertIn("could not be sent to Tina", order.message_ids[:1].body)
