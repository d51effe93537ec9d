from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    fieldwork_technician_scope = fields.Selection(
        related="company_id.fieldwork_technician_scope", readonly=False
    )
    fieldwork_calibration_warning_days = fields.Integer(
        related="company_id.fieldwork_calibration_warning_days", readonly=False
    )
    fieldwork_certificate_warning_days = fields.Integer(
        related="company_id.fieldwork_certificate_warning_days", readonly=False
    )
    fieldwork_horizon_days = fields.Integer(
        related="company_id.fieldwork_horizon_days", readonly=False
    )
