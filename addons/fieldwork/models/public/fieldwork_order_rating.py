from markupsafe import escape

from odoo import fields, models
from odoo.exceptions import UserError

from .fieldwork_visit_customer import MAX_TEXT


class FieldworkOrder(models.Model):
    """The customer's rating: once, after the work, one to five."""

    _inherit = "fieldwork.order"

    _guarded_fields = {"rated_at": False}

    rated_at = fields.Datetime(
        string="Rated on", readonly=True, copy=False, groups="base.group_user"
    )

    _rated_idx = models.Index("(rating_last_value) WHERE rating_last_value > 0")

    def _can_rate(self):
        """Tell whether the customer may rate this order now."""
        self.ensure_one()
        finished = self.state == "done" or self.pending_kind == "to_close"
        return finished and not self.rated_at

    def _customer_rate(self, rate, feedback=None):
        """Rate as the customer, once; called when it is clear that it is they.

        :param rate: 1 to 5
        :param str feedback: their words, optional
        :return: whether it was taken; False when it was rated before
        :raise UserError: no such rate, or the work is not finished
        """
        self.ensure_one()
        if self.rated_at:
            return False
        if not self._can_rate():
            raise UserError(
                self.env._("The work is not finished: you can rate it afterwards.")
            )
        if str(rate) not in ("1", "2", "3", "4", "5"):
            raise UserError(self.env._("Choose one to five stars."))
        # Of two at once the second finds this row changed, is tried again by the
        # framework, and is told that there is a rating.
        self._guarded_write({"rated_at": fields.Datetime.now()})
        self.flush_recordset(["rated_at"])
        feedback = (feedback or "").strip()[:MAX_TEXT]
        rating = self.env["rating.rating"].create(
            {
                "partner_id": self._track_partner().id,
                "rated_partner_id": self._rating_get_operator().id,
                "res_model_id": self.env["ir.model"]._get_id(self._name),
                "res_id": self.id,
            }
        )
        self.rating_apply(int(rate), rating=rating, feedback=feedback)
        if int(rate) < self.company_id.fieldwork_rating_threshold:
            self._tell_low_rating(int(rate), feedback)
        return True

    def _rating_get_operator(self):
        """The one who is rated: who led the last visit that was made."""
        done = self.visit_ids.filtered(lambda v: v.state == "done")
        lead = done.sorted(lambda v: (v.closed_at, v.id))[-1:].lead_id
        partner = lead.user_id.partner_id or lead.employee_id[:1].work_contact_id
        return partner or super()._rating_get_operator()

    def _tell_low_rating(self, rate, feedback):
        """Make an activity for who looks after unhappy customers."""
        user = self._low_rating_user()
        office = self.with_context(lang=user.lang or self.env.lang)
        summary = office.env._("Rated %(rate)s of 5", rate=rate)
        office.activity_schedule(
            "fieldwork.mail_activity_type_low_rating",
            summary=summary,
            note=escape(feedback or ""),
            user_id=user.id,
        )

    def _low_rating_user(self):
        """Return who is told of a low rating (hook)."""
        users = self.company_id.fieldwork_rating_user_id | self.team_id.user_id
        return users.filtered("active")[:1] or self._get_dispatcher()

    def action_view_ratings(self):
        """Open the customers' ratings of these orders."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ratings"),
            "res_model": "rating.rating",
            "view_mode": "list,form",
            "domain": [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("consumed", "=", True),
            ],
        }
