from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...const import MAX_VISIT_HOURS, OPEN_VISIT_STATES, sql_states


class FieldworkAssignment(models.Model):
    """One resource on one visit: the bars of the planner."""

    _name = "fieldwork.assignment"
    _description = "Assignment"
    _inherit = ["fieldwork.guard.mixin", "fieldwork.visit.part.mixin"]
    _order = "start, id"
    _rec_name = "resource_id"
    _check_company_auto = True

    _guarded_fields = {
        "response": "pending",
        "refusal_reason": False,
        "responded_at": False,
        "start": False,
        "stop": False,
        "visit_id": False,
        "order_id": False,
    }

    visit_state = fields.Selection(
        related="visit_id.state", store=True, precompute=True
    )
    day = fields.Date(related="visit_id.day", store=True, precompute=True)
    resource_id = fields.Many2one(
        "resource.resource",
        string="Technician or Thing",
        required=True,
        ondelete="restrict",
        check_company=True,
    )
    kind = fields.Selection(
        related="resource_id.fieldwork_kind", string="Kind", store=True
    )
    role = fields.Selection(
        [("lead", "Lead"), ("helper", "Helper"), ("equipment", "Van, Tool")],
        required=True,
        default="lead",
    )
    start = fields.Datetime(required=True)
    stop = fields.Datetime(required=True)
    response = fields.Selection(
        [
            ("pending", "No Answer yet"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),
        ],
        required=True,
        readonly=True,
        default="pending",
        copy=False,
    )
    refusal_reason = fields.Char(readonly=True, copy=False)
    responded_at = fields.Datetime(readonly=True, copy=False)
    partner_id = fields.Many2one(related="order_id.partner_id")
    site_id = fields.Many2one(related="order_id.site_id")
    type_id = fields.Many2one(related="order_id.type_id")
    color = fields.Integer(related="order_id.type_id.color")
    priority = fields.Selection(related="order_id.priority")
    conflict_ids = fields.One2many("fieldwork.conflict", "assignment_id")
    conflict_text = fields.Text(compute="_compute_conflict_text")
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")

    _resource_uniq = models.Constraint(
        "UNIQUE (visit_id, resource_id)",
        "A technician or thing is on a visit once.",
    )
    _check_slot = models.Constraint(
        f"CHECK (stop > start AND stop <= start + interval '{MAX_VISIT_HOURS} hours')",
        f"An assignment must end after it starts and last at most {MAX_VISIT_HOURS} "
        "hours.",
    )
    # With the bound on length either end of the slot serves for both.
    _resource_stop_idx = models.Index("(resource_id, stop)")
    _start_idx = models.Index("(start)")
    _open_idx = models.Index(
        f"(resource_id, stop) WHERE visit_state IN {sql_states(OPEN_VISIT_STATES)}"
    )

    @api.depends("resource_id.name", "order_id.name", "order_id.site_id")
    def _compute_display_name(self):
        # Who, what and where is shown to everyone who sees the visit. Only these
        # columns are read: a calendar shows hundreds at once.
        own = self.sudo()
        own.resource_id.fetch(["name"])
        own.order_id.fetch(["name", "site_id"])
        own.order_id.site_id.fetch(["complete_name"])
        for assignment, record in zip(own, self, strict=True):
            order = assignment.order_id
            parts = (
                assignment.resource_id.name,
                order.name,
                order.site_id.complete_name,
            )
            record.display_name = " · ".join(filter(None, parts))

    @api.depends("conflict_ids")
    def _compute_conflict_text(self):
        for assignment in self:
            assignment.conflict_text = "\n".join(
                assignment.conflict_ids.mapped("sentence")
            )

    @api.depends("visit_id.is_mine")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for assignment in self:
            assignment.is_mine = assignment.visit_id.is_mine

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = self._domain_mine()
        return mine if True in value else ~mine

    @api.model
    def _domain_mine(self):
        """Return the domain of the crews of the visits that a technician sees."""
        return Domain("visit_id", "any!", self.env["fieldwork.visit"]._domain_mine())

    @api.model
    def _domain_received(self):
        """Return the domain of the assignments the user has as a technician.

        Assigned, not refused, inside the company's horizon and, for the past, within
        the days technicians keep: the bounds let the index on (resource, stop)
        answer without reading the technician's whole life.
        """
        now = fields.Datetime.now()
        received = []
        # The own resources are read without rights: they are the user's own.
        for resource in self.env.user.sudo().fieldwork_resource_ids:
            company = resource.company_id or self.env.company
            received.append(
                Domain("resource_id", "=", resource.id)
                & Domain(
                    "stop", ">=", now - timedelta(days=company.fieldwork_history_days)
                )
                & Domain("day", "<", company._fieldwork_horizon_day())
                & Domain("response", "!=", "refused")
                & Domain("visit_state", "!=", "cancelled")
            )
        return Domain.OR(received)

    @api.model
    def _search(self, domain, *args, **kwargs):
        return super()._search(self._bound_slot(Domain(domain)), *args, **kwargs)

    @api.model
    def _bound_slot(self, domain):
        """Add to a question about one end of the slots what it means for the other.

        A calendar asks ``start <= b and stop >= a``; without the bound PostgreSQL
        reads half of all assignments for a week in the middle.
        """
        length = timedelta(hours=MAX_VISIT_HOURS)
        bounds = []
        conditions = domain.children if hasattr(domain, "children") else [domain]
        if getattr(domain, "OPERATOR", "&") != "&":
            return domain
        for condition in conditions:
            name = getattr(condition, "field_expr", None)
            operator = getattr(condition, "operator", None)
            if name == "start" and operator in ("<", "<="):
                end = fields.Datetime.to_datetime(condition.value)
                bounds.append(Domain("stop", operator, end + length))
            elif name == "stop" and operator in (">", ">="):
                begin = fields.Datetime.to_datetime(condition.value)
                bounds.append(Domain("start", operator, begin - length))
        return Domain.AND([domain, *bounds]) if bounds else domain

    @api.model_create_multi
    def create(self, vals_list):
        """Assignments are made by planning; see ``fieldwork.visit.assign``."""
        if not self._guard_open():
            raise UserError(
                self.env._("Technicians are assigned by planning: use “Plan”.")
            )
        return super().create(vals_list)

    def write(self, vals):
        """Write an assignment; another slot moves its visit."""
        moved = {name: vals[name] for name in ("start", "stop") if vals.get(name)}
        if not moved or self._guard_open():
            return super().write(vals)
        rest = {name: value for name, value in vals.items() if name not in moved}
        self.visit_id.reschedule(moved.get("start"), moved.get("stop"))
        return super().write(rest) if rest else True

    def _is_received(self):
        """Tell whether the technician has the visit: it is inside the horizon."""
        self.ensure_one()
        return self.day < self.company_id._fieldwork_horizon_day()

    def _prepare_moved_vals(self, shift, start, stop):
        """Return the values of the assignment when its visit goes to another slot.

        Who was planned for a part of the visit keeps the part, as far as it fits.
        """
        self.ensure_one()
        visit = self.visit_id
        begin = min(max(self.start + shift, start), stop)
        end = min(self.stop + shift, stop)
        if (self.start, self.stop) == (visit.start, visit.stop) or end <= begin:
            begin, end = start, stop
        vals = {"start": begin, "stop": end}
        same = (begin, end) == (self.start, self.stop)
        if self.role != "equipment" and not same:
            vals.update(response="pending", refusal_reason=False, responded_at=False)
        return vals

    def _skill_problems(self, requirements):
        """Yield ``(assignment, names of the skills lacking)`` for one day's crews."""
        if not self:
            return
        problems = self.resource_id._fieldwork_skill_problems(
            requirements, min(self.mapped("start"))
        )
        for assignment in self:
            lacking = problems.get(assignment.resource_id.id)
            if lacking:
                names = sorted(skill.name for _kind, skill in lacking)
                yield assignment, ", ".join(names)

    def _check_no_time(self):
        """Refuse to take people off a visit on which they have work time."""
        logs = self.env["fieldwork.worklog"].search(
            [
                ("visit_id", "in", self.visit_id.ids),
                ("resource_id", "in", self.resource_id.ids),
            ]
        )
        pairs = {(log.visit_id, log.resource_id) for log in logs}
        for assignment in self:
            if (assignment.visit_id, assignment.resource_id) in pairs:
                raise UserError(
                    self.env._(
                        "%(person)s has time on %(visit)s and stays on it.",
                        person=assignment.resource_id.sudo().name,
                        visit=assignment.visit_id.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # The technician's answer
    # ------------------------------------------------------------------

    def action_accept(self, at=None, client_uuid=None):
        """Accept the visits; accepting again changes nothing.

        :raise UserError: a visit is not open any more
        """
        return self._respond("accept", {"response": "accepted"}, at, client_uuid)

    def action_refuse(self, reason=None, at=None, client_uuid=None):
        """Refuse the visits; only the assignment is touched.

        :param str reason: required, told to the dispatcher
        :raise UserError: no reason, the visit is not open, or has begun
        """
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say why you refuse: the dispatcher must know."))
        vals = {"response": "refused", "refusal_reason": reason}
        return self._respond("refuse", vals, at, client_uuid, reason)

    def _respond(self, kind, vals, at, client_uuid, note=None):
        visits = self.visit_id
        if self.env["fieldwork.visit.event"]._already_received(
            kind, visits, client_uuid
        ):
            return True
        self._check_may_respond()
        at = visits._event_time(at)
        changed = self.filtered(lambda a: a.response != vals["response"])
        changed._check_can_respond(kind)
        in_the_way = kind == "refuse" or "refused" in changed.mapped("response")
        # The technician answers for themselves; the rows belong to the planner, and
        # whoever refuses sees the visit no more.
        changed = changed.sudo()
        changed._guarded_write({"refusal_reason": False, **vals, "responded_at": at})
        self.env["fieldwork.visit.event"]._record(
            kind, changed.visit_id, at, client_uuid, note=note
        )
        if in_the_way:
            changed.visit_id._find_conflicts()
        changed.visit_id.order_id._update_state_from_visits()
        changed._on_responded(kind)
        return True

    def _check_may_respond(self):
        self.check_access("read")
        if self.visit_id._is_office():
            return
        mine = self.env.user.sudo().fieldwork_resource_ids
        for assignment in self:
            if assignment.resource_id not in mine:
                raise UserError(
                    self.env._(
                        "%(assignment)s is another person's: only they or the "
                        "dispatcher can answer.",
                        assignment=assignment.display_name,
                    )
                )

    def _check_can_respond(self, kind):
        allowed = ("planned",) if kind == "refuse" else OPEN_VISIT_STATES
        for assignment in self:
            if assignment.role == "equipment":
                raise UserError(
                    self.env._(
                        "%(thing)s is a thing and does not answer.",
                        thing=assignment.resource_id.sudo().name,
                    )
                )
            if assignment.visit_state not in allowed:
                raise UserError(
                    self.env._(
                        "Visit %(visit)s has begun or is closed: it cannot be "
                        "answered any more.",
                        visit=assignment.visit_id.display_name,
                    )
                )

    # ------------------------------------------------------------------
    # Hooks: who tells whom
    # ------------------------------------------------------------------

    def _on_planned(self):
        """Called once per batch with the assignments just made (hook)."""

    def _on_changed(self, before):
        """Called with assignments whose slot changed (hook).

        :param dict before: ``{assignment.id: (start, stop, received)}``
        """

    def _on_withdrawn(self, reason=None):
        """Called with assignments whose visit was cancelled, or that are about to
        be removed (hook)."""

    def _on_responded(self, kind):
        """Called with the assignments just answered (hook): ``accept``, ``refuse``."""
