from odoo import api, models


class ResourceCalendarAttendance(models.Model):
    """Working hours that change line by line after planning."""

    _inherit = "resource.calendar.attendance"

    @api.model_create_multi
    def create(self, vals_list):
        attendances = super().create(vals_list)
        attendances.calendar_id._fieldwork_recheck()
        return attendances

    def write(self, vals):
        res = super().write(vals)
        self.calendar_id._fieldwork_recheck()
        return res

    def unlink(self):
        calendars = self.calendar_id
        res = super().unlink()
        calendars.exists()._fieldwork_recheck()
        return res
