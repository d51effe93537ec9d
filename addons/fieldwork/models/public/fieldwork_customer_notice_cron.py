import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)

# How long to wait after each failed try: two days and a bit together. A mail server
# that is away for a weekend's maintenance is still served.
RETRY_MINUTES = (5, 15, 60, 240, 720, 1440, 1440)
# Failures that do not mend themselves.
FINAL_FAILURES = ("mail_email_invalid", "mail_email_missing")


class FieldworkCustomerNotice(models.Model):
    """The scheduled action, and what happens when something goes wrong."""

    _inherit = "fieldwork.customer.notice"

    @api.model
    def _cron_tell(self, batch_size=20):
        """Make what is due, and the reminders whose time has come.

        Can be stopped and started at any time: each batch and its marks are one
        transaction.
        """
        self._remind()
        domain = Domain("state", "=", "pending") & Domain(
            "due_at", "<=", fields.Datetime.now()
        )
        progress = self.env["ir.cron"]._commit_progress
        progress(remaining=self.search_count(domain))
        last = 0
        while batch := self.search(
            domain & Domain("id", ">", last), limit=batch_size, order="id"
        ):
            last = batch[-1].id
            batch.try_lock_for_update()._make_each()
            if not progress(len(batch)):
                break

    def _make_each(self):
        """Make all at once; when that fails, each by itself."""
        try:
            with self.env.cr.savepoint():
                self._make()
        except Exception as error:
            self.env.invalidate_all()
            if len(self) == 1:
                _logger.exception("Customer notice %s cannot be made", self.id)
                self._mark_failed_try(str(error))
                return
            for notice in self:
                notice._make_each()

    def _mark_failed_try(self, why, final=False):
        """Try again later, or give up and say so."""
        now = fields.Datetime.now()
        for notice in self:
            tries = notice.tries + 1
            vals = {"tries": tries, "note": (why or "").strip()[:500]}
            if final or tries > len(RETRY_MINUTES) or notice._is_replaced():
                vals["state"] = "failed"
            else:
                vals["state"] = "pending"
                vals["due_at"] = now + timedelta(minutes=RETRY_MINUTES[tries - 1])
                cron = self.env.ref("fieldwork.ir_cron_customer_notices")
                cron.sudo()._trigger(at=vals["due_at"])
            notice._guarded_write(vals)
            if notice.state == "failed" and not notice._is_replaced():
                notice._tell_failed()

    def _is_replaced(self):
        """Tell whether the same was put into the outbox again meanwhile."""
        self.ensure_one()
        return bool(
            self.search_count(
                [
                    ("id", "!=", self.id),
                    ("order_id", "=", self.order_id.id),
                    ("kind", "=", self.kind),
                    ("channel", "=", self.channel),
                    ("state", "=", "pending"),
                ],
                limit=1,
            )
        )

    def _tell_failed(self):
        """Make an activity for whoever looks after the order."""
        order = self.order_id
        dispatcher = order._get_dispatcher()
        order = order.with_context(lang=dispatcher.lang or self.env.lang)
        kinds = dict(
            self.with_env(order.env)._fields["kind"]._description_selection(order.env)
        )
        order._tell_dispatcher(
            order.env._("The customer was not told: %(what)s", what=kinds[self.kind]),
            order.env._(
                "%(address)s could not be reached: %(why)s",
                address=self.sent_to or order._customer_recipient().display_name,
                why=self.note or "",
            ),
        )

    def action_send_again(self):
        """Send what was sent, failed or was not needed once more.

        :raise UserError: it waits to be sent anyway
        """
        self.order_id.check_access("write")
        for notice in self:
            if notice.state in ("pending", "queued"):
                raise UserError(
                    self.env._(
                        "Order %(order)s: this is about to be sent already.",
                        order=notice.order_id.name,
                    )
                )
            order = notice.order_id.with_context(fieldwork_channels=[notice.channel])
            order._mail_customer(notice.kind, notice.visit_ids, force=True)
        return True

    # ------------------------------------------------------------------
    # Reminders
    # ------------------------------------------------------------------

    @api.model
    def _remind(self, limit=1000):
        """Put reminders of the visits that came near enough into the outbox."""
        visits = self.env["fieldwork.visit"].search(
            self._domain_to_remind(), limit=limit, order="start, id"
        )
        if visits:
            visits._guarded_write({"is_reminded": True})
            visits.order_id._mail_customer("reminder", visits)

    @api.model
    def _domain_to_remind(self):
        now = fields.Datetime.now()
        types = self.env["fieldwork.order.type"].with_context(active_test=False)
        types = types.search(self._domain_reminding_types())
        near = Domain.OR(
            Domain("order_id.type_id", "in", group.ids)
            & Domain("start", "<=", now + timedelta(hours=hours))
            for hours, group in types.grouped("reminder_hours").items()
        )
        return (
            near
            & Domain("state", "=", "planned")
            & Domain("start", ">", now)
            & Domain("is_reminded", "=", False)
        )

    @api.model
    def _domain_reminding_types(self):
        """Return the domain of the types that remind by any channel (hook)."""
        return Domain("mail_reminder", "=", True)
