from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    fieldwork_timesheet = fields.Boolean(
        related="company_id.fieldwork_timesheet", readonly=False
    )
    fieldwork_timesheet_travel = fields.Boolean(
        related="company_id.fieldwork_timesheet_travel", readonly=False
    )
    fieldwork_project_id = fields.Many2one(
        related="company_id.fieldwork_project_id", readonly=False
    )
