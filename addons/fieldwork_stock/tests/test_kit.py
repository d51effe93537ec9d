"""Planned materials are set aside for the van, and go where the visit goes."""

from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import FieldworkStockCommon, at


@tagged("post_install", "-at_install")
class TestKit(FieldworkStockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.shelf, cls.filter, 10)
        cls.van_2 = cls._create_thing("Van 2", "van")
        cls.van_2_stock = cls._location(cls.van_2)
        cls.order = cls._create_order(team_id=cls.team.id)
        cls.line = cls._plan_part(cls.order, cls.filter, 3)
        cls.visit = cls._create_visit(cls.order, at(12), resources=cls.van)

    def _reserve(self):
        self.order.with_user(self.dispatcher).action_reserve_kit()

    def _load(self):
        """Let the warehouse load what is reserved."""
        pickings = self._pickings()
        pickings.move_ids.picked = True
        pickings.with_context(skip_backorder=True).button_validate()

    def _pickings(self, states=("draft", "waiting", "confirmed", "assigned")):
        return self.env["stock.picking"].search(
            [("fieldwork_order_id", "=", self.order.id), ("state", "in", states)]
        )

    def _reserved(self, location=None):
        quants = self.env["stock.quant"].search(
            [
                ("location_id", "=", (location or self.shelf).id),
                ("product_id", "=", self.filter.id),
            ]
        )
        return sum(quants.mapped("reserved_quantity"))

    def test_the_button_makes_a_transfer_to_the_van(self):
        self.assertEqual(self.order.kit_state, "missing")
        self._reserve()
        self.assertEqual(self.order.kit_state, "ready")
        self.assertRecordValues(
            self._pickings(),
            [
                {
                    "location_id": self.shelf.id,
                    "location_dest_id": self.van_stock.id,
                    "picking_type_id": self.warehouse.int_type_id.id,
                    "state": "assigned",
                    "scheduled_date": at(12),
                    "fieldwork_visit_id": self.visit.id,
                    "origin": self.order.name,
                }
            ],
        )
        self.assertEqual(self._reserved(), 3)
        self.assertTrue(self.warehouse.int_type_id.active)

    def test_twice_reserves_once(self):
        self._reserve()
        self._reserve()
        self.assertEqual(self._reserved(), 3)
        self.assertEqual(len(self._pickings()), 1)

    def test_the_rest_is_loaded_from_a_backorder_of_the_same_kit(self):
        self.line.planned_qty = 12
        self._reserve()
        self.assertEqual(self.order.kit_state, "partial")
        picking = self._pickings()
        picking.move_ids.picked = True
        picking.with_context(skip_backorder=True).button_validate()
        rest = self._pickings()
        self.assertEqual(rest.backorder_id, picking)
        self.assertEqual(rest.move_ids.fieldwork_material_id, self.line)
        self._stock(self.shelf, self.filter, 2)
        rest.action_assign()
        self.assertEqual(self.order.kit_state, "ready")
        self._reserve()
        self.assertEqual(len(self._pickings()), 1)

    def test_the_text_says_what_is_missing_and_when_it_comes(self):
        self.line.planned_qty = 12
        self._plan_part(self.order, self.pump, 1)
        belt = self._create_part("Belt")
        self._plan_part(self.order, belt, 4)
        self._reserve()
        incoming = self.env["stock.move"].create(
            [
                {
                    "product_id": self.filter.id,
                    "product_uom_qty": quantity,
                    "date": datetime(2026, 3, day, 12),
                    "location_id": self.env.ref("stock.stock_location_suppliers").id,
                    "location_dest_id": self.shelf.id,
                }
                for quantity, day in ((1, 12), (1, 14), (9, 20))
            ]
        )
        incoming._action_confirm()
        self._stock(self.shelf, belt, 4)
        self.env.invalidate_all()
        for user in (self.technician, self.dispatcher):
            with self.subTest(user=user.login):
                text = self.order.with_user(user).kit_text
                self.assertEqual(
                    text.splitlines(),
                    [
                        "2 Units Filter: expected 03/14/2026",
                        "1 Units Pump: not ordered",
                        "4 Units Belt: in the warehouse, not reserved",
                    ],
                )

    def test_orders_are_found_by_their_kit(self):
        orders = self.env["fieldwork.order"]
        plain, other = self._create_order(), self._create_order()
        self._plan_part(other, self.pump, 1)
        self._reserve()
        ours = [("id", "in", (self.order | plain | other).ids)]
        for state, found in (
            ("none", plain),
            ("ready", self.order),
            ("missing", other),
            ("partial", orders),
        ):
            with self.subTest(state=state):
                self.assertEqual(
                    orders.search([("kit_state", "=", state), *ours]), found
                )
                self.assertEqual(found.mapped("kit_state"), [state] * len(found))
        self.assertEqual(
            orders.search([("kit_state", "!=", "none"), *ours]), self.order | other
        )

    def test_the_state_of_many_orders_is_one_query(self):
        orders = self.env["fieldwork.order"].union(
            *(self._create_order() for _number in range(20))
        )
        for order in orders:
            self._plan_part(order, self.filter, 1)
        self.env.flush_all()
        orders.invalidate_recordset()
        orders.mapped("state")
        with self.assertQueryCount(1):
            orders.mapped("kit_state")

    def test_what_is_planned_less_is_let_go_and_more_is_reserved(self):
        self._reserve()
        self.line.planned_qty = 1
        self.assertEqual(self._reserved(), 1)
        self.line.planned_qty = 4
        self.assertEqual(self._reserved(), 4)
        self.line.product_id = self.pump
        self.assertEqual(self._reserved(), 0)
        self.assertEqual(self.order.kit_state, "missing")

    def test_a_deleted_line_is_let_go(self):
        self._reserve()
        self.line.with_user(self.dispatcher).unlink()
        self.assertEqual(self._reserved(), 0)

    def test_another_van_gets_the_reservation(self):
        self._reserve()
        picking = self._pickings()
        self.visit.with_user(self.dispatcher).assign(resources=self.van_2)
        self.assertEqual(self._pickings(), picking)
        self.assertEqual(picking.location_dest_id, self.van_2_stock)
        self.assertEqual(picking.move_ids.location_dest_id, self.van_2_stock)
        self.assertEqual(self._reserved(), 3)

    def test_what_is_loaded_already_goes_over_to_the_other_van(self):
        self._reserve()
        self._load()
        self.assertEqual(self._in(self.van_stock, self.filter), 3)
        self.visit.assign(resources=self.van_2)
        over = self._pickings()
        self.assertRecordValues(
            over,
            [
                {
                    "location_id": self.van_stock.id,
                    "location_dest_id": self.van_2_stock.id,
                    "state": "assigned",
                }
            ],
        )
        self.assertEqual(self._reserved(), 0)
        self.visit.assign(resources=self.van)
        self.assertFalse(self._pickings())
        self.assertEqual(self.order.kit_state, "ready")

    def test_another_day_moves_the_date_of_the_transfer(self):
        self._reserve()
        self.visit.reschedule(at(12, day=12))
        self.assertEqual(self._pickings().scheduled_date, at(12, day=12))

    def test_cancelling_the_visit_or_the_order_lets_go(self):
        self._reserve()
        self.visit.with_user(self.dispatcher).action_cancel("Rain")
        self.assertEqual(self._reserved(), 0)
        self.assertFalse(self._pickings())
        self._create_visit(self.order, at(15), resources=self.van)
        self._reserve()
        self.assertEqual(self._reserved(), 3)
        self.order.with_user(self.dispatcher).action_cancel("No money")
        self.assertEqual(self._reserved(), 0)
        self.assertEqual(self.order.kit_state, "none")

    def test_a_visit_called_off_leaves_the_kit_to_the_next_one(self):
        self._reserve()
        self.order.plan(
            at(16), technicians=self.ana, resources=self.van_2, additional=True
        )
        self.visit.action_cancel("Rain")
        self.assertEqual(self._pickings().location_dest_id, self.van_2_stock)
        self.assertEqual(self._reserved(), 3)

    def test_a_kit_that_was_loaded_waits_for_the_next_visit(self):
        self._reserve()
        self._load()
        self.visit.action_miss("Nobody there")
        self._create_visit(self.order, at(15), resources=self.van)
        self.assertEqual(self.order.kit_state, "ready")

    def test_the_kit_is_used_up_by_the_visit(self):
        self._reserve()
        self._load()
        self.visit.action_material(material=self.line.id, used_qty=3)
        self.visit.action_done("solved")
        self.assertEqual(self.line.stock_state, "moved")
        self.assertEqual(self._in(self.van_stock, self.filter), 0)
        self.assertEqual(self.order.kit_state, "none")
        self.assertEqual(self.line.kit_qty, 0)

    def test_what_was_used_from_the_van_s_own_stock_is_let_go(self):
        self._stock(self.van_stock, self.filter, 3)
        other = self._plan_part(self.order, self.pump, 1)
        self._stock(self.shelf, self.pump, 1)
        self._reserve()
        self.visit.action_material(material=self.line.id, used_qty=3)
        self.visit.action_done("to_continue", continue_reason="time")
        self.assertEqual(self._reserved(), 0)
        self.assertEqual(
            self._pickings().move_ids.filtered("quantity").product_id, self.pump
        )
        self.assertEqual(other.kit_ready_qty, 1)

    def test_the_company_may_reserve_at_planning(self):
        self.company.fieldwork_kit_reserve = True
        order = self._create_order(team_id=self.team.id)
        self._plan_part(order, self.filter, 2)
        order.plan(at(13), technicians=self.ben, resources=self.van_2)
        self.assertEqual(order.kit_state, "ready")
        self._plan_part(order, self.filter, 1)
        self.assertEqual(self._reserved(), 3)

    def test_planning_is_not_held_up_by_the_stock(self):
        self.company.fieldwork_kit_reserve = True
        order = self._create_order(team_id=self.team.id)
        self._plan_part(order, self.filter, 2)
        refusal = UserError("The stock is being counted.")
        with patch.object(
            type(self.env["stock.move"]), "_action_assign", side_effect=refusal
        ):
            order.plan(at(13), technicians=self.ben, resources=self.van_2)
        self.assertEqual(order.state, "planned")
        self.assertEqual(order.kit_state, "missing")
        notes = "".join(order.message_ids.mapped("body"))
        self.assertIn("The kit was not reserved: The stock is being counted.", notes)

    def test_calling_off_is_not_held_up_by_the_stock(self):
        self._reserve()
        refusal = UserError("The stock is being counted.")
        with patch.object(
            type(self.env["stock.move"]), "_action_cancel", side_effect=refusal
        ):
            self.visit.with_user(self.technician).action_miss("Nobody there")
        self.assertEqual(self.visit.state, "missed")

    def test_what_was_loaded_for_a_cancelled_order_is_the_van_s(self):
        self._reserve()
        self._load()
        self.order.action_cancel("No money")
        self.order.action_reopen("They have it now")
        self._create_visit(self.order, at(15), resources=self.van)
        self.assertEqual(self.order.kit_state, "missing")
        self.assertEqual(self._in(self.van_stock, self.filter), 3)

    def test_without_anybody_who_carries_parts_it_is_refused_in_words(self):
        self.visit.action_cancel("Rain")
        with self.assertRefused(UserError, f"{self.order.name} has no open visit"):
            self._reserve()

    def test_a_kit_is_the_office_s(self):
        with self.assertRaises(AccessError):
            self.order.with_user(self.technician).action_reserve_kit()

    def test_goods_that_are_not_counted_need_no_kit(self):
        grease = self._create_part("Grease", is_storable=False)
        order = self._create_order()
        self._plan_part(order, grease, 1)
        self.assertEqual(order.kit_state, "none")
