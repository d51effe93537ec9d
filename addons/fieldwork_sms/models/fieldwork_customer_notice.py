from odoo import api, fields, models


class FieldworkCustomerNotice(models.Model):
    """Notices that go out as text messages."""

    _inherit = "fieldwork.customer.notice"

    channel = fields.Selection(
        selection_add=[("sms", "SMS")], ondelete={"sms": "cascade"}
    )
    sms_uuid = fields.Char(readonly=True, copy=False, index="btree_not_null")

    def _make_sms(self):
        """Queue the text messages of these notices; see ``_make``."""
        for notice in self:
            person, number = notice.order_id._customer_texted()
            why_not = notice._why_no_sms(number)
            if why_not:
                notice._guarded_write({"state": "skipped", "note": why_not})
            else:
                notice._queue_sms(person, number)
        # Else they would wait for the hour.
        self.env.ref("sms.ir_cron_sms_scheduler_action").sudo()._trigger()

    def _why_no_sms(self, number):
        """Return why nothing can be texted to ``number``, or nothing (hook)."""
        if not number:
            return self.env._(
                "Neither the contact nor the customer has a phone number."
            )
        if self._is_blacklisted(number):
            return self.env._("The number is blacklisted.")
        return None

    @api.model
    def _is_blacklisted(self, number):
        blacklist = self.env["phone.blacklist"].sudo()  # the system's, as the outbox
        return bool(blacklist.search_count([("number", "=", number)], limit=1))

    def _queue_sms(self, person, number):
        self.ensure_one()
        order = self.order_id.with_context(lang=self.order_id._customer_sms_lang())
        sms = self.env["sms.sms"].create(
            {
                "number": number,
                "body": order._customer_sms(self.with_env(order.env)),
                "partner_id": person.id,
            }
        )
        self._guarded_write(
            {
                "state": "queued",
                "sms_uuid": sms.uuid,
                "sent_to": number,
                "note": False,
            }
        )
        if self.kind in ("planned", "changed"):
            self._visits_to_show()._remember_told()

    @api.model
    def _domain_reminding_types(self):
        domain = super()._domain_reminding_types()
        return domain | fields.Domain("sms_reminder", "=", True)
