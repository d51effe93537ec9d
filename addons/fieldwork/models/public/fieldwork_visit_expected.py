import math
from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError

from ...tools.distance import air_km

# As the crow flies, through town and over land: roads make detours.
SPEED_KMH = 40.0
ROUND_MINUTES = 5
MAX_MINUTES = 24 * 60


class FieldworkVisit(models.Model):
    """When the technician on the way is expected, for the customer's page and mail."""

    _inherit = "fieldwork.visit"

    _guarded_fields = {"expected_at": False}

    expected_at = fields.Datetime(
        string="Expected",
        readonly=True,
        copy=False,
        help="When who is on the way will be there: as they said, else by the "
        "distance, else the start of the slot.",
    )

    def _on_clocked(self, kind, at, position=None, eta_minutes=None):
        res = super()._on_clocked(kind, at, position, eta_minutes)
        if kind == "travel":
            for visit in self:
                expected = visit._expected(at, position, eta_minutes)
                if expected != visit.expected_at:
                    visit._guarded_write({"expected_at": expected})
        return res

    def _expected(self, at, position=None, eta_minutes=None):
        """Return when somebody who set out at ``at`` will be there, or False (hook).

        :param dict position: where they set out from
        :param eta_minutes: how long they say they need
        """
        self.ensure_one()
        if eta_minutes:
            return at + timedelta(minutes=self._check_minutes(eta_minutes))
        distance = self._distance_km(position)
        if distance is not None:
            minutes = distance / SPEED_KMH * 60
            minutes = max(math.ceil(minutes / ROUND_MINUTES), 1) * ROUND_MINUTES
            return at + timedelta(minutes=minutes)
        return self.start if self.start > at else False

    def _check_minutes(self, minutes):
        try:
            minutes = float(minutes)
        except (TypeError, ValueError):
            minutes = 0
        if not 0 < minutes <= MAX_MINUTES:
            raise UserError(
                self.env._(
                    "Say in how many minutes you will be there: more than none, and "
                    "within a day."
                )
            )
        return minutes

    def _distance_km(self, position):
        """Return the air distance from ``position`` to the site, or None."""
        position = position or {}
        here = (position.get("latitude"), position.get("longitude"))
        site = self.order_id.site_id
        if not (any(here) and site.site_located):
            return None
        distance = air_km(here, (site.partner_latitude, site.partner_longitude))
        # A device that does not know where it is says something far away.
        return distance if distance <= SPEED_KMH * MAX_MINUTES / 60 else None
