from odoo import api, models


class FieldworkContractTermsMixin(models.AbstractModel):
    """Rows that are part of the terms of a contract, by their ``contract_id``."""

    _name = "fieldwork.contract.terms.mixin"
    _description = "Part of a Contract's Terms"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows.contract_id._terms_changed()
        return rows

    def write(self, vals):
        contracts = self.contract_id
        res = super().write(vals)
        (contracts | self.contract_id)._terms_changed()
        return res

    def unlink(self):
        contracts = self.contract_id
        res = super().unlink()
        contracts._terms_changed()
        return res
