from odoo import models
from odoo.tools import format_date, formatLang

UNPAID = ("not_paid", "partial")


class FieldworkOrder(models.Model):
    """The customer pays from the page, or from the mail with the report."""

    _inherit = "fieldwork.order"

    def _payable_invoices(self):
        """Return the posted invoices that the customer of the order still has to pay.

        Those of another payer are nobody's here: the page is for whoever has its link.
        """
        self.ensure_one()
        return self.invoice_ids.filtered(
            lambda move: move.state == "posted"
            and move.move_type == "out_invoice"
            and move.payment_state in UNPAID
            and move.access_token
            and move.commercial_partner_id == self.commercial_partner_id
        ).sorted("invoice_date_due")

    def _invoice_values(self):
        """Return what page and mail say of each unpaid invoice, as plain values."""
        return [
            {
                "number": move.name,
                "amount": formatLang(
                    self.env, move.amount_residual, currency_obj=move.currency_id
                ),
                "due": format_date(self.env, move.invoice_date_due),
                "path": move.get_portal_url(),
                "url": move.get_base_url() + move.get_portal_url(),
            }
            for move in self._payable_invoices()
        ]

    def _track_values(self):
        return {**super()._track_values(), "invoices": self._invoice_values()}

    def _customer_mail_order(self):
        notice = self._customer_notice()
        unpaid = self._invoice_values() if notice.kind == "done" else []
        return {**super()._customer_mail_order(), "invoices": unpaid}
