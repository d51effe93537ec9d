from odoo import api, fields, models


class FieldworkOrder(models.Model):
    """An order's hours as the timesheets show them."""

    _inherit = "fieldwork.order"

    timesheet_hours = fields.Float(
        compute="_compute_timesheet_hours",
        help="Hours on the timesheets that you may see.",
    )

    @api.depends_context("uid")
    def _compute_timesheet_hours(self):
        lines = self.env["account.analytic.line"]
        hours = {}
        if lines.has_access("read"):
            rows = lines._read_group(
                [("fieldwork_order_id", "in", self.ids)],
                ["fieldwork_order_id"],
                ["unit_amount:sum"],
            )
            hours = dict(rows)
        for order in self:
            order.timesheet_hours = hours.get(order._origin, 0)

    def action_view_timesheets(self):
        """Open the timesheet lines of these orders."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork_timesheet.account_analytic_line_action"
        )
        return dict(action, domain=[("fieldwork_order_id", "in", self.ids)])
