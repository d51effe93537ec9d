from odoo import api, fields, models
from odoo.fields import Domain

from ...const import OPEN_STATES
from ...tools.actions import titled

OFFICE_AND_FIELD = "fieldwork.group_fieldwork_technician"


class FieldworkOrder(models.Model):
    """What the screens of an order show and open besides its own fields."""

    _inherit = "fieldwork.order"

    site_place = fields.Char(
        string="Place",
        compute="_compute_site_place",
        help="Name of the site, where it is not the customer itself, and town.",
    )
    site_address = fields.Char(
        related="site_id.contact_address_inline", string="Address of the Site"
    )
    site_city = fields.Char(related="site_id.city", string="City")
    site_map_url = fields.Char(related="site_id.site_map_url", groups=OFFICE_AND_FIELD)
    site_access_notes = fields.Text(
        related="site_id.site_access_notes",
        string="Access Notes",
        groups=OFFICE_AND_FIELD,
    )
    site_door_code = fields.Char(
        related="site_id.site_door_code", string="Door Code", groups=OFFICE_AND_FIELD
    )
    site_contact_ids = fields.Many2many(
        related="site_id.site_contact_ids", groups=OFFICE_AND_FIELD
    )
    contact_phone = fields.Char(
        related="contact_id.phone", string="Contact's Phone", groups=OFFICE_AND_FIELD
    )
    partner_phone = fields.Char(
        related="partner_id.phone", string="Customer's Phone", groups=OFFICE_AND_FIELD
    )
    hold_reason = fields.Char(
        related="partner_id.commercial_partner_id.fieldwork_hold_reason",
        string="Reason for the Hold",
        groups=OFFICE_AND_FIELD,
    )
    conflict_count = fields.Integer(compute="_compute_conflict_text")
    conflict_text = fields.Text(
        string="Conflicts as Text", compute="_compute_conflict_text"
    )
    equipment_count = fields.Integer(compute="_compute_equipment_count")
    follow_up_count = fields.Integer(compute="_compute_follow_up_count")
    other_order_count = fields.Integer(
        string="Customer's Other Orders",
        compute="_compute_other_order_count",
        help="Other open orders of the customer.",
    )

    @api.depends("site_id", "partner_id")
    def _compute_site_place(self):
        for order in self:
            # The name of a place is no secret to whoever sees the order.
            site = order.site_id.sudo()
            own_name = site.name if site != order.partner_id else ""
            order.site_place = ", ".join(filter(None, [own_name, site.city]))

    @api.depends("conflict_ids")
    def _compute_conflict_text(self):
        for order in self:
            conflicts = order.conflict_ids
            order.conflict_count = len(conflicts)
            order.conflict_text = "\n".join(dict.fromkeys(conflicts.mapped("sentence")))

    @api.depends("equipment_ids")
    def _compute_equipment_count(self):
        for order in self:
            order.equipment_count = len(order.equipment_ids)

    def _compute_follow_up_count(self):
        counts = dict(
            self._read_group(
                [("origin_order_id", "in", self.ids)], ["origin_order_id"], ["__count"]
            )
        )
        for order in self:
            order.follow_up_count = counts.get(order._origin, 0)

    @api.depends("partner_id")
    def _compute_other_order_count(self):
        counts = dict(
            self._read_group(
                [
                    ("partner_id", "in", self.partner_id.ids),
                    ("state", "in", OPEN_STATES),
                ],
                ["partner_id"],
                ["__count"],
            )
        )
        for order in self:
            number = counts.get(order.partner_id._origin, 0)
            counted = bool(order._origin) and order.state in OPEN_STATES
            order.other_order_count = max(number - counted, 0)

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------

    def action_view_visits(self):
        """Open the visits of these orders."""
        return self._open_parts("fieldwork.fieldwork_visit_action")

    def action_view_conflicts(self):
        """Open the conflicts of these orders."""
        return self._open_parts("fieldwork.fieldwork_conflict_action")

    def action_view_worklogs(self):
        """Open the work time of these orders."""
        return self._open_parts("fieldwork.fieldwork_worklog_action")

    def _open_parts(self, xmlid):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return dict(action, domain=[("order_id", "in", self.ids)], context={})

    def action_view_equipment(self):
        """Open the equipment that these orders are about."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Equipment"),
            "res_model": "fieldwork.equipment",
            "view_mode": "list,form",
            "domain": [("id", "in", self.equipment_ids.ids)],
        }

    def action_view_follow_ups(self):
        """Open the orders that follow up on these."""
        return self._open_orders(
            Domain("origin_order_id", "in", self.ids), self.env._("Follow-ups")
        )

    def action_view_other_orders(self):
        """Open the other orders of the customer, the open ones first."""
        self.ensure_one()
        return self._open_orders(
            Domain("partner_id", "=", self.partner_id.id) & Domain("id", "!=", self.id),
            self.env._("Orders of %(customer)s", customer=self.partner_id.name),
        )

    def action_make_follow_up(self):
        """Make a follow-up order of each order and open what was made."""
        return self.action_follow_up()._open_orders(name=self.env._("Follow-ups"))

    def _open_orders(self, domain=None, name=None):
        """Return the action that opens ``domain``, or these orders themselves."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork.fieldwork_order_action"
        )
        action["context"] = {}
        if name:
            action = titled(action, name)
        if domain is None and len(self) == 1:
            form = self.env.ref("fieldwork.fieldwork_order_view_form")
            return dict(action, res_id=self.id, views=[(form.id, "form")])
        if domain is None:
            domain = Domain("id", "in", self.ids)
        return dict(action, domain=list(domain))
