from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    fieldwork_show_covered = fields.Boolean(
        related="company_id.fieldwork_show_covered", readonly=False
    )
    fieldwork_invoice_when_done = fields.Selection(
        related="company_id.fieldwork_invoice_when_done", readonly=False
    )
    fieldwork_fee_no_show = fields.Boolean(
        related="company_id.fieldwork_fee_no_show", readonly=False
    )
    fieldwork_fee_late_cancel = fields.Boolean(
        related="company_id.fieldwork_fee_late_cancel", readonly=False
    )
    fieldwork_late_cancel_hours = fields.Float(
        related="company_id.fieldwork_late_cancel_hours", readonly=False
    )
    fieldwork_sign_on_site = fields.Boolean(
        related="company_id.fieldwork_sign_on_site", readonly=False
    )
