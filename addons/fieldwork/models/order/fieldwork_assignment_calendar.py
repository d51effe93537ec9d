from odoo import api, fields, models

from ...const import OPEN_VISIT_STATES
from ...tools.arguments import as_utc


class FieldworkAssignment(models.Model):
    """The bars of the planning calendar."""

    _inherit = "fieldwork.assignment"

    resource_type = fields.Selection(
        related="resource_id.resource_type", string="Human or Material"
    )
    resource_color = fields.Integer(
        related="resource_id.color", string="Colour of the Resource"
    )
    team_color = fields.Integer(related="team_id.color", string="Colour of the Team")
    site_place = fields.Char(related="order_id.site_place")
    visit_conflict_text = fields.Text(
        related="visit_id.conflict_text", string="Conflicts of the Visit"
    )
    is_hatched = fields.Boolean(
        compute="_compute_bar",
        help="Shown hatched: the technician has not accepted yet.",
    )
    is_striked = fields.Boolean(
        compute="_compute_bar",
        help="Shown struck out: refused, missed or cancelled.",
    )
    bar_title = fields.Char(
        compute="_compute_bar", help="What the bar says: who, where and which order."
    )

    @api.depends("response", "visit_state", "resource_id", "order_id.site_id")
    def _compute_bar(self):
        for assignment in self:
            still_open = assignment.visit_state in OPEN_VISIT_STATES
            assignment.is_hatched = still_open and assignment.response == "pending"
            assignment.is_striked = (
                assignment.response == "refused"
                or assignment.visit_state in ("missed", "cancelled")
            )
            # The resource's name is shown to everyone who sees the visit.
            who = assignment.resource_id.sudo().name
            order = assignment.order_id
            where = ", ".join(filter(None, [order.partner_id.name, order.site_place]))
            assignment.bar_title = " · ".join(filter(None, [who, where, order.name]))

    def calendar_move(self, start, stop=None, break_promise=False):
        """Move the visit of this bar as the bar was dragged or resized.

        Whoever has a part of the visit only takes the whole of it along.

        :param start: naive UTC datetime or ISO string
        :param stop: likewise; None keeps the length
        :param bool break_promise: the window promised to the customer may be left
        :return: ``{"ask": sentence}`` if only a promise stands in the way and the
            dispatcher has to confirm, else ``{"conflicts": [sentences]}``
        :raise UserError: as :meth:`fieldwork.visit.reschedule`
        """
        self.ensure_one()
        visit = self.visit_id
        shift = as_utc(self.env, start) - self.start
        longer = (as_utc(self.env, stop) - self.stop) if stop else shift
        begin, end = visit.start + shift, visit.stop + longer
        if not break_promise and visit._leaves_promise(begin):
            # Whatever else is wrong is told first: asking must lead somewhere.
            visit.order_id._check_slot(begin, end)
            visit._check_reschedule({visit: (begin, end)}, True)
            return {"ask": visit._promise_question()}
        visit.reschedule(begin, end, break_promise)
        return {"conflicts": list(dict.fromkeys(visit.conflict_ids.mapped("sentence")))}
