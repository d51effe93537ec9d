from odoo import models


class ResourceCalendar(models.Model):
    """Working hours that change after planning."""

    _inherit = "resource.calendar"

    def write(self, vals):
        res = super().write(vals)
        if {"attendance_ids", "tz", "flexible_hours", "two_weeks_calendar"} & set(vals):
            self._fieldwork_recheck()
        return res

    def _fieldwork_recheck(self):
        """Look again at the visits of who works, and where work is done, by these
        hours."""
        self.env["fieldwork.visit"]._recheck(
            [
                "|",
                ("assignment_ids.resource_id.calendar_id", "in", self.ids),
                ("order_id.site_id.site_calendar_id", "in", self.ids),
            ]
        )
