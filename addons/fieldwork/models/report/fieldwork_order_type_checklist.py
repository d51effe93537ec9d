from odoo import fields, models


class FieldworkOrderType(models.Model):
    _inherit = "fieldwork.order.type"

    checklist_ids = fields.Many2many(
        "fieldwork.checklist",
        "fieldwork_checklist_order_type_rel",
        "type_id",
        "checklist_id",
        string="Checklists",
        # Replaced versions stay linked, for the visits that have them.
        domain=[("state", "!=", "superseded")],
        help="Asked on the visits of orders of this type. Those for all order types "
        "are not listed.",
    )
