from odoo import fields, models

from ...const import OPEN_STATES

# A telephone number as it is dialled, however it was written down.
PHONE_DIGITS = r"regexp_replace(phone, '\D', '', 'g')"


class ResPartner(models.Model):
    _inherit = "res.partner"

    # The one-box search finds orders by parts of these.
    phone = fields.Char(index="trigram")
    complete_name = fields.Char(index="trigram")
    street = fields.Char(index="trigram")
    city = fields.Char(index="trigram")
    _fieldwork_phone_idx = models.Index(
        lambda registry: registry.has_trigram
        and f"USING gin ({PHONE_DIGITS} gin_trgm_ops)"
    )
    fieldwork_order_count = fields.Integer(
        string="Open Orders",
        compute="_compute_fieldwork_order_count",
        groups="fieldwork.group_fieldwork_technician",
    )

    def _compute_fieldwork_order_count(self):
        orders = self.env["fieldwork.order"]
        is_open = ("state", "in", OPEN_STATES)
        by_site = dict(
            orders._read_group(
                [("site_id", "in", self.ids), is_open], ["site_id"], ["__count"]
            )
        )
        by_customer = dict(
            orders._read_group(
                [("partner_id", "in", self.ids), is_open], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            counts = by_site if partner.type == "site" else by_customer
            partner.fieldwork_order_count = counts.get(partner, 0)

    def write(self, vals):
        res = super().write(vals)
        if "site_calendar_id" in vals:
            self.env["fieldwork.visit"]._recheck([("order_id.site_id", "in", self.ids)])
        return res

    def action_fieldwork_view_orders(self):
        """Open the orders of this customer or site, the open ones first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork.fieldwork_order_action"
        )
        is_site = self.type == "site"
        action["domain"] = [("site_id" if is_site else "partner_id", "=", self.id)]
        action["context"] = {
            "default_partner_id": (self.commercial_partner_id if is_site else self).id,
            **({"default_site_id": self.id} if is_site else {}),
        }
        return action
