from markupsafe import escape

from odoo import api, fields, models
from odoo.fields import Domain

ACTIVITY = "fieldwork_timesheet.mail_activity_type_timesheet"


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

    # ------------------------------------------------------------------
    # What the books refuse
    # ------------------------------------------------------------------

    def _tell_timesheet_refused(self, log, error):
        """Have whoever looks after the order see that time is missing in the books.

        Told once an order, however often and for how many stretches it is tried.

        :param error: what the books said of the stretch ``log``
        """
        kind = self.env.ref(ACTIVITY, raise_if_not_found=False)
        if not (self and kind) or self._timesheet_activities(kind):
            return
        self._tell_dispatcher(
            self.env._("Time not in the timesheet"),
            escape(
                self.env._(
                    "%(person)s, %(hours)s h: %(why)s It is tried again each day until "
                    "the reason is gone.",
                    person=log.resource_id.name,
                    hours=f"{log.duration:.2f}",
                    why=error,
                )
            ),
            ACTIVITY,
        )

    def _tell_timesheet_settled(self):
        """Take back what was told of orders whose time is in the books now."""
        kind = self.env.ref(ACTIVITY, raise_if_not_found=False)
        activities = kind and self._timesheet_activities(kind)
        if not activities:
            return
        logs = self.env["fieldwork.worklog"]
        due = logs.search(
            logs._domain_timesheet_due()
            & Domain("order_id", "in", activities.mapped("res_id"))
        )
        left = set(due.order_id.ids)
        activities.filtered(lambda one: one.res_id not in left).action_feedback()

    def _timesheet_activities(self, kind):
        # sudo: whose activity it is does not matter, its reason is there or is gone
        activities = self.env["mail.activity"].sudo()
        return activities.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("activity_type_id", "=", kind.id),
            ]
        )
