"""What an order earned."""

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.fieldwork.tests.common_orders import at

from .common_invoice import BillingInvoiceCommon


@tagged("post_install", "-at_install")
class TestMargin(BillingInvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ana.employee_id.hourly_cost = 25.0

    def _visit(self):
        visit = self._create_visit().sudo()
        with freeze_time(at(11)):
            visit.action_travel(at=at(8, 30))
            visit.action_start(at=at(9))
            visit.action_material(product=self.part.id, used_qty=2)
            visit.action_done("solved")
        return visit

    def test_revenue_less_labour_travel_and_parts(self):
        order = self._visit().order_id
        # Two hours at 60, two parts at 100.
        self.assertEqual(order.revenue, 320.0)
        self.assertEqual(order.labour_cost, 50.0)
        self.assertEqual(order.travel_cost, 12.5)
        self.assertEqual(order.material_cost, 80.0)
        self.assertEqual(order.margin, 177.5)

    def test_costs_stay_what_they_were(self):
        order = self._visit().order_id
        self.ana.employee_id.hourly_cost = 99.0
        self.part.standard_price = 99.0
        order.action_reopen("Once more")
        order.material_ids.used_qty = 3
        self.assertEqual(order.labour_cost, 50.0)
        self.assertEqual(order.material_cost, 120.0)

    def test_another_product_is_another_cost(self):
        order = self._visit().order_id
        other = self.part.create({"name": "Valve", "standard_price": 7.0})
        order.action_reopen("Another one")
        order.material_ids.product_id = other
        self.assertEqual(order.material_cost, 14.0)
        dozen = self.env.ref("uom.product_uom_dozen")
        order.material_ids.uom_id = dozen
        self.assertEqual(order.material_cost, 168.0)

    def test_what_is_given_back_is_no_revenue(self):
        order = self._visit().order_id
        self._credit(self._invoice(order), "give_back")
        self.assertEqual(order.revenue, 0.0)
        self.assertEqual(order.margin, -142.5)

    def test_costs_are_for_managers(self):
        order = self._visit().order_id
        self.assertTrue(order.with_user(self.manager).read(["margin"]))
        for user in (self.technician, self.dispatcher, self.biller):
            for name in ("margin", "labour_cost", "revenue"):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    order.with_user(user).read([name])
        with self.assertRaises(AccessError):
            order.worklog_ids.with_user(self.dispatcher).read(["hourly_cost"])
