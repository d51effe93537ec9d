from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...const import (
    MAX_VISIT_HOURS,
    OPEN_VISIT_STATES,
    UNDER_WAY_STATES,
    sql_states,
)
from ...tools.days import to_local

# What a technician may write on a visit without a method: the words of the report.
TECHNICIAN_FIELDS = frozenset({"findings", "work_done", "customer_remarks"})


class FieldworkVisit(models.Model):
    _name = "fieldwork.visit"
    _description = "Visit"
    _inherit = ["fieldwork.guard.mixin"]
    _order = "start desc, id desc"
    _check_company_auto = True

    _guarded_fields = {
        "order_id": False,
        "state": "planned",
        "outcome": False,
        "continue_reason": False,
        "actual_start": False,
        "actual_stop": False,
        "closed_at": False,
        "close_reason": False,
        "recheck": False,
    }

    order_id = fields.Many2one(
        "fieldwork.order", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="order_id.company_id", store=True, precompute=True
    )
    team_id = fields.Many2one(
        related="order_id.team_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(related="order_id.partner_id")
    site_id = fields.Many2one(related="order_id.site_id")
    equipment_ids = fields.Many2many(related="order_id.equipment_ids")
    type_id = fields.Many2one(related="order_id.type_id")
    color = fields.Integer(related="order_id.type_id.color")
    start = fields.Datetime(required=True)
    stop = fields.Datetime(required=True)
    day = fields.Date(
        compute="_compute_day",
        store=True,
        precompute=True,
        help="Local day of the start, at the site.",
    )
    promised_start = fields.Datetime(
        string="Promised from", help="What the customer was told, apart from the slot."
    )
    promised_stop = fields.Datetime(string="Promised until")
    actual_start = fields.Datetime(readonly=True, copy=False)
    actual_stop = fields.Datetime(readonly=True, copy=False)
    closed_at = fields.Datetime(readonly=True, copy=False)
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("travelling", "On the Way"),
            ("working", "Working"),
            ("paused", "Paused"),
            ("done", "Done"),
            ("missed", "Missed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="planned",
        copy=False,
    )
    outcome = fields.Selection(
        [
            ("solved", "Solved"),
            ("to_continue", "To be continued"),
            ("not_needed", "Not needed"),
        ],
        readonly=True,
        copy=False,
    )
    continue_reason = fields.Selection(
        [
            ("parts", "Parts are missing"),
            ("time", "More time is needed"),
            ("access", "No access"),
            ("quote", "A quote is needed"),
        ],
        string="To Continue because",
        readonly=True,
        copy=False,
    )
    close_reason = fields.Char(
        readonly=True, copy=False, help="Why the visit was missed or cancelled."
    )
    findings = fields.Text(copy=False)
    work_done = fields.Text(copy=False)
    customer_remarks = fields.Text(copy=False)
    client_uuid = fields.Char(copy=False, readonly=True)
    recheck = fields.Boolean(
        readonly=True,
        copy=False,
        help="Something changed that may give or end a conflict; looked through soon.",
    )
    assignment_ids = fields.One2many("fieldwork.assignment", "visit_id")
    worklog_ids = fields.One2many("fieldwork.worklog", "visit_id", string="Work Time")
    material_ids = fields.One2many("fieldwork.material", "visit_id", string="Materials")
    event_ids = fields.One2many("fieldwork.visit.event", "visit_id", string="Journal")
    conflict_ids = fields.One2many("fieldwork.conflict", "visit_id")
    lead_id = fields.Many2one("resource.resource", compute="_compute_people")
    resource_ids = fields.Many2many("resource.resource", compute="_compute_people")
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")
    work_hours = fields.Float(compute="_compute_hours")
    travel_hours = fields.Float(compute="_compute_hours")

    _check_slot = models.Constraint(
        f"CHECK (stop > start AND stop <= start + interval '{MAX_VISIT_HOURS} hours')",
        f"A visit must end after it starts and last at most {MAX_VISIT_HOURS} hours.",
    )
    _check_promise = models.Constraint(
        "CHECK (promised_stop >= promised_start)",
        "The window promised to the customer must end after it starts.",
    )
    _client_uuid_uniq = models.UniqueIndex(
        "(client_uuid) WHERE client_uuid IS NOT NULL",
        "This visit has been received already.",
    )
    _recheck_idx = models.Index("(id) WHERE recheck IS TRUE")
    _open_start_idx = models.Index(
        f"(start) WHERE state IN {sql_states(OPEN_VISIT_STATES)}"
    )

    @api.depends("start", "order_id.site_id")
    def _compute_day(self):
        for visit in self:
            visit.day = visit.start and to_local(visit.start, visit._zone()).date()

    @api.depends("order_id.name", "start")
    @api.depends_context("tz")
    def _compute_display_name(self):
        for visit in self:
            when = ""
            if visit.start:
                local = fields.Datetime.context_timestamp(visit, visit.start)
                when = local.strftime("%Y-%m-%d %H:%M")
            visit.display_name = f"{visit.order_id.name or ''} · {when}"

    @api.depends("assignment_ids.resource_id", "assignment_ids.role")
    def _compute_people(self):
        for visit in self:
            crew = visit.assignment_ids
            visit.lead_id = crew.filtered(lambda a: a.role == "lead")[:1].resource_id
            visit.resource_ids = crew.resource_id

    def _compute_hours(self):
        rows = self.env["fieldwork.worklog"]._read_group(
            [("visit_id", "in", self.ids), ("kind", "in", ("work", "travel"))],
            ["visit_id", "kind"],
            ["duration:sum"],
        )
        hours = {(visit.id, kind): total for visit, kind, total in rows}
        for visit in self:
            visit.work_hours = hours.get((visit.id, "work"), 0.0)
            visit.travel_hours = hours.get((visit.id, "travel"), 0.0)

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
        for visit in self:
            visit.is_mine = visit in mine

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = self._domain_mine()
        return mine if True in value else ~mine

    @api.model
    def _domain_mine(self):
        """Return the domain of what a technician sees; the record rule uses it."""
        received = self.env["fieldwork.assignment"]._domain_received()
        mine = Domain("assignment_ids", "any!", received)
        teams = self.env.user._fieldwork_shared_teams()
        if teams:
            mine |= Domain("team_id", "in", teams.ids) & Domain(
                "state", "in", OPEN_VISIT_STATES
            )
        return mine

    @api.model_create_multi
    def create(self, vals_list):
        """Visits are made by ``fieldwork.order.plan``, which checks the order."""
        if not self._guard_open():
            raise UserError(
                self.env._("A visit is made by planning its order: use “Plan”.")
            )
        return super().create(vals_list)

    def write(self, vals):
        """Write a visit; moving it is a call of :meth:`reschedule`."""
        if self._guard_open():
            return super().write(vals)
        self._check_written_by(vals)
        moved = {name: vals[name] for name in ("start", "stop") if name in vals}
        rest = {name: value for name, value in vals.items() if name not in moved}
        if moved:
            self.reschedule(moved.get("start"), moved.get("stop"))
        return super().write(rest) if rest else True

    def _check_written_by(self, vals):
        if self.env.su or self._is_office():
            return
        wrong = set(vals) - TECHNICIAN_FIELDS
        if wrong:
            raise UserError(
                self.env._(
                    "Only dispatchers change %(fields)s of a visit: ask the office.",
                    fields=", ".join(
                        self._fields[name]._description_string(self.env)
                        for name in sorted(wrong & set(self._fields))
                    ),
                )
            )

    def _is_office(self):
        """Tell whether the user plans these visits.

        A dispatcher of another team who goes out on one is a technician there.
        """
        user = self.env.user
        return user.has_group(
            "fieldwork.group_fieldwork_dispatcher"
        ) and self.order_id.has_access("write")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_worked(self):
        for visit in self.filtered("worklog_ids"):
            raise UserError(
                self.env._(
                    "Visit %(visit)s has work time and stays: cancel it instead.",
                    visit=visit.display_name,
                )
            )

    def unlink(self):
        orders = self.order_id
        res = super().unlink()
        orders.exists()._update_state_from_visits()
        return res

    def _zone(self):
        self.ensure_one()
        return self.order_id._site_zone()

    def _why_not_solved(self):
        """Return the words for why a missed or unfinished visit did not solve it."""
        if self.state == "missed":
            return self.close_reason or ""
        if self.continue_reason:
            labels = self._fields["continue_reason"]._description_selection(self.env)
            return dict(labels)[self.continue_reason]
        return ""

    def _is_under_way(self):
        return self.state in UNDER_WAY_STATES
