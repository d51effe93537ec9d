from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    fieldwork_ask_supplier_note = fields.Boolean(
        related="company_id.fieldwork_ask_supplier_note", readonly=False
    )
