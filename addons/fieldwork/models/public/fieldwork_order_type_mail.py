from odoo import fields, models


class FieldworkOrderType(models.Model):
    """Which mails the customer gets about orders of a type."""

    _inherit = "fieldwork.order.type"

    # Off: orders come in faster than they are read, by phone and from contracts, and
    # the appointment is mailed anyway.
    mail_registered = fields.Boolean(
        string="Registered",
        help="Mail the customer that an order was taken down. Not for orders that are "
        "made many at once.",
    )
    mail_planned = fields.Boolean(
        string="Appointment",
        default=True,
        help="Mail the customer the appointment when a visit is planned.",
    )
    mail_changed = fields.Boolean(
        string="Appointment Changed",
        default=True,
        help="Mail the customer when a visit leaves the time that they were told.",
    )
    mail_reminder = fields.Boolean(
        string="Reminder",
        default=True,
        help="Mail the customer some time before the appointment.",
    )
    reminder_hours = fields.Integer(
        string="Hours before",
        default=24,
        required=True,
        help="How long before the appointment the reminder is sent. Nobody is "
        "reminded of what they were told later than that.",
    )
    mail_on_way = fields.Boolean(
        string="On the Way",
        default=True,
        help="Mail the customer when the technician sets out.",
    )
    mail_done = fields.Boolean(
        string="Done",
        default=True,
        help="Mail the customer the report when a visit is finished.",
    )
    mail_cancelled = fields.Boolean(
        string="Cancelled",
        default=True,
        help="Mail the customer when an appointment or the order is called off. The "
        "reason is not told.",
    )

    _check_reminder_hours = models.Constraint(
        "CHECK (reminder_hours > 0)",
        "The reminder comes before the appointment: give at least one hour.",
    )

    def _customer_channels(self, kind):
        """Return the channels by which customers are told of ``kind`` (hook).

        :param str kind: see ``fieldwork.customer.notice``
        :return: list of keys of the notice's ``channel``
        """
        self.ensure_one()
        return ["mail"] if self[f"mail_{kind}"] else []
