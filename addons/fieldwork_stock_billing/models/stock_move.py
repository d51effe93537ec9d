from odoo import fields, models


class StockMove(models.Model):
    """What a part cost the order follows when its receipt is valued anew.

    A vendor bill, a landed cost or an adjustment changes the value of a receipt after
    its parts are used. Core then counts what is *left* as if it had come at the new
    price, and leaves the value of the moves that went out as it was. What they cost in
    truth is therefore kept beside it: with it, the receipts are worth what is left and
    what was used together.
    """

    _inherit = "stock.move"

    fieldwork_cost_change = fields.Monetary(
        string="Correction of the Cost",
        currency_field="company_currency_id",
        readonly=True,
        copy=False,
        help="What bills and adjustments that came later add to what the part cost.",
    )

    def _set_value(self, correction_quantity=None):
        res = super()._set_value(correction_quantity=correction_quantity)
        came = self.filtered(lambda move: move.is_in and move.state == "done")
        came._fieldwork_follow_costs()
        return res

    def _fieldwork_follow_costs(self):
        """Correct the cost of the parts that orders used since these receipts."""
        # sudo: whoever posts a bill need not see service orders
        for company, moves in self.sudo().grouped("company_id").items():
            used = (
                self.env["stock.move"]
                .sudo()
                ._read_group(
                    [
                        ("fieldwork_material_id", "!=", False),
                        ("is_out", "=", True),
                        ("state", "=", "done"),
                        ("company_id", "=", company.id),
                        ("product_id", "in", moves.product_id.ids),
                        ("date", ">=", min(moves.mapped("date"))),
                    ],
                    ["product_id"],
                )
            )
            products = moves.product_id.browse(product.id for (product,) in used)
            products.with_company(company)._fieldwork_correct_costs()

    def _fieldwork_flow(self, flows):
        """Let one move come into, or go out of, what is counted.

        :param flows: ``{lot id, or False where lots cost the same: flow}``, see
            :mod:`..tools.cost_flow`
        :return: the value of what went out, 0.0 for what came in
        """
        self.ensure_one()
        lines = self._get_in_move_lines() if self.is_in else self._get_out_move_lines()
        whole = sum(lines.mapped("quantity_product_uom"))
        by_lot = {False: lines}
        if self.product_id.lot_valuated:
            by_lot = {lot.id: ones for lot, ones in lines.grouped("lot_id").items()}
        cost = 0.0
        for lot_id, ones in by_lot.items():
            quantity = sum(ones.mapped("quantity_product_uom"))
            value = self.value * quantity / whole if whole else 0.0
            if self.is_in:
                flows[lot_id].receive(quantity, value)
            else:
                cost += flows[lot_id].issue(quantity, value)
        return cost

    def _fieldwork_cost(self):
        """Return what these moves cost their order, in the company's currency: what
        went out, less what came back."""
        total = 0.0
        for move in self:
            if move.is_out:
                total += move.value + move.fieldwork_cost_change
            elif move.is_in:
                total -= move.value
        return total
