from odoo import api, models


class FieldworkContractEquipment(models.Model):
    """Machines that join or leave a contract join or leave its programme."""

    _inherit = "fieldwork.contract.equipment"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.contract_id.programme_line_ids._touch_programme()
        return rows

    def write(self, vals):
        lines = self.contract_id.programme_line_ids
        res = super().write(vals)
        (lines | self.contract_id.programme_line_ids)._touch_programme()
        return res

    def unlink(self):
        lines = self.contract_id.programme_line_ids
        res = super().unlink()
        lines._touch_programme()
        return res
