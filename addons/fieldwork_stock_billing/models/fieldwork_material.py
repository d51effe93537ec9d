from odoo import api, models

from odoo.addons.fieldwork_stock.models.fieldwork_material import KINDS


class FieldworkMaterial(models.Model):
    """What a part cost is what the inventory lost by it."""

    _inherit = "fieldwork.material"

    @api.depends("move_ids.value", "move_ids.state", "move_ids.quantity")
    def _compute_total_cost(self):
        return super()._compute_total_cost()

    def _get_total_cost(self):
        """Return what the moves were worth; what has not been moved, at the cost of
        the product when it was used."""
        value, quantity = self._get_valued_moves()._fieldwork_cost()
        unit = self.product_id.uom_id
        if not quantity or not self.uom_id._has_common_reference(unit):
            return value + super()._get_total_cost()
        moved = unit._compute_quantity(quantity, self.uom_id, round=False)
        left = self.used_qty + self.left_qty - moved
        return value + self.unit_cost * (0.0 if self.uom_id.is_zero(left) else left)

    def _get_valued_moves(self):
        """Return the moves whose value is what this line cost (hook).

        Goods that are not counted are no part of the inventory: what they cost is
        said by the product.
        """
        return self.move_ids.filtered(
            lambda move: move.state == "done"
            and move.fieldwork_kind in KINDS
            and move.product_id.is_storable
        )
