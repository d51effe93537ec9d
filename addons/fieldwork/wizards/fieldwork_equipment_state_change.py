from odoo import api, fields, models


class FieldworkEquipmentStateChange(models.TransientModel):
    """Asks for the reason before the state of equipment changes."""

    _name = "fieldwork.equipment.state.change"
    _description = "Reason for a Change of Equipment"

    equipment_ids = fields.Many2many("fieldwork.equipment", required=True)
    act = fields.Selection(
        [
            ("stop", "Stop"),
            ("resume", "Resume"),
            ("scrap", "Scrap"),
            ("reinstate", "Reinstate"),
        ],
        required=True,
    )
    reason = fields.Text(required=True)
    component_count = fields.Integer(compute="_compute_component_count")

    @api.depends("equipment_ids")
    def _compute_component_count(self):
        for wizard in self:
            equipment = wizard.equipment_ids._origin
            wizard.component_count = len(equipment._subtree() - equipment)

    def action_apply(self):
        """Do what was chosen, through the method that checks it."""
        self.ensure_one()
        getattr(self.equipment_ids, f"action_{self.act}")(self.reason)
        return {"type": "ir.actions.act_window_close"}
