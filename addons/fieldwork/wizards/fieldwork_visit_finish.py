from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class FieldworkVisitFinish(models.TransientModel):
    _name = "fieldwork.visit.finish"
    _description = "Finish Visits"

    visit_ids = fields.Many2many("fieldwork.visit", string="Visits", required=True)
    visit_count = fields.Integer(compute="_compute_visit_count")
    outcome = fields.Selection(
        selection=lambda self: self._visit_selection("outcome"), required=True
    )
    continue_reason = fields.Selection(
        selection=lambda self: self._visit_selection("continue_reason"),
        string="Why to Continue",
    )
    ended_at = fields.Datetime(
        string="Ended",
        default=fields.Datetime.now,
        required=True,
        help="When the work ended; never in the future.",
    )
    findings = fields.Text(compute="_compute_report", store=True, readonly=False)
    work_done = fields.Text(compute="_compute_report", store=True, readonly=False)
    customer_remarks = fields.Text(
        compute="_compute_report", store=True, readonly=False
    )

    @api.model
    def _visit_selection(self, name):
        field = self.env["fieldwork.visit"]._fields[name]
        return field._description_selection(self.env)

    @api.model
    def default_get(self, fields_list):
        res = super().default_get(fields_list)
        if self.env.context.get("active_model") == "fieldwork.visit":
            ids = self.env.context.get("active_ids") or []
            res.setdefault("visit_ids", [Command.set(ids)])
        return res

    @api.depends("visit_ids")
    def _compute_visit_count(self):
        for wizard in self:
            wizard.visit_count = len(wizard.visit_ids)

    @api.depends("visit_ids")
    def _compute_report(self):
        for wizard in self:
            visit = wizard.visit_ids if len(wizard.visit_ids) == 1 else None
            for name in ("findings", "work_done", "customer_remarks"):
                wizard[name] = visit[name] if visit else False

    def action_apply(self):
        """Finish the visits on behalf of their leads."""
        self.ensure_one()
        if not self.visit_ids:
            raise UserError(self.env._("Choose at least one visit to finish."))
        said = {
            name: self[name] or None
            for name in ("findings", "work_done", "customer_remarks")
        }
        self.visit_ids.action_done(
            outcome=self.outcome,
            continue_reason=self.continue_reason,
            at=self.ended_at,
            **said,
        )
        return {"type": "ir.actions.act_window_close"}
