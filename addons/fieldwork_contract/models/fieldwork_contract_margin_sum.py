from odoo import fields, models

from odoo.addons.fieldwork.tools.actions import titled

COSTS = "fieldwork_billing.group_fieldwork_costs"


class FieldworkContract(models.Model):
    """What a contract has earned."""

    _inherit = "fieldwork.contract"

    margin = fields.Monetary(
        compute="_compute_margin",
        currency_field="company_currency_id",
        groups=COSTS,
        help="Up to today: fees and what was billed besides, less labour, travel and "
        "parts.",
    )
    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of the Company"
    )

    def _compute_margin(self):
        sums = self.env["fieldwork.contract.margin"]._sums(self)
        for contract in self:
            contract.margin = sums.get(contract, 0.0)

    def action_view_margin(self):
        """Open what these contracts brought in and cost, by machine and year."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork_contract.fieldwork_contract_margin_action"
        )
        vals = {
            "domain": [("contract_id", "in", self.ids)],
            "context": {
                "pivot_row_groupby": ["equipment_id"],
                "search_default_earned": 1,
            },
        }
        if len(self) != 1:
            return {**action, **vals}
        title = self.env._("Margin of %(contract)s", contract=self.name)
        return titled(action, title, **vals)
