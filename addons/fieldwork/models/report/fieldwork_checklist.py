from odoo import fields, models


class FieldworkChecklist(models.Model):
    _inherit = "fieldwork.checklist"

    response_count = fields.Integer(compute="_compute_response_count")

    def _compute_response_count(self):
        rows = self.env["fieldwork.checklist.response"]._read_group(
            [("checklist_id.root_id", "in", self.root_id.ids)],
            ["checklist_id"],
            ["__count"],
        )
        counts = {}
        for checklist, count in rows:
            root = checklist.root_id
            counts[root] = counts.get(root, 0) + count
        for checklist in self:
            checklist.response_count = counts.get(checklist.root_id, 0)

    def action_view_responses(self):
        """Open what was answered to these lists, to their other versions too."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork.fieldwork_checklist_response_action"
        )
        return dict(
            action,
            domain=[("checklist_id.root_id", "in", self.root_id.ids)],
            context={},
        )
