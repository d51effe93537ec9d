from odoo import models


class FieldworkContractCoverCounter(models.Model):
    """Drawing on what the contract before has left."""

    _inherit = "fieldwork.contract.cover.counter"

    def _lock(self):
        """Who takes what was carried on locks where it comes from too."""
        before = self.browse()
        for counter in self:
            origin = counter.cover_id.origin_cover_id
            if origin.carry_over:
                before |= origin._last_counter()[0]
        return super(FieldworkContractCoverCounter, self | before)._lock()
