from odoo import models


class FieldworkChecklistResponse(models.Model):
    _inherit = "fieldwork.checklist.response"

    def _is_outdated(self):
        """A list that the contract asks stays, though the order's type does not."""
        asked = self.order_id._programme_subjects(self.checklist_id)
        return super()._is_outdated() and (
            self.checklist_id,
            self.equipment_id,
        ) not in (asked)
