from odoo import models

from ...const import OPEN_VISIT_STATES

# What of a resource can give or end a conflict.
LOOKED_AT = {"calendar_id", "tz", "active", "calibration_date", "fieldwork_kind"}


class ResourceResource(models.Model):
    _inherit = "resource.resource"

    def write(self, vals):
        res = super().write(vals)
        if LOOKED_AT & set(vals):
            self._fieldwork_recheck()
        return res

    def _fieldwork_recheck(self):
        """Look again for conflicts of the visits these resources are planned for."""
        planned = self.filtered("fieldwork_kind")
        if planned:
            self.env["fieldwork.visit"]._recheck(
                [("assignment_ids.resource_id", "in", planned.ids)]
            )

    def _fieldwork_withdraw_check(self):
        """Tell of the open visits that a technician about to go still has."""
        result = super()._fieldwork_withdraw_check()
        # An HR officer may withdraw a technician without rights on visits.
        rows = (
            self.env["fieldwork.assignment"]
            .sudo()
            ._read_group(
                [
                    ("resource_id", "in", self.ids),
                    ("visit_state", "in", OPEN_VISIT_STATES),
                ],
                ["resource_id"],
                ["__count"],
            )
        )
        for resource, count in rows:
            result.setdefault(resource.id, []).append(
                self.env._("%(count)s open visits to give to others", count=count)
            )
        return result
