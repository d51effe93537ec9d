from odoo import fields, models

from ...const import OPEN_STATES


class FieldworkEquipment(models.Model):
    _inherit = "fieldwork.equipment"

    fieldwork_order_ids = fields.Many2many(
        "fieldwork.order",
        "fieldwork_order_equipment_rel",
        "equipment_id",
        "order_id",
        string="Orders",
    )
    order_count = fields.Integer(
        string="Number of Orders", compute="_compute_order_count"
    )
    open_order_count = fields.Integer(
        string="Open Orders", compute="_compute_order_count"
    )

    def _compute_order_count(self):
        rows = self.env["fieldwork.order"]._read_group(
            [("equipment_ids", "in", self.ids)], ["equipment_ids", "state"], ["__count"]
        )
        total, still_open = {}, {}
        for equipment, state, count in rows:
            total[equipment.id] = total.get(equipment.id, 0) + count
            if state in OPEN_STATES:
                still_open[equipment.id] = still_open.get(equipment.id, 0) + count
        for equipment in self:
            equipment.order_count = total.get(equipment.id, 0)
            equipment.open_order_count = still_open.get(equipment.id, 0)

    def action_view_orders(self):
        """Open the orders of these machines, past ones of other owners too."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork.fieldwork_order_action"
        )
        action["domain"] = [("equipment_ids", "in", self.ids)]
        action["context"] = {
            "default_equipment_ids": self.ids,
            "default_partner_id": self[:1].partner_id.id,
            "default_site_id": self[:1].site_id.id,
        }
        return action
