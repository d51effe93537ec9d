from odoo import api, fields, models

MAIL_CHOICES = (
    "fieldwork_mail_visits",
    "fieldwork_mail_refusals",
    "fieldwork_mail_messages",
    "fieldwork_mail_ratings",
    "fieldwork_mail_tasks",
)


class ResUsers(models.Model):
    """Each user chooses what Fieldwork mails them; the screens show it all the same."""

    _inherit = "res.users"

    fieldwork_mail_visits = fields.Boolean(
        string="My Visits",
        default=True,
        help="Visits planned for you, changed, or taken back. Without the mail you "
        "find them in “My Day”.",
    )
    fieldwork_mail_refusals = fields.Boolean(
        string="Refused Visits",
        default=True,
        help="A technician refuses a visit of an order that you look after.",
    )
    fieldwork_mail_messages = fields.Boolean(
        string="Customers' Messages",
        default=True,
        help="A customer answers a mail, asks something, or wants another time.",
    )
    fieldwork_mail_ratings = fields.Boolean(
        string="Low Ratings",
        default=True,
        help="A customer is not content with a visit.",
    )
    fieldwork_mail_tasks = fields.Boolean(
        string="Other Tasks on Orders",
        default=True,
        help="Anything else that you are given to do on an order.",
    )

    @property
    def SELF_READABLE_FIELDS(self):
        return super().SELF_READABLE_FIELDS + list(MAIL_CHOICES)

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return super().SELF_WRITEABLE_FIELDS + list(MAIL_CHOICES)

    @api.model
    def _fieldwork_mail_choices(self):
        """Return ``{external id of a type of activity: field}`` (hook)."""
        kind = "fieldwork.mail_activity_type_"
        return {
            f"{kind}refused": "fieldwork_mail_refusals",
            f"{kind}low_rating": "fieldwork_mail_ratings",
            f"{kind}other_time": "fieldwork_mail_messages",
        }
