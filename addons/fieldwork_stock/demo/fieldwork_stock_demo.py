from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command


class FieldworkStockDemo(models.AbstractModel):
    """Fills the vans and the shelves of the demo data; nothing else calls it."""

    _name = "fieldwork.stock.demo"
    _description = "Demo Data of Fieldwork Stock"

    @api.model
    def _fill(self, stock):
        """Count what is there.

        :param list stock: ``(id of a van, or False for the shelves, product id,
            quantity)``
        """
        company = self.env.ref("base.main_company")
        vans = self.env["resource.resource"].browse(
            {van for van, _p, _q in stock if van}
        )
        locations = vans._fieldwork_stock_location(company)
        shelves = company._fieldwork_warehouse().lot_stock_id
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        quants.create(
            [
                {
                    "location_id": locations.get(van, shelves).id,
                    "product_id": product,
                    "inventory_quantity": quantity,
                }
                for van, product, quantity in stock
            ]
        ).action_apply_inventory()

    @api.model
    def _expect(self, product_id, quantity, days):
        """Let a receipt be planned ``days`` from now."""
        company = self.env.ref("base.main_company")
        kind = company._fieldwork_warehouse().in_type_id
        product = self.env["product.product"].browse(product_id)
        day = fields.Datetime.now() + timedelta(days=days)
        places = {
            "location_id": self.env.ref("stock.stock_location_suppliers").id,
            "location_dest_id": kind.default_location_dest_id.id,
        }
        move = {
            **places,
            "product_id": product.id,
            "product_uom_qty": quantity,
            "date": day,
        }
        self.env["stock.picking"].create(
            {
                **places,
                "picking_type_id": kind.id,
                "scheduled_date": day,
                "move_ids": [Command.create(move)],
            }
        ).action_confirm()
