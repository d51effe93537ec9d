from odoo import models

# What may go better the next time; the others do not mend themselves.
TRY_AGAIN = ("sms_server",)


class SmsSms(models.Model):
    """What becomes of a text message is told to the outbox it came from."""

    _inherit = "sms.sms"

    def _handle_call_result_hook(self, results):
        res = super()._handle_call_result_hook(results)
        found = self._queued_notices().grouped("sms_uuid")
        reasons = dict(self._fields["failure_type"]._description_selection(self.env))
        for sms in self.filtered(lambda sms: sms.uuid in found):
            notice = found[sms.uuid]
            if sms.state == "error":
                why = reasons.get(sms.failure_type, "")
                final = sms.failure_type not in TRY_AGAIN
                notice._mark_failed_try(why, final=final)
            else:
                notice._mark_sent()
        return res

    def _update_sms_state_and_trackers(self, new_state, failure_type=None):
        res = super()._update_sms_state_and_trackers(new_state, failure_type)
        if new_state == "canceled":
            why = self.env._("Cancelled in the queue of text messages.")
            self._queued_notices()._guarded_write({"state": "skipped", "note": why})
        return res

    def _queued_notices(self):
        """Return the notices that wait for what becomes of these text messages."""
        # sudo: the outbox is the system's, whoever empties the queue
        notices = self.env["fieldwork.customer.notice"].sudo()
        return notices.search(
            [("sms_uuid", "in", self.mapped("uuid")), ("state", "=", "queued")]
        )
