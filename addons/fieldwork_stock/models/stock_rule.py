from odoo import models


class StockRule(models.Model):
    """Reordering rules on vans fill up the van itself."""

    _inherit = "stock.rule"

    def _get_stock_move_values(
        self,
        product_id,
        product_qty,
        product_uom,
        location_dest_id,
        name,
        origin,
        company_id,
        values,
    ):
        vals = super()._get_stock_move_values(
            product_id,
            product_qty,
            product_uom,
            location_dest_id,
            name,
            origin,
            company_id,
            values,
        )
        # The rule is for all vans; core would end at the type's own destination.
        if self.location_dest_id.fieldwork_use == "vans":
            vals["location_dest_id"] = location_dest_id.id
        return vals
