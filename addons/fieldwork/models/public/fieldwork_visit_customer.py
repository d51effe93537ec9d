from markupsafe import escape

from odoo import fields, models
from odoo.exceptions import UserError

from ...const import OPEN_VISIT_STATES

PROMISE = {"start", "promised_start", "promised_stop"}
# Texts of strangers: long enough for a letter, too short for a nuisance.
MAX_TEXT = 2000


class FieldworkVisit(models.Model):
    """What the customer says to an appointment."""

    _inherit = "fieldwork.visit"

    _guarded_fields = {
        "customer_response": "none",
        "customer_wish": False,
        "customer_responded_at": False,
    }

    customer_response = fields.Selection(
        [
            ("none", "Not answered"),
            ("confirmed", "Confirmed"),
            ("other_time", "Asks for another time"),
        ],
        string="Customer's Answer",
        default="none",
        required=True,
        readonly=True,
        copy=False,
        help="What the customer says to this appointment. Moved, it is asked again.",
    )
    customer_wish = fields.Text(
        string="Customer's Wish",
        readonly=True,
        copy=False,
        help="When the customer would like the visit, in the customer's words.",
    )
    customer_responded_at = fields.Datetime(
        string="Customer Answered", readonly=True, copy=False
    )

    def write(self, vals):
        res = super().write(vals)
        if PROMISE & set(vals):
            # The answer was to another time.
            self._forget_customer_response()
        return res

    def _forget_customer_response(self):
        # sudo: guarded, and no technician's to write
        answered = self.sudo().filtered(lambda v: v.customer_response != "none")
        answered._set_customer_response("none")

    def action_customer_confirm(self):
        """Take down that the customer agrees to the appointment, by phone say."""
        self.check_access("write")
        self._check_office()
        self._customer_confirm()
        return True

    def _customer_confirm(self):
        """The customer agrees; called once it is clear that it is the customer.

        :raise UserError: a visit has begun or is closed
        """
        self._check_customer_may_answer()
        changed = self.filtered(lambda v: v.customer_response != "confirmed")
        if not all(visit._may_be_confirmed() for visit in changed):
            raise UserError(
                self.env._("The time of this appointment is over: please call us.")
            )
        changed._set_customer_response("confirmed")
        changed.order_id._log_each(
            {
                visit.order_id: [
                    self.env._(
                        "The customer confirmed visit %(visit)s.",
                        visit=visit.display_name,
                    )
                ]
                for visit in changed
            }
        )

    def _customer_ask_other_time(self, wish):
        """The customer cannot make it; the dispatcher is told.

        :param str wish: when it would suit; required
        :raise UserError: no wish, or the visit has begun or is closed
        """
        self.ensure_one()
        self._check_customer_may_answer()
        wish = (wish or "").strip()[:MAX_TEXT]
        if not wish:
            raise UserError(self.env._("Write when a visit would suit you."))
        again = self.customer_response == "other_time" and self.customer_wish == wish
        if again:
            return
        self._set_customer_response("other_time", wish)
        office = self.order_id._for_dispatcher()
        office._tell_dispatcher(
            office.env._("Customer asks for another time"),
            escape(
                office.env._(
                    "%(visit)s does not suit the customer: %(wish)s",
                    visit=self.with_env(office.env).display_name,
                    wish=wish,
                )
            ),
            "fieldwork.mail_activity_type_other_time",
        )

    def _check_customer_may_answer(self):
        for visit in self:
            if visit.state != "planned":
                raise UserError(
                    self.env._("This visit has begun or is over: please call us.")
                )

    def _set_customer_response(self, response, wish=False):
        if not self:
            return
        self._guarded_write(
            {
                "customer_response": response,
                "customer_wish": wish,
                "customer_responded_at": response != "none" and fields.Datetime.now(),
            }
        )
        self.order_id._update_state_from_visits()
        self.order_id._close_wishes()

    def _on_closed(self, kind):
        res = super()._on_closed(kind)
        self.order_id._close_wishes()
        return res

    # ------------------------------------------------------------------
    # For the page
    # ------------------------------------------------------------------

    def _track_stamp(self):
        """Return what tells an appointment from another one of the same visit."""
        self.ensure_one()
        moments = (self.start, self.promised_start, self.promised_stop)
        return "-".join(m.strftime("%Y%m%d%H%M") if m else "" for m in moments)

    def _may_be_confirmed(self):
        """Tell whether there is still something to say yes to."""
        self.ensure_one()
        return (
            self.customer_response != "confirmed"
            and self._customer_window()[1] > fields.Datetime.now()
        )

    def _track_people(self):
        """Return the technicians that the customer may see."""
        self.ensure_one()
        return self.assignment_ids.filtered(
            lambda a: a.role != "equipment" and a.response != "refused"
        ).resource_id

    def _has_track_report(self):
        """Tell whether the customer finds a report of this visit (hook)."""
        self.ensure_one()
        return self.state == "done" and self.outcome != "not_needed"

    def _is_open(self):
        self.ensure_one()
        return self.state in OPEN_VISIT_STATES
