from odoo import fields, models


class FieldworkContractType(models.Model):
    _inherit = "fieldwork.contract.type"

    sign_activates = fields.Boolean(
        string="Holds when Signed",
        help="Drafts of this type are activated when the customer signs them. Else the "
        "manager is told, and activates them.",
    )
