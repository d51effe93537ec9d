"""The customer pays from the page and from the mail."""

from freezegun import freeze_time

from odoo.tests import HttpCase, tagged

from odoo.addons.fieldwork.tests.common_orders import at

from .common_invoice import BillingInvoiceCommon


@tagged("post_install", "-at_install")
class TestPay(BillingInvoiceCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._done_visit().order_id.sudo()

    def _page(self):
        self.env.flush_all()
        # The server's clock is not the test's.
        with freeze_time(at(12)):
            return self.url_open(self.order._track_urls()[self.order.id])

    def test_the_page_offers_to_pay_what_is_posted(self):
        self.assertNotIn("Pay now", self._page().text)
        move = self._invoice(self.order, post=False)
        self.assertNotIn("Pay now", self._page().text)
        move.action_post()
        page = self._page()
        self.assertEqual(page.status_code, 200)
        self.assertIn(move.name, page.text)
        self.assertIn(f"/my/invoices/{move.id}?access_token=", page.text)

    def test_what_is_paid_or_taken_back_is_not_offered(self):
        move = self._invoice(self.order)
        self._credit(move, "give_back")
        move.invalidate_recordset()
        if move.payment_state in ("not_paid", "partial"):
            lines = (move | move.reversal_move_ids).line_ids
            lines.filtered(
                lambda line: line.account_id.account_type == "asset_receivable"
            ).reconcile()
        self.assertFalse(self.order._payable_invoices())

    def test_the_invoice_of_another_payer_is_not_shown(self):
        insurer = self._create_customer("Insurer")
        self.order.charge_ids.with_user(self.biller).action_set_verdict(
            "bill", "Insured", payer=insurer
        )
        move = self._invoice(self.order)
        self.assertEqual(move.partner_id, insurer)
        self.assertNotIn(move.name, self._page().text)

    def test_the_mail_with_the_report_offers_it(self):
        move = self._invoice(self.order)
        notice = self.order._mail_customer("done", self.order.visit_ids, force=True)
        mail = self.order.with_context(
            fieldwork_notices={self.order.id: notice.id}
        )._customer_mail()
        self.assertEqual([i["number"] for i in mail["invoices"]], [move.name])
        self.assertEqual(self.order._customer_mail()["invoices"], [])

    def _button(self, move):
        """Return what the button of a mail says, by kind of recipient."""
        message = self.env["mail.message"]
        groups = move._notify_get_recipients_groups(message, "Invoice")
        groups = move._notify_get_recipients_groups_fillup(groups, "Invoice", {})
        return {name: group["button_access"]["title"] for name, _is, group in groups}

    def test_the_button_of_the_mail_leads_to_the_payment(self):
        move = self._invoice(self.order, post=False)
        self.assertNotIn("Pay now", self._button(move).values())
        move.action_post()
        button = self._button(move)
        self.assertEqual(button.pop("user"), "View Invoice")
        self.assertEqual(set(button.values()), {"Pay now"})
        other = move.copy()
        other.invoice_line_ids.fieldwork_order_id = False
        other.action_post()
        self.assertNotIn("Pay now", self._button(other).values())
