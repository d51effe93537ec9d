"""What the parts of an order cost is what the inventory lost by them."""

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.fieldwork.tests.common_orders import at

from .common import StockBillingCommon


@tagged("post_install", "-at_install")
class TestValuation(StockBillingCommon):
    def _assert_cost(self, order, part, before, cost):
        """The order's cost, core's value of its moves, and what the inventory lost."""
        self.env.flush_all()
        moves = order.material_ids.move_ids.filtered(lambda move: move.state == "done")
        out = sum(moves.filtered("is_out").mapped("value"))
        back = sum(moves.filtered("is_in").mapped("value"))
        self.assertAlmostEqual(order.material_cost, cost, 2)
        self.assertAlmostEqual(out - back, cost, 2)
        self.assertAlmostEqual(before - self._inventory(part), cost, 2)
        self.assertAlmostEqual(
            order.margin, order.revenue - cost - order.labour_cost, 2
        )

    def _assert_sums(self, order):
        self._invoice(order)
        self._assert_sums_agree(order)

    def test_standard(self):
        part = self._create_part("standard", standard_price=12.5)
        self._receive(part, 10, 12.5)
        before = self._inventory(part)
        self.assertEqual(before, 125.0)
        order = self._visit_using((part, 2, 1)).order_id
        self._assert_cost(order, part, before, 37.5)
        self._assert_sums(order)

    def test_average(self):
        part = self._create_part("average")
        self._receive(part, 3, 10.0)
        self._receive(part, 1, 16.0)
        before = self._inventory(part)
        self.assertEqual(before, 46.0)
        order = self._visit_using((part, 1, 1)).order_id
        self._assert_cost(order, part, before, 23.0)
        self._assert_sums(order)

    def test_average_that_does_not_divide(self):
        part = self._create_part("average")
        self._receive(part, 3, 10.0)
        self._receive(part, 4, 11.11)
        before = self._inventory(part)
        order = self._visit_using((part, 3, 2)).order_id
        # 74.44 / 7 * 5: the cost of a unit is not rounded to cents first.
        self._assert_cost(order, part, before, 53.17)

    def test_first_in_first_out(self):
        part = self._create_part("fifo")
        self._receive(part, 2, 10.0)
        self._receive(part, 2, 25.0)
        before = self._inventory(part)
        self.assertEqual(before, 70.0)
        # Two at 10 and one at 25, in two moves of one batch.
        order = self._visit_using((part, 2, 1)).order_id
        self._assert_cost(order, part, before, 45.0)
        self._assert_sums(order)

    def test_two_lines_of_one_visit(self):
        part = self._create_part("fifo")
        self._receive(part, 1, 10.0)
        self._receive(part, 1, 25.0)
        before = self._inventory(part)
        order = self._visit_using((part, 1, 0), (part, 1, 0)).order_id
        self.assertEqual(order.material_ids.mapped("cost"), [10.0, 25.0])
        self._assert_cost(order, part, before, 35.0)

    def test_what_comes_back_is_worth_what_it_was(self):
        for method, cost, left in (
            ("standard", 30.0, 20.0),
            ("average", 30.0, 20.0),
            ("fifo", 30.0, 20.0),
        ):
            with self.subTest(method=method):
                part = self._create_part(method, standard_price=10.0)
                self._receive(part, 5, 10.0)
                before = self._inventory(part)
                order = self._visit_using((part, 2, 1)).order_id
                self._assert_cost(order, part, before, cost)
                order.action_reopen("Told wrong")
                order.material_ids.used_qty = 1
                self._assert_cost(order, part, before, left)
                self._assert_sums(order)

    def test_what_comes_back_after_the_price_rose(self):
        for method in ("average", "fifo"):
            with self.subTest(method=method):
                part = self._create_part(method)
                self._receive(part, 4, 10.0)
                order = self._visit_using((part, 3, 0)).order_id
                with freeze_time(at(12)):
                    self._receive(part, 4, 30.0)
                before = self._inventory(part) + 30.0
                with freeze_time(at(13)):
                    order.action_reopen("Told wrong")
                    order.material_ids.used_qty = 1
                self._assert_cost(order, part, before, 10.0)

    def test_more_used_after_the_price_rose(self):
        part = self._create_part("fifo")
        self._receive(part, 1, 10.0)
        self._receive(part, 2, 30.0)
        before = self._inventory(part)
        order = self._visit_using((part, 1, 0)).order_id
        order.action_reopen("Told wrong")
        order.material_ids.used_qty = 3
        self._assert_cost(order, part, before, 70.0)

    def test_in_another_unit(self):
        part = self._create_part("fifo")
        self._receive(part, 12, 2.0)
        self._receive(part, 12, 3.0)
        before = self._inventory(part)
        dozen = self.env.ref("uom.product_uom_dozen")
        visit = self._create_visit(technicians=self.ana, resources=self.van).sudo()
        self.env["fieldwork.material"].create(
            {
                "order_id": visit.order_id.id,
                "visit_id": visit.id,
                "product_id": part.id,
                "uom_id": dozen.id,
                "used_qty": 1.5,
            }
        )
        visit.action_done("solved")
        self._assert_cost(visit.order_id, part, before, 42.0)

    def test_another_product_is_another_cost(self):
        part = self._create_part("fifo")
        other = self._create_part("standard", standard_price=7.0)
        self._receive(part, 2, 10.0)
        self._receive(other, 2, 7.0)
        before = self._inventory(other)
        order = self._visit_using((part, 2, 0)).order_id
        order.action_reopen("Told wrong")
        order.material_ids.product_id = other
        self.assertEqual(self._inventory(part), 20.0)
        self._assert_cost(order, other, before, 14.0)

    def test_what_is_missing_costs_what_the_product_did(self):
        part = self._create_part("fifo", standard_price=10.0)
        self._receive(part, 1, 10.0)
        order = self._visit_using((part, 3, 0)).order_id
        self.assertEqual(order.material_ids.stock_state, "missing")
        self.assertEqual(order.material_cost, 30.0)
        # When the rest is found and moved, what it was bought at counts.
        self._receive(part, 2, 17.0)
        order.material_ids.action_move_stock()
        self.assertEqual(order.material_ids.stock_state, "moved")
        self.assertEqual(order.material_cost, 44.0)

    def test_a_correction_of_the_value_is_followed(self):
        part = self._create_part("standard", standard_price=10.0)
        self._receive(part, 2, 10.0)
        order = self._visit_using((part, 2, 0)).order_id
        order.material_ids.move_ids.value = 26.0
        self.assertEqual(order.material_cost, 26.0)
        self.assertEqual(order.margin, order.revenue - 26.0)

    def test_goods_of_an_owner_cost_nothing(self):
        part = self._create_part("standard", standard_price=10.0)
        owner = self._create_customer("Owner")
        self.env["stock.quant"]._update_available_quantity(
            part, self.van_location, 2, owner_id=owner
        )
        order = self._visit_using((part, 2, 0)).order_id
        self.assertEqual(order.material_ids.stock_state, "moved")
        self.assertEqual(self._inventory(part), 0.0)
        self.assertEqual(order.material_cost, 0.0)

    def test_goods_that_are_not_counted_keep_their_cost(self):
        part = self._create_part("standard", standard_price=10.0, is_storable=False)
        order = self._visit_using((part, 2, 0)).order_id
        part.standard_price = 99.0
        order.action_reopen("Told wrong")
        order.material_ids.used_qty = 3
        self.assertEqual(order.material_cost, 30.0)
