"""What a visit uses leaves the van when it is done: once, and back when corrected."""

from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import FieldworkStockCommon, at


@tagged("post_install", "-at_install")
class TestConsumption(FieldworkStockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.van_stock, cls.filter, 5)
        cls._stock(cls.shelf, cls.filter, 50)
        cls.order = cls._create_order(team_id=cls.team.id)
        cls.visit = cls._create_visit(cls.order, at(7), resources=cls.van)
        cls.customers = cls.env.ref("stock.stock_location_customers")

    def _finish(self, visit=None, outcome="to_continue"):
        """Let the technician finish the visit; the order stays open."""
        visit = (visit or self.visit).with_user(self.technician)
        reason = "parts" if outcome == "to_continue" else None
        visit.action_done(outcome, continue_reason=reason)

    def test_used_parts_leave_the_van_when_the_visit_is_done(self):
        line = self._use(self.visit, self.filter, 2)
        self.assertEqual(line.stock_state, "to_move")
        self.assertEqual(self._in(self.van_stock, self.filter), 5)
        self._finish()
        self.assertEqual(self._in(self.van_stock, self.filter), 3)
        self.assertEqual(self._moves(line), [(self.van_stock, self.customers, 2)])
        self.assertRecordValues(line, [{"stock_state": "moved", "stock_note": ""}])
        self.assertRecordValues(
            line.move_ids,
            [
                {
                    "fieldwork_order_id": self.order.id,
                    "fieldwork_kind": "used",
                    "origin": self.order.name,
                    "create_uid": self.technician.id,
                }
            ],
        )
        self.assertFalse(self._activities(self.order))

    def test_what_is_left_goes_too_and_what_comes_back_stays(self):
        line = self._use(self.visit, self.filter, 1, left=2, returned_qty=1)
        self._finish()
        self.assertEqual(self._in(self.van_stock, self.filter), 2)
        self.assertEqual(
            {move.fieldwork_kind: move.quantity for move in line.move_ids},
            {"used": 1, "left": 2},
        )

    def test_done_twice_moves_once(self):
        line = self._use(self.visit, self.filter, 2)
        self._finish()
        line._move_stock()
        self.order.action_move_stock()
        self.assertEqual(self._moves(line), [(self.van_stock, self.customers, 2)])

    def test_a_correction_moves_the_difference_only(self):
        line = self._use(self.visit, self.filter, 2)
        self._finish(outcome="solved")
        self.assertEqual(self.order.state, "done")
        self.order.action_reopen("Wrong count")
        line.used_qty = 3
        line.used_qty = 1
        self.assertEqual(
            self._moves(line),
            [
                (self.van_stock, self.customers, 2),
                (self.van_stock, self.customers, 1),
                (self.customers, self.van_stock, 1),
                (self.customers, self.van_stock, 1),
            ],
        )
        self.assertEqual(self._in(self.van_stock, self.filter), 4)
        self.assertEqual(line.stock_state, "moved")

    def test_another_product_brings_the_first_one_back(self):
        self._stock(self.van_stock, self.pump, 1)
        line = self._use(self.visit, self.filter, 1)
        self._finish()
        line.product_id = self.pump
        self.assertEqual(self._in(self.van_stock, self.filter), 5)
        self.assertEqual(self._in(self.van_stock, self.pump), 0)
        self.assertEqual(line.stock_state, "moved")

    def test_a_deleted_line_comes_back(self):
        line = self._use(self.visit, self.filter, 2)
        self._finish()
        line.with_user(self.dispatcher).unlink()
        self.assertEqual(self._in(self.van_stock, self.filter), 5)

    def test_a_deleted_line_is_waited_for_no_more(self):
        line = self._use(self.visit, self.filter, 7)
        self._finish()
        self.assertTrue(self._activities(self.order))
        line.with_user(self.dispatcher).unlink()
        self.assertFalse(self._activities(self.order))
        self.assertEqual(self._in(self.van_stock, self.filter), 5)

    def test_what_is_told_after_the_visit_is_moved_at_once(self):
        self._finish()
        late = self.visit.with_user(self.technician).action_material(
            product=self.filter.id, used_qty=1, client_uuid="late-1"
        )
        again = self.visit.with_user(self.technician).action_material(
            product=self.filter.id, used_qty=1, client_uuid="late-1"
        )
        self.assertEqual(late, again)
        self.assertEqual(self._in(self.van_stock, self.filter), 4)

    def test_nothing_goes_below_zero_and_nobody_is_held_up(self):
        line = self._use(self.visit, self.filter, 7)
        self._finish()
        self.assertEqual(self.visit.state, "done")
        self.assertEqual(self._in(self.van_stock, self.filter), 0)
        self.assertEqual(line.stock_state, "missing")
        self.assertIn("2 Units", line.stock_note)
        self.assertEqual(self._activities(self.order).user_id, self.dispatcher)
        self.assertIn("Filter", self._activities(self.order).note)

    def test_two_lines_share_what_is_there(self):
        lines = self._use(self.visit, self.filter, 4)
        lines |= self._use(self.visit, self.filter, 4)
        self._finish()
        self.assertEqual(lines.mapped("stock_state"), ["moved", "missing"])
        self.assertEqual(self._in(self.van_stock, self.filter), 0)

    def test_move_now_moves_the_rest_and_closes_the_activity(self):
        line = self._use(self.visit, self.filter, 7)
        self._finish(outcome="solved")
        order = self.order.with_user(self.dispatcher)
        self.assertTrue(order.stock_waiting)
        still = order.action_move_stock()["params"]
        self.assertEqual(still["type"], "warning")
        self.assertIn("Filter: 2 Units", still["message"])
        self._stock(self.van_stock, self.filter, 2)
        self.assertEqual(order.action_move_stock()["params"]["type"], "success")
        self.assertEqual([quantity for _a, _b, quantity in self._moves(line)], [5, 2])
        self.assertFalse(order.stock_waiting)
        self.assertFalse(self._activities(self.order))

    def test_orders_with_parts_to_move_are_found(self):
        self._use(self.visit, self.filter, 7)
        orders = self.env["fieldwork.order"]
        self.assertNotIn(self.order, orders.search([("stock_waiting", "=", True)]))
        self._finish()
        self.assertIn(self.order, orders.search([("stock_waiting", "=", True)]))
        self.assertNotIn(self.order, orders.search([("stock_waiting", "=", False)]))

    def test_parts_reserved_for_others_are_gone_all_the_same(self):
        move = self.env["stock.move"].create(
            {
                "product_id": self.filter.id,
                "product_uom_qty": 5,
                "location_id": self.van_stock.id,
                "location_dest_id": self.shelf.id,
            }
        )
        move._action_confirm()
        move._action_assign()
        self.assertEqual(move.quantity, 5)
        self._use(self.visit, self.filter, 2)
        self._finish()
        self.assertEqual(self._in(self.van_stock, self.filter), 3)
        self.assertEqual(move.quantity, 3)

    def test_parts_in_the_shelves_of_a_van_and_of_owners_are_found(self):
        drawer = self.env["stock.location"].create(
            {"name": "Drawer", "location_id": self.van_stock.id}
        )
        self._stock(drawer, self.pump, 1)
        self.env["stock.quant"]._update_available_quantity(
            self.pump, self.van_stock, 1, owner_id=self.customer
        )
        line = self._use(self.visit, self.pump, 2)
        self._finish()
        self.assertEqual(line.stock_state, "moved")
        self.assertEqual(self._in(drawer, self.pump), 0)
        self.assertEqual(self._in(self.van_stock, self.pump), 0)

    def test_goods_that_are_not_counted_are_moved_too(self):
        grease = self._create_part("Grease", is_storable=False)
        line = self._use(self.visit, grease, 3)
        self._finish()
        self.assertEqual(self._moves(line), [(self.van_stock, self.customers, 3)])

    def test_services_and_free_text_have_nothing_to_move(self):
        service = self._create_part("Advice", type="service", is_storable=False)
        lines = self._use(self.visit, service, 1)
        lines |= self._use(self.visit, self.env["product.product"], 1, name="Tape")
        self._finish()
        self.assertEqual(lines.mapped("stock_state"), ["nothing", "nothing"])
        self.assertFalse(lines.move_ids)

    def test_units_are_converted(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self._stock(self.van_stock, self.filter, 20)
        line = self._use(self.visit, self.filter, 1, uom_id=dozen.id)
        self._finish()
        self.assertEqual(self._in(self.van_stock, self.filter), 13)
        self.assertEqual(line.move_ids.product_uom, self.filter.uom_id)

    def test_a_unit_of_another_kind_is_refused_in_words(self):
        metre = self.env.ref("uom.product_uom_meter")
        line = self._use(self.visit, self.filter, 1, uom_id=metre.id)
        self._finish()
        self.assertEqual(line.stock_state, "to_move")
        self.assertIn("m cannot be converted into Units", line.stock_note)
        self.assertTrue(self._activities(self.order))
        self.assertFalse(line.move_ids)
        line.uom_id = self.filter.uom_id
        self.assertEqual(line.stock_state, "moved")
        self.assertFalse(self._activities(self.order))

    def test_without_a_van_on_the_visit_the_technician_carries_the_parts(self):
        own = self._location(self.ana)
        self._stock(own, self.filter, 1)
        visit = self._create_visit(self._create_order(), at(7))
        self._use(visit, self.filter, 1)
        self._finish(visit)
        self.assertEqual(self._in(own, self.filter), 0)

    def test_without_a_van_on_the_visit_the_usual_van_does(self):
        self.ana.fieldwork_van_id = self.van
        self.company.fieldwork_stock_source = "warehouse"
        visit = self._create_visit(self._create_order(), at(7))
        self._use(visit, self.filter, 1)
        self._finish(visit)
        self.assertEqual(self._in(self.van_stock, self.filter), 4)

    def test_the_warehouse_is_used_where_the_setting_says_so(self):
        self.company.fieldwork_stock_source = "warehouse"
        visit = self._create_visit(self._create_order(), at(7))
        self._use(visit, self.filter, 1)
        self._finish(visit)
        self.assertEqual(self._in(self.shelf, self.filter), 49)

    def test_what_the_office_writes_on_the_order_is_moved_when_it_closes(self):
        line = self.env["fieldwork.material"].create(
            {"order_id": self.order.id, "product_id": self.filter.id, "used_qty": 2}
        )
        self._finish()
        self.assertFalse(line.move_ids)
        self.order.action_done()
        self.assertEqual(self._moves(line), [(self.van_stock, self.customers, 2)])

    def test_visits_done_before_the_addon_move_nothing(self):
        line = self._use(self.visit, self.filter, 2)
        with patch.object(type(line), "_move_stock", lambda self, strict=False: None):
            self._finish()
        self.visit._guarded_write({"stock_followed": False})
        self.assertEqual(line.stock_state, "nothing")
        line.used_qty = 3
        self.assertFalse(line.move_ids)

    def test_what_the_stock_refuses_holds_up_the_office_only(self):
        line = self._use(self.visit, self.filter, 2)
        refusal = UserError("The stock is being counted.")
        with patch.object(
            type(self.env["stock.move"]), "_action_done", side_effect=refusal
        ):
            self._finish()
            self.assertEqual(self.visit.state, "done")
            self.assertFalse(line.move_ids)
            self.assertIn("being counted", self._activities(self.order).note)
            with self.assertRefused(UserError, "being counted"):
                self.order.action_move_stock()

    def test_the_state_follows_from_moves_and_is_not_written(self):
        line = self._use(self.visit, self.filter, 2)
        with self.assertRefused(UserError, "Filter has left the stock"):
            line.stock_state = "moved"
        with self.assertRefused(UserError, "follows from its moves"):
            self._use(self.visit, self.filter, 2, stock_state="moved")
        with self.assertRefused(UserError, "cannot be written directly"):
            self.visit.stock_followed = True

    def test_many_visits_are_done_in_one_batch(self):
        visits = self.visit
        for hour in (9, 11):
            visits |= self._create_visit(
                self._create_order(), at(hour), resources=self.van
            )
        for visit in visits:
            self._use(visit, self.filter, 1)
        calls = []
        done = type(self.env["stock.move"])._action_done

        def count(moves, *args, **kwargs):
            calls.append(len(moves))
            return done(moves, *args, **kwargs)

        with patch.object(type(self.env["stock.move"]), "_action_done", count):
            visits.action_done("solved")
        self.assertEqual(calls, [3])
