from odoo import fields, models


class FieldworkContractGenerateLine(models.TransientModel):
    """What would be made for one customer in one month."""

    _name = "fieldwork.contract.generate.line"
    _description = "Preview of a Contract's Orders"
    _order = "month, partner_id, id"

    wizard_id = fields.Many2one(
        "fieldwork.contract.generate.wizard", required=True, ondelete="cascade"
    )
    month = fields.Date(help="The first day of the month in which they are due.")
    partner_id = fields.Many2one("res.partner", string="Customer")
    order_count = fields.Integer(string="Visits")
    hours = fields.Float()
    parts = fields.Char(help="Parts needed, with their quantities.")
    merged_count = fields.Integer(
        string="Merged", help="Services that are done with another one."
    )
    skipped_count = fields.Integer(string="Skipped")
    skipped_why = fields.Char(string="Why")
