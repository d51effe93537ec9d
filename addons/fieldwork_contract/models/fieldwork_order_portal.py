from odoo import models

from odoo.addons.fieldwork.tools.days import local_today, to_local


class FieldworkOrder(models.Model):
    """A contract's order on its customer's page."""

    _inherit = "fieldwork.order"

    def _portal_contract_day(self):
        """Return the local day on which the customer may expect somebody."""
        self.ensure_one()
        zone = self._site_zone()
        if self.planned_start:
            return to_local(self.planned_start, zone).date()
        today = local_today(zone)
        dates = self.occurrence_ids.mapped("date")
        if dates:
            return max(min(dates), today)
        # A window that has begun is no day of the past.
        opens = self.window_start
        return max(to_local(opens, zone).date(), today) if opens else today

    def _portal_contract_work(self):
        """Return what is done: the services of the programme, else the type."""
        self.ensure_one()
        services = self.occurrence_ids.line_id.mapped("name")
        return ", ".join(dict.fromkeys(services)) or self.type_id.name
