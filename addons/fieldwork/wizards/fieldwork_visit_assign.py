from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class FieldworkVisitAssign(models.TransientModel):
    _name = "fieldwork.visit.assign"
    _description = "Change the Crew of Visits"
    _inherit = ["fieldwork.crew.mixin"]

    helper_ids = fields.Many2many(
        "resource.resource",
        "fieldwork_visit_assign_helper_rel",
        string="Helpers",
        domain="[('fieldwork_kind', '=', 'technician'), ('id', '!=', lead_id)]",
    )
    thing_ids = fields.Many2many(
        "resource.resource",
        "fieldwork_visit_assign_thing_rel",
        string="Vans and Tools",
        domain="[('fieldwork_kind', 'in', ('van', 'tool', 'instrument'))]",
    )
    visit_ids = fields.Many2many("fieldwork.visit", string="Visits", required=True)
    visit_count = fields.Integer(compute="_compute_visit_count")
    conflict_text = fields.Text(compute="_compute_conflict_text")

    @api.model
    def default_get(self, fields_list):
        res = super().default_get(fields_list)
        if self.env.context.get("active_model") != "fieldwork.visit":
            return res
        visits = self.env["fieldwork.visit"].browse(
            self.env.context.get("active_ids") or []
        )
        res.setdefault("visit_ids", [Command.set(visits.ids)])
        if len(visits) == 1:
            people = visits._staying(equipment=False)
            lead = visits.lead_id & people
            res["lead_id"] = (lead or people[:1]).id
            res["helper_ids"] = [Command.set((people - (lead or people[:1])).ids)]
            res["thing_ids"] = [Command.set(visits._staying(equipment=True).ids)]
        return res

    @api.depends("visit_ids")
    def _compute_visit_count(self):
        for wizard in self:
            wizard.visit_count = len(wizard.visit_ids)

    @api.depends("visit_ids")
    def _compute_candidates(self):
        return super()._compute_candidates()

    def _crew_slot(self):
        visits = self.visit_ids._origin
        return (
            min(visits.mapped("start"), default=None),
            max(visits.mapped("stop"), default=None),
            visits.order_id,
            visits,
        )

    @api.depends("visit_ids", "lead_id", "helper_ids", "thing_ids")
    def _compute_conflict_text(self):
        for wizard in self:
            visits = wizard.visit_ids._origin
            plans = [
                {
                    "order": visit.order_id,
                    "start": visit.start,
                    "stop": visit.stop,
                    "technicians": wizard._people(),
                    "resources": wizard._things(),
                }
                for visit in visits
            ]
            found = visits._preview_conflicts(plans, leaving=visits) if plans else []
            wizard.conflict_text = "\n".join(
                f"{plan['order'].name}: {sentence}"
                for plan, sentences in zip(plans, found, strict=True)
                for sentence in sentences
            )

    def action_apply(self):
        """Give the visits the crew chosen; who stays keeps the answer given."""
        self.ensure_one()
        if not self.visit_ids:
            raise UserError(self.env._("Choose at least one visit."))
        self.visit_ids.assign(technicians=self._people(), resources=self._things())
        return {"type": "ir.actions.act_window_close"}
