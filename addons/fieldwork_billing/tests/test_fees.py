"""What did not take place is billed by itself, where the company says so."""

from datetime import timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.tests import tagged

from odoo.addons.fieldwork.tests.common_orders import at

from .common_invoice import BillingInvoiceCommon


@tagged("post_install", "-at_install")
class TestFees(BillingInvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for kind, price in (("no_show", 40.0), ("late_cancel", 25.0)):
            fee = cls._create_service(kind, price, cls.unit)
            cls._create_rate(kind=kind, product_id=fee.id)

    def _cancel(self, hours, user=None):
        """Return a visit that was called off so many hours before it would begin."""
        visit = self._create_visit(start=at(9, day=12))
        with freeze_time(at(9, day=12) - timedelta(hours=hours)):
            visit.with_user(user or self.dispatcher).action_cancel("No time")
        return visit.sudo()

    def test_nothing_by_itself_unless_the_company_wants_it(self):
        visit = self._create_visit().sudo()
        visit.action_miss("Nobody opened")
        self.assertFalse(visit.fee_kind)
        self.assertFalse(self._charges(visit.order_id))
        self.assertFalse(self._charges(self._cancel(1).order_id))

    def test_a_missed_visit_by_a_technician(self):
        self.company.fieldwork_fee_no_show = True
        visit = self._create_visit()
        visit.with_user(self.technician).action_miss("Nobody opened")
        order = visit.order_id.sudo()
        self.assertEqual(visit.sudo().fee_kind, "no_show")
        self.assertEqual(order.amount_to_bill, 40.0)
        self._invoice(order)
        self.assertEqual(self._billed(order), 40.0)
        self._assert_sums_agree(order)

    def test_a_missed_visit_is_no_late_cancellation(self):
        self.company.fieldwork_fee_late_cancel = True
        visit = self._create_visit().sudo()
        visit.action_miss("Nobody opened")
        self.assertFalse(visit.fee_kind)

    def test_late_is_within_the_hours_of_the_company(self):
        self.company.fieldwork_fee_late_cancel = True
        for hours, fee in ((24.5, False), (24, False), (23.5, "late_cancel")):
            with self.subTest(hours=hours):
                self.assertEqual(self._cancel(hours).fee_kind, fee)
        self.company.fieldwork_late_cancel_hours = 2
        self.assertFalse(self._cancel(3).fee_kind)
        visit = self._cancel(1)
        self.assertEqual(visit.order_id.amount_to_bill, 25.0)
        self._invoice(visit.order_id)
        self._assert_sums_agree(visit.order_id)

    def test_with_the_order_its_visits_are_called_off(self):
        self.company.fieldwork_fee_late_cancel = True
        orders = self._cancelled_orders()
        self.assertEqual(orders.mapped("amount_to_bill"), [25.0, 0.0])

    def _cancelled_orders(self):
        soon, later = (
            self._create_visit(start=at(9, day=day)).order_id for day in (11, 20)
        )
        orders = soon | later
        with freeze_time(at(20)):
            orders.action_cancel("Sold the shop")
        return orders.sudo()

    def test_it_is_taken_off_again(self):
        self.company.fieldwork_fee_no_show = True
        visit = self._create_visit().sudo()
        visit.action_miss("Nobody opened")
        visit.with_user(self.biller).action_bill_no_fee()
        self.assertFalse(visit.order_id.amount_to_bill)
        # What was billed already is given back by the next invoice.
        other = self._create_visit(start=at(14)).sudo()
        other.action_miss("Nobody opened")
        self._invoice(other.order_id)
        other.action_bill_no_fee()
        self.assertEqual(other.order_id.amount_to_bill, -40.0)
        self._invoice(other.order_id)
        self.assertEqual(self._billed(other.order_id), 0.0)
        self._assert_sums_agree(visit.order_id | other.order_id)

    def test_orders_that_are_not_billed_say_so(self):
        self.company.fieldwork_fee_no_show = True
        order = self._create_order(billing_mode="none")
        visit = self._create_visit(order).sudo()
        visit.action_miss("Nobody opened")
        self.assertFalse(order.sudo().amount_to_bill)
        self.assertEqual(order.sudo().billing_state, "not_billed")

    def test_other_companies_have_their_own_setting(self):
        self.other_company.fieldwork_fee_no_show = True
        visit = self._create_visit().sudo()
        visit.action_miss("Nobody opened")
        self.assertFalse(visit.fee_kind)

    def test_hours_are_not_negative(self):
        with self.assertRefused(CheckViolation, "late_cancel_hours"):
            self.company.fieldwork_late_cancel_hours = -1
            self.company.flush_recordset()
