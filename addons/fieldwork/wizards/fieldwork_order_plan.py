from datetime import UTC, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_datetime
from odoo.tools.date_utils import localized

from ..const import OPEN_VISIT_STATES, PLANNABLE_STATES
from ..tools.days import to_local


class FieldworkOrderPlan(models.TransientModel):
    """Plan one order or many; calls the same methods as everybody else."""

    _name = "fieldwork.order.plan"
    _description = "Plan Orders"
    _inherit = ["fieldwork.crew.mixin"]

    helper_ids = fields.Many2many(
        "resource.resource",
        "fieldwork_order_plan_helper_rel",
        string="Helpers",
        domain="[('fieldwork_kind', '=', 'technician'), ('id', '!=', lead_id)]",
    )
    thing_ids = fields.Many2many(
        "resource.resource",
        "fieldwork_order_plan_thing_rel",
        string="Vans and Tools",
        domain="[('fieldwork_kind', 'in', ('van', 'tool', 'instrument'))]",
    )
    order_ids = fields.Many2many(
        "fieldwork.order",
        string="Orders",
        domain="[('state', 'in', ('draft', 'ready', 'planned', 'progress'))]",
    )
    order_count = fields.Integer(compute="_compute_order_count")
    line_ids = fields.One2many(
        "fieldwork.order.plan.line",
        "plan_id",
        string="Visits",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    start = fields.Datetime(required=True, default=lambda self: self._default_start())
    duration = fields.Float(
        string="Duration (hours)",
        compute="_compute_duration",
        store=True,
        readonly=False,
        help="How long the visit takes; with many orders each keeps its own.",
    )
    spread = fields.Selection(
        [("row", "One after the other"), ("same", "All at the same time")],
        string="Many Orders",
        required=True,
        default="row",
    )
    gap_minutes = fields.Integer(
        string="Travel in between (minutes)",
        default=30,
        help="Between the end of one visit and the start of the next.",
    )
    several_days = fields.Boolean(
        help="One visit a day at the same hours, days off passed over."
    )
    day_count = fields.Integer(string="Number of Days", default=2)
    hour_from = fields.Float(compute="_compute_hours", store=True, readonly=False)
    hour_to = fields.Float(compute="_compute_hours", store=True, readonly=False)
    additional = fields.Boolean(
        string="Additional Visit",
        help="Plan although a visit of the order is still open.",
    )
    promised_start = fields.Datetime(
        string="Promised to the Customer",
        help="The window the customer is told, apart from the slot.",
    )
    promised_stop = fields.Datetime()

    hold_text = fields.Char(compute="_compute_warnings")
    open_visit_text = fields.Char(compute="_compute_warnings")
    conflict_text = fields.Text(compute="_compute_conflict_text")
    site_time_text = fields.Char(compute="_compute_site_time_text")

    @api.model
    def default_get(self, fields_list):
        res = super().default_get(fields_list)
        if self.env.context.get("active_model") == "fieldwork.order":
            # Visits are planned in the order in which the list shows the orders.
            ids = self.env.context.get("active_ids") or []
            orders = self.env["fieldwork.order"].browse(ids).exists()
            res.setdefault("order_ids", [Command.set(orders.ids)])
            if "line_ids" in fields_list:
                res["line_ids"] = [
                    Command.create(vals) for vals in self._prepare_line_vals(orders)
                ]
            if len(orders) == 1 and orders.window_start:
                window = orders.window_start
                if window > fields.Datetime.now() and not self._given_start():
                    res["start"] = window
        return res

    @api.model
    def _given_start(self):
        return self.env.context.get("default_start")

    @api.model
    def _default_start(self):
        """The next full hour in which the company works."""
        now = fields.Datetime.now()
        hour = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        calendar = self.env.company.resource_calendar_id
        # A month without any working hour is no reason to look further.
        begin, end = localized(hour), localized(hour + timedelta(days=31))
        for start, stop, _hours in calendar._work_intervals_batch(begin, end)[False]:
            if stop - start >= timedelta(minutes=30):
                return start.astimezone(UTC).replace(tzinfo=None)
        return hour

    @api.model
    def _prepare_line_vals(self, orders):
        return [
            {
                "order_id": order.id,
                "sequence": index + 1,
                "duration": order.duration,
            }
            for index, order in enumerate(orders)
        ]

    @api.depends("order_ids")
    def _compute_order_count(self):
        for wizard in self:
            wizard.order_count = len(wizard.order_ids)

    @api.depends("order_ids")
    def _compute_line_ids(self):
        for wizard in self:
            orders = wizard.order_ids._origin
            known = wizard.line_ids.order_id._origin
            stale = wizard.line_ids.filtered(
                lambda line, orders=orders: line.order_id._origin not in orders
            )
            fresh = wizard._prepare_line_vals(orders - known)
            for vals in fresh:
                vals["sequence"] += len(known)
            wizard.line_ids = [Command.delete(line.id) for line in stale] + [
                Command.create(vals) for vals in fresh
            ]

    @api.depends("order_ids")
    def _compute_duration(self):
        given = self.env.context.get("default_duration")
        for wizard in self:
            wizard.duration = given or wizard.order_ids[:1].duration or 1.0

    @api.depends("start", "duration", "several_days")
    def _compute_hours(self):
        for wizard in self:
            if not wizard.start:
                continue
            local = to_local(wizard.start, wizard._zone())
            wizard.hour_from = local.hour + local.minute / 60
            wizard.hour_to = (wizard.hour_from + wizard.duration) % 24

    def _zone(self):
        order = self.order_ids[:1]._origin
        return order._site_zone() if order else self.env.company._fieldwork_tz()

    @api.depends("order_ids", "additional")
    def _compute_warnings(self):
        for wizard in self:
            orders = wizard.order_ids._origin
            held = orders.filtered("fieldwork_hold").partner_id.commercial_partner_id
            wizard.hold_text = ", ".join(held.mapped("display_name"))
            busy = orders.visit_ids.filtered(lambda v: v.state in OPEN_VISIT_STATES)
            wizard.open_visit_text = (
                ", ".join(f"{v.order_id.name}: {wizard._local(v.start)}" for v in busy)
                if not wizard.additional
                else ""
            )

    def _local(self, moment):
        return format_datetime(self.env, moment)

    @api.depends("start", "order_ids")
    def _compute_site_time_text(self):
        """The time at the site, where it is not the time of who plans."""
        own = self.env.context.get("tz") or self.env.user.tz or "UTC"
        for wizard in self:
            text = ""
            zones = {order._site_zone() for order in wizard.order_ids._origin}
            for zone in sorted(zones):
                there = wizard.start and to_local(wizard.start, zone)
                here = wizard.start and to_local(wizard.start, own)
                if there and there.utcoffset() != here.utcoffset():
                    when = format_datetime(self.env, wizard.start, tz=zone)
                    text = self.env._(
                        "%(time)s at the site (%(zone)s)", time=when, zone=zone
                    )
            wizard.site_time_text = text

    @api.depends("line_ids.problems", "order_count")
    def _compute_conflict_text(self):
        for wizard in self:
            texts = [line.problems for line in wizard.line_ids if line.problems]
            # With many orders each line tells its own.
            wizard.conflict_text = "\n".join(texts) if wizard.order_count == 1 else ""

    @api.depends("start", "duration", "order_ids", "line_ids.stop")
    def _compute_candidates(self):
        return super()._compute_candidates()

    def _crew_slot(self):
        stops = [line.stop for line in self.line_ids if line.stop]
        if not stops and self.start:
            stops = [self.start + timedelta(hours=self.duration)]
        return (
            self.start,
            max(stops, default=None),
            self.order_ids._origin,
            self.env["fieldwork.visit"],
        )

    def _slots(self):
        """Return ``[(line, start, stop)]`` in the sequence of the lines."""
        self.ensure_one()
        slots, begin = [], self.start
        single = self.order_count == 1
        for line in self.line_ids.sorted(lambda line: (line.sequence, line.id or 0)):
            hours = self.duration if single else line.duration
            if not begin or not hours or hours <= 0:
                continue
            stop = begin + timedelta(hours=hours)
            slots.append((line, begin, stop))
            if self.spread == "row":
                begin = stop + timedelta(minutes=self.gap_minutes)
        return slots

    def _plans(self):
        return [
            {
                "order": line.order_id._origin,
                "start": start,
                "stop": stop,
                "technicians": self._people(),
                "resources": self._things(),
                "promised": (self.promised_start, self.promised_stop),
            }
            for line, start, stop in self._slots()
        ]

    def action_apply(self):
        """Confirm what is only registered and plan all of it."""
        self.ensure_one()
        orders = self.order_ids
        if not orders:
            raise UserError(self.env._("Choose at least one order to plan."))
        self._check_states()
        drafts = orders.filtered(lambda order: order.state == "draft")
        if drafts:
            drafts.action_confirm()
        visits = self._plan_days() if self.several_days else self._plan_visits()
        return self._done_action(visits)

    def _check_states(self):
        for order in self.order_ids:
            if order.state != "draft" and order.state not in PLANNABLE_STATES:
                order._require_state(PLANNABLE_STATES, self.env._("planned"))

    def _plan_days(self):
        first = to_local(self.start, self._zone()).date()
        return self.order_ids.plan_days(
            first,
            self.day_count,
            self.hour_from,
            self.hour_to,
            technicians=self._people(),
            resources=self._things(),
            additional=self.additional,
        )

    def _plan_visits(self):
        if self.order_count == 1:
            return self.order_ids.plan(
                self.start,
                stop=self.start + timedelta(hours=self.duration),
                technicians=self._people(),
                resources=self._things(),
                additional=self.additional,
                promised=(self.promised_start, self.promised_stop),
            )
        # The batch behind ``plan``: the same checks, each order at its own time.
        return self.order_ids._plan(self._plans(), self.additional)

    def _done_action(self, visits):
        conflicts = visits.conflict_ids.mapped("sentence")
        message = self.env._("%(count)s visits planned.", count=len(visits))
        if len(visits) == 1:
            message = self.env._(
                "%(order)s is planned for %(time)s.",
                order=visits.order_id.name,
                time=self._local(visits.start),
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if conflicts else "success",
                "message": " ".join([message, *dict.fromkeys(conflicts[:5])]),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    @api.onchange("several_days")
    def _onchange_several_days(self):
        if self.several_days and self.start:
            # Work of several days fills the days, not the length of one visit.
            self.hour_to = max(self.hour_to, min(self.hour_from + 8, 23.75))

    @api.onchange("promised_start")
    def _onchange_promised_start(self):
        if self.promised_start and not self.promised_stop:
            self.promised_stop = self.promised_start + timedelta(hours=2)
