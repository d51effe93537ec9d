from odoo import models


class FieldworkContractTermsMixin(models.AbstractModel):
    """Rows that are part of the terms of a contract."""

    _name = "fieldwork.contract.terms.mixin"
    _inherit = ["fieldwork.contract.part.mixin"]
    _description = "Part of a Contract's Terms"

    def _touch_contracts(self, contracts):
        res = super()._touch_contracts(contracts)
        contracts._terms_changed()
        return res
