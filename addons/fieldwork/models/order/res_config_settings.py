from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    fieldwork_history_days = fields.Integer(
        related="company_id.fieldwork_history_days", readonly=False
    )
    fieldwork_device_hours = fields.Integer(
        related="company_id.fieldwork_device_hours", readonly=False
    )
    fieldwork_answer_hours = fields.Integer(
        related="company_id.fieldwork_answer_hours", readonly=False
    )
    fieldwork_window_hours = fields.Integer(
        related="company_id.fieldwork_window_hours", readonly=False
    )
    fieldwork_forgotten_hours = fields.Float(
        related="company_id.fieldwork_forgotten_hours", readonly=False
    )
    fieldwork_block_overlap = fields.Boolean(
        related="company_id.fieldwork_block_overlap", readonly=False
    )
    fieldwork_block_absent = fields.Boolean(
        related="company_id.fieldwork_block_absent", readonly=False
    )
    fieldwork_block_skill = fields.Boolean(
        related="company_id.fieldwork_block_skill", readonly=False
    )
    fieldwork_block_calibration = fields.Boolean(
        related="company_id.fieldwork_block_calibration", readonly=False
    )
    fieldwork_block_site = fields.Boolean(
        related="company_id.fieldwork_block_site", readonly=False
    )
    fieldwork_block_window = fields.Boolean(
        related="company_id.fieldwork_block_window", readonly=False
    )
    fieldwork_block_missing = fields.Boolean(
        related="company_id.fieldwork_block_missing", readonly=False
    )
