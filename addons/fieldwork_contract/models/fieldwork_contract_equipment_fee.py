from odoo import models


class FieldworkContractEquipment(models.Model):
    """Machines that join or leave a contract change what it costs, by the day."""

    _inherit = "fieldwork.contract.equipment"

    def _touch_contracts(self, contracts):
        res = super()._touch_contracts(contracts)
        contracts._touch_fees()
        return res
