from odoo import fields, models

from ...const import OPEN_STATES


class FieldworkTeam(models.Model):
    _inherit = "fieldwork.team"

    open_order_count = fields.Integer(
        string="Open Orders", compute="_compute_open_order_count"
    )

    def _compute_open_order_count(self):
        counts = dict(
            self.env["fieldwork.order"]._read_group(
                [("team_id", "in", self.ids), ("state", "in", OPEN_STATES)],
                ["team_id"],
                ["__count"],
            )
        )
        for team in self:
            team.open_order_count = counts.get(team._origin, 0)

    def action_view_orders(self):
        """Open the orders of these teams, the open ones first."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork.fieldwork_order_action"
        )
        return dict(
            action,
            domain=[("team_id", "in", self.ids)],
            context={
                "search_default_open": 1,
                "default_team_id": self.id if len(self) == 1 else False,
            },
        )
