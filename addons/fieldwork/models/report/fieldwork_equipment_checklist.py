from odoo import fields, models


class FieldworkEquipment(models.Model):
    """A machine of another category is asked other questions."""

    _inherit = "fieldwork.equipment"

    checklist_response_ids = fields.One2many(
        "fieldwork.checklist.response", "equipment_id", string="Checklists"
    )

    def write(self, vals):
        res = super().write(vals)
        if {"category_id", "fieldwork_order_ids"} & vals.keys():
            # sudo: the orders of the machine, whosoever they are
            self.sudo().fieldwork_order_ids._sync_checklists()
        return res
