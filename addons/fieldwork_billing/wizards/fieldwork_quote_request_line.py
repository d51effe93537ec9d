from odoo import fields, models


class FieldworkQuoteRequestLine(models.TransientModel):
    _name = "fieldwork.quote.request.line"
    _description = "Part of a Quotation Asked for"

    wizard_id = fields.Many2one(
        "fieldwork.quote.request.wizard", required=True, ondelete="cascade"
    )
    product_id = fields.Many2one(
        "product.product", required=True, domain="[('sale_ok', '=', True)]"
    )
    quantity = fields.Float(digits="Product Unit", default=1.0, required=True)
    uom_id = fields.Many2one(related="product_id.uom_id")
