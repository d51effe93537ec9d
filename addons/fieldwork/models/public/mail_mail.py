from odoo import models

from .fieldwork_customer_notice_cron import FINAL_FAILURES


class MailMail(models.Model):
    """What becomes of the mails to customers is written on their notices."""

    _inherit = "mail.mail"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        # Before core deletes the mail that was sent, in the same transaction.
        self._fieldwork_mark_notices(success_emails, failure_reason, failure_type)
        return super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )

    def _fieldwork_mark_notices(self, success_emails, failure_reason, failure_type):
        messages = self.filtered(lambda m: m.model == "fieldwork.order")
        messages = messages.mail_message_id
        if not messages:
            return
        # The queue and the outbox are the system's.
        notices = self.env["fieldwork.customer.notice"].sudo()
        notices = notices.search(
            [("message_id", "in", messages.ids), ("state", "!=", "sent")]
        )
        if not notices:
            return
        if success_emails or not failure_type:
            notices._mark_sent()
            return
        for notice in notices:
            mail = self.filtered(lambda m, n=notice: m.mail_message_id == n.message_id)
            notice._mark_failed_try(
                failure_reason or mail.failure_reason, failure_type in FINAL_FAILURES
            )
