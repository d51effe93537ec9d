from odoo import api, fields, models


class FieldworkOrderPlanLine(models.TransientModel):
    _name = "fieldwork.order.plan.line"
    _description = "Order to Plan"
    _order = "sequence, id"

    plan_id = fields.Many2one("fieldwork.order.plan", required=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    order_id = fields.Many2one("fieldwork.order", required=True, ondelete="cascade")
    partner_id = fields.Many2one(related="order_id.partner_id")
    site_place = fields.Char(related="order_id.site_place")
    deadline = fields.Datetime(related="order_id.deadline")
    duration = fields.Float(string="Hours", required=True, default=1.0)
    start = fields.Datetime(compute="_compute_slot")
    stop = fields.Datetime(compute="_compute_slot")
    problems = fields.Text(compute="_compute_slot", string="Conflicts")

    @api.depends(
        "duration",
        "sequence",
        "plan_id.start",
        "plan_id.duration",
        "plan_id.spread",
        "plan_id.gap_minutes",
        "plan_id.several_days",
        "plan_id.order_ids",
        "plan_id.lead_id",
        "plan_id.helper_ids",
        "plan_id.thing_ids",
        "plan_id.line_ids.duration",
        "plan_id.line_ids.sequence",
    )
    def _compute_slot(self):
        self.start = self.stop = self.problems = False
        for plan in self.plan_id:
            slots = plan._slots()
            for line, start, stop in slots:
                line.start, line.stop = start, stop
            # Those of several days are found when they are planned.
            if slots and not plan.several_days:
                found = self.env["fieldwork.visit"]._preview_conflicts(plan._plans())
                for (line, _start, _stop), sentences in zip(slots, found, strict=True):
                    line.problems = "\n".join(sentences)
