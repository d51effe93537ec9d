from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, formatLang


class SaleOrderLine(models.Model):
    """What was ordered is delivered by service orders, and invoiced by core."""

    _inherit = "sale.order.line"

    qty_delivered_method = fields.Selection(
        selection_add=[("fieldwork", "Service Orders")]
    )
    fieldwork_order_ids = fields.One2many(
        "fieldwork.order", "sale_line_id", string="Service Orders", copy=False
    )
    fieldwork_material_ids = fields.One2many(
        "fieldwork.material", "sale_line_id", string="Materials", copy=False
    )

    @api.depends("product_id.fieldwork_type_id", "order_id.fieldwork_order_id")
    def _compute_qty_delivered_method(self):
        res = super()._compute_qty_delivered_method()
        for line in self:
            service = line.product_id.type == "service"
            if line.is_expense or not line.product_id:
                continue
            if (service and line.product_id.fieldwork_type_id) or (
                line.order_id.fieldwork_order_id
            ):
                line.qty_delivered_method = "fieldwork"
        return res

    @api.depends(
        "fieldwork_order_ids.state",
        "fieldwork_material_ids.used_qty",
        "fieldwork_material_ids.left_qty",
        "fieldwork_material_ids.order_id.state",
        "order_id.fieldwork_order_ids.state",
        "order_id.fieldwork_order_id.state",
    )
    def _compute_qty_delivered(self):
        return super()._compute_qty_delivered()

    def _prepare_qty_delivered(self):
        quantities = super()._prepare_qty_delivered()
        lines = self.filtered(lambda line: line.qty_delivered_method == "fieldwork")
        for line in lines:
            # sudo: salespeople have no rights on service orders
            quantities[line] = line.sudo()._fieldwork_delivered()
        return quantities

    def _fieldwork_delivered(self):
        """Return how much of the line is done, in its unit."""
        self.ensure_one()
        if self.fieldwork_material_ids:
            return sum(
                material.uom_id._compute_quantity(
                    material.used_qty + material.left_qty, self.product_uom_id
                )
                for material in self.fieldwork_material_ids
            )
        orders = self.fieldwork_order_ids or self._fieldwork_quoted_orders()
        orders = orders.filtered(lambda order: order.state != "cancelled")
        if not orders or self.state != "sale":
            return 0.0
        done = orders.filtered(lambda order: order.state == "done")
        return self.product_uom_qty * len(done) / len(orders)

    def _fieldwork_quoted_orders(self):
        """Return the orders that do the work of an accepted quotation."""
        sale = self.order_id
        if sale.fieldwork_mode == "new":
            return sale.fieldwork_order_ids
        return sale.fieldwork_order_id

    def _fieldwork_parts(self):
        """Return the lines of goods, which technicians take along."""
        return self.filtered(
            lambda line: line.product_id.type == "consu" and line.product_uom_qty > 0
        )

    def _prepare_fieldwork_material_vals(self, order):
        """Return the values of the planned material of a line (hook)."""
        self.ensure_one()
        return {
            "order_id": order.id,
            "product_id": self.product_id.id,
            "uom_id": self.product_uom_id.id,
            "planned_qty": self.product_uom_qty,
            "sale_line_id": self.id,
        }

    def _fieldwork_shown(self):
        """Return a line as the customer reads it, with its price."""
        self.ensure_one()
        shown = {"id": self.id, "kind": self.display_type or "", "name": self.name}
        if self.display_type:
            return shown
        currency = self.currency_id
        return shown | {
            "quantity": formatLang(self.env, self.product_uom_qty, dp="Product Unit"),
            "uom": self.product_uom_id.name,
            "price": format_amount(self.env, self.price_unit, currency),
            "discount": formatLang(self.env, self.discount) if self.discount else "",
            "amount": format_amount(self.env, self.price_subtotal, currency),
        }

    # ------------------------------------------------------------------
    # Sold services
    # ------------------------------------------------------------------

    def _make_fieldwork_orders(self):
        """Make the orders that do what these lines sell; each line once."""
        lines = self.filtered(
            lambda line: line.product_id.type == "service"
            and line.product_id.fieldwork_type_id
            and line.product_uom_qty > 0
            and not line.fieldwork_order_ids
            and not line.order_id.fieldwork_order_id
        )
        vals_list = [
            vals for line in lines for vals in line._prepare_fieldwork_orders_vals()
        ]
        orders = self.env["fieldwork.order"].create(vals_list)
        orders.action_confirm()
        return orders

    def _prepare_fieldwork_orders_vals(self):
        """Return the values of each order that this line makes (hook)."""
        self.ensure_one()
        sale, product = self.order_id, self.product_id
        sites = [sale.partner_shipping_id or sale.partner_id]
        if product.fieldwork_orders == "site":
            sites = list(sale.fieldwork_site_ids) or sites
        elif product.fieldwork_orders == "unit":
            sites = sites * self._fieldwork_units()
        return [
            {
                "partner_id": sale.partner_id.commercial_partner_id.id,
                "site_id": self._fieldwork_site(site).id,
                "invoice_partner_id": sale.partner_invoice_id.id,
                "type_id": product.fieldwork_type_id.id,
                "company_id": sale.company_id.id,
                "customer_reference": sale.client_order_ref,
                "description": self.name,
                "sale_line_id": self.id,
                "sale_order_id": sale.id,
            }
            for site in sites
        ]

    def _fieldwork_site(self, partner):
        """Return the place of work: a site, else the customer itself."""
        if partner.type == "site":
            return partner
        return partner.commercial_partner_id

    def _fieldwork_units(self):
        units = round(self.product_uom_qty)
        if units != self.product_uom_qty or units > 200:
            raise UserError(
                self.env._(
                    "%(line)s: one order is made for each unit, so the quantity has to "
                    "be a whole number, 200 at most.",
                    line=self.name,
                )
            )
        return units
