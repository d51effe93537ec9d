from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    fieldwork_track_photo = fields.Boolean(
        related="company_id.fieldwork_track_photo", readonly=False
    )
    fieldwork_track_days = fields.Integer(
        related="company_id.fieldwork_track_days", readonly=False
    )
    fieldwork_rating_threshold = fields.Integer(
        related="company_id.fieldwork_rating_threshold", readonly=False
    )
    fieldwork_rating_user_id = fields.Many2one(
        related="company_id.fieldwork_rating_user_id",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        readonly=False,
    )
