from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    fieldwork_photo_limit = fields.Integer(
        related="company_id.fieldwork_photo_limit", readonly=False
    )
    fieldwork_position_allowed = fields.Boolean(
        related="company_id.fieldwork_position_allowed", readonly=False
    )
    fieldwork_photo_days = fields.Integer(
        related="company_id.fieldwork_photo_days", readonly=False
    )
    fieldwork_signature_days = fields.Integer(
        related="company_id.fieldwork_signature_days", readonly=False
    )
    fieldwork_position_days = fields.Integer(
        related="company_id.fieldwork_position_days", readonly=False
    )
