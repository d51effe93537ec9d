from odoo import fields, models


class FieldworkWorklog(models.Model):
    _name = "fieldwork.worklog"
    _inherit = ["fieldwork.worklog", "fieldwork.report.content.mixin"]

    _report_fields = frozenset({"visit_id", "kind", "start", "stop", "resource_id"})

    def _tell_report(self, visits):
        # Every event ends at the common row, see fieldwork.order's
        # _update_state_from_visits: it needs not be asked for at each stretch.
        visits._void_outdated()

    def _snapshot_values(self, until):
        """Return a stretch as it stood at ``until``: without an end while it lasted."""
        self.ensure_one()
        stop = self.stop if self.stop and self.stop < until else None
        return {
            "id": self.id,
            "kind": self.kind,
            "who": self.resource_id.name or "",
            "start": fields.Datetime.to_string(self.start),
            "stop": fields.Datetime.to_string(stop) or "",
            "seconds": int((stop - self.start).total_seconds()) if stop else 0,
        }
