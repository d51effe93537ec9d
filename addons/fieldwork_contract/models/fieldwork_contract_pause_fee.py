from odoo import api, models


class FieldworkContractPause(models.Model):
    """What rests is not paid for."""

    _inherit = "fieldwork.contract.pause"

    @api.model_create_multi
    def create(self, vals_list):
        pauses = super().create(vals_list)
        pauses.contract_id._touch_fees()
        return pauses

    def write(self, vals):
        contracts = self.contract_id
        res = super().write(vals)
        (contracts | self.contract_id)._touch_fees()
        return res

    def unlink(self):
        contracts = self.contract_id
        res = super().unlink()
        contracts._touch_fees()
        return res
