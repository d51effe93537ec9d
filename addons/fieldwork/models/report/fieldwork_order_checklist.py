from odoo import api, fields, models

from ...const import OPEN_STATES


class FieldworkOrder(models.Model):
    """An order's visits are given their checklists, and keep them up to date."""

    _inherit = "fieldwork.order"

    checklist_response_ids = fields.One2many(
        "fieldwork.checklist.response", "order_id", string="Checklists"
    )
    checklist_count = fields.Integer(compute="_compute_checklist_progress")
    checklist_progress = fields.Char(
        string="Checklists Complete", compute="_compute_checklist_progress"
    )

    @api.depends("checklist_response_ids.state")
    def _compute_checklist_progress(self):
        responses = self.env["fieldwork.checklist.response"]
        progress = responses._progress_of("order_id", self)
        for order in self:
            every, complete = progress.get(order.id, (0, 0))
            order.checklist_count = every
            order.checklist_progress = f"{complete} / {every}"

    def _plan_fresh(self, plans, additional):
        visits = super()._plan_fresh(plans, additional)
        visits._sync_checklists()
        return visits

    def write(self, vals):
        res = super().write(vals)
        if {"equipment_ids", "type_id"} & vals.keys():
            self._sync_checklists()
        return res

    def _sync_checklists(self):
        """Bring the checklists of the open visits in line with the orders."""
        orders = self.filtered(lambda order: order.state in OPEN_STATES)
        orders.sudo().visit_ids._sync_checklists()  # also of teams of others

    def action_view_checklists(self):
        """Open the checklists of these orders."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork.fieldwork_checklist_response_action"
        )
        return dict(action, domain=[("order_id", "in", self.ids)], context={})
