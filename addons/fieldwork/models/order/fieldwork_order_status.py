from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...const import OPEN_STATES

# The kinds of one selection stand in the order in which the first that holds wins.
PENDING_STORED = [
    ("customer", "Waiting for the customer"),
    ("other_time", "Customer asks for another time"),
    ("refused", "Refused by the technician"),
    ("no_technician", "No technician"),
    ("site_hours", "Outside the site's hours"),
    ("no_answer", "Technician has not answered"),
    ("missed", "Visit missed"),
    ("to_continue", "To be continued"),
    ("to_close", "To be closed by the office"),
]
ATTENTION = [
    ("refused", "Refused"),
    ("other_time", "Customer asks for another time"),
    ("missed", "Visit missed"),
    ("late", "Late"),
    ("unanswered", "Not answered"),
    ("conflict", "In conflict"),
    ("window", "Window is near"),
]


class FieldworkOrder(models.Model):
    """Why an order waits, and whether somebody must act.

    What depends on today is computed and searched by the same SQL, over open orders
    only, and never stored.
    """

    _inherit = "fieldwork.order"

    waiting_customer = fields.Char(
        readonly=True, copy=False, help="What the customer still has to do."
    )
    pending_kind = fields.Selection(
        PENDING_STORED,
        readonly=True,
        copy=False,
        help="The part of the pending reason that does not depend on today.",
    )
    pending_since = fields.Datetime(readonly=True, copy=False)
    pending_reason = fields.Selection(
        [*PENDING_STORED, ("horizon", "Beyond the horizon")],
        string="Pending",
        compute="_compute_pending_reason",
        search="_search_pending_reason",
        help="Why the order does not move on.",
    )
    pending_text = fields.Char(string="Why Pending", compute="_compute_pending_text")
    attention_at = fields.Datetime(
        string="Attention from",
        compute="_compute_attention_at",
        store=True,
        precompute=True,
        help="When this order began, or next begins, to wait for somebody. Open "
        "orders are listed by it.",
    )
    attention_reason = fields.Selection(
        ATTENTION,
        string="Attention",
        compute="_compute_attention_reason",
        search="_search_attention_reason",
        help="Why somebody must act on this order now.",
    )
    needs_attention = fields.Boolean(
        compute="_compute_attention_reason", search="_search_needs_attention"
    )

    # ------------------------------------------------------------------
    # Pending
    # ------------------------------------------------------------------

    def _pending_kind(self, state, visits):
        """Return the stored pending kind for ``state`` and the open ``visits``."""
        self.ensure_one()
        if self.waiting_customer:
            return "customer"
        if state == "planned":
            return self._pending_kind_planned(visits)
        if state == "ready":
            return self._pending_kind_ready()
        return False

    def _pending_kind_planned(self, visits):
        if "other_time" in visits.mapped("customer_response"):
            return "other_time"
        people = visits.assignment_ids.filtered(lambda a: a.role != "equipment")
        manned = people.filtered(lambda a: a.response != "refused").visit_id
        if people.filtered(lambda a: a.response == "refused").visit_id - manned:
            return "refused"
        if visits - manned:
            return "no_technician"
        if self.conflict_ids.filtered(lambda c: c.kind == "site"):
            return "site_hours"
        leads = people.filtered(lambda a: a.role == "lead")
        return "no_answer" if "pending" in leads.mapped("response") else False

    def _pending_kind_ready(self):
        last = self._last_visit()
        if self.reopened_at and last.closed_at and self.reopened_at >= last.closed_at:
            # What ended before says nothing about why the order is open again.
            return "no_technician"
        if last.state == "missed":
            return "missed"
        if last.state == "done":
            return "to_continue" if last.outcome == "to_continue" else "to_close"
        return "no_technician"

    def _horizon_days(self):
        """Return ``{company: first date beyond its horizon}``."""
        return {
            company: company._fieldwork_horizon_day()
            for company in self.env["res.company"]._fieldwork_all()
        }

    @api.depends("pending_kind", "planned_day", "state")
    def _compute_pending_reason(self):
        bounds = self._horizon_days()
        for order in self:
            bound = bounds.get(order.company_id)
            beyond = (
                order.state == "planned"
                and order.pending_kind in (False, "no_answer")
                and order.planned_day
                and bound
                and order.planned_day >= bound
            )
            order.pending_reason = "horizon" if beyond else order.pending_kind

    def _search_pending_reason(self, operator, value):
        if operator != "in":
            return NotImplemented
        beyond = Domain.OR(
            Domain("company_id", "=", company.id) & Domain("planned_day", ">=", bound)
            for company, bound in self._horizon_days().items()
        )
        beyond &= Domain("state", "=", "planned")
        beyond &= Domain("pending_kind", "in", [False, "no_answer"])
        kinds = [kind for kind in value if kind and kind != "horizon"]
        domains = []
        if kinds:
            found = Domain("pending_kind", "in", kinds)
            found &= Domain("state", "in", OPEN_STATES)
            domains.append(found & ~beyond if "no_answer" in kinds else found)
        if "horizon" in value:
            domains.append(beyond)
        if False in value:
            domains.append(Domain("pending_kind", "=", False) & ~beyond)
        return Domain.OR(domains)

    @api.depends("pending_reason", "waiting_customer", "visit_ids.continue_reason")
    def _compute_pending_text(self):
        labels = dict(self._fields["pending_reason"]._description_selection(self.env))
        for order in self:
            reason = order.pending_reason
            text = labels.get(reason, "")
            if reason == "customer":
                text = f"{text}: {order.waiting_customer}"
            elif reason in ("to_continue", "missed"):
                why = order._last_visit()._why_not_solved()
                text = f"{text}: {why}" if why else text
            order.pending_text = text

    def _last_visit(self):
        self.ensure_one()
        return self.visit_ids.sorted(lambda v: (v.closed_at or v.start, v.id))[-1:]

    # ------------------------------------------------------------------
    # Attention
    # ------------------------------------------------------------------

    @api.depends(
        "state",
        "pending_kind",
        "pending_since",
        "planned_stop",
        "deadline",
        "window_stop",
        "registered_on",
    )
    def _compute_attention_at(self):
        for order in self:
            if order.state not in OPEN_STATES:
                order.attention_at = False
                continue
            moments = [order.deadline, order.planned_stop, order.window_stop]
            if order.pending_kind:
                moments.append(order.pending_since)
            if order.state == "draft":
                moments.append(order.registered_on)
            order.attention_at = min(filter(None, moments), default=False) or (
                order.registered_on
            )

    def _attention_queries(self):
        """Return ``{reason: Domain}`` on open orders; the first one wins.

        Hook: addons add their reasons (a ticket's clock, a contract's date).
        """
        now = fields.Datetime.now()
        companies = self.env["res.company"]._fieldwork_all()
        return {
            "refused": Domain("pending_kind", "=", "refused"),
            "other_time": Domain("pending_kind", "=", "other_time"),
            "missed": Domain("pending_kind", "=", "missed"),
            # The first bound says nothing new, but is in the index of open orders.
            "late": Domain("attention_at", "<", now)
            & (
                Domain("deadline", "<", now)
                | (Domain("planned_stop", "<", now) & Domain("state", "=", "planned"))
            ),
            "unanswered": Domain.OR(self._unanswered_domain(c, now) for c in companies),
            "conflict": Domain("has_conflict", "=", True),
            "window": Domain.OR(self._near_window_domain(c, now) for c in companies),
        }

    @api.model
    def _unanswered_domain(self, company, now):
        """Return the domain of the company's orders nobody has answered in time."""
        since = fields.Datetime.subtract(now, hours=company.fieldwork_answer_hours)
        return (
            Domain("company_id", "=", company.id)
            & Domain("pending_kind", "=", "no_answer")
            # What is beyond the horizon nobody has been asked yet.
            & Domain("planned_day", "<", company._fieldwork_horizon_day())
            & Domain("pending_since", "<", since)
        )

    @api.model
    def _near_window_domain(self, company, now):
        """Return the domain of the company's unplanned orders whose window closes
        soon."""
        until = fields.Datetime.add(now, hours=company.fieldwork_window_hours)
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "in", ("draft", "ready"))
            & Domain("window_stop", "<", until)
        )

    @api.depends("state", "pending_kind", "deadline", "planned_stop", "window_stop")
    def _compute_attention_reason(self):
        reasons = {}
        waiting = self.filtered(lambda order: order.state in OPEN_STATES)
        for reason, domain in self._attention_queries().items():
            found = waiting.filtered_domain(domain)
            reasons.update(dict.fromkeys(found.ids, reason))
            waiting -= found
        for order in self:
            order.attention_reason = reasons.get(order.id, False)
            order.needs_attention = bool(order.attention_reason)

    def _search_attention_reason(self, operator, value):
        if operator != "in":
            return NotImplemented
        found, earlier = [], Domain.FALSE
        for reason, domain in self._attention_queries().items():
            if reason in value:
                found.append(domain & ~earlier)
            earlier |= domain
        is_open = Domain("state", "in", OPEN_STATES)
        result = is_open & Domain.OR(found)
        if False in value:
            result |= ~(is_open & earlier)
        return result

    def _search_needs_attention(self, operator, value):
        if operator != "in":
            return NotImplemented
        # One pass over the partial indexes of open orders, which lists read in this
        # very order, beats a union here: what is late is most of what is open.
        found = Domain.OR(self._attention_queries().values())
        found &= Domain("state", "in", OPEN_STATES)
        return found if True in value else ~found

    @api.model
    def _union_of_ids(self, domains, few=0):
        """Return the domain of the orders that any of ``domains`` finds.

        Each is a query of its own with its own index: PostgreSQL would read the
        whole table for their OR. The rights of the caller apply to the outer query.

        :param int few: where no more than so many are found, name them: PostgreSQL
            cannot tell how many a union finds, and would walk through the whole order
            of the list in search of a page of them
        """
        queries = [
            self.sudo()._search(domain, bypass_access=True, active_test=False).select()
            for domain in domains
        ]
        if not queries:
            return Domain.FALSE
        union = SQL(" UNION ALL ").join(queries)
        if few:
            rows = self.env.execute_query(
                SQL("SELECT id FROM (%s) AS found LIMIT %s", union, few + 1)
            )
            if len(rows) <= few:
                return Domain("id", "in", sorted({order_id for (order_id,) in rows}))
        return Domain("id", "in", SQL("(%s)", union))

    @api.model
    def get_attention_count(self):
        """Return how many orders of the companies in use need attention, by reason.

        :return: ``{"total": n, "reasons": [(reason, label, n), …]}`` for the counter
            of the top bar
        """
        labels = dict(self._fields["attention_reason"]._description_selection(self.env))
        counts, seen = [], ~Domain("state", "in", OPEN_STATES)
        for reason, domain in self._attention_queries().items():
            number = self.search_count(domain & ~seen)
            seen |= domain
            if number:
                counts.append((reason, labels[reason], number))
        return {"total": sum(count[2] for count in counts), "reasons": counts}
