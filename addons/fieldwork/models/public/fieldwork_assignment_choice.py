from odoo import models


class FieldworkAssignment(models.Model):
    """Technicians who want no mail about their visits find them in “My Day”."""

    _inherit = "fieldwork.assignment"

    def _send_notice(self, kind, reason=None):
        # The choice is the user's own, whoever plans them.
        quiet = self.filtered(
            lambda a: a.resource_id.user_id and not a._technician_wants_mail()
        )
        res = super(FieldworkAssignment, self - quiet)._send_notice(kind, reason)
        quiet._mark_told(kind)
        return res

    def _technician_wants_mail(self):
        self.ensure_one()
        return self.resource_id.user_id.fieldwork_mail_visits
