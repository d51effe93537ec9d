from markupsafe import escape

from odoo import models


class FieldworkAssignment(models.Model):
    """The dispatcher hears what the technicians answer."""

    _inherit = "fieldwork.assignment"

    def _on_responded(self, kind):
        res = super()._on_responded(kind)
        # Notes and activities are the system's, whoever's act they follow from.
        answered = self.sudo()
        lines = {}
        for assignment in answered:
            lines.setdefault(assignment.order_id, []).append(
                assignment._answer_text(kind)
            )
        answered.order_id._log_each(lines)
        if kind == "refuse":
            answered._tell_refusals()
        else:
            answered.order_id._close_refusals()
        return res

    def _answer_text(self, kind):
        """Return what the technician said, in the language of the dispatcher."""
        self.ensure_one()
        office = self._for_office()
        values = {
            "person": self.resource_id.name,
            "visit": office.visit_id.display_name,
            "reason": self.refusal_reason or "",
        }
        if kind == "refuse":
            return office.env._(
                "%(person)s refused visit %(visit)s: %(reason)s", **values
            )
        return office.env._("%(person)s accepted visit %(visit)s.", **values)

    def _tell_refusals(self):
        for assignment in self:
            office = assignment._for_office()
            office.order_id._tell_dispatcher(
                office.env._(
                    "Refused by %(person)s", person=assignment.resource_id.name
                ),
                escape(office._answer_text("refuse")),
                "fieldwork.mail_activity_type_refused",
            )

    def _for_office(self):
        """Return the assignment in the words and the zone of its dispatcher."""
        dispatcher = self.order_id._get_dispatcher()
        return self.with_context(
            lang=dispatcher.lang or self.env.lang, tz=dispatcher.tz or self.env.tz
        )
