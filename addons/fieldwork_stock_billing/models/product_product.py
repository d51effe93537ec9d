from collections import defaultdict

from odoo import models
from odoo.fields import Domain

from ..tools.cost_flow import AverageFlow, FifoFlow


class ProductProduct(models.Model):
    """Telling what went out from all that came in, as core values what is left."""

    _inherit = "product.product"

    def _fieldwork_correct_costs(self):
        """Bring the cost of the parts of orders in line with the value of what came.

        Reads all valued moves of these products in the company of the context, as core
        does for their average; in constant queries for any number of products.
        """
        # Standard prices are set by hand and no receipt changes them.
        products = self.filtered(lambda product: product.cost_method != "standard")
        moves = products._fieldwork_valued_moves()
        moves.move_line_ids.fetch(["lot_id", "owner_id", "quantity_product_uom"])
        moves, prices = moves.grouped("product_id"), products._fieldwork_set_prices()
        changes = {}
        for product in products & self.union(*moves):
            changes |= product._fieldwork_replay(moves[product], prices.get(product))
        for change, corrected in _by_change(changes).items():
            corrected.fieldwork_cost_change = change

    def _fieldwork_valued_moves(self):
        return self.env["stock.move"].search(
            Domain("product_id", "in", self.ids)
            & Domain("company_id", "=", self.env.company.id)
            & Domain("state", "=", "done")
            & (Domain("is_in", "=", True) | Domain("is_out", "=", True)),
            order="date, id",
        )

    def _fieldwork_set_prices(self):
        """Return the prices that people have set, in order of time.

        :return: ``{product: recordset of product.value}``
        """
        values = self.env["product.value"].search(
            [
                ("product_id", "in", self.ids),
                ("move_id", "=", False),
                ("company_id", "=", self.env.company.id),
            ],
            order="date, id",
        )
        return values.grouped("product_id")

    def _fieldwork_replay(self, moves, prices):
        """Return ``{move: what has to be added to its value}`` for parts of orders.

        :param moves: the valued moves of one product, in order of time
        :param prices: the prices that people have set, in order of time, or None
        """
        self.ensure_one()
        fifo = self.cost_method == "fifo" and not self.lot_valuated
        flows = defaultdict(FifoFlow if fifo else AverageFlow)
        pending, changes = list(prices or ()), {}
        for move in moves:
            while pending and move.date >= pending[0].date:
                pending.pop(0)._fieldwork_set_price(flows)
            value = move._fieldwork_flow(flows)
            if move.fieldwork_material_id and move.is_out:
                currency = move.company_currency_id
                changes[move] = currency.round(value - move.value)
        return changes


def _by_change(changes):
    """Return ``{change: moves}`` of the moves that have another one so far."""
    grouped = {}
    for move, change in changes.items():
        if move.company_currency_id.compare_amounts(move.fieldwork_cost_change, change):
            grouped[change] = grouped.get(change, move.browse()) | move
    return grouped
