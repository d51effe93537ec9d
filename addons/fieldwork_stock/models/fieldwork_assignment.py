from odoo import fields, models


class FieldworkAssignment(models.Model):
    """The bars of the planner say whether the parts are there."""

    _inherit = "fieldwork.assignment"

    kit_state = fields.Selection(related="order_id.kit_state")
    kit_text = fields.Text(related="order_id.kit_text")
