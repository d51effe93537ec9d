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

    # ------------------------------------------------------------------
    # By technician
    # ------------------------------------------------------------------

    def _by_technician(self, orders):
        """Return ``[(technician, hours, revenue, three costs, margin)]``."""
        self.env.flush_all()
        names = ("hours", "revenue", "labour_cost", "travel_cost", "material_cost")
        rows = (
            self.env["fieldwork.margin"]
            .with_user(self.manager)
            ._read_group(
                [("order_id", "in", orders.ids)],
                ["resource_id"],
                [f"{name}:sum" for name in (*names, "margin")],
            )
        )
        return [
            (resource.name, *(round(number, 2) for number in sums))
            for resource, *sums in rows
        ]

    def test_two_share_what_an_order_brings_in_by_their_hours(self):
        self.ben.employee_id.hourly_cost = 30.0
        visit = self._create_visit(technicians=self.ana | self.ben)
        with freeze_time(at(12)):
            # Ana works from nine to twelve, Ben from eleven on.
            visit.with_user(self.technician).action_start(at=at(9))
            visit.with_user(self.technician_2).action_start(at=at(11))
            visit.sudo().action_material(product=self.part.id, used_qty=2)
            visit.sudo().action_done("solved")
        order = visit.order_id.sudo()
        # Four hours at 60 and two parts at 100: 440; three of four hours are Ana's.
        self.assertEqual(order.revenue, 440.0)
        self.assertEqual(
            self._by_technician(order),
            [
                ("Ana", 3.0, 330.0, 75.0, 0.0, 60.0, 195.0),
                ("Ben", 1.0, 110.0, 30.0, 0.0, 20.0, 60.0),
            ],
        )
        self.assertEqual(order.margin, 255.0)

    def test_the_sums_are_those_of_the_orders(self):
        orders = self._visit().order_id
        alone = self._create_order().sudo()
        with freeze_time(at(15)):
            alone.action_done()
        self.assertEqual(alone.state, "done")
        orders |= alone
        rows = self._by_technician(orders)
        self.assertEqual([row[0] for row in rows], ["Ana", False])
        self.assertAlmostEqual(
            sum(row[-1] for row in rows), sum(orders.mapped("margin")), places=2
        )

    def test_orders_in_work_and_other_companies_are_not_in_it(self):
        order = self._visit().order_id
        report = self.env["fieldwork.margin"].with_user(self.manager)
        mine = [("order_id", "=", order.id)]
        self.assertEqual(report.search(mine).resource_id.name, "Ana")
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.manager.company_ids += elsewhere
        other = report.with_context(allowed_company_ids=elsewhere.ids)
        self.assertFalse(other.search(mine))
        order.action_reopen("Once more")
        self.env.flush_all()
        self.assertFalse(report.search(mine))

    def test_margins_of_people_are_for_managers(self):
        self._visit()
        report = self.env["fieldwork.margin"]
        for user in (self.technician, self.dispatcher, self.biller):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                report.with_user(user).search_count([])

    def test_costs_are_for_managers(self):
        order = self._visit().order_id
        self.assertTrue(order.with_user(self.manager).read(["margin"]))
        for user in (self.technician, self.dispatcher, self.biller):
            for name in ("margin", "labour_cost", "revenue"):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    order.with_user(user).read([name])
        with self.assertRaises(AccessError):
            order.worklog_ids.with_user(self.dispatcher).read(["hourly_cost"])
