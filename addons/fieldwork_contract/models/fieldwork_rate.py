from odoo import api, fields, models
from odoo.fields import Domain


class FieldworkRate(models.Model):
    """Rates of a contract count for its orders, and for no others."""

    _inherit = "fieldwork.rate"

    contract_id = fields.Many2one(
        "fieldwork.contract",
        ondelete="cascade",
        index="btree_not_null",
        check_company=True,
        help="It counts for orders of this contract only.",
    )
    clause = fields.Char(help="What the contract calls it; charges say so.")

    @api.model
    def _general_domain(self, companies):
        general = super()._general_domain(companies)
        return general & Domain("contract_id", "=", False)

    @api.depends("contract_id.name", "clause")
    def _compute_name(self):
        res = super()._compute_name()
        for rate in self.filtered("contract_id"):
            parts = [rate.contract_id.name, rate.clause or rate.name]
            rate.name = " · ".join(filter(None, parts))
        return res

    @api.onchange("contract_id")
    def _onchange_contract_id(self):
        if self.contract_id:
            self.company_id = self.contract_id.company_id

    @api.model_create_multi
    def create(self, vals_list):
        contracts = self.env["fieldwork.contract"]
        for vals in vals_list:
            if vals.get("contract_id"):
                company = contracts.browse(vals["contract_id"]).company_id
                vals["company_id"] = company.id
        return super().create(vals_list)
