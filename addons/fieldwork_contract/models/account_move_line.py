from odoo import api, fields, models


class AccountMoveLine(models.Model):
    """Under which contract a line of an invoice is."""

    _inherit = "account.move.line"

    fieldwork_contract_id = fields.Many2one(
        "fieldwork.contract",
        string="Service Contract",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    fieldwork_contract_reference = fields.Char(
        string="Contract Reference",
        readonly=True,
        help="The customer's number of the contract, else ours.",
    )
    fieldwork_cig = fields.Char(string="CIG", size=15)
    fieldwork_cup = fields.Char(string="CUP", size=15)

    @api.model
    def _fieldwork_marks(self):
        return [*super()._fieldwork_marks(), "fieldwork_contract_id"]
