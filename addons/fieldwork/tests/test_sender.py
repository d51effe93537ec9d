import re
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError

from .common_orders import FieldworkOrderCommon


class TestSender(FieldworkOrderCommon):
    """The sender of mails is confirmed by a code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.email = "office@firm.example"
        cls.firm = cls.company.with_user(cls.manager)

    def _send(self, address="service@firm.example"):
        self.firm._fieldwork_send_code(address)
        mail = (
            self.env["mail.mail"]
            .sudo()
            .search([("email_to", "=", address)], order="id desc", limit=1)
        )
        return re.search(r"\b(\d{6})\b", re.sub(r"#\w+", "", mail.body_html))[1]

    def _wrong(self, code):
        return f"{(int(code) + 1) % 10**6:06d}"

    def test_until_confirmed_the_company_sends(self):
        code = self._send()
        self.assertIn("office@firm.example", self.company._fieldwork_sender())
        self.assertFalse(self.firm._fieldwork_confirm_code(f" {code[:3]} {code[3:]} "))
        self.assertIn("service@firm.example", self.company._fieldwork_sender())

    def test_changed_address_is_confirmed_again(self):
        self.firm._fieldwork_confirm_code(self._send())
        self.company.fieldwork_sender_email = "other@firm.example"
        self.assertFalse(self.company.fieldwork_sender_is_confirmed)
        self.assertIn("office@firm.example", self.company._fieldwork_sender())

    def test_code_of_another_address_is_not_good(self):
        code = self._send()
        self.company.fieldwork_sender_email = "other@firm.example"
        self.assertIn("not the code", self.firm._fieldwork_confirm_code(code))

    def test_code_is_used_once(self):
        code = self._send()
        self.firm._fieldwork_confirm_code(code)
        self.assertIn("too old", self.firm._fieldwork_confirm_code(code))

    def test_five_tries(self):
        code = self._send()
        for left in (4, 3, 2, 1, 0):
            problem = self.firm._fieldwork_confirm_code(self._wrong(code))
            self.assertIn(str(left), problem)
        self.assertIn("Too many", self.firm._fieldwork_confirm_code(code))
        self.assertFalse(self.company.fieldwork_sender_is_confirmed)

    def test_fifteen_minutes(self):
        code = self._send()
        with freeze_time(fields.Datetime.now() + timedelta(minutes=15, seconds=1)):
            self.assertIn("too old", self.firm._fieldwork_confirm_code(code))
        self.assertFalse(self.firm._fieldwork_confirm_code(code))

    def test_one_code_a_minute(self):
        self._send()
        with self.assertRefused(UserError, "moment ago"):
            self._send()

    def test_the_code_is_not_stored(self):
        code = self._send()
        self.assertNotIn(code, self.company.sudo().fieldwork_sender_code)

    def test_managers_only(self):
        company = self.company.with_user(self.dispatcher)
        with self.assertRefused(AccessError, "managers"):
            company._fieldwork_send_code("service@firm.example")
        with self.assertRefused(AccessError, "managers"):
            company._fieldwork_confirm_code("123456")
