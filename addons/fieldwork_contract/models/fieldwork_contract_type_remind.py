from odoo import fields, models


class FieldworkContractType(models.Model):
    _inherit = "fieldwork.contract.type"

    remind_days = fields.Integer(
        string="Remind before Notice (days)",
        help="So long before the last day for notice. 0: as the company says.",
    )

    _check_remind_days = models.Constraint(
        "CHECK (remind_days >= 0)",
        "The days before the last day for notice cannot be less than none.",
    )
