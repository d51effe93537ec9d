from odoo import models


class FieldworkVisit(models.Model):
    """Visits of a contract's orders are asked its checklists too."""

    _inherit = "fieldwork.visit"

    def _make_checklists(self, lists, there=None):
        made = super()._make_checklists(lists, there)
        visits = self.filtered("order_id.programme_checklist_ids")
        if not visits:
            return made
        known = {
            (one.visit_id, one.checklist_id.root_id, one.equipment_id)
            for one in visits.checklist_response_ids | made
        }
        model = self.env["fieldwork.checklist.response"]
        vals_list = []
        for visit in visits:
            for one, machine in visit.order_id._programme_subjects(lists):
                if (visit, one.root_id, machine) in known:
                    continue
                vals_list.append(
                    {
                        "visit_id": visit.id,
                        "checklist_id": one.id,
                        "equipment_id": machine.id,
                        **model._prepare_counts(one._form_questions()),
                    }
                )
        return made | self._create_checklists(vals_list)
