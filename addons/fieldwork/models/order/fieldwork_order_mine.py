from odoo import api, fields, models
from odoo.fields import Domain

from ...const import OPEN_STATES


class FieldworkOrder(models.Model):
    """Which orders are a technician's own."""

    _inherit = "fieldwork.order"

    is_mine = fields.Boolean(
        compute="_compute_is_mine",
        search="_search_is_mine",
        help="The order is one of the person's who looks, as a technician.",
    )

    @api.depends(
        "assignment_ids.resource_id",
        "assignment_ids.response",
        "assignment_ids.day",
        "assignment_ids.visit_state",
        "team_id",
        "state",
    )
    @api.depends_context("uid")
    def _compute_is_mine(self):
        mine = self.filtered_domain(self._domain_mine())
        for order in self:
            order.is_mine = order in mine

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = self._domain_mine()
        return mine if True in value else ~mine

    @api.model
    def _domain_mine(self):
        """Return the domain of what a technician sees; the record rule uses it."""
        assigned = self.env["fieldwork.assignment"]._domain_received()
        mine = Domain("assignment_ids", "any!", assigned)
        teams = self.env.user._fieldwork_shared_teams()
        if teams:
            mine |= Domain("team_id", "in", teams.ids) & Domain(
                "state", "in", OPEN_STATES
            )
        return mine
