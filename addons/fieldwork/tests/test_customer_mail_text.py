from odoo.tools import mute_logger

from .common_orders import at
from .test_customer_mail import CustomerMailCommon

SCRIPT = "<script>alert(1)</script>"


class TestCustomerMailText(CustomerMailCommon):
    """What stands in the mails to customers."""

    def _message(self, visit, kind="planned"):
        visit.order_id._mail_customer(kind, visit, force=True)
        self._run()
        return self._notices(visit.order_id)[-1].message_id

    def test_only_the_day_is_told_unless_hours_are_promised(self):
        visit = self._plan()
        message = self._message(visit)
        self.assertIn("Friday, March 13, 2026", message.body)
        self.assertIn("We will tell you the time", message.body)
        self.assertNotIn("10:00", message.body)
        self.assertNotIn(":00", message.subject)

    def test_the_promise_in_the_zone_of_the_site(self):
        self.site.tz = "Asia/Tokyo"
        self.customer.tz = "Europe/Madrid"
        visit = self._plan(promised=(at(8, day=13), at(10, day=13)))
        message = self._message(visit)
        self.assertRegex(message.body, "5:00.PM – 7:00.PM")
        self.assertIn("Asia/Tokyo", message.body)
        self.assertNotIn("We will tell you the time", message.body)

    def test_promises_open_on_one_side(self):
        visit = self._plan(promised=(at(8, day=13), None))
        self.assertIn(", from 9:00", self._message(visit).body)
        visit.action_promise(None, at(12, day=13))
        self.assertIn(", by 1:00", self._message(visit).body)

    def test_mail_and_page_agree(self):
        for promised in (
            None,
            (at(8, day=13), at(10, day=13)),
            (at(8, day=13), None),
        ):
            visit = self._plan(**({"promised": promised} if promised else {}))
            order = visit.order_id
            shown = order._track_visit(visit)
            text = order._window_text(*visit._customer_window())
            self.assertTrue(text.startswith(shown["day"]), text)
            self.assertEqual(bool(shown["hours"]), text != shown["day"])
            self.assertIn(shown["hours"], text)

    def test_promise_given_up_is_not_shown_any_more(self):
        visit = self._plan(promised=(at(8, day=13), at(10, day=13)))
        visit.reschedule(at(14, day=13), break_promise=True)
        self.assertFalse(visit.order_id._track_visit(visit)["hours"])

    def test_language_of_the_customer(self):
        with mute_logger("odoo.addons.base.models.ir_module"):
            self.env["res.lang"]._activate_lang("es_ES")
        self.customer.lang = "es_ES"
        self.assertIn("viernes, 13 de marzo de 2026", self._message(self._plan()).body)

    def test_scripts_are_texts(self):
        self.company.name = f"Firm {SCRIPT}"
        self.customer.name = f"Bakery {SCRIPT}"
        self.site.write({"name": f"Shop {SCRIPT}", "street": f"Street {SCRIPT}"})
        self.order_type.name = f"Repair {SCRIPT}"
        self.ana.name = SCRIPT
        visit = self._plan()
        visit.order_id.write(
            {"description": f"Help {SCRIPT}", "customer_reference": SCRIPT}
        )
        for kind in ("planned", "changed", "reminder", "on_way", "done", "cancelled"):
            message = self._message(visit, kind)
            mail = (
                self.env["mail.mail"]
                .sudo()
                .search([("mail_message_id", "=", message.id)])
            )
            self.assertNotIn("<script", mail.body_html, kind)
            self.assertIn("&lt;script&gt;", mail.body_html, kind)

    def test_the_secret_link_is_not_in_the_chatter(self):
        visit = self._plan()
        message = self._message(visit)
        mail = (
            self.env["mail.mail"].sudo().search([("mail_message_id", "=", message.id)])
        )
        link = visit.order_id._track_url()
        self.assertIn(link, mail.body_html)
        self.assertNotIn(link, message.body)

    def test_answers_go_to_the_company_without_catchall(self):
        self.env["mail.alias.domain"].sudo().search([]).unlink()
        self.assertIn("office@firm.example", self._message(self._plan()).reply_to)

    def test_answers_find_the_order(self):
        domain = self.env["mail.alias.domain"].create(
            {"name": "firm.example", "catchall_alias": "catch"}
        )
        self.company.alias_domain_id = domain
        visit = self._plan()
        message = self._message(visit)
        self.assertIn("catch@firm.example", message.reply_to)
        answer = (
            "From: lindt@bakery.example\r\nTo: catch@firm.example\r\n"
            "Subject: Re: appointment\r\nMessage-Id: <answer@bakery.example>\r\n"
            f"In-Reply-To: {message.message_id}\r\n\r\nCome at nine, please"
        )
        with self.mock_mail_gateway():
            self.env["mail.thread"].sudo().message_process(
                False, answer, save_original=False
            )
        self.assertIn("Come at nine", visit.order_id.message_ids[0].body)
