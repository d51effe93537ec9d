from odoo import fields, models


class FieldworkEquipmentCategory(models.Model):
    _inherit = "fieldwork.equipment.category"

    checklist_ids = fields.Many2many(
        "fieldwork.checklist",
        "fieldwork_checklist_category_rel",
        "category_id",
        "checklist_id",
        string="Checklists",
        # Replaced versions stay linked, for the visits that have them.
        domain=[("state", "!=", "superseded")],
        help="Asked where an order is about a machine of this category, or of one "
        "below it.",
    )
