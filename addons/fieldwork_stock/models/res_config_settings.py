from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    fieldwork_warehouse_id = fields.Many2one(
        related="company_id.fieldwork_warehouse_id", readonly=False
    )
    fieldwork_stock_source = fields.Selection(
        related="company_id.fieldwork_stock_source", readonly=False
    )
