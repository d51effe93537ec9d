from odoo import api, models
from odoo.tools import SQL

# All that a customer's portal user may read of an order, over RPC too.
PORTAL_FIELDS = frozenset(
    {
        "id",
        "display_name",
        "name",
        "type_id",
        "state",
        "priority",
        "description",
        "company_id",
        "partner_id",
        "site_id",
        "contact_id",
        "customer_reference",
        "registered_on",
        "window_start",
        "window_stop",
        "planned_day",
        "done_at",
        "access_url",
        "access_warning",
    }
)


class FieldworkOrder(models.Model):
    """What the customer sees of an order."""

    _name = "fieldwork.order"
    _inherit = ["fieldwork.order", "fieldwork.portal.fields.mixin"]

    @api.model
    def _portal_fields(self):
        return PORTAL_FIELDS

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        # The office's order of the list is not for customers: theirs goes by id.
        if field_name == "attention_at" and not self._has_field_access(
            self._fields[field_name], "read"
        ):
            return SQL()
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    # ------------------------------------------------------------------
    # The customer's words
    # ------------------------------------------------------------------

    @api.model
    def _portal_state_labels(self):
        """Return ``{state: label}`` in the customer's words (hook)."""
        return {
            "draft": self.env._("Received"),
            "ready": self.env._("Being planned"),
            "planned": self.env._("Appointment made"),
            "progress": self.env._("In progress"),
            "done": self.env._("Done"),
            "cancelled": self.env._("Cancelled"),
        }

    def _portal_state(self):
        """Return how the order stands, in the customer's words."""
        self.ensure_one()
        # sudo: why it waits is the firm's own; of it only these two things are said
        kind = self.sudo().pending_kind
        if kind == "customer":
            return self.env._("Waiting for you")
        if kind == "to_close":
            return self.env._("Work finished")
        return self._portal_state_labels()[self.state]

    def _portal_values(self):
        """Return what the customer's page shows beyond the portal fields.

        :return: dict with ``equipment`` (list of dicts: ``name``, ``serial``,
            ``product``) and ``visits`` (see ``fieldwork.visit._portal_values``)
        """
        self.ensure_one()
        # sudo: portal users have no rights on equipment and visits; the few words
        # about those of their own order are all that leaves this method
        order = self.sudo()
        return {
            "state": self._portal_state(),
            "equipment": [
                {
                    "name": equipment.name,
                    "serial": equipment.serial or "",
                    "product": equipment.product_id.name or "",
                }
                for equipment in order.equipment_ids
            ],
            "visits": order.visit_ids.filtered(lambda v: v.state != "cancelled")
            .sorted("start")
            ._portal_values(),
        }

    # ------------------------------------------------------------------
    # The customer's messages
    # ------------------------------------------------------------------

    def _message_post_after_hook(self, message, msg_vals):
        res = super()._message_post_after_hook(message, msg_vals)
        if self._is_from_customer(message) and not self._has_internal_follower():
            # Nobody of the firm would be told otherwise.
            self._tell_dispatcher(
                self.env._("Message from the customer"),
                self.env._(
                    "%(person)s has written on order %(order)s.",
                    person=message.sudo().author_id.name or message.email_from or "",
                    order=self.sudo().name,
                ),
            )
        return res

    def _is_from_customer(self, message):
        message = message.sudo()  # a portal user may not read all of their message
        if message.message_type not in ("comment", "email") or message.is_internal:
            return False
        users = message.author_id.user_ids
        return not any(user._is_internal() for user in users)

    def _has_internal_follower(self):
        # sudo: followers are hidden from portal users
        followers = self.sudo().message_partner_ids
        return any(user._is_internal() for user in followers.user_ids)
