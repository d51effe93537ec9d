from odoo import api, models


class FieldworkContractEquipment(models.Model):
    """Machines that join or leave a contract change what it costs, by the day."""

    _inherit = "fieldwork.contract.equipment"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.contract_id._touch_fees()
        return rows

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
