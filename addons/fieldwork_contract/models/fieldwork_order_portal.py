from odoo import fields, models

from odoo.addons.fieldwork.tools.days import to_local


class FieldworkOrder(models.Model):
    """A contract's order on its customer's page."""

    _inherit = "fieldwork.order"

    def _portal_contract_day(self):
        """Return the local day on which the customer may expect somebody."""
        self.ensure_one()
        moment = self.planned_start or self.window_start or self.registered_on
        return to_local(moment or fields.Datetime.now(), self._site_zone()).date()

    def _portal_contract_work(self):
        """Return what is done: the services of the programme, else the type."""
        self.ensure_one()
        services = self.occurrence_ids.line_id.mapped("name")
        return ", ".join(dict.fromkeys(services)) or self.type_id.name
