from odoo import fields, models


class FieldworkContractType(models.Model):
    _name = "fieldwork.contract.type"
    _inherit = ["fieldwork.contract.type", "fieldwork.contract.response.mixin"]

    response_type_ids = fields.Many2many(
        relation="fieldwork_contract_type_response_type_rel",
        column1="contract_type_id",
        column2="order_type_id",
    )

    _check_response = models.Constraint(
        "CHECK (response_hours >= 0 AND repair_hours >= 0)",
        "Response and repair times cannot be negative.",
    )
