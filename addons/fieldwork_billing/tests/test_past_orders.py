"""Orders that were done before Fieldwork billed are priced when somebody says so."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.base.tests.test_ir_cron import CronMixinCase
from odoo.addons.fieldwork.tests.common_orders import at

from .common_invoice import BillingInvoiceCommon

CRON = "fieldwork_billing.ir_cron_price_past"


@tagged("post_install", "-at_install")
class TestPastOrders(BillingInvoiceCommon, CronMixinCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.orders = cls.env["fieldwork.order"].union(
            *(cls._past_order(day) for day in (2, 3, 4))
        )

    @classmethod
    def _past_order(cls, day):
        """Return an order that was done when nothing was billed yet."""
        model = cls.env.registry["fieldwork.order"]
        with patch.object(model, "_update_charges", lambda orders: None):
            return cls._done_visit(start=at(9, day=day)).order_id.sudo()

    def _wizard(self, date="2026-03-03", user=None, **vals):
        wizards = self.env["fieldwork.past.orders.wizard"].with_user(
            user or self.biller
        )
        return wizards.create({"date_from": date, **vals})

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref(CRON).method_direct_trigger()
        self.env.invalidate_all()

    def test_from_a_day_on(self):
        self.assertEqual(self.orders.mapped("billing_state"), ["nothing"] * 3)
        wizard = self._wizard()
        self.assertEqual(wizard.order_count, 2)
        with self.capture_triggers(CRON) as captured:
            wizard.action_price()
        self.assertTrue(captured.records)
        self.assertEqual(self._wizard().waiting_count, 2)
        self._run_cron()
        self.assertEqual(
            self.orders.mapped("billing_state"), ["nothing", "to_bill", "to_bill"]
        )
        self.assertEqual(self.orders.mapped("amount_to_bill"), [0.0, 120.0, 120.0])
        self.assertEqual(self._wizard().waiting_count, 0)
        self.assertEqual(self._wizard().order_count, 0)
        self._invoice(self.orders)
        self.assertEqual(self._billed(self.orders), 240.0)
        self._assert_sums_agree(self.orders)

    def test_the_day_is_that_of_the_company(self):
        # 23:30 of the 5th in Madrid.
        late = self._past_order(5)
        late._guarded_write({"done_at": at(22, 30, day=5)})
        self.assertEqual(self._wizard("2026-03-06").order_count, 0)
        late._guarded_write({"done_at": at(23, 30, day=5)})
        self.assertEqual(self._wizard("2026-03-06").order_count, 1)

    def test_twice_is_once(self):
        self._wizard().action_price()
        self._wizard().action_price()
        self._run_cron()
        self._run_cron()
        self.assertEqual(self.orders[1].amount_to_bill, 120.0)
        self._assert_sums_agree(self.orders)
        with self.assertRefused(UserError, "2026-03-03"):
            self._wizard().action_price()

    def test_nothing_is_invoiced_by_itself(self):
        self.company.fieldwork_invoice_when_done = "posted"
        self._wizard().action_price()
        self._run_cron()
        self.assertFalse(self.orders.filtered("is_invoice_waiting"))

    def test_what_is_priced_already_and_what_is_open_are_left_alone(self):
        done = self._done_visit(start=at(9, day=9)).order_id.sudo()
        self._create_order()
        with freeze_time(at(9)):
            wizard = self._wizard()
        self.assertEqual(wizard.order_count, 2)
        self.assertTrue(done.charge_ids)

    def test_one_that_cannot_be_priced_stops_nobody_and_says_why(self):
        bad = self.orders[1]
        due = type(bad)._due_charges

        def refuse(orders):
            if bad in orders:
                raise ValueError("No way")
            return due(orders)

        self._wizard("2026-03-01").action_price()
        with patch.object(type(bad), "_due_charges", refuse):
            self._run_cron()
        self.assertEqual(
            self.orders.mapped("billing_state"), ["to_bill", "nothing", "to_bill"]
        )
        self.assertIn("No way", bad.message_ids[0].body)
        self.assertFalse(self.orders.filtered("is_pricing_waiting"))

    def test_it_goes_on_where_it_was_interrupted(self):
        """Each batch is committed with its mark: what was killed is done again."""
        self._wizard("2026-03-01").action_price()
        self.env["fieldwork.order"].search(
            [("is_pricing_waiting", "=", True)], limit=1, order="id"
        )._price_or_say()
        self._run_cron()
        self.assertEqual(self.orders.mapped("amount_to_bill"), [120.0] * 3)
        self._assert_sums_agree(self.orders)

    def test_who_bills_prices_their_own_company(self):
        for user in (self.technician, self.dispatcher):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._wizard(user=user)
        wizard = self._wizard(user=self.biller, company_id=self.other_company.id)
        self.assertEqual(wizard.sudo().order_count, 0)
