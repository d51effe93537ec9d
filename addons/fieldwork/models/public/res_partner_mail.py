from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    fieldwork_no_mail = fields.Boolean(
        string="No Mails about Orders",
        help="This contact is not told of appointments, changes and reports by mail; "
        "of a company, neither are its contacts.",
    )
