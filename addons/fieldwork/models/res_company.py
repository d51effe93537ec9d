from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    fieldwork_horizon_days = fields.Integer(
        string="Planning Horizon (days)",
        default=14,
        help="A technician receives a visit once it is less than this many days "
        "ahead, counted in local days.",
    )
