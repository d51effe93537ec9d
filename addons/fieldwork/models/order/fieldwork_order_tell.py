from odoo import models


class FieldworkOrder(models.Model):
    """Telling the office what happened to an order."""

    _inherit = "fieldwork.order"

    def _tell_dispatcher(self, summary, note, activity="mail.mail_activity_data_todo"):
        """Make one activity on each order for whoever plans it.

        The responsible of the order, else the first dispatcher of its team, else
        whoever made it; a technician never gets it.

        :param str activity: external id of the type of activity
        """
        for order in self:
            # Made on behalf of the system, whoever's act it tells about.
            order.sudo().activity_schedule(
                activity,
                summary=summary,
                note=note,
                user_id=order._get_dispatcher().id,
            )

    def _get_dispatcher(self):
        """Return the user who looks after this order."""
        self.ensure_one()
        order = self.sudo()
        candidates = order.user_id | order.team_id.dispatcher_ids | order.create_uid
        office = candidates.filtered(
            lambda user: user.active
            and user.has_group("fieldwork.group_fieldwork_dispatcher")
        )
        return office[:1] or self.env.ref("base.user_admin")
