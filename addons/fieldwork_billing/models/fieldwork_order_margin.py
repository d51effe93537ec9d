from odoo import api, fields, models

COSTS = "fieldwork_billing.group_fieldwork_costs"


class FieldworkOrder(models.Model):
    """What an order earned: what is billed and to be billed, less what it cost."""

    _inherit = "fieldwork.order"

    revenue = fields.Monetary(
        compute="_compute_margin",
        store=True,
        compute_sudo=True,
        currency_field="cost_currency_id",
        groups=COSTS,
        help="Billed and to be billed, without taxes, in the company's currency; the "
        "sales order's share where the work was sold before.",
    )
    labour_cost = fields.Monetary(
        string="Cost of Labour",
        compute="_compute_costs",
        store=True,
        compute_sudo=True,
        currency_field="cost_currency_id",
        groups=COSTS,
        help="Work of all people at the hourly cost they had then.",
    )
    travel_cost = fields.Monetary(
        string="Cost of Travel",
        compute="_compute_costs",
        store=True,
        compute_sudo=True,
        currency_field="cost_currency_id",
        groups=COSTS,
    )
    material_cost = fields.Monetary(
        string="Cost of Material",
        compute="_compute_costs",
        store=True,
        compute_sudo=True,
        currency_field="cost_currency_id",
        groups=COSTS,
        help="Material used or left, at the cost of the product when it was used.",
    )
    margin = fields.Monetary(
        compute="_compute_margin",
        store=True,
        compute_sudo=True,
        currency_field="cost_currency_id",
        groups=COSTS,
    )
    cost_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of the Costs"
    )

    @api.depends(
        "worklog_ids.duration",
        "worklog_ids.kind",
        "worklog_ids.hourly_cost",
        "material_ids.cost",
    )
    def _compute_costs(self):
        for order in self:
            order.labour_cost = order._margin_time("work")
            order.travel_cost = order._margin_time("travel")
            order.material_cost = sum(order.material_ids.mapped("cost"))

    # Apart from the costs: a ledger of many orders changes what they bring in only.
    @api.depends(
        "charge_ids.state",
        "charge_ids.amount",
        "labour_cost",
        "travel_cost",
        "material_cost",
        "sale_line_id.price_subtotal",
        "sale_line_id.qty_delivered",
    )
    def _compute_margin(self):
        for order in self:
            revenue = order._margin_revenue()
            costs = order.labour_cost + order.travel_cost + order.material_cost
            order.revenue = revenue
            order.margin = revenue - costs

    def _margin_revenue(self):
        """Return what the order brings in, in the company's currency (hook)."""
        self.ensure_one()
        company = self.company_id
        charges, own = self.charge_ids, company.currency_id
        if charges.currency_id <= own:
            # As good as always: nothing to ask of each.
            return self._margin_sold() + sum(charges.mapped("amount"))
        return self._margin_sold() + sum(
            charge.currency_id._convert(
                charge.amount,
                own,
                company,
                (charge.date_from or fields.Datetime.now()).date(),
            )
            for charge in charges
        )

    def _margin_sold(self):
        """Return this order's share of the sales order lines that it delivers."""
        lines = self.sale_line_id | self.material_ids.sale_line_id
        total = 0.0
        for line in lines:
            orders = line.fieldwork_order_ids.filtered(lambda o: o.state == "done")
            share = len(orders) if line == self.sale_line_id else 1
            if line == self.sale_line_id and self.state != "done":
                continue
            amount = line.price_reduce_taxexcl * line.qty_delivered / (share or 1)
            total += line.currency_id._convert(
                amount,
                self.company_id.currency_id,
                self.company_id,
                (line.order_id.date_order or fields.Datetime.now()).date(),
            )
        return total

    def _margin_time(self, kind):
        return sum(
            log.hourly_cost * log.duration
            for log in self.worklog_ids
            if log.kind == kind
        )
