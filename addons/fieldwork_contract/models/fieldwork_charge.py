from odoo import models


class FieldworkCharge(models.Model):
    """Charges name the clause of the contract that they are priced by."""

    _inherit = "fieldwork.charge"

    def _describe_reason(self, draft):
        reason = super()._describe_reason(draft)
        order = draft["order_id"]
        # Most have none, and a ledger is long.
        if not order.contract_id:
            return reason
        clause = order.with_env(self.env)._contract_clause(draft)
        return f"{reason} {clause}" if clause else reason

    def action_set_verdict(self, verdict, reason=None, payer=None):
        res = super().action_set_verdict(verdict, reason, payer)
        # What a person decides no longer draws on the contract.
        self.order_id.filtered("contract_id")._update_charges()
        return res
