"""Core's reordering rules fill up the vans."""

from odoo.tests import tagged

from .common import FieldworkStockCommon


@tagged("post_install", "-at_install")
class TestReplenishment(FieldworkStockCommon):
    def test_a_reordering_rule_on_a_van_brings_parts_from_the_shelves(self):
        self._stock(self.shelf, self.filter, 20)
        orderpoint = self.env["stock.warehouse.orderpoint"].create(
            {
                "product_id": self.filter.id,
                "location_id": self.van_stock.id,
                "product_min_qty": 2,
                "product_max_qty": 5,
            }
        )
        self.assertEqual(orderpoint.warehouse_id, self.warehouse)
        orderpoint.action_replenish()
        move = self.env["stock.move"].search(
            [("product_id", "=", self.filter.id), ("state", "=", "assigned")]
        )
        self.assertRecordValues(
            move,
            [
                {
                    "location_id": self.shelf.id,
                    "location_dest_id": self.van_stock.id,
                    "quantity": 5,
                }
            ],
        )
        move.picked = True
        self.assertEqual(move.picking_type_id, self.warehouse.int_type_id)
        move.picking_id.button_validate()
        self.assertEqual(self._in(self.van_stock, self.filter), 5)
