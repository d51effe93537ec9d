from odoo import api, models


class FieldworkContractPartMixin(models.AbstractModel):
    """Rows of a contract, by their ``contract_id``: it is told when they change."""

    _name = "fieldwork.contract.part.mixin"
    _description = "Part of a Contract"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._touch_contracts(rows.contract_id)
        return rows

    def write(self, vals):
        contracts = self.contract_id
        res = super().write(vals)
        self._touch_contracts(contracts | self.contract_id)
        return res

    def unlink(self):
        contracts = self.contract_id
        res = super().unlink()
        self._touch_contracts(contracts)
        return res

    def _touch_contracts(self, contracts):
        """Tell contracts that rows of theirs came, went or changed (hook).

        :param contracts: those of the rows before and after; the rows themselves may
            be gone
        """
