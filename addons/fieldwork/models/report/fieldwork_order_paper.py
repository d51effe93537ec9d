from odoo import models


class FieldworkOrder(models.Model):
    """The reports of all visits of an order in one."""

    _inherit = "fieldwork.order"

    def _report_visits_done(self):
        """Return the visits that took place, the first one first."""
        done = self.visit_ids.filtered(lambda visit: visit.state == "done")
        return done.sorted(lambda visit: (visit.start, visit.id))

    def action_print_report(self):
        """Open the reports as a PDF."""
        self.check_access("read")
        return self.env.ref("fieldwork.action_report_order").report_action(self)

    def action_view_photos(self):
        """Open the photos of these orders."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork.fieldwork_photo_action"
        )
        return dict(action, domain=[("order_id", "in", self.ids)], context={})
