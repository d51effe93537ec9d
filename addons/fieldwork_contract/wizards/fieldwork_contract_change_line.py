from odoo import fields, models


class FieldworkContractChangeLine(models.TransientModel):
    """What becomes of one date when the programme of a contract changes."""

    _name = "fieldwork.contract.change.line"
    _description = "Preview of a Change of the Programme"
    _order = "id"

    wizard_id = fields.Many2one(
        "fieldwork.contract.change", required=True, ondelete="cascade"
    )
    effect = fields.Selection(
        [
            ("added", "New"),
            ("dropped", "Dropped"),
            ("moved", "Another day"),
            ("left_out", "Left out"),
        ],
        string="What Happens",
        required=True,
    )
    # No link: a new version of a service is not there yet.
    line_name = fields.Char(string="Service")
    site_id = fields.Many2one("res.partner")
    equipment_id = fields.Many2one("fieldwork.equipment", string="Machine")
    date = fields.Date(string="Now Due")
    new_date = fields.Date(string="Then Due")
    order_id = fields.Many2one("fieldwork.order")
    is_taken_back = fields.Boolean(string="Cancelled", help="Its order is cancelled.")
    note = fields.Char()
