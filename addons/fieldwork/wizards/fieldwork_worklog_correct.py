from odoo import api, fields, models


class FieldworkWorklogCorrect(models.TransientModel):
    _name = "fieldwork.worklog.correct"
    _description = "Correct Work Time"

    worklog_id = fields.Many2one("fieldwork.worklog", required=True, ondelete="cascade")
    resource_id = fields.Many2one(related="worklog_id.resource_id")
    visit_id = fields.Many2one(related="worklog_id.visit_id")
    start = fields.Datetime(required=True)
    stop = fields.Datetime()
    kind = fields.Selection(
        selection=lambda self: self._kinds(), required=True, default="work"
    )
    reason = fields.Char(required=True, help="Kept with the old times.")

    @api.model
    def _kinds(self):
        field = self.env["fieldwork.worklog"]._fields["kind"]
        kinds = field._description_selection(self.env)
        return [kind for kind in kinds if kind[0] != "leave"]

    @api.model
    def default_get(self, fields_list):
        res = super().default_get(fields_list)
        if self.env.context.get("active_model") == "fieldwork.worklog":
            log = self.env["fieldwork.worklog"].browse(self.env.context["active_id"])
            res.setdefault("worklog_id", log.id)
            res.update(start=log.start, stop=log.stop, kind=log.kind)
        return res

    def action_apply(self):
        """Correct the stretch; the old values are kept with the reason."""
        self.ensure_one()
        self.worklog_id.action_correct(
            start=self.start, stop=self.stop, kind=self.kind, reason=self.reason
        )
        return {"type": "ir.actions.act_window_close"}
