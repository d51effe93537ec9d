from odoo import fields, models


class FieldworkContractIndexLine(models.TransientModel):
    """How the price of one fee would change, or why it does not."""

    _name = "fieldwork.contract.index.line"
    _description = "Preview of a Fee by an Index"

    wizard_id = fields.Many2one(
        "fieldwork.contract.index.wizard", required=True, ondelete="cascade"
    )
    fee_id = fields.Many2one("fieldwork.contract.fee", readonly=True)
    contract_id = fields.Many2one(related="fee_id.contract_id")
    partner_id = fields.Many2one(related="contract_id.partner_id")
    currency_id = fields.Many2one(related="fee_id.currency_id")
    is_chosen = fields.Boolean(string="Adjust", default=True)
    old_price = fields.Float(readonly=True, digits="Product Price")
    month_then = fields.Date(readonly=True)
    value_then = fields.Float(string="Index Then", readonly=True, digits=(16, 2))
    month_now = fields.Date(readonly=True)
    value_now = fields.Float(string="Index Now", readonly=True, digits=(16, 2))
    percent = fields.Float(string="Change (%)", readonly=True, digits=(16, 2))
    new_price = fields.Float(readonly=True, digits="Product Price")
    problem = fields.Char(string="Why Not", readonly=True)
