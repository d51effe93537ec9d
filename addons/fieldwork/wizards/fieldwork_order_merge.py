from odoo import api, fields, models
from odoo.fields import Command


class FieldworkOrderMerge(models.TransientModel):
    _name = "fieldwork.order.merge"
    _description = "Merge Orders"

    order_ids = fields.Many2many("fieldwork.order", string="Orders", required=True)
    kept_id = fields.Many2one(
        "fieldwork.order",
        string="Stays",
        compute="_compute_kept_id",
        help="The one registered first; the others are cancelled and point to it.",
    )

    @api.model
    def default_get(self, fields_list):
        res = super().default_get(fields_list)
        if self.env.context.get("active_model") == "fieldwork.order":
            ids = self.env.context.get("active_ids") or []
            res.setdefault("order_ids", [Command.set(ids)])
        return res

    @api.depends("order_ids")
    def _compute_kept_id(self):
        for wizard in self:
            orders = wizard.order_ids._origin
            wizard.kept_id = orders.sorted(lambda o: (o.registered_on, o.id))[:1]

    def action_apply(self):
        """Merge the orders and open the one that stays."""
        self.ensure_one()
        return self.order_ids.action_merge()._open_orders()
