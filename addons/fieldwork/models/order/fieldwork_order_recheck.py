from odoo import models

# What of an order, and of its type, can give or end a conflict of its visits.
ORDER_FIELDS = {
    "partner_id",
    "site_id",
    "type_id",
    "skill_requirement_ids",
    "window_start",
    "window_stop",
}
TYPE_FIELDS = {"crew_size", "need_ids", "skill_requirement_ids"}


class FieldworkOrder(models.Model):
    """Orders that change after they were planned."""

    _inherit = "fieldwork.order"

    def write(self, vals):
        res = super().write(vals)
        if ORDER_FIELDS & set(vals):
            self.env["fieldwork.visit"]._recheck([("order_id", "in", self.ids)])
        return res


class FieldworkOrderType(models.Model):
    """Types that ask for other people and things after orders were planned."""

    _inherit = "fieldwork.order.type"

    def write(self, vals):
        res = super().write(vals)
        if TYPE_FIELDS & set(vals):
            self.env["fieldwork.visit"]._recheck([("order_id.type_id", "in", self.ids)])
        return res
