from odoo import api, fields, models


class TimesheetsAnalysisReport(models.Model):
    """The analysis takes its filters from the timesheets' search view, ours too."""

    _inherit = "timesheets.analysis.report"

    fieldwork_worklog_id = fields.Many2one(
        "fieldwork.worklog", string="Time on a Visit", readonly=True
    )

    @api.model
    def _select(self):
        return super()._select() + ", A.fieldwork_worklog_id AS fieldwork_worklog_id"
