from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

# What needs a reason: the field that holds what it is about, and the method called.
ACTS = {
    "cancel": ("order_ids", "action_cancel"),
    "reopen": ("order_ids", "action_reopen"),
    "wait": ("order_ids", "action_wait_customer"),
    "cancel_visit": ("visit_ids", "action_cancel"),
    "miss": ("visit_ids", "action_miss"),
    "refuse": ("assignment_ids", "action_refuse"),
    "refuse_sign": ("visit_ids", "action_refuse_signature"),
    "remove_photo": ("photo_ids", "action_remove"),
}


class FieldworkReason(models.TransientModel):
    """Whatever cannot be done without saying why."""

    _name = "fieldwork.reason"
    _description = "Give a Reason"

    act = fields.Selection(
        [
            ("cancel", "Cancel orders"),
            ("reopen", "Reopen orders"),
            ("wait", "Wait for the customer"),
            ("cancel_visit", "Cancel visits"),
            ("miss", "Visits missed"),
            ("refuse", "Refuse on behalf of the technician"),
            ("refuse_sign", "The customer does not sign"),
            ("remove_photo", "Remove photos"),
        ],
        required=True,
        readonly=True,
    )
    order_ids = fields.Many2many("fieldwork.order", string="Orders")
    visit_ids = fields.Many2many("fieldwork.visit", string="Visits")
    assignment_ids = fields.Many2many("fieldwork.assignment", string="Assignments")
    photo_ids = fields.Many2many("fieldwork.photo", string="Photos")
    open_visit_text = fields.Char(compute="_compute_open_visit_text")
    reason = fields.Char(required=True)

    @api.model
    def default_get(self, fields_list):
        res = super().default_get(fields_list)
        name = ACTS.get(res.get("act"), ("",))[0]
        model = self._fields[name].comodel_name if name else None
        if model and self.env.context.get("active_model") == model:
            ids = self.env.context.get("active_ids") or []
            res.setdefault(name, [Command.set(ids)])
        return res

    @api.depends("order_ids", "act")
    def _compute_open_visit_text(self):
        """Which visits a cancelled order takes along."""
        for wizard in self:
            visits = wizard.order_ids.visit_ids.filtered(lambda v: v.state == "planned")
            names = visits.mapped("display_name") if wizard.act == "cancel" else []
            wizard.open_visit_text = ", ".join(names)

    def action_apply(self):
        """Do it, with the reason."""
        self.ensure_one()
        name, method = ACTS[self.act]
        records = self[name]
        if not records:
            raise UserError(self.env._("Choose at least one record first."))
        getattr(records, method)(self.reason)
        return {"type": "ir.actions.act_window_close"}
