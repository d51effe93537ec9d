from odoo import fields, models


class FieldworkWorklogCorrection(models.Model):
    """What a stretch said before it was corrected, by whom and why."""

    _name = "fieldwork.worklog.correction"
    _description = "Correction of Work Time"
    _order = "create_date desc, id desc"
    _rec_name = "reason"

    worklog_id = fields.Many2one(
        "fieldwork.worklog", required=True, ondelete="cascade", index=True
    )
    old_start = fields.Datetime(readonly=True, required=True)
    old_stop = fields.Datetime(readonly=True)
    old_kind = fields.Selection(
        [("travel", "Travel"), ("work", "Work"), ("pause", "Pause"), ("leave", "Left")],
        readonly=True,
        required=True,
    )
    user_id = fields.Many2one("res.users", string="Changed by", readonly=True)
    reason = fields.Char(readonly=True, required=True)
