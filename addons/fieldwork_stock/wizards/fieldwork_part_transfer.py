from odoo import api, fields, models


class FieldworkPartTransfer(models.TransientModel):
    """Hands parts from one van or technician to another."""

    _name = "fieldwork.part.transfer"
    _description = "Hand Parts Over"

    product_id = fields.Many2one(
        "product.product", required=True, domain="[('type', '=', 'consu')]"
    )
    tracking = fields.Selection(related="product_id.tracking")
    lot_id = fields.Many2one(
        "stock.lot", domain="[('product_id', '=', product_id)]", string="Lot or Serial"
    )
    quantity = fields.Float(required=True, default=1.0, digits="Product Unit")
    uom_id = fields.Many2one(related="product_id.uom_id")
    source_id = fields.Many2one(
        "resource.resource",
        string="From",
        domain="[('fieldwork_kind', 'in', ('van', 'technician'))]",
        help="Empty: the warehouse.",
    )
    target_id = fields.Many2one(
        "resource.resource",
        string="To",
        required=True,
        domain="[('fieldwork_kind', 'in', ('van', 'technician'))]",
        default=lambda self: self._default_target_id(),
    )

    @api.model
    def _default_target_id(self):
        own = self.env.user.sudo().fieldwork_resource_ids[:1]  # their own
        return (own.fieldwork_van_id or own).id

    def action_apply(self):
        """Hand the parts over."""
        self.ensure_one()
        self.env["resource.resource"].action_transfer(
            self.product_id, self.quantity, self.source_id, self.target_id, self.lot_id
        )
        return {"type": "ir.actions.act_window_close"}
