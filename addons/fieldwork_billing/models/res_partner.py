from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    fieldwork_travel_zone_id = fields.Many2one(
        "fieldwork.travel.zone",
        string="Travel Zone",
        help="For travel that is billed by zone. Empty: by the postal code.",
    )
