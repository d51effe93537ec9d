from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    type = fields.Selection(
        selection_add=[("site", "Site"), ("other",)],
        ondelete={"site": "set other"},
    )
    site_calendar_id = fields.Many2one("resource.calendar", string="Visiting Hours")
