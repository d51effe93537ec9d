from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _fieldwork_cost(self):
        """Return by how much these moves made the inventory less, by core's valuation.

        :return: ``(value in the currency of the company, quantity in the unit of the
            product)``; what came back is taken off
        """
        value = quantity = 0.0
        for move in self:
            # An owner's goods are in no valuation: they move, and cost nothing.
            sign = -1 if move.origin_returned_move_id else 1
            value += sign * move.value
            quantity += sign * move.product_uom._compute_quantity(
                move.quantity, move.product_id.uom_id, round=False
            )
        return value, quantity
