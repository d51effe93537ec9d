from odoo import models


class FieldworkOrder(models.Model):
    """The ledger follows the life of the order."""

    _inherit = "fieldwork.order"

    def _close_solved(self):
        # The orders are closed one by one, each at its own time; the ledger is not.
        later = self.with_context(fieldwork_charges_later=True)
        res = super(FieldworkOrder, later)._close_solved()
        self._after_closing()
        return res

    def _close_done(self, at=None):
        res = super()._close_done(at)
        if not self.env.context.get("fieldwork_charges_later"):
            self._after_closing()
        return res

    def _after_closing(self):
        """Bring the ledger of the orders that are done in line, all at once (hook)."""
        done = self.filtered(lambda order: order.state == "done")
        if done:
            done._update_charges()

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
