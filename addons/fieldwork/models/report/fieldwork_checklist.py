from odoo import models


class FieldworkChecklist(models.Model):
    _inherit = "fieldwork.checklist"

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
