from odoo import fields, models


class FieldworkVisitDistanceWizard(models.TransientModel):
    """Asks how far the way of a visit was."""

    _name = "fieldwork.visit.distance.wizard"
    _description = "Kilometres of a Visit"

    visit_id = fields.Many2one(
        "fieldwork.visit",
        required=True,
        default=lambda self: self.env.context.get("active_id"),
    )
    kilometres = fields.Float(
        digits=(8, 1), required=True, help="There and back.", default=0.0
    )

    def action_apply(self):
        self.visit_id.action_set_distance(self.kilometres)
        return True
