from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Command
from odoo.tools import mute_logger

from .fieldwork_visit_mail import is_day

# A notice that has left, or is about to: the customer has heard.
HEARD_STATES = ("queued", "sent")
# What tells that an appointment is not when the customer thinks.
LEFT_KINDS = ("changed", "cancelled")


class FieldworkCustomerNotice(models.Model):
    """What a customer is to be told of an order, once.

    The outbox: a row is written in the transaction of the act it tells about, and the
    scheduled action makes the mail of it, in one transaction with the mark that it was
    made. So a mail is neither lost nor doubled when the server stops in between, and
    nobody waits for the mail server, or for the report to be drawn.
    """

    _name = "fieldwork.customer.notice"
    _description = "Mail to a Customer"
    _inherit = ["fieldwork.guard.mixin"]
    _order = "id desc"
    _rec_name = "kind"

    _guarded_fields = {"state": "pending"}

    order_id = fields.Many2one(
        "fieldwork.order", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="order_id.company_id", store=True, precompute=True
    )
    visit_ids = fields.Many2many(
        "fieldwork.visit",
        "fieldwork_customer_notice_visit_rel",
        "notice_id",
        "visit_id",
        string="Visits",
        readonly=True,
    )
    kind = fields.Selection(
        [
            ("registered", "Order registered"),
            ("planned", "Appointment"),
            ("changed", "Appointment changed"),
            ("reminder", "Reminder"),
            ("on_way", "On the way"),
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
    )
    channel = fields.Selection(
        [("mail", "Mail")],
        required=True,
        readonly=True,
        default="mail",
    )
    state = fields.Selection(
        [
            ("pending", "To be made"),
            ("queued", "Being sent"),
            ("sent", "Sent"),
            ("skipped", "Not needed"),
            ("failed", "Failed"),
        ],
        required=True,
        readonly=True,
        default="pending",
    )
    forced = fields.Boolean(
        readonly=True, help="Sent again by hand: the type's switch does not count."
    )
    due_at = fields.Datetime(
        string="Not before",
        required=True,
        readonly=True,
        default=lambda self: fields.Datetime.now(),
    )
    tries = fields.Integer(string="Failed Tries", readonly=True)
    note = fields.Char(
        string="Why", readonly=True, help="What went wrong, or why it is not needed."
    )
    no_address = fields.Boolean(readonly=True)
    sent_to = fields.Char(string="To", readonly=True)
    sent_at = fields.Datetime(string="Sent on", readonly=True)
    # ``{visit.id: [start, stop]}`` as ISO texts: what the customer knew before. Visits
    # may be gone when it is told that they are, and of a change each channel tells
    # what it was before, whatever another one told meanwhile.
    old_windows = fields.Json(readonly=True)
    message_id = fields.Many2one(
        "mail.message",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        help="The mail as it stands in the chatter of the order.",
    )

    # Two who act at once write one row, or one of them tries again.
    _pending_uniq = models.UniqueIndex(
        "(order_id, kind, channel) WHERE state = 'pending'"
    )
    _due_idx = models.Index("(due_at) WHERE state = 'pending'")

    # ------------------------------------------------------------------
    # Putting notices into the outbox
    # ------------------------------------------------------------------

    @api.model
    def _queue(self, kind, orders, visits=None, force=False):
        """Put one notice per order and channel into the outbox, as superuser.

        What waits there already is not told twice: a second visit goes into the same
        mail, and a change to an appointment that was not mailed yet needs none of its
        own. See ``fieldwork.order._mail_customer``.

        :return: the notices, new and waiting
        """
        wanted = {
            (order, channel)
            for order in orders
            for channel in order._customer_channels(kind, force)
        }
        if not wanted:
            return self.browse()
        waiting = self._waiting(orders, {kind, "planned"})
        by_order = visits.grouped("order_id") if visits else {}
        vals_list, notices = [], self.browse()
        for order, channel in sorted(wanted, key=lambda pair: (pair[0].id, pair[1])):
            told = by_order.get(order, self.env["fieldwork.visit"])
            told -= self._told_anyway(kind, waiting.get((order, channel, "planned")))
            if visits and not told:
                continue
            notice = waiting.get((order, channel, kind))
            if notice:
                notice._extend(told, force)
                notices |= notice
            else:
                vals_list.append(
                    self._prepare_notice_vals(kind, order, channel, told, force)
                )
        notices |= self._insert(vals_list)
        if notices:
            self.env.ref("fieldwork.ir_cron_customer_notices").sudo()._trigger()
        return notices

    @api.model
    def _waiting(self, orders, kinds):
        """Return ``{(order, channel, kind): notice}`` of what is not made yet."""
        found = self.search(
            [
                ("order_id", "in", orders.ids),
                ("kind", "in", sorted(kinds)),
                ("state", "=", "pending"),
            ]
        )
        return {(n.order_id, n.channel, n.kind): n for n in found}

    @api.model
    def _told_anyway(self, kind, planned):
        """Return the visits whose appointment was not mailed yet, of which nothing
        else is to be told: the mail will say how they stand, or is not needed."""
        if planned and kind in ("changed", "cancelled"):
            return planned.visit_ids
        return self.env["fieldwork.visit"]

    @api.model
    def _prepare_notice_vals(self, kind, order, channel, visits, force):
        """Return the values of a new notice (hook)."""
        return {
            "order_id": order.id,
            "kind": kind,
            "channel": channel,
            "forced": force,
            "visit_ids": [Command.set(visits.ids)],
            "old_windows": kind in LEFT_KINDS and visits._told_windows(),
        }

    @api.model
    def _insert(self, vals_list):
        if not vals_list:
            return self.browse()
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return self._guarded_create(vals_list)
        except UniqueViolation as error:
            raise ConcurrencyError("a customer is being told in parallel") from error

    def _extend(self, visits, force):
        """Take more visits into a notice that was not made yet."""
        vals = {
            # Written in any case: that the scheduled action makes the mail meanwhile
            # then shows as a conflict, and the act is tried again.
            "due_at": fields.Datetime.now(),
            "forced": self.forced or force,
            "visit_ids": [Command.link(visit.id) for visit in visits],
        }
        if self.kind in LEFT_KINDS:
            # What was known first stays: of the rest nobody has heard yet.
            vals["old_windows"] = visits._told_windows() | (self.old_windows or {})
        self._guarded_write(vals)
        self.flush_recordset()

    # ------------------------------------------------------------------
    # Is it still to be told?
    # ------------------------------------------------------------------

    def _why_not(self):
        """Return why this notice is not needed any more, or nothing (hook)."""
        self.ensure_one()
        order = self.order_id
        if self.forced:
            return None
        if self.channel not in order._customer_channels(self.kind):
            return self.env._("Switched off for this type of order.")
        if self.channel == "mail" and order._customer_wants_no_mail():
            return self.env._("The customer wants no mails about orders.")
        if order.merged_into_id:
            return self.env._("The order was merged into another.")
        if not getattr(self, f"_holds_{self.kind}")():
            return self.env._("Overtaken by what happened since.")
        return None

    def _holds_registered(self):
        return self.order_id.state != "cancelled"

    def _holds_planned(self):
        return bool(self._coming_visits())

    def _holds_changed(self):
        return bool(self._coming_visits())

    def _holds_reminder(self):
        return bool(self._coming_visits())

    def _holds_on_way(self):
        return "travelling" in self.visit_ids.mapped("state")

    def _holds_done(self):
        if not self.visit_ids:
            return self.order_id.state == "done"
        return "done" in self.visit_ids.mapped("state")

    def _holds_cancelled(self):
        now = fields.Datetime.to_string(fields.Datetime.now())
        return self.order_id.state == "cancelled" or any(
            stop > now for _start, stop in (self.old_windows or {}).values()
        )

    def _coming_visits(self):
        """Return the visits that an appointment, change or reminder still tells of."""
        coming = self.visit_ids.filtered(lambda v: v.state == "planned")
        if self.kind == "changed":
            coming = coming.filtered(lambda v: self._window_before(v))
        return coming.filtered(lambda v: v._is_ahead()).sorted("start")

    def _window_before(self, visit):
        """Return the window that the customer knew of a visit, if it is not the one
        that holds now."""
        window = (self.old_windows or {}).get(str(visit.id))
        before = window and tuple(map(fields.Datetime.to_datetime, window))
        return before if before != visit._customer_window() else None

    def _tells_hours(self):
        """Tell whether the days that the customer knew stand, and hours are new."""
        if self.kind != "changed":
            return False
        visits = self._visits_to_show()
        return bool(visits) and all(
            (before := self._window_before(visit))
            and is_day(*before, visit._zone())
            and before[0] <= visit._customer_window()[0]
            and visit._customer_window()[1] <= before[1]
            for visit in visits
        )

    def _visits_to_show(self):
        """Return the visits that stand in the mail, in order of time."""
        self.ensure_one()
        if self.kind in ("planned", "changed", "reminder"):
            # Sent again by hand: what was planned, even if it is over by now.
            return self._coming_visits() or self.visit_ids.sorted("start")
        if self.kind == "on_way":
            on_way = self.visit_ids.filtered(lambda v: v.state == "travelling")
            return on_way or self.visit_ids
        if self.kind == "done":
            done = self.visit_ids.filtered(lambda v: v.state == "done")
            # The last one tells how the work stands, also of two on one hour.
            return done.sorted(lambda v: (v.start, v.id))
        return self.env["fieldwork.visit"]
