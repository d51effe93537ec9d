from odoo import models


class FieldworkOrder(models.Model):
    """The ledger follows the life of the order."""

    _inherit = "fieldwork.order"

    def _close_done(self, at=None):
        res = super()._close_done(at)
        self._update_charges()
        return res

    def action_cancel(self, reason=None):
        res = super().action_cancel(reason)
        self._update_charges()
        return res

    def action_reopen(self, reason=None):
        res = super().action_reopen(reason)
        self._update_charges()
        return res

    def action_update_charges(self):
        """Price anew what is not billed, after rates or prices have changed."""
        self.check_access("write")
        self._update_charges()
        return True
