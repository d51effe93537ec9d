from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...const import OPEN_STATES, OPEN_VISIT_STATES, sql_states


class FieldworkOrder(models.Model):
    _name = "fieldwork.order"
    _description = "Service Order"
    _inherit = [
        "fieldwork.guard.mixin",
        "portal.mixin",
        "rating.mixin",
        "mail.activity.mixin",
    ]
    # What waits longest for somebody stands first; closed orders come after.
    _order = "attention_at, id desc"
    _rec_names_search = ["name", "customer_reference"]
    _check_company_auto = True
    _mail_post_access = "read"

    _guarded_fields = {
        "state": "draft",
        "done_at": False,
        "reopened_at": False,
        "pending_kind": False,
        "pending_since": False,
        "planned_start": False,
        "planned_stop": False,
        "planned_day": False,
        "cancel_reason": False,
        "merged_into_id": False,
    }

    # What it is
    name = fields.Char(
        string="Number",
        required=True,
        readonly=True,
        copy=False,
        index="trigram",
        default=lambda self: self.env._("New"),
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    type_id = fields.Many2one(
        "fieldwork.order.type",
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        default=lambda self: self.env["fieldwork.order.type"]._default_type_id(
            self.env.company.id
        ),
    )
    color = fields.Integer(related="type_id.color")
    priority = fields.Selection(
        [("0", "Normal"), ("1", "High"), ("2", "Urgent")],
        default="0",
        required=True,
        tracking=True,
        help="With the type it sets the deadline.",
    )
    description = fields.Text(
        string="Request", help="What the customer asks for, in the customer's words."
    )
    internal_note = fields.Html(help="For the office and the technician only.")
    tag_ids = fields.Many2many("fieldwork.order.tag", string="Tags")
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        index="btree_not_null",
        domain=[("share", "=", False)],
        tracking=True,
        help="Who in the office looks after the order.",
    )
    team_id = fields.Many2one(
        "fieldwork.team",
        compute="_compute_team_id",
        store=True,
        readonly=False,
        precompute=True,
        index=True,
        tracking=True,
        check_company=True,
    )

    # For whom and where
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        domain="[('type', '!=', 'site')]",
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Commercial Entity"
    )
    invoice_partner_id = fields.Many2one(
        "res.partner",
        string="Invoice to",
        compute="_compute_invoice_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        help="Who pays: the customer, or an administrator, an insurer, the maker "
        "under warranty.",
    )
    site_id = fields.Many2one(
        "res.partner",
        compute="_compute_site_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        domain="['|', ('id', '=', partner_id), "
        "('commercial_partner_id', '=', commercial_partner_id)]",
        help="Where the work is done.",
    )
    contact_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        check_company=True,
        help="Whom to ask for at the site; also a caretaker or tenant.",
    )
    customer_reference = fields.Char(
        string="Customer's Order No.",
        index="trigram",
        help="The number under which the customer knows this order.",
    )
    equipment_ids = fields.Many2many(
        "fieldwork.equipment",
        "fieldwork_order_equipment_rel",
        "order_id",
        "equipment_id",
        check_company=True,
    )
    fieldwork_hold = fields.Boolean(
        related="partner_id.commercial_partner_id.fieldwork_hold",
        string="Customer on Hold",
    )
    skill_requirement_ids = fields.Many2many(
        "fieldwork.skill.requirement",
        "fieldwork_order_skill_rel",
        "order_id",
        "requirement_id",
        string="More Skills Needed",
        help="Besides those that the type asks for.",
    )
    site_tz = fields.Char(string="Time Zone of the Site", compute="_compute_site_tz")

    # When
    registered_on = fields.Datetime(
        string="Registered",
        required=True,
        default=fields.Datetime.now,
        copy=False,
        help="When the customer asked; the age of the order counts from here.",
    )
    window_start = fields.Datetime(
        string="Not before", tracking=True, help="Start of the window agreed."
    )
    window_stop = fields.Datetime(
        string="Not after", tracking=True, help="End of the window agreed."
    )
    deadline = fields.Datetime(
        compute="_compute_deadline",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        tracking=True,
        help="From the priority and the type; can be changed by hand.",
    )
    duration = fields.Float(
        string="Planned Duration (hours)",
        compute="_compute_duration",
        store=True,
        readonly=False,
        precompute=True,
        help="How long one visit takes.",
    )
    planned_start = fields.Datetime(
        readonly=True, copy=False, help="Start of the next open visit."
    )
    planned_day = fields.Date(
        readonly=True, copy=False, help="Local day of the next open visit, at the site."
    )
    planned_stop = fields.Datetime(
        readonly=True, copy=False, help="End of the last open visit."
    )
    done_at = fields.Datetime(string="Done on", readonly=True, copy=False)
    reopened_at = fields.Datetime(string="Reopened on", readonly=True, copy=False)

    # Where it stands
    state = fields.Selection(
        [
            ("draft", "Registered"),
            ("ready", "Ready"),
            ("planned", "Planned"),
            ("progress", "In Progress"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        group_expand=True,
        help="Registered: taken down, not yet checked. Ready: may be planned. "
        "Planned: has a visit. In progress: somebody is on it.",
    )
    cancel_reason = fields.Char(readonly=True, copy=False)
    merged_into_id = fields.Many2one(
        "fieldwork.order", readonly=True, copy=False, index="btree_not_null"
    )
    origin_order_id = fields.Many2one(
        "fieldwork.order",
        string="Follow-up of",
        copy=False,
        index="btree_not_null",
        check_company=True,
    )
    follow_up_ids = fields.One2many(
        "fieldwork.order", "origin_order_id", string="Follow-ups"
    )

    # Its parts
    visit_ids = fields.One2many("fieldwork.visit", "order_id", string="Visits")
    assignment_ids = fields.One2many(
        "fieldwork.assignment", "order_id", string="Assignments"
    )
    worklog_ids = fields.One2many("fieldwork.worklog", "order_id", string="Work Time")
    material_ids = fields.One2many(
        "fieldwork.material", "order_id", string="Materials", copy=False
    )
    conflict_ids = fields.One2many("fieldwork.conflict", "order_id", string="Conflicts")
    has_conflict = fields.Boolean(
        compute="_compute_has_conflict", search="_search_has_conflict"
    )
    visit_count = fields.Integer(compute="_compute_visit_count")
    technician_ids = fields.Many2many(
        "resource.resource",
        string="Technicians",
        compute="_compute_technician_ids",
        help="People on the open visits; of a closed order, on all.",
    )
    work_hours = fields.Float(compute="_compute_hours", string="Hours of Work")
    travel_hours = fields.Float(compute="_compute_hours", string="Hours of Travel")

    _check_window = models.Constraint(
        "CHECK (window_stop >= window_start)",
        "The window of an order must end after it starts.",
    )
    _check_duration = models.Constraint(
        "CHECK (duration > 0 AND duration <= 48)",
        "The planned duration must be more than nothing and at most 48 hours: work "
        "over several days is planned as one visit a day.",
    )
    # The two ways lists read: everything, and what is open.
    _attention_idx = models.Index("(attention_at, id DESC)")
    _open_attention_idx = models.Index(
        f"(attention_at, id DESC) WHERE state IN {sql_states(OPEN_STATES)}"
    )
    _open_planned_idx = models.Index(
        f"(planned_start) WHERE state IN {sql_states(OPEN_STATES)}"
    )
    _open_deadline_idx = models.Index(
        f"(deadline) WHERE state IN {sql_states(OPEN_STATES)}"
    )
    _open_state_idx = models.Index(
        f"(state, pending_kind) WHERE state IN {sql_states(OPEN_STATES)}"
    )
    _done_idx = models.Index("(done_at, type_id) WHERE state = 'done'")

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("type_id")
    def _compute_team_id(self):
        for order in self:
            order.team_id = order.type_id.team_id or order.team_id

    @api.depends("partner_id")
    def _compute_invoice_partner_id(self):
        by_partner = {
            partner: partner.address_get(["invoice"])["invoice"]
            for partner in self.partner_id
        }
        for order in self:
            order.invoice_partner_id = by_partner.get(order.partner_id)

    @api.depends("partner_id")
    def _compute_site_id(self):
        sites = self.partner_id._fieldwork_default_site()
        for order in self:
            kept = (
                order.site_id.commercial_partner_id
                == order.partner_id.commercial_partner_id
            )
            if not (order.site_id and kept):
                order.site_id = sites.get(order.partner_id.id)

    @api.depends("site_id", "company_id")
    def _compute_site_tz(self):
        for order in self:
            order.site_tz = order._site_zone()

    @api.depends("priority", "type_id", "registered_on")
    def _compute_deadline(self):
        for order in self:
            hours = order.type_id and order.type_id._deadline_hours(order.priority)
            registered = order.registered_on or fields.Datetime.now()
            order.deadline = registered + timedelta(hours=hours) if hours else False

    @api.depends("type_id")
    def _compute_duration(self):
        for order in self:
            order.duration = order.type_id.duration or order.duration or 1.0

    @api.depends("conflict_ids")
    def _compute_has_conflict(self):
        for order in self:
            order.has_conflict = bool(order.conflict_ids)

    def _search_has_conflict(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = Domain("conflict_ids", "!=", False)
        return found if True in value else ~found

    def _compute_visit_count(self):
        counts = dict(
            self.env["fieldwork.visit"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.visit_count = counts.get(order, 0)

    @api.depends("assignment_ids", "state")
    def _compute_technician_ids(self):
        def is_expected(assignment):
            return (
                assignment.role != "equipment"
                and assignment.visit_state in OPEN_VISIT_STATES
                and assignment.response != "refused"
            )

        def was_there(assignment):
            return assignment.role != "equipment"

        for order in self:
            counts = is_expected if order.state in OPEN_STATES else was_there
            order.technician_ids = order.assignment_ids.filtered(counts).resource_id

    def _compute_hours(self):
        rows = self.env["fieldwork.worklog"]._read_group(
            [("order_id", "in", self.ids), ("kind", "in", ("work", "travel"))],
            ["order_id", "kind"],
            ["duration:sum"],
        )
        hours = {(order.id, kind): total for order, kind, total in rows}
        for order in self:
            order.work_hours = hours.get((order.id, "work"), 0.0)
            order.travel_hours = hours.get((order.id, "travel"), 0.0)

    def _compute_access_url(self):
        res = super()._compute_access_url()
        for order in self:
            order.access_url = f"/my/fieldwork/{order.id}"
        return res

    # ------------------------------------------------------------------
    # Checks and records
    # ------------------------------------------------------------------

    @api.constrains("site_id", "partner_id")
    def _check_site(self):
        for order in self:
            if (
                order.site_id.commercial_partner_id
                != order.partner_id.commercial_partner_id
            ):
                raise ValidationError(
                    self.env._(
                        "Site %(site)s does not belong to %(customer)s: choose one of "
                        "the customer's sites on order %(order)s, or change the "
                        "customer.",
                        site=order.site_id.display_name,
                        customer=order.partner_id.display_name,
                        order=order.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Create orders; numbers are drawn at once, one query per company.

        No creation message is written: it says nothing that the creation date and
        user do not, and costs more than the order. Whoever makes many at once
        (an import, a generator) does not follow them all.
        """
        vals_list = [self._complete_vals(vals) for vals in vals_list]
        self._number(vals_list)
        quiet = {"mail_create_nolog": True}
        if len(vals_list) > 1:
            quiet["mail_create_nosubscribe"] = True
        orders = super(FieldworkOrder, self.with_context(**quiet)).create(vals_list)
        return orders.with_env(self.env)

    @api.model
    def _complete_vals(self, vals):
        """Return ``vals`` with what the framework would find out record by record."""
        company_id = vals.get("company_id") or self.env.company.id
        return {
            "type_id": self.env["fieldwork.order.type"]._default_type_id(company_id),
            # Computed right after the insert otherwise, by an update of every row.
            "rating_last_value": 0.0,
            **vals,
        }

    @api.model
    def _number(self, vals_list):
        unnumbered = {}
        new = self.env._("New")
        for vals in vals_list:
            if vals.get("name") in (None, False, "", new):
                company = vals.get("company_id") or self.env.company.id
                unnumbered.setdefault(company, []).append(vals)
        for company, batch in unnumbered.items():
            # The sequence is nobody's secret, and technicians may not read it.
            numbers = (
                self.env["ir.sequence"]
                .sudo()
                .with_company(company)
                ._fieldwork_next_numbers("fieldwork.order", len(batch))
            )
            for vals, number in zip(batch, numbers, strict=True):
                vals["name"] = number

    @api.ondelete(at_uninstall=False)
    def _unlink_except_worked(self):
        for order in self:
            if order.state not in ("draft", "cancelled") or order.worklog_ids:
                raise UserError(
                    self.env._(
                        "Order %(order)s cannot be deleted: only registered and "
                        "cancelled orders without work time can. Cancel it instead.",
                        order=order.name,
                    )
                )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        for vals in vals_list:
            # A window of the past is no wish for the copy.
            vals.pop("window_start", None)
            vals.pop("window_stop", None)
        return vals_list

    def _site_zone(self):
        """Return the name of the zone in which this order's site is planned."""
        self.ensure_one()
        return self.site_id._fieldwork_tz(self.company_id)

    def _skill_requirements(self):
        """Return the skills that a crew of this order needs (hook)."""
        self.ensure_one()
        return self.type_id.skill_requirement_ids | self.skill_requirement_ids
