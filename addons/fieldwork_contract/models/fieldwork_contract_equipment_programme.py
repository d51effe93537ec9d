from odoo import models


class FieldworkContractEquipment(models.Model):
    """Machines that join or leave a contract join or leave its programme."""

    _inherit = "fieldwork.contract.equipment"

    def _touch_contracts(self, contracts):
        res = super()._touch_contracts(contracts)
        contracts.programme_line_ids._touch_programme()
        return res
