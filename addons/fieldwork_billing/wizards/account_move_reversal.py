from odoo import api, fields, models


class AccountMoveReversal(models.TransientModel):
    _inherit = "account.move.reversal"

    has_fieldwork = fields.Boolean(compute="_compute_has_fieldwork")
    fieldwork_credit = fields.Selection(
        [
            ("give_back", "Give money back: nothing is billed again"),
            ("bill_again", "Bill again: the work waits to be billed"),
        ],
        string="Service Orders",
        default="give_back",
        required=True,
        help="“Reverse and create invoice” bills again on the new invoice, whatever "
        "is chosen here.",
    )

    @api.depends("move_ids")
    def _compute_has_fieldwork(self):
        for wizard in self:
            lines = wizard.move_ids.line_ids
            wizard.has_fieldwork = bool(lines._fieldwork_marked())

    def reverse_moves(self, is_modify=False):
        wizard = self.with_context(
            fieldwork_credit="bill_again" if is_modify else self.fieldwork_credit
        )
        res = super(AccountMoveReversal, wizard).reverse_moves(is_modify=is_modify)
        if is_modify:
            wizard.new_move_ids._fieldwork_bill_anew()
        return res
