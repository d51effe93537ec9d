from odoo import api, fields, models


class FieldworkContractLineMaterial(models.Model):
    """A part that each service of a line needs."""

    _name = "fieldwork.contract.line.material"
    _description = "Material of a Contract's Service"
    _order = "line_id, sequence, id"
    _check_company_auto = True

    line_id = fields.Many2one(
        "fieldwork.contract.line", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="line_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        "product.product",
        required=True,
        check_company=True,
        domain="[('type', '!=', 'combo')]",
    )
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        compute="_compute_uom_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    quantity = fields.Float(default=1.0, digits="Product Unit", required=True)

    _check_quantity = models.Constraint(
        "CHECK (quantity > 0)", "A part is needed in a quantity above zero."
    )

    @api.depends("product_id")
    def _compute_uom_id(self):
        for material in self:
            material.uom_id = material.product_id.uom_id or material.uom_id

    def _prepare_material_vals(self, order, times):
        """Return the values of the order's material line (hook).

        :param int times: how often the service is done in the order
        """
        self.ensure_one()
        return {
            "order_id": order.id,
            "product_id": self.product_id.id,
            "uom_id": self.uom_id.id,
            "planned_qty": self.quantity * times,
        }
