from odoo import fields, models


class FieldworkConflict(models.Model):
    """What the list of conflicts shows and opens."""

    _inherit = "fieldwork.conflict"

    start = fields.Datetime(related="visit_id.start")
    partner_id = fields.Many2one(related="order_id.partner_id")

    def action_view_visit(self):
        """Open the visit that has the conflict."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "fieldwork.visit",
            "res_id": self.visit_id.id,
            "views": [(False, "form")],
        }
