from odoo import models


class ProductValue(models.Model):
    _inherit = "product.value"

    def _fieldwork_set_price(self, flows):
        """Let somebody's price of a product, or of one of its lots, count in ``flows``;
        see ``_fieldwork_flow`` of the moves."""
        self.ensure_one()
        for lot_id, flow in flows.items():
            if not self.lot_id or self.lot_id.id == lot_id:
                flow.set_price(self.value)
