"""Who sees the moves and transfers of service orders."""

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import FieldworkStockCommon, at


@tagged("post_install", "-at_install")
class TestStockAccess(FieldworkStockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.van_stock, cls.filter, 5)
        cls.order = cls._create_order(team_id=cls.team.id)
        cls.visit = cls._create_visit(cls.order, at(7), resources=cls.van)
        cls.line = cls._use(cls.visit, cls.filter, 1, left=1)
        cls.visit.action_done("solved")
        cls.moves = cls.line.move_ids
        cls.slip = cls.moves.picking_id
        cls.foreign = cls.env["stock.move"].create(
            {
                "product_id": cls.filter.id,
                "product_uom_qty": 1,
                "location_id": cls.shelf.id,
                "location_dest_id": cls.van_stock.id,
            }
        )

    def _seen(self, user):
        return (
            self.env["stock.move"]
            .with_user(user)
            .search([("id", "in", (self.moves | self.foreign).ids)])
        )

    def test_people_see_the_moves_of_their_orders_only(self):
        south = self._create_user("fw_south", "dispatcher")
        self._create_team("South", dispatcher_ids=south.ids)
        for user, seen in (
            (self.technician, self.moves),
            (self.technician_2, self.moves.browse()),
            (self.dispatcher, self.moves),
            (south, self.moves.browse()),
            (self.manager, self.moves),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._seen(user), seen)
                pickings = self.env["stock.picking"].with_user(user)
                self.assertEqual(
                    pickings.search([("id", "=", self.slip.id)]), seen.picking_id
                )
        with self.assertRaises(AccessError):
            self._seen(self.plain_user)

    def test_nobody_of_fieldwork_writes_them(self):
        for user in (self.technician, self.dispatcher, self.manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.moves.with_user(user).write({"origin": "X"})
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.slip.with_user(user).write({"origin": "X"})

    def test_people_of_the_warehouse_who_go_out_keep_what_they_may(self):
        both = new_test_user(
            self.env,
            login="fw_both",
            groups="stock.group_stock_user,fieldwork.group_fieldwork_technician",
        )
        self.assertEqual(self._seen(both), self.moves | self.foreign)
        self.foreign.with_user(both).write({"origin": "Seen"})

    def test_another_company_sees_nothing(self):
        self.assertFalse(self._seen(self.other_dispatcher))

    def test_move_now_is_the_office_s(self):
        with self.assertRaises(AccessError):
            self.order.with_user(self.technician).action_move_stock()
        with self.assertRaises(AccessError):
            self.line.with_user(self.technician).action_move_stock()
