from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.days import to_local, to_utc


class FieldworkVisitReschedule(models.TransientModel):
    _name = "fieldwork.visit.reschedule"
    _description = "Reschedule Visits"

    visit_ids = fields.Many2many("fieldwork.visit", string="Visits", required=True)
    visit_count = fields.Integer(compute="_compute_visit_count")
    mode = fields.Selection(
        [("to", "To a date and time"), ("shift", "By a number of days")],
        string="Move",
        required=True,
        default="to",
    )
    start = fields.Datetime(
        string="New Start", compute="_compute_start", store=True, readonly=False
    )
    duration = fields.Float(
        string="Duration (hours)", compute="_compute_start", store=True, readonly=False
    )
    days = fields.Integer(
        default=1, help="Negative to bring the visits forward. The local hour holds."
    )
    break_promise = fields.Boolean(string="Give up what the customer was promised")
    promise_text = fields.Text(compute="_compute_promise_text")
    conflict_text = fields.Text(compute="_compute_conflict_text")

    @api.model
    def default_get(self, fields_list):
        res = super().default_get(fields_list)
        if self.env.context.get("active_model") == "fieldwork.visit":
            ids = self.env.context.get("active_ids") or []
            res.setdefault("visit_ids", [Command.set(ids)])
            if len(ids) > 1:
                res["mode"] = "shift"
        return res

    @api.depends("visit_ids")
    def _compute_visit_count(self):
        for wizard in self:
            wizard.visit_count = len(wizard.visit_ids)

    @api.depends("visit_ids")
    def _compute_start(self):
        for wizard in self:
            visit = wizard.visit_ids[:1]
            wizard.start = visit.start
            wizard.duration = visit.duration

    def _slots(self):
        """Return ``{visit: (start, stop)}`` as it would be."""
        self.ensure_one()
        slots = {}
        for visit in self.visit_ids._origin:
            if self.mode == "shift":
                slots[visit] = tuple(
                    self._shifted(visit, moment) for moment in (visit.start, visit.stop)
                )
            elif self.start:
                slots[visit] = (self.start, self.start + self._length(visit))
        return slots

    def _length(self, visit):
        # With many each keeps its own length.
        if self.visit_count == 1 and self.duration > 0:
            return timedelta(hours=self.duration)
        return visit.stop - visit.start

    def _shifted(self, visit, moment):
        zone = visit._zone()
        local = to_local(moment, zone).replace(tzinfo=None)
        return to_utc(local + timedelta(days=self.days), zone)

    @api.depends("visit_ids", "mode", "start", "duration", "days")
    def _compute_promise_text(self):
        for wizard in self:
            wizard.promise_text = "\n".join(
                visit._promise_question()
                for visit, (start, _stop) in wizard._slots().items()
                if visit._leaves_promise(start)
            )

    @api.depends("visit_ids", "mode", "start", "duration", "days")
    def _compute_conflict_text(self):
        for wizard in self:
            visits = wizard.visit_ids._origin
            plans = [
                {
                    "order": visit.order_id,
                    "start": start,
                    "stop": stop,
                    "technicians": visit._staying(equipment=False),
                    "resources": visit._staying(equipment=True),
                }
                for visit, (start, stop) in wizard._slots().items()
                if start < stop
            ]
            found = visits._preview_conflicts(plans, leaving=visits) if plans else []
            wizard.conflict_text = "\n".join(
                f"{plan['order'].name}: {sentence}"
                for plan, sentences in zip(plans, found, strict=True)
                for sentence in sentences
            )

    def action_apply(self):
        """Move the visits; the technicians are asked again."""
        self.ensure_one()
        if not self.visit_ids:
            raise UserError(self.env._("Choose at least one visit to move."))
        if self.mode == "shift":
            if not self.days:
                raise UserError(self.env._("Say by how many days to move."))
            self.visit_ids.shift_days(self.days, self.break_promise)
        else:
            if not self.start:
                raise UserError(self.env._("Say when the visits are to start."))
            single = self.visit_count == 1
            stop = self.start + timedelta(hours=self.duration) if single else None
            self.visit_ids.reschedule(self.start, stop, self.break_promise)
        return {"type": "ir.actions.act_window_close"}
