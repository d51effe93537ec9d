"""Lots and serial numbers of what is used: looked up, made, waited for."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import FieldworkStockCommon, at


@tagged("post_install", "-at_install")
class TestLots(FieldworkStockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.glue = cls._create_part("Glue", tracking="lot")
        cls.boiler = cls._create_part("Boiler 24", tracking="serial")
        cls.may = cls._create_lot(cls.glue, "MAY")
        cls.june = cls._create_lot(cls.glue, "JUNE")
        cls.serials = [cls._create_lot(cls.boiler, name) for name in ("S1", "S2")]
        for lot in (cls.may, cls.june):
            cls._stock(cls.van_stock, cls.glue, 5, lot)
        for lot in cls.serials:
            cls._stock(cls.van_stock, cls.boiler, 1, lot)
        cls.order = cls._create_order(team_id=cls.team.id)
        cls.visit = cls._create_visit(cls.order, at(7), resources=cls.van)

    def _finish(self):
        self.visit.with_user(self.technician).action_done(
            "to_continue", continue_reason="time"
        )

    def test_the_lot_of_the_line_is_taken(self):
        line = self._use(self.visit, self.glue, 2, lot_id=self.june.id)
        self.assertEqual(line.serial, "JUNE")
        self._finish()
        self.assertEqual(self._in(self.van_stock, self.glue, self.june), 3)
        self.assertEqual(self._in(self.van_stock, self.glue, self.may), 5)

    def test_the_text_is_looked_up(self):
        self.visit.with_user(self.technician).action_material(
            product=self.glue.id, used_qty=2, serial=" MAY "
        )
        self._finish()
        self.assertEqual(self._in(self.van_stock, self.glue, self.may), 3)

    def test_without_a_lot_the_line_waits(self):
        line = self._use(self.visit, self.glue, 2)
        self._finish()
        self.assertEqual(line.stock_state, "to_move")
        self.assertIn("Lot missing", line.stock_note)
        self.assertTrue(self._activities(self.order))
        line.lot_id = self.may
        self.assertEqual(line.stock_state, "moved")
        self.assertFalse(self._activities(self.order))

    def test_an_unknown_lot_waits_unless_deliveries_may_make_it(self):
        line = self._use(self.visit, self.glue, 2, serial="JULY")
        self._finish()
        self.assertIn("JULY of Glue is not known", line.stock_note)
        self.warehouse.out_type_id.use_create_lots = True
        self._stock(self.van_stock, self.glue, 2)
        self.order.action_move_stock()
        self.assertEqual(line.stock_state, "moved")
        self.assertEqual(line.move_ids.lot_ids.name, "JULY")
        self.assertEqual(self._in(self.van_stock, self.glue), 10)

    def test_a_number_that_the_stock_refuses_holds_up_nobody(self):
        self.warehouse.out_type_id.use_create_lots = True
        line = self._use(self.visit, self.glue, 2, serial="JULY")
        refusal = UserError("No new lots today.")
        with patch.object(type(self.may), "create", side_effect=refusal):
            self._finish()
        self.assertEqual(self.visit.state, "done")
        self.assertEqual(line.stock_state, "missing")
        self.assertIn("No new lots today", self._activities(self.order).note)

    def test_another_lot_brings_the_first_one_back(self):
        line = self._use(self.visit, self.glue, 2, lot_id=self.june.id)
        self._finish()
        line.serial = "MAY"
        self.assertFalse(line.lot_id)
        self.assertEqual(self._in(self.van_stock, self.glue, self.june), 5)
        self.assertEqual(self._in(self.van_stock, self.glue, self.may), 3)

    def test_several_lots_need_several_lines(self):
        line = self._use(self.visit, self.glue, 2, serial="MAY, JUNE")
        self._finish()
        self.assertIn("MAY, JUNE are several lots", line.stock_note)

    def test_each_piece_needs_its_serial_number(self):
        line = self._use(self.visit, self.boiler, 1, left=1, serial="S1")
        self._finish()
        self.assertIn("2 of Boiler 24 have 1 serial numbers (S1)", line.stock_note)
        line.serial = "S2"
        self.assertIn("1 serial numbers (S2)", line.stock_note)
        line.serial = "S1; S2"
        self.assertEqual(line.stock_state, "moved")
        self.assertEqual(
            {move.fieldwork_kind: move.lot_ids.name for move in line.move_ids},
            {"used": "S1", "left": "S2"},
        )

    def test_a_serial_number_that_is_not_in_the_van_is_missing(self):
        self._create_lot(self.boiler, "S9")
        line = self._use(self.visit, self.boiler, 1, serial="S9")
        self._finish()
        self.assertEqual(line.stock_state, "missing")
        self.assertEqual(self._in(self.van_stock, self.boiler), 2)

    def test_lots_of_another_company_are_not_taken(self):
        august = self._create_lot(self.glue, "AUGUST")
        august.company_id = self.other_company
        line = self._use(self.visit, self.glue, 1, serial="AUGUST")
        self._finish()
        self.assertIn("AUGUST of Glue is not known", line.stock_note)

    def test_numbers_of_many_lines_are_looked_up_at_once(self):
        lines = self.env["fieldwork.material"].union(
            *(self._use(self.visit, self.glue, 1, serial="MAY") for _i in range(20))
        )
        lines.flush_recordset()
        self.env.invalidate_all()
        lines._find_lots()
        self.env.invalidate_all()
        with self.assertQueryCount(6):
            lines._find_lots()

    def test_the_form_fills_in_the_number(self):
        self.dispatcher.group_ids += self.env.ref("stock.group_production_lot")
        self._use(self.visit, self.glue, 1)
        order = self.order.with_user(self.dispatcher)
        with Form(order) as form, form.material_ids.edit(0) as line:
            line.lot_id = self.may
        self.assertEqual(self.order.material_ids.serial, "MAY")

    def _numbers(self, **part):
        visit = self.visit.with_user(self.technician)
        return visit.get_part_numbers(**part)

    def test_the_numbers_of_the_own_van_are_offered(self):
        july = self._create_lot(self.glue, "JULY")
        self._stock(self.shelf, self.glue, 3, july)
        self._stock(self.van_stock, self.glue, -5, self.may)
        numbers = [{"name": "JUNE", "quantity": 5}]
        told = {"tracking": "lot", "numbers": numbers}
        self.assertEqual(self._numbers(product=self.glue.id), told)
        line = self._use(self.visit, self.glue, 2)
        self.assertEqual(self._numbers(material=line.id), told)

    def test_every_serial_number_is_offered_once(self):
        told = self._numbers(product=self.boiler.id)
        self.assertEqual(told["tracking"], "serial")
        self.assertEqual([one["name"] for one in told["numbers"]], ["S1", "S2"])

    def test_no_number_is_offered_of_what_has_none(self):
        nothing = {"tracking": "none", "numbers": []}
        self.assertEqual(self._numbers(product=self.filter.id), nothing)
        self.assertEqual(self._numbers(), nothing)
        other = self._create_order(team_id=self.team.id)
        line = self.env["fieldwork.material"].create(
            {"order_id": other.id, "product_id": self.glue.id, "planned_qty": 1}
        )
        self.assertEqual(self._numbers(material=line.id), nothing)

    def test_numbers_are_for_those_who_see_the_visit(self):
        stranger = self._create_user("fw_lot_stranger", "technician")
        with self.assertRaises(AccessError):
            self.visit.with_user(stranger).get_part_numbers(product=self.glue.id)
