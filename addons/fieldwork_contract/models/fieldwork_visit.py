from odoo import fields, models


class FieldworkVisit(models.Model):
    """What the technician should know of the contract, without prices."""

    _inherit = "fieldwork.visit"

    contract_name = fields.Char(related="order_id.contract_name")
    contract_text = fields.Text(related="order_id.contract_text")
    ceiling_text = fields.Char(related="order_id.ceiling_text")
    is_over_ceiling = fields.Boolean(related="order_id.is_over_ceiling")
