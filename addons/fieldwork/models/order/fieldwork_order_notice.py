from markupsafe import Markup, escape

from odoo import models

from ...const import OPEN_VISIT_STATES


class FieldworkOrder(models.Model):
    """What changes on an order that technicians have, and the notes about them."""

    _inherit = "fieldwork.order"

    def write(self, vals):
        res = super().write(vals)
        if "site_id" in vals:
            # The site decides of the visit's local day, and so of the horizon too.
            self._open_assignments()._tell()
        return res

    def _open_assignments(self):
        return self.assignment_ids.filtered(
            lambda a: a.visit_state in OPEN_VISIT_STATES
        )

    def _log_each(self, lines):
        """Write notes into the chatter in one go.

        :param dict lines: ``{order: [text, ...]}``
        """
        if not lines:
            return
        bodies = {
            order.id: Markup("<br/>").join(escape(text) for text in texts)
            for order, texts in lines.items()
        }
        # Nobody is called "public user": what comes by link is the system's note.
        public = self.env.user._is_public()
        author = self.env.ref("base.partner_root").id if public else None
        self._message_log_batch(bodies=bodies, author_id=author)

    def _close_refusals(self):
        """Close the dispatcher's activities about refusals that were dealt with."""
        kind = self.env.ref(
            "fieldwork.mail_activity_type_refused", raise_if_not_found=False
        )
        if not (self and kind):
            return
        # Whose activity it is does not matter: its reason is gone.
        activities = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("activity_type_id", "=", kind.id),
                ]
            )
        )
        if not activities:
            return
        orders = self.sudo().browse(activities.mapped("res_id"))
        refused = orders._open_assignments().filtered(lambda a: a.response == "refused")
        settled = set((orders - refused.order_id).ids)
        activities.filtered(lambda a: a.res_id in settled).action_feedback()
