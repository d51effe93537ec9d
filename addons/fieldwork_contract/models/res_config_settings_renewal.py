from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    fieldwork_contract_remind_days = fields.Integer(
        related="company_id.fieldwork_contract_remind_days", readonly=False
    )
    fieldwork_contract_remind_customer = fields.Boolean(
        related="company_id.fieldwork_contract_remind_customer", readonly=False
    )
