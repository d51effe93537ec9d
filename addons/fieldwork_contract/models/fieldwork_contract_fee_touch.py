from odoo import api, models
from odoo.exceptions import UserError

from .fieldwork_contract_fee import AGREED_FIELDS

TOUCHING = {*AGREED_FIELDS, "date_to", "rests", "equipment_ids", "order_type_ids"}


class FieldworkContractFee(models.Model):
    """What changes in a fee changes what is due, but never what was billed."""

    _inherit = "fieldwork.contract.fee"

    @api.model_create_multi
    def create(self, vals_list):
        fees = super().create(vals_list)
        fees.contract_id._touch_fees()
        return fees

    def write(self, vals):
        self._check_not_billed(vals)
        res = super().write(vals)
        if TOUCHING & vals.keys():
            self.contract_id._touch_fees()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_charged(self):
        # sudo: a manager need not see what is charged
        charged = self.sudo().filtered("charge_ids")
        if charged:
            raise UserError(
                self.env._(
                    "“%(fee)s” of contract %(contract)s has been charged: say until "
                    "when it holds instead.",
                    fee=charged[0].name,
                    contract=charged[0].contract_id.name,
                )
            )
