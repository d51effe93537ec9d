from odoo import api, models
from odoo.fields import Domain

from ...tools.common_row import one_at_a_time


class ResourceCalendarLeaves(models.Model):
    """Time off and public holidays that come, change or go after planning."""

    _inherit = "resource.calendar.leaves"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._fieldwork_recheck()
        return leaves

    def write(self, vals):
        if not {"date_from", "date_to", "resource_id", "calendar_id"} & set(vals):
            return super().write(vals)
        before = self._fieldwork_visits_domains()
        res = super().write(vals)
        self._fieldwork_recheck(before)
        return res

    def unlink(self):
        before = self._fieldwork_visits_domains()
        res = super().unlink()
        self.browse()._fieldwork_recheck(before)
        return res

    def _fieldwork_recheck(self, domains=()):
        """Look again at the visits that fall into these leaves."""
        every = [*domains, *self._fieldwork_visits_domains()]
        if every:
            # Who is planned in this very moment is found by the one or by the other.
            one_at_a_time(self.resource_id)
            # One look for all leaves of the call, however many they are.
            self.env["fieldwork.visit"]._recheck(Domain.OR(every))

    def _fieldwork_visits_domains(self):
        """Return one domain on visits per leave."""
        domains = []
        for leave in self:
            domain = Domain("start", "<", leave.date_to)
            domain &= Domain("stop", ">", leave.date_from)
            if leave.resource_id:
                resources = leave.resource_id.ids
                domain &= Domain("assignment_ids.resource_id", "in", resources)
            elif leave.company_id:
                domain &= Domain("company_id", "=", leave.company_id.id)
            domains.append(domain)
        return domains
