from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    fieldwork_warehouse_id = fields.Many2one(
        related="company_id.fieldwork_warehouse_id", readonly=False
    )
    fieldwork_stock_source = fields.Selection(
        related="company_id.fieldwork_stock_source", readonly=False
    )
    fieldwork_kit_reserve = fields.Boolean(
        related="company_id.fieldwork_kit_reserve", readonly=False
    )
    fieldwork_kit_check = fields.Selection(
        related="company_id.fieldwork_kit_check", readonly=False
    )
