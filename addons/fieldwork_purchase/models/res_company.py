from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    fieldwork_ask_supplier_note = fields.Boolean(
        string="Ask for the Delivery Note on Receipts",
        help="What is bought is received only with the number of the supplier's "
        "delivery note.",
    )
