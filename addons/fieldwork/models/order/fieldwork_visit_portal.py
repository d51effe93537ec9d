from odoo import models

from ...const import OPEN_VISIT_STATES


class FieldworkVisit(models.Model):
    """What the customer sees of a visit."""

    _inherit = "fieldwork.visit"

    def _portal_values(self):
        """Return what a customer sees of visits: nothing of times worked, of conflicts
        or of people but their first names.

        :return: list of dicts with ``day``, ``promised_start``, ``promised_stop``,
            ``state`` (in the customer's words), ``is_open`` and ``technicians``
            (first names)
        """
        return [
            {
                "day": visit.day,
                "promised_start": visit.promised_start,
                "promised_stop": visit.promised_stop,
                "state": visit._portal_state(),
                "is_open": visit.state in OPEN_VISIT_STATES,
                "technicians": visit._portal_technicians(),
            }
            for visit in self
        ]

    def _portal_state(self):
        self.ensure_one()
        if self.state == "done" and self.outcome == "to_continue":
            return self.env._("To be continued")
        return {
            "planned": self.env._("Planned"),
            "travelling": self.env._("On the way"),
            "working": self.env._("In progress"),
            "paused": self.env._("In progress"),
            "done": self.env._("Done"),
            "missed": self.env._("Did not take place"),
            "cancelled": self.env._("Cancelled"),
        }[self.state]

    def _portal_technicians(self):
        """Return the first names of the people on a visit (hook)."""
        self.ensure_one()
        people = self.assignment_ids.filtered(
            lambda a: a.role != "equipment" and a.response != "refused"
        ).resource_id
        return [name.split()[0] for name in people.mapped("name") if name.strip()]
