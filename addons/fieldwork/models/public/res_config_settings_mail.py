from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    fieldwork_sender_email = fields.Char(related="company_id.fieldwork_sender_email")
    fieldwork_sender_is_confirmed = fields.Boolean(
        related="company_id.fieldwork_sender_is_confirmed"
    )
