"""What is left with the customer is on a delivery slip of its visit."""

from odoo.tests import tagged

from odoo.addons.fieldwork.tests.report_common import signature

from .common import FieldworkStockCommon, at


@tagged("post_install", "-at_install")
class TestDeliverySlip(FieldworkStockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for product in (cls.filter, cls.pump):
            cls._stock(cls.van_stock, product, 9)
        cls.order = cls._create_order(team_id=cls.team.id)
        cls.visit = cls._create_visit(cls.order, at(7), resources=cls.van)

    def _finish(self, outcome="to_continue"):
        self.visit.with_user(self.technician).action_done(
            outcome, continue_reason="time"
        )

    def test_one_slip_for_all_that_is_left_on_a_visit(self):
        left = self._use(self.visit, self.filter, 0, left=2)
        left |= self._use(self.visit, self.pump, 1, left=1)
        self._finish()
        slip = self.order.picking_ids
        self.assertRecordValues(
            slip,
            [
                {
                    "picking_type_id": self.warehouse.out_type_id.id,
                    "partner_id": self.site.id,
                    "state": "done",
                    "origin": self.order.name,
                    "fieldwork_visit_id": self.visit.id,
                    "location_id": self.van_stock.id,
                }
            ],
        )
        self.assertTrue(slip.date_done)
        self.assertEqual(
            {move.product_id: move.quantity for move in slip.move_ids},
            {self.filter: 2, self.pump: 1},
        )
        used = left.move_ids.filtered(lambda move: move.fieldwork_kind == "used")
        self.assertFalse(used.picking_id)

    def test_it_is_signed_by_who_signed_the_report(self):
        line = self._use(self.visit, self.filter, 0, left=2)
        self.visit.with_user(self.technician).action_sign(
            "customer", "Petra", signature()
        )
        self._finish()
        slip = self.order.picking_ids
        self.assertTrue(slip.signature)
        line.left_qty = 1
        back = self.order.picking_ids - slip
        self.assertFalse(back.signature)

    def test_it_is_signed_when_the_report_is_signed_afterwards(self):
        line = self._use(self.visit, self.filter, 0, left=2)
        self._finish()
        slip = self.order.picking_ids
        self.assertFalse(slip.signature)
        line.left_qty = 1
        back = self.order.picking_ids - slip
        before = slip.message_ids
        self.visit.with_user(self.technician).action_sign(
            "customer", "Petra", signature()
        )
        self.assertTrue(slip.signature)
        self.assertFalse(back.signature)
        self.assertFalse((slip.message_ids - before).attachment_ids)

    def test_a_refusal_signs_nothing(self):
        self._use(self.visit, self.filter, 0, left=2)
        self._finish()
        self.visit.with_user(self.technician).action_refuse_signature("Nobody is there")
        self.assertFalse(self.order.picking_ids.signature)

    def test_nothing_left_no_slip(self):
        self._use(self.visit, self.filter, 2)
        self._use(self.visit, self.filter, 0, left=0)
        self._finish()
        self.assertFalse(self.order.picking_ids)

    def test_nothing_there_no_slip(self):
        belt = self._create_part("Belt")
        self._use(self.visit, belt, 0, left=2)
        self._finish()
        self.assertFalse(self.order.picking_ids)

    def test_a_correction_has_a_slip_of_its_own(self):
        line = self._use(self.visit, self.filter, 0, left=2)
        self._finish()
        line.left_qty = 3
        line.left_qty = 1
        self.assertEqual(
            [
                (slip.picking_type_id.code, sum(slip.move_ids.mapped("quantity")))
                for slip in self.order.picking_ids.sorted("id")
            ],
            [("outgoing", 2), ("outgoing", 1), ("incoming", 2)],
        )
        self.assertEqual(self._in(self.van_stock, self.filter), 8)

    def test_each_visit_has_its_slip(self):
        second = self._create_visit(self._create_order(), at(9), resources=self.van)
        for visit in (self.visit, second):
            self._use(visit, self.filter, 0, left=1)
        (self.visit | second).action_done("solved")
        for visit in (self.visit, second):
            slip = visit.order_id.picking_ids
            self.assertEqual(slip.fieldwork_visit_id, visit)
            self.assertEqual(slip.move_ids.quantity, 1)

    def test_the_office_and_the_technician_print_it(self):
        self._use(self.visit, self.filter, 0, left=2)
        self._finish()
        for user in (self.dispatcher, self.technician):
            with self.subTest(user=user.login):
                slip = self.order.with_user(user).picking_ids
                action = slip.action_fieldwork_print()
                html, _kind = (
                    self.env["ir.actions.report"]
                    .with_user(user)
                    ._render_qweb_html(action["report_name"], slip.ids)
                )
                self.assertIn(b"Filter", html)
                self.assertIn(slip.name.encode(), html)
