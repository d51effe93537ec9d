from odoo import api, fields, models

from ...const import OPEN_VISIT_STATES

# What of a resource can give or end a conflict.
LOOKED_AT = {
    "calendar_id",
    "fieldwork_calendar_id",
    "tz",
    "active",
    "calibration_date",
    "fieldwork_kind",
}
# What makes somebody a technician, and so gives or takes “My Day” in the menu.
MENU_FIELDS = {"user_id", "fieldwork_kind", "active"}


class ResourceResource(models.Model):
    _inherit = "resource.resource"

    fieldwork_open_visit_count = fields.Integer(
        string="Open Visits",
        compute="_compute_fieldwork_open_visit_count",
        groups="fieldwork.group_fieldwork_technician",
    )

    def _compute_fieldwork_open_visit_count(self):
        counts = dict(
            self.env["fieldwork.assignment"]._read_group(
                [
                    ("resource_id", "in", self.ids),
                    ("visit_state", "in", OPEN_VISIT_STATES),
                    ("response", "!=", "refused"),
                ],
                ["resource_id"],
                ["__count"],
            )
        )
        for resource in self:
            resource.fieldwork_open_visit_count = counts.get(resource._origin, 0)

    def action_fieldwork_view_planning(self):
        """Open the planning of these technicians or things."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork.fieldwork_assignment_action_calendar"
        )
        return dict(action, domain=[("resource_id", "in", self.ids)])

    @api.model_create_multi
    def create(self, vals_list):
        resources = super().create(vals_list)
        if any(resource.fieldwork_kind == "technician" for resource in resources):
            self.env.registry.clear_cache()
        return resources

    def write(self, vals):
        res = super().write(vals)
        if MENU_FIELDS & set(vals) and any(self.mapped("fieldwork_kind")):
            self.env.registry.clear_cache()
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
