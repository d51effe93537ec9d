from odoo import fields, models

from ..const import RENEWALS


class FieldworkContractType(models.Model):
    """What contracts of one kind begin with."""

    _name = "fieldwork.contract.type"
    _description = "Contract Type"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: the type serves every company."
    )
    term_months = fields.Integer(
        string="Term (months)",
        default=12,
        help="How long a new contract holds. 0: until it is terminated.",
    )
    renewal = fields.Selection(RENEWALS, default="manual", required=True)
    renewal_months = fields.Integer(string="Renewed for (months)", default=12)
    notice_days = fields.Integer(string="Notice (days)", default=60)
    horizon_days = fields.Integer(
        string="Orders Made Ahead (days)",
        default=60,
        help="How long before they are due the orders of the programme are made.",
    )
    ceiling = fields.Float(
        string="Without Asking, up to",
        help="What may be spent on one order before the customer is asked, in the "
        "currency of the contract. 0: no limit.",
    )
    cover_ids = fields.One2many("fieldwork.contract.cover", "type_id", copy=True)
    note = fields.Html(string="Terms", translate=True)

    _check_numbers = models.Constraint(
        "CHECK (term_months >= 0 AND renewal_months > 0 AND notice_days >= 0 "
        "AND horizon_days >= 0 AND ceiling >= 0)",
        "The terms of a contract type cannot be negative, and a renewal is for at "
        "least one month.",
    )
