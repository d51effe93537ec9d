from odoo import fields, models
from odoo.exceptions import UserError

from ...const import OPEN_STATES, OPEN_VISIT_STATES, UNDER_WAY_STATES
from ...tools.common_row import one_at_a_time


class FieldworkOrder(models.Model):
    """The life of an order: the methods that change its state, and nothing else."""

    _inherit = "fieldwork.order"

    def action_confirm(self):
        """Take a registered order as checked: it may be planned from now on.

        :raise UserError: an order is not registered any more
        """
        self._require_state(("draft",), self.env._("confirmed"))
        self._set_state("ready")
        self._update_state_from_visits()
        self._log_batch(self.env._("Order confirmed."))
        return True

    def action_done(self):
        """Close orders whose work is finished.

        :raise UserError: an order still has an open visit, or is not open
        """
        self._require_state(("ready", "planned", "progress"), self.env._("closed"))
        for order in self:
            open_visits = order.visit_ids.filtered(
                lambda v: v.state in OPEN_VISIT_STATES
            )
            if open_visits:
                raise UserError(
                    self.env._(
                        "Order %(order)s still has open visits (%(visits)s): finish, "
                        "miss or cancel them first.",
                        order=order.name,
                        visits=", ".join(open_visits.mapped("display_name")),
                    )
                )
        self._close_done()
        self._log_batch(self.env._("Order done."))
        return True

    def action_cancel(self, reason=None):
        """Call orders off; their open visits are cancelled with them.

        :param str reason: required, kept on the order and told to the technicians
        :raise UserError: no reason, an order is done or cancelled already, or
            somebody is working on it
        """
        reason = self._require_reason(reason)
        self._require_state(OPEN_STATES, self.env._("cancelled"))
        visits = self.visit_ids.filtered(lambda v: v.state in OPEN_VISIT_STATES)
        for visit in visits.filtered(lambda v: v.state in UNDER_WAY_STATES):
            raise UserError(
                self.env._(
                    "Somebody is on order %(order)s (%(visit)s): finish that visit "
                    "first.",
                    order=visit.order_id.name,
                    visit=visit.display_name,
                )
            )
        visits._cancel(reason)
        self._set_state("cancelled", cancel_reason=reason, **self._closed_vals())
        self._log_batch(self.env._("Order cancelled: %(reason)s", reason=reason))
        return True

    def action_reopen(self, reason=None):
        """Open closed orders again; their visits stay as they are.

        :param str reason: required, kept in the chatter
        :raise UserError: no reason, or an order is open
        """
        reason = self._require_reason(reason)
        self._require_state(("done", "cancelled"), self.env._("reopened"))
        self._set_state(
            "ready",
            cancel_reason=False,
            merged_into_id=False,
            done_at=False,
            reopened_at=fields.Datetime.now(),
        )
        self._update_state_from_visits()
        self._log_batch(self.env._("Order reopened: %(reason)s", reason=reason))
        return True

    def action_wait_customer(self, reason=None):
        """Mark open orders as waiting for the customer.

        :param str reason: what is waited for; required
        """
        reason = self._require_reason(reason)
        self._require_state(("draft", "ready", "planned"), self.env._("put on wait"))
        self.write({"waiting_customer": reason})
        self._update_state_from_visits()
        self._log_batch(
            self.env._("Waiting for the customer: %(reason)s", reason=reason)
        )
        return True

    def action_stop_waiting(self):
        """Go on with orders that waited for the customer."""
        waiting = self.filtered("waiting_customer")
        waiting.write({"waiting_customer": False})
        waiting._update_state_from_visits()
        waiting._log_batch(self.env._("No longer waiting for the customer."))
        return True

    def action_merge(self):
        """Merge registered orders of one customer and site into the oldest.

        Equipment, materials, requests and attachments go over; the others are
        cancelled and point to it.

        :return: the order that stays
        :raise UserError: fewer than two, not registered any more, or of different
            customers, sites or companies
        """
        if len(self) < 2:
            raise UserError(self.env._("Choose at least two orders to merge."))
        self._require_state(("draft",), self.env._("merged"))
        for name in ("partner_id", "site_id", "company_id"):
            if len(self.mapped(name)) > 1:
                raise UserError(
                    self.env._(
                        "Orders %(orders)s differ in “%(field)s”: only orders of one "
                        "customer and site can be merged.",
                        orders=", ".join(self.mapped("name")),
                        field=self._fields[name]._description_string(self.env),
                    )
                )
        kept = self.sorted(lambda order: (order.registered_on, order.id))[0]
        others = self - kept
        kept.write(kept._prepare_merge_vals(others))
        others.material_ids.write({"order_id": kept.id})
        self._move_attachments(others, kept)
        reason = self.env._("Merged into %(order)s", order=kept.name)
        others.action_cancel(reason)
        others._guarded_write({"merged_into_id": kept.id})
        kept._log_batch(
            self.env._("Merged: %(orders)s", orders=", ".join(others.mapped("name")))
        )
        return kept

    def _prepare_merge_vals(self, others):
        """Return what the kept order takes from the ones merged into it (hook)."""
        self.ensure_one()
        texts = [order.description for order in self | others if order.description]
        deadlines = [order.deadline for order in self | others if order.deadline]
        return {
            "equipment_ids": [
                fields.Command.link(equipment.id) for equipment in others.equipment_ids
            ],
            "description": "\n\n".join(dict.fromkeys(texts)),
            "priority": max((self | others).mapped("priority")),
            "deadline": min(deadlines) if deadlines else False,
            "tag_ids": [fields.Command.link(tag.id) for tag in others.tag_ids],
        }

    def _move_attachments(self, others, kept):
        # Attachments follow the document's rights, which the caller has on both.
        self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "in", others.ids)]
        ).write({"res_id": kept.id})

    def action_follow_up(self):
        """Make one registered follow-up order for each order.

        :return: the new orders
        """
        return self.create([order._prepare_follow_up_vals() for order in self])

    def _prepare_follow_up_vals(self):
        """Return the values of the follow-up order of one order (hook)."""
        self.ensure_one()
        return {
            "origin_order_id": self.id,
            "company_id": self.company_id.id,
            "type_id": self.type_id.id,
            "team_id": self.team_id.id,
            "partner_id": self.partner_id.id,
            "invoice_partner_id": self.invoice_partner_id.id,
            "site_id": self.site_id.id,
            "contact_id": self.contact_id.id,
            "customer_reference": self.customer_reference,
            "equipment_ids": [fields.Command.set(self.equipment_ids.ids)],
            "description": self.env._(
                "Follow-up of %(order)s: %(request)s",
                order=self.name,
                request=self.description or "",
            ),
        }

    # ------------------------------------------------------------------
    # The one writer of the state
    # ------------------------------------------------------------------

    def _update_state_from_visits(self):
        """Bring the state of open orders in line with their visits.

        The only code that moves an order between ready, planned and progress; every
        method of visits and assignments ends here. What two people tell of one order
        in the same moment is settled here as well: the state of a visit hangs on all
        its people, and that of an order on all its visits.
        """
        one_at_a_time(self)
        by_order = self._open_visits_by_order()
        for order in self.filtered(lambda order: order.state in OPEN_STATES):
            visits = by_order.get(order.id, order.visit_ids.browse())
            vals = order._status_vals(visits)
            vals = {name: v for name, v in vals.items() if order[name] != v}
            if vals:
                order._set_state(**vals)

    def _open_visits_by_order(self):
        visits = self.env["fieldwork.visit"].search_fetch(
            [("order_id", "in", self.ids), ("state", "in", OPEN_VISIT_STATES)],
            ["order_id", "state", "start", "stop", "day", "customer_response"],
            order="start, id",
        )
        # One read for all that the pending reason asks of the crews.
        visits.assignment_ids.fetch(["role", "response", "visit_id"])
        return {order.id: group for order, group in visits.grouped("order_id").items()}

    def _status_vals(self, visits):
        """Return the values that follow from ``visits``, the order's open ones."""
        self.ensure_one()
        state = self.state
        if state != "draft":
            if any(visit.state in UNDER_WAY_STATES for visit in visits):
                state = "progress"
            else:
                state = "planned" if visits else "ready"
        kind = self._pending_kind(state, visits)
        vals = {
            "state": state,
            "planned_start": visits[:1].start,
            "planned_day": visits[:1].day,
            "planned_stop": max(visits.mapped("stop"), default=False),
            "pending_kind": kind,
        }
        if kind != self.pending_kind:
            vals["pending_since"] = fields.Datetime.now() if kind else False
        return vals

    def _close_solved(self):
        """Close the orders that a solved visit finishes, where no other visit is
        open and the type lets the technician close."""
        ready = self.filtered(
            lambda order: order.state == "ready"
            and order.type_id.close_by == "technician"
        )
        for order in ready:
            # Done when the work was, however late the office or the phone tells it.
            order._close_done(order._last_visit().closed_at)
        ready._log_batch(self.env._("Order done."))

    def _close_done(self, at=None):
        at = at or fields.Datetime.now()
        self._set_state("done", done_at=at, **self._closed_vals())

    def _closed_vals(self):
        return {
            "planned_start": False,
            "planned_day": False,
            "planned_stop": False,
            "pending_kind": False,
            "pending_since": False,
        }

    def _set_state(self, state=None, **vals):
        # Tracking a state costs a message per step; who and when is in the journal
        # of the visits and in the log lines of the methods above.
        if state:
            vals["state"] = state
        self.with_context(tracking_disable=True)._guarded_write(vals)

    # ------------------------------------------------------------------
    # Helpers of the methods
    # ------------------------------------------------------------------

    def _require_state(self, states, verb):
        self.check_access("write")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for order in self:
            if order.state not in states:
                raise UserError(
                    self.env._(
                        "Order %(order)s is “%(state)s” and cannot be %(verb)s; that "
                        "needs: %(states)s.",
                        order=order.name,
                        state=labels[order.state],
                        verb=verb,
                        states=", ".join(labels[state] for state in states),
                    )
                )

    def _require_reason(self, reason):
        reason = str(reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give a reason: it is kept with the order."))
        return reason

    def _log_batch(self, text):
        """Write one line into the chatter of each order, in one go."""
        if self:
            self._message_log_batch(bodies={order.id: text for order in self})
