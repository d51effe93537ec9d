from odoo import api, models

from odoo.addons.fieldwork_stock.models.fieldwork_material import KINDS


class FieldworkMaterial(models.Model):
    """Parts cost the order what core says that the moves of the stock are worth."""

    _inherit = "fieldwork.material"

    @api.depends(
        "product_id.is_storable",
        "move_ids.state",
        "move_ids.quantity",
        "move_ids.value",
        "move_ids.fieldwork_cost_change",
    )
    def _compute_cost(self):
        res = super()._compute_cost()
        for material in self:
            moves = material._valued_moves()
            if moves:
                told = material.used_qty + material.left_qty
                waiting = max(told - material._quantity_of(moves), 0.0)
                # What the stock has not given yet costs what the product does.
                material.cost = moves._fieldwork_cost() + material.unit_cost * waiting
        return res

    def _valued_moves(self):
        """Return the moves whose value tells what the line cost; core values what is
        counted only."""
        self.ensure_one()
        return self.move_ids.filtered(
            lambda move: (
                move.state == "done"
                and move.fieldwork_kind in KINDS
                and move.product_id.is_storable
            )
        )

    def _quantity_of(self, moves):
        """Return how much ``moves`` took to the customer, in the unit of the line."""
        self.ensure_one()
        moves = moves.filtered(lambda move: move.product_id == self.product_id)
        return sum(
            move.product_uom._compute_quantity(
                move.quantity,
                self.uom_id,
                rounding_method="HALF-UP",
                raise_if_failure=False,
            )
            * (-1 if move.origin_returned_move_id else 1)
            for move in moves
        )
