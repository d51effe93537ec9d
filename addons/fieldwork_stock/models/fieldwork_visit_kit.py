from odoo import api, models


class FieldworkVisit(models.Model):
    """The kit goes where the visit goes."""

    _inherit = "fieldwork.visit"

    def _after_slots_changed(self):
        # Before conflicts are looked for: a kit that has just been reserved is none.
        self.order_id._follow_kit()
        return super()._after_slots_changed()

    def _on_closed(self, kind):
        res = super()._on_closed(kind)
        if kind in ("miss", "cancel"):
            self.order_id._leave_kit()
        else:
            # What was told needs nothing set aside any more, wherever it came from.
            told = self.material_ids.filtered(lambda line: not line.kit_qty)
            told._kit_moves()._fieldwork_let_go(loaded=True)
        return res

    def unlink(self):
        orders = self.order_id
        res = super().unlink()
        orders.exists()._leave_kit()
        return res

    @api.model
    def _conflict_finders(self):
        return [*super()._conflict_finders(), "_find_kit"]

    def _find_kit(self):
        checked = self.filtered(
            lambda visit: visit.company_id.fieldwork_kit_check != "none"
        )
        found = []
        for visit in checked:
            if visit.order_id.kit_state in ("partial", "missing"):
                lines = visit.order_id._kit_lines()
                words = ", ".join(line._kit_words() for line in lines)
                found.append({"visit_id": visit.id, "kind": "kit", "detail": words})
        return found

    @api.model
    def _blocked_kinds(self, company):
        kinds = super()._blocked_kinds(company)
        return kinds | {"kit"} if company.fieldwork_kit_check == "block" else kinds
