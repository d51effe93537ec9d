from odoo import models


class FieldworkContractPause(models.Model):
    """What rests is not paid for."""

    _inherit = "fieldwork.contract.pause"

    def _touch_contracts(self, contracts):
        res = super()._touch_contracts(contracts)
        contracts._touch_fees()
        return res
