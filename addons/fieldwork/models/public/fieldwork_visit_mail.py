from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models

from ...tools.days import day_start, to_local

# A device without network tells hours later that somebody set out: no news any more.
ON_WAY_MINUTES = 30


def customer_window(start, stop, promised_start, promised_stop, zone):
    """Return the window that a customer is told of a slot.

    The one promised, as long as the slot keeps it; else the day, from midnight to
    midnight in the zone of the site: the hours of the plan may still move, and nobody
    is to wait for them.
    """
    early = promised_start and start < promised_start
    late = promised_stop and start > promised_stop
    kept = (promised_start or promised_stop) and not (early or late)
    if kept and promised_start and promised_stop:
        return promised_start, promised_stop
    day = to_local(start, zone).date()
    begin, end = day_start(zone, day), day_start(zone, day + timedelta(days=1))
    if kept:
        # Open on one side: “from ten o'clock”, on that day.
        begin = max(begin, promised_start or begin)
        end = min(end, promised_stop or end)
    return begin, end


def is_day(start, stop, zone):
    """Tell whether a window is a whole day: no hours are told."""
    return (start, stop) == customer_window(start, stop, None, None, zone)


class FieldworkVisit(models.Model):
    """What the customer was told of a visit, and when they are told more."""

    _inherit = "fieldwork.visit"

    _guarded_fields = {"told_start": False, "told_stop": False, "is_reminded": False}

    told_start = fields.Datetime(
        readonly=True,
        copy=False,
        help="What the customer last heard of: the window promised, or else the day.",
    )
    told_stop = fields.Datetime(readonly=True, copy=False)
    is_reminded = fields.Boolean(readonly=True, copy=False)

    def _customer_window(self):
        """Return ``(start, stop)`` as the customer is told (hook)."""
        self.ensure_one()
        return customer_window(
            self.start,
            self.stop,
            self.promised_start,
            self.promised_stop,
            self._zone(),
        )

    def _is_ahead(self):
        """Tell whether the appointment is still to come, or going on."""
        self.ensure_one()
        last = max(self.stop, self.promised_stop or self.stop)
        return last > fields.Datetime.now()

    def _told_differs(self):
        """Tell whether the customer was told another window than holds now."""
        self.ensure_one()
        told = (self.told_start, self.told_stop)
        return all(told) and told != self._customer_window()

    def _told_windows(self):
        """Return ``{visit.id: [start, stop]}`` of what was told, as JSON has it."""
        windows = {
            visit: (visit.told_start, visit.told_stop)
            if visit.told_start and visit.told_stop
            else visit._customer_window()
            for visit in self
        }
        return {
            str(visit.id): [fields.Datetime.to_string(moment) for moment in window]
            for visit, window in windows.items()
        }

    def _remember_told(self):
        """Take the windows that hold now as told."""
        by_vals = defaultdict(self.browse)
        for visit in self:
            by_vals[visit._customer_window()] |= visit
        for (start, stop), visits in by_vals.items():
            visits._guarded_write({"told_start": start, "told_stop": stop})

    # ------------------------------------------------------------------
    # When
    # ------------------------------------------------------------------

    def _reschedule(self, slots, break_promise=False):
        res = super()._reschedule(slots, break_promise)
        self._tell_customer_changed()
        return res

    def action_promise(self, start=None, stop=None):
        res = super().action_promise(start, stop)
        self._tell_customer_changed()
        return res

    def _tell_customer_changed(self):
        changed = self.filtered(lambda v: v.state == "planned" and v._told_differs())
        for visit in changed:
            reminded = visit.order_id._is_told_late("changed", visit.start)
            if visit.is_reminded != reminded:
                visit._guarded_write({"is_reminded": reminded})
        if changed:
            changed.order_id._mail_customer("changed", changed)

    def _on_clocked(self, kind, at, position=None, eta_minutes=None):
        res = super()._on_clocked(kind, at, position, eta_minutes)
        if kind == "travel":
            self._tell_customer_on_way(at)
        return res

    def _tell_customer_on_way(self, at):
        """Tell once, of the first who sets out."""
        if at < fields.Datetime.now() - timedelta(minutes=ON_WAY_MINUTES):
            return
        # What customers were told is not the technician's to read.
        visits = self.sudo().filtered(lambda v: v.state == "travelling")
        if not visits:
            return
        told = visits.env["fieldwork.customer.notice"].search(
            [("kind", "=", "on_way"), ("visit_ids", "in", visits.ids)]
        )
        fresh = visits - told.visit_ids
        if fresh:
            fresh.order_id._mail_customer("on_way", fresh)

    def _on_closed(self, kind):
        res = super()._on_closed(kind)
        if kind == "done":
            self.order_id._mail_customer("done", self)
            return res
        # An appointment that was missed when its time had come was seen to be missed.
        end = {"miss": "start", "cancel": "stop"}[kind]
        gone = self.filtered(
            lambda v: (
                not v.actual_start
                and v.closed_at < max(v[end], v[f"promised_{end}"] or v[end])
            )
        )
        if gone:
            gone.order_id._mail_customer("cancelled", gone)
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_tell_customer(self):
        # The windows that were told go with the notice: the visits are gone by then.
        gone = self.filtered(lambda v: v.state == "planned" and v._is_ahead())
        if gone:
            gone.order_id._mail_customer("cancelled", gone)
