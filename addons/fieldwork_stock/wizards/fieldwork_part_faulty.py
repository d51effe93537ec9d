from odoo import fields, models


class FieldworkPartFaulty(models.TransientModel):
    """Tells that a faulty part comes back."""

    _name = "fieldwork.part.faulty"
    _description = "Faulty Part"

    material_id = fields.Many2one(
        "fieldwork.material", required=True, ondelete="cascade", readonly=True
    )
    product_id = fields.Many2one(
        "product.product",
        required=True,
        domain="[('type', '=', 'consu')]",
        help="What was taken out, where it is another product than what was put in.",
    )
    tracking = fields.Selection(related="product_id.tracking")
    serial = fields.Char(string="Lot or Serial")
    quantity = fields.Float(required=True, default=1.0, digits="Product Unit")
    uom_id = fields.Many2one(related="product_id.uom_id")
    reason = fields.Char(string="What Is Wrong", required=True)

    def action_apply(self):
        """Bring the part into quarantine."""
        self.ensure_one()
        self.material_id.action_return_faulty(
            quantity=self.quantity,
            reason=self.reason,
            serial=self.serial,
            product=self.product_id.id,
        )
        return {"type": "ir.actions.act_window_close"}
