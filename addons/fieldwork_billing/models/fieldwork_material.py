from odoo import api, fields, models


class FieldworkMaterial(models.Model):
    _inherit = "fieldwork.material"

    equipment_id = fields.Many2one(
        "fieldwork.equipment",
        domain="[('id', 'in', order_equipment_ids)]",
        index="btree_not_null",
        help="For which machine of the order; its warranty of parts counts. Empty: for "
        "all of them.",
    )
    order_equipment_ids = fields.Many2many(
        related="order_id.equipment_ids", string="Machines of the Order"
    )
    sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Sold as",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="fieldwork_billing.group_fieldwork_prices",
    )

    unit_cost = fields.Float(
        compute="_compute_unit_cost",
        store=True,
        compute_sudo=True,
        digits="Product Price",
        groups="fieldwork_billing.group_fieldwork_costs",
        help="What a unit cost the firm when it was used.",
    )
    cost = fields.Monetary(
        compute="_compute_cost",
        store=True,
        compute_sudo=True,
        currency_field="cost_currency_id",
        groups="fieldwork_billing.group_fieldwork_costs",
        help="What all that was used or left cost the firm.",
    )
    cost_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of the Cost"
    )

    @api.depends("product_id", "uom_id", "used_qty", "left_qty")
    def _compute_unit_cost(self):
        for material in self:
            product = material.product_id.with_company(material.company_id)
            if not product or not (material.used_qty or material.left_qty):
                material.unit_cost = 0.0
                continue
            if material.unit_cost:
                continue  # what it cost then
            material.unit_cost = product.uom_id._compute_price(
                product.standard_price, material.uom_id
            )

    @api.depends("unit_cost", "used_qty", "left_qty")
    def _compute_cost(self):
        for material in self:
            told = material.used_qty + material.left_qty
            material.cost = material.unit_cost * told

    def write(self, vals):
        self._forget_cost(vals)
        res = super().write(vals)
        if "equipment_id" in vals:
            self.visit_id._charges_changed()
        return res

    def _forget_cost(self, vals):
        """What another product, or another unit, cost is not what this one did."""
        other = self.browse()
        for name in ("product_id", "uom_id"):
            if name in vals:
                other |= self.filtered(lambda line, n=name: line[n].id != vals[n])
        # sudo: technicians write materials, and see no costs
        other.sudo().unit_cost = 0.0

    def _tell_report(self, visits):
        res = super()._tell_report(visits)
        visits._charges_changed()
        return res
