from odoo import fields, models

STAFF = "fieldwork.group_fieldwork_dispatcher,fieldwork_billing.group_fieldwork_billing"


class FieldworkContract(models.Model):
    """How much of what was agreed on was done in time."""

    _inherit = "fieldwork.contract"

    compliance_rate = fields.Float(
        string="In Time (%)",
        compute="_compute_compliance",
        groups=STAFF,
        help="Of what was to be done by now: the share that was done in its window or "
        "before it.",
    )
    compliance_due = fields.Integer(
        string="To Be Done", compute="_compute_compliance", groups=STAFF
    )

    def _compute_compliance(self):
        rates = self.env["fieldwork.contract.compliance"]._rates(self)
        for contract in self:
            due, kept = rates.get(contract, (0, 0))
            contract.compliance_due = due
            contract.compliance_rate = 100 * kept / due if due else 0

    def action_view_compliance(self):
        """Open what became of the dates of these contracts."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork_contract.fieldwork_contract_compliance_action"
        )
        context = {"search_default_due": 1}
        return {
            **action,
            "domain": [("contract_id", "in", self.ids)],
            "context": context,
        }
