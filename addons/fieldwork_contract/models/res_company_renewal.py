from odoo import fields, models

from ..const import REMIND_DAYS


class ResCompany(models.Model):
    """When somebody is reminded that a contract comes to its end."""

    _inherit = "res.company"

    fieldwork_contract_remind_days = fields.Integer(
        string="Remind before Notice (days)",
        default=REMIND_DAYS,
        help="So long before the last day for notice the manager of a contract and the "
        "customer are reminded, once. Contract types and contracts may say otherwise.",
    )
    fieldwork_contract_remind_customer = fields.Boolean(
        string="Remind Customers too",
        default=True,
        help="Customers with an e-mail address are told by mail, in their language, "
        "until when they may give notice.",
    )

    _fieldwork_contract_remind_days_positive = models.Constraint(
        "CHECK (fieldwork_contract_remind_days >= 0)",
        "The days before the last day for notice cannot be less than none.",
    )
