from odoo import models


class MailMessage(models.Model):
    """Notes of the office stay in the office."""

    _inherit = "mail.message"

    def _get_forbidden_access(self, operation):
        # Core leaves internal notes out of what customers find, but lets them read
        # one by its number when it is a log line: why an order was cancelled, who
        # refused it.
        forbidden = super()._get_forbidden_access(operation)
        user = self.env.user
        if user._is_internal():
            return forbidden
        # sudo: whether a message is internal decides who may read that it is
        notes = (
            (self - forbidden)
            .sudo()
            .filtered(
                lambda message: (
                    (message.model or "").startswith("fieldwork.")
                    and (
                        message.is_internal
                        or not message.subtype_id
                        or message.subtype_id.internal
                    )
                    and user.partner_id not in message.partner_ids
                )
            )
        )
        return forbidden + notes.with_env(self.env)
