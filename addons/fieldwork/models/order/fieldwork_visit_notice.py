from odoo import api, models


class FieldworkVisit(models.Model):
    """When visits change or close, technicians and dispatcher are told."""

    _inherit = "fieldwork.visit"

    def _after_slots_changed(self):
        res = super()._after_slots_changed()
        self.order_id._close_refusals()
        return res

    def _on_closed(self, kind):
        res = super()._on_closed(kind)
        self.order_id._close_refusals()
        if kind == "miss":
            self._tell_missed()
        return res

    def _tell_missed(self):
        """Take visits that are given up before their time out of the calendars."""
        early = self.filtered(lambda v: not v.actual_start and v.closed_at < v.start)
        for reason, visits in early.grouped("close_reason").items():
            visits.assignment_ids._tell_gone("missed", reason)

    @api.ondelete(at_uninstall=False)
    def _unlink_tell(self):
        # Their assignments go with them in the database, past their own hook.
        self.assignment_ids._unlink_tell()
