from odoo import fields, models

# What customers may be told by text message; reports need a mail.
KINDS = ("planned", "changed", "reminder", "on_way", "cancelled")


class FieldworkOrderType(models.Model):
    """Which text messages the customer gets about orders of a type."""

    _inherit = "fieldwork.order.type"

    # All off: each message costs, and the mails say the same.
    sms_planned = fields.Boolean(
        string="Appointment by SMS",
        help="Text the customer the appointment when a visit is planned.",
    )
    sms_changed = fields.Boolean(
        string="Change by SMS",
        help="Text the customer when a visit leaves the time that they were told.",
    )
    sms_reminder = fields.Boolean(
        string="Reminder by SMS",
        help="Text the customer some time before the appointment.",
    )
    sms_on_way = fields.Boolean(
        string="On the Way by SMS",
        help="Text the customer when the technician sets out.",
    )
    sms_cancelled = fields.Boolean(
        string="Cancellation by SMS",
        help="Text the customer when an appointment or the order is called off.",
    )

    def _customer_channels(self, kind):
        channels = super()._customer_channels(kind)
        return [*channels, "sms"] if kind in KINDS and self[f"sms_{kind}"] else channels
