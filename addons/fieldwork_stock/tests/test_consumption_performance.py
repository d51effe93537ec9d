"""What consumption costs beyond what core asks for the same moves."""

from odoo.tests import tagged

from .common import FieldworkStockCommon, at


@tagged("post_install", "-at_install")
class TestConsumptionPerformance(FieldworkStockCommon):
    def _count(self, action):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def _own_cost(self, number):
        """Return the queries of moving the parts of ``number`` visits, less those of
        core for such moves in one batch."""
        visits = self.env["fieldwork.visit"]
        for hour in range(number):
            order = self._create_order()
            visits |= self._create_visit(order, at(0, hour), resources=self.van)
        self._stock(self.van_stock, self.filter, 3 * number)
        lines = self.env["fieldwork.material"].union(
            *(self._use(visit, self.filter, 1) for visit in visits)
        )
        visits._guarded_write({"stock_followed": True})
        ours = self._count(lines._move_stock)
        self.assertEqual(set(lines.mapped("stock_state")), {"moved"})
        fields = ("product_id", "product_uom", "location_id", "location_dest_id")
        vals = [
            {
                **{name: move[name].id for name in fields},
                "product_uom_qty": 1,
                "company_id": move.company_id.id,
                "picked": True,
                "move_line_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": move.product_id.id,
                            "product_uom_id": move.product_uom.id,
                            "location_id": move.location_id.id,
                            "location_dest_id": move.location_dest_id.id,
                            "quantity": 1,
                        },
                    )
                ],
            }
            for move in lines.move_ids
        ]
        core = self._count(lambda: self.env["stock.move"].create(vals)._action_done())
        return ours - core

    def test_it_grows_with_the_moves_of_core_only(self):
        self._own_cost(2)  # whatever is read once
        few, many = self._own_cost(4), self._own_cost(24)
        self.assertLess(few, 35)
        self.assertLessEqual(many, few)
