from odoo import models


class FieldworkOrder(models.Model):
    """Who hears what customers write: in answer to a mail, on the portal, by link."""

    _inherit = "fieldwork.order"

    def message_post(self, **kwargs):
        """Post a message; what a customer writes reaches whoever plans the order."""
        if len(self) == 1 and self._is_customers_message(kwargs):
            user = self._get_dispatcher()
            if user.sudo().fieldwork_mail_messages:
                partners = {*(kwargs.get("partner_ids") or []), user.partner_id.id}
                kwargs["partner_ids"] = list(partners)
        return super().message_post(**kwargs)

    def _is_customers_message(self, values):
        """Tell whether a message is written by somebody who is not of the firm."""
        kind = values.get("message_type") or "notification"
        if kind not in ("comment", "email"):
            return False
        author = values.get("author_id")
        if not author:
            # A mail from an address that nobody has: no colleague's.
            return kind == "email" or not self.env.user._is_internal()
        return _is_outside(self.env["res.partner"].browse(author))

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        recipients = super()._notify_get_recipients(
            message, msg_vals=msg_vals, **kwargs
        )
        msg_vals = msg_vals or {}
        values = {
            "message_type": msg_vals.get("message_type", message.message_type),
            "author_id": msg_vals.get("author_id", message.author_id.id),
        }
        if not recipients or not self._is_customers_message(values):
            return recipients
        mailed = {r["uid"] for r in recipients if r["notif"] == "email" and r["uid"]}
        # The choices of colleagues decide what the system sends them.
        users = self.env["res.users"].sudo().browse(mailed)
        quiet = set(
            users.filtered(lambda u: not u.share and not u.fieldwork_mail_messages).ids
        )
        return [r for r in recipients if r["uid"] not in quiet]


def _is_outside(partner):
    # Whether somebody is a colleague is no secret.
    users = partner.sudo().user_ids
    return not any(user._is_internal() for user in users)
