from odoo import models

from odoo.addons.fieldwork.tools.days import to_local


class FieldworkVisit(models.Model):
    """Visits that are told of late count for the period in which they were done."""

    _inherit = "fieldwork.visit"

    def _on_closed(self, kind):
        res = super()._on_closed(kind)
        if kind == "done":
            self._touch_fees()
        return res

    def _touch_fees(self):
        """Have the fees of visits in a period that was charged worked out anew."""
        # sudo: technicians finish visits, and see no fees
        late = self.env["fieldwork.contract"].sudo()
        for visit in self.sudo():
            contract, zone = (
                visit.order_id.contract_id,
                visit.company_id._fieldwork_tz(),
            )
            if not contract.fee_ids:
                continue
            day = to_local(visit.closed_at, zone).date()
            by_visit = contract.fee_ids.filtered(lambda fee: fee.kind == "visit")
            if any(fee._has_charged(day) for fee in by_visit):
                late |= contract
        late._touch_fees()
