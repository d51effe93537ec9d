from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

MAX_KILOMETRES = 3000  # a day's drive


class FieldworkVisit(models.Model):
    """What of a visit is billed."""

    _inherit = "fieldwork.visit"

    _guarded_fields = {"fee_kind": False, "travel_km": 0.0}

    travel_km = fields.Float(
        string="Kilometres",
        digits=(8, 1),
        readonly=True,
        copy=False,
        help="The way of this visit, there and back, where travel is billed by it.",
    )
    fee_kind = fields.Selection(
        [("no_show", "Customer not there"), ("late_cancel", "Late cancellation")],
        string="Fee",
        readonly=True,
        copy=False,
        help="What is billed of a visit that did not take place.",
    )

    def action_set_distance(self, kilometres, at=None, client_uuid=None, position=None):
        """Take down how far the way was.

        :param float kilometres: there and back; 0 takes it away
        :param at: device time, see ``tools.arguments.event_time``
        :param str client_uuid: id the device gave this entry
        :param dict position: where, see ``action_travel``
        :raise UserError: it is negative, longer than a day's drive, or billed and the
            caller is not the office
        """
        self.check_access("read")
        events = self._event_model()
        if events._already_received("distance", self, client_uuid):
            return True
        self._check_on_this_visit()
        kilometres = self._as_kilometres(kilometres)
        self._check_distance_open()
        at = self._event_time(at)
        events._record("distance", self, at, client_uuid, position, str(kilometres))
        # sudo: a technician of the visit writes it through here only
        self.sudo()._guarded_write({"travel_km": kilometres})
        self._charges_changed()
        return True

    def _as_kilometres(self, kilometres):
        try:
            number = round(float(kilometres or 0), 1)
        except (TypeError, ValueError):
            number = -1
        if not 0 <= number <= MAX_KILOMETRES:
            raise UserError(
                self.env._(
                    "Visit %(visit)s: %(number)s km cannot be. Give the way there and "
                    "back in kilometres, %(most)s at most.",
                    visit=self[:1].display_name,
                    number=kilometres,
                    most=MAX_KILOMETRES,
                )
            )
        return number

    def _check_distance_open(self):
        """Technicians correct what is not billed; the office bills the difference."""
        if self._is_office():
            return
        billed = self.filtered(lambda visit: visit.sudo()._is_distance_billed())
        if billed:
            raise UserError(
                self.env._(
                    "Visit %(visit)s: its kilometres are billed. Tell the office what "
                    "they should be.",
                    visit=billed[0].display_name,
                )
            )

    def _is_distance_billed(self):
        self.ensure_one()
        key = f"visit:{self.id}:distance"
        return any(
            charge.source_key == key and charge.state == "billed"
            for charge in self.order_id.charge_ids
        )

    def _check_on_this_visit(self):
        if self._is_office():
            return
        mine = self.env.user.sudo().fieldwork_resource_ids
        for visit in self:
            if not visit.sudo().assignment_ids.resource_id & mine:
                raise UserError(
                    self.env._(
                        "Visit %(visit)s is not yours.", visit=visit.display_name
                    )
                )

    def action_bill_fee(self, kind):
        """Bill a fee for visits that did not take place.

        :param kind: ``no_show`` for missed visits, ``late_cancel`` for cancelled
            ones, ``False`` to bill nothing after all
        :raise UserError: a visit took place, or is still to come
        """
        self.check_access("write")
        self._check_office()
        states = {"no_show": "missed", "late_cancel": "cancelled"}
        for visit in self:
            if kind and visit.state != states.get(kind):
                raise UserError(
                    self.env._(
                        "Visit %(visit)s: a fee is for visits that were missed or "
                        "cancelled.",
                        visit=visit.display_name,
                    )
                )
        self._guarded_write({"fee_kind": kind or False})
        self.order_id._update_charges()
        return True

    def action_bill_no_show(self):
        """Bill that the customer was not there; see ``action_bill_fee``."""
        return self.action_bill_fee("no_show")

    def action_bill_late_cancel(self):
        """Bill that the appointment was called off late; see ``action_bill_fee``."""
        return self.action_bill_fee("late_cancel")

    def action_bill_no_fee(self):
        """Bill no fee after all; see ``action_bill_fee``."""
        return self.action_bill_fee(False)

    def _on_closed(self, kind):
        res = super()._on_closed(kind)
        self._charge_fees(kind)
        self.order_id._update_charges()
        return res

    def _charge_fees(self, kind):
        """Bill by itself what did not take place, where the company says so.

        :param str kind: how these visits were closed just now
        """
        if kind == "miss":
            own = self.filtered("company_id.fieldwork_fee_no_show")
            own._guarded_write({"fee_kind": "no_show"})
        elif kind == "cancel":
            self.filtered(lambda visit: visit._is_late_cancel())._guarded_write(
                {"fee_kind": "late_cancel"}
            )

    def _is_late_cancel(self):
        """Tell whether a visit cancelled just now is billed as late (hook)."""
        self.ensure_one()
        company = self.company_id
        if not company.fieldwork_fee_late_cancel:
            return False
        notice = timedelta(hours=company.fieldwork_late_cancel_hours)
        return self.closed_at > self.start - notice

    def _charges_changed(self):
        """Something that is billed has changed on closed visits."""
        closed = self.sudo().filtered(lambda v: v.state == "done")
        if closed:
            closed.order_id._update_charges()
