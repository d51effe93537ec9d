from odoo import fields, models

from odoo.addons.fieldwork_billing.models.fieldwork_charge import PRICES


class FieldworkContractFeePrice(models.TransientModel):
    """Asks for the new price of fees, and from which day on it holds."""

    _name = "fieldwork.contract.fee.price"
    _description = "New Price of a Fee"

    fee_ids = fields.Many2many(
        "fieldwork.contract.fee",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    date = fields.Date(string="From", required=True)
    price_unit = fields.Float(
        string="New Price",
        required=True,
        digits=(16, 6),
        min_display_digits="Product Price",
        groups=PRICES,
    )

    def _compute_currency_id(self):
        for wizard in self:
            wizard.currency_id = wizard.fee_ids[:1].currency_id

    def action_apply(self):
        self.ensure_one()
        self.fee_ids.action_new_version(self.date, {"price_unit": self.price_unit})
        return {"type": "ir.actions.act_window_close"}
