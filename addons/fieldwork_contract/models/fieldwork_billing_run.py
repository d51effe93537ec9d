from odoo import fields, models
from odoo.fields import Domain


class FieldworkBillingRun(models.Model):
    """Runs bill the fees of contracts beside the orders."""

    _inherit = "fieldwork.billing.run"

    grouping = fields.Selection(
        selection_add=[("contract", "Contract")],
        ondelete={"contract": "set default"},
    )

    def _before_preview(self):
        """Charge the fees up to the day of the run: also those of the days to come."""
        res = super()._before_preview()
        if not self.order_ids:
            # sudo: who bills has no right to write on contracts
            contracts = self.env["fieldwork.contract"].sudo()
            today = self.company_id._fieldwork_today()
            until = max(self.date_to or today, today)
            due = contracts.search(self._domain_contracts(until))
            due.with_company(self.company_id)._charge_fees_or_say(until)
        return res

    def _domain_contracts(self, until):
        """Return the domain of the contracts with something to charge (hook)."""
        self.ensure_one()
        domain = Domain("company_id", "=", self.company_id.id)
        domain &= self.env["fieldwork.contract"]._domain_fees_due(until)
        if self.partner_ids:
            partners = self.partner_ids.commercial_partner_id.ids
            domain &= Domain("commercial_partner_id", "in", partners)
        return domain
