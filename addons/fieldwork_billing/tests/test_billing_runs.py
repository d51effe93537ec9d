"""Many invoices at once: looked at, made in batches, stopped, gone on with."""

from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.fieldwork.tests.common_orders import at

from ..models import fieldwork_billing_run
from .common_invoice import BillingInvoiceCommon

CRON = "fieldwork_billing.ir_cron_billing_run"


@tagged("post_install", "-at_install")
class TestBillingRuns(BillingInvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = [
            cls._create_customer(
                f"Customer {number}", property_product_pricelist=cls.pricelist
            )
            for number in range(3)
        ]
        cls.orders = cls.env["fieldwork.order"].union(
            *(
                cls._done_visit(
                    start=at(9, day=2 + number),
                    partner_id=customer.id,
                    site_id=customer.id,
                ).order_id
                for number, customer in enumerate(cls.customers)
            )
        )

    def _run(self, **vals):
        run = self.env["fieldwork.billing.run"].with_user(self.biller).create(vals)
        run.action_preview()
        return run

    def test_preview_says_for_whom_and_how_much(self):
        run = self._run()
        self.assertEqual(run.line_count, 3)
        self.assertEqual(run.line_ids.mapped("amount"), [120.0] * 3)
        self.assertFalse(run.line_ids.move_id)
        self.assertEqual(
            set(run.line_ids.mapped("what")), set(self.orders.mapped("name"))
        )

    def test_few_are_made_at_once(self):
        run = self._run(post=True)
        run.action_create_invoices()
        self.assertEqual(run.state, "done")
        self.assertEqual(run.line_ids.move_id.mapped("state"), ["posted"] * 3)
        self.assertEqual(run.progress, 100)
        with self.assertRaises(UserError):
            run.action_create_invoices()

    def test_what_is_chosen_is_what_is_billed(self):
        self.assertEqual(self._run(date_to="2026-03-03").line_count, 2)
        partners = [(6, 0, self.customers[0].ids)]
        self.assertEqual(self._run(partner_ids=partners).line_count, 1)
        self.assertEqual(
            self.orders[:2].with_user(self.biller).action_bill()["res_model"],
            "fieldwork.billing.run",
        )
        self.orders[0].sudo().action_reopen("Once more")
        self.assertEqual(self._run().line_count, 2)
        self.assertEqual(self._run(only_done=False).line_count, 3)

    def test_what_is_left_out_is_counted_and_shown(self):
        self.labour.list_price = 0
        self.orders.sudo()._update_charges()
        run = self._run()
        self.assertEqual(run.line_count, 0)
        self.assertEqual(run.left_out_count, 6)
        left = self.env["fieldwork.charge"].search(run.action_view_left_out()["domain"])
        self.assertEqual(set(left.mapped("problem")), {"The price is zero."})
        with self.assertRaises(UserError):
            run.action_create_invoices()

    def test_many_are_made_by_the_scheduled_action_in_batches(self):
        run = self._run()
        with patch.object(fieldwork_billing_run, "AT_ONCE", 2):
            run.action_create_invoices()
        self.assertEqual((run.state, run.done_count), ("running", 0))
        with self.enter_registry_test_mode():
            self.env.ref(CRON).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual((run.state, run.done_count), ("done", 3))

    def test_a_stopped_run_goes_on_later(self):
        run = self._run()
        with patch.object(fieldwork_billing_run, "AT_ONCE", 2):
            run.action_create_invoices()
            run.action_stop()
            with self.enter_registry_test_mode():
                self.env.ref(CRON).method_direct_trigger()
            self.env.invalidate_all()
            self.assertEqual((run.state, run.done_count), ("stopped", 0))
        run.action_create_invoices()
        self.assertEqual((run.state, run.done_count), ("done", 3))

    def test_one_that_cannot_be_made_stops_nobody_and_says_why(self):
        run = self._run(post=True)
        broken = run.line_ids.filtered(lambda line: line.payer_id == self.customers[1])
        broken.charge_ids.with_user(self.biller).action_set_verdict("free", "Too late")
        run.action_create_invoices()
        self.assertEqual(run.done_count, 2)
        self.assertEqual(broken.state, "failed")
        self.assertIn("billed otherwise", broken.note)
        self.assertEqual(run.state, "done")

    def test_a_second_preview_takes_over_and_says_so(self):
        first = self._run()
        second = self._run(partner_ids=[(6, 0, self.customers[0].ids)])
        self.assertIn(first.name, second.line_ids.note)
        lost = first.line_ids.filtered(lambda line: line.state == "failed")
        self.assertEqual(lost.payer_id, self.customers[0])
        self.assertIn("Taken over", lost.note)
        first.action_create_invoices()
        self.assertEqual((first.done_count, first.failed_count), (2, 1))
        second.action_create_invoices()
        self.assertEqual(second.done_count, 1)
        self.assertEqual(self._billed(self.orders), 360.0)
        self._assert_sums_agree(self.orders)

    def test_a_line_that_loses_some_orders_is_for_the_rest(self):
        more = self._done_visit(
            start=at(9, day=9),
            partner_id=self.customers[0].id,
            site_id=self.customers[0].id,
        ).order_id
        first = self._run()
        line = first.line_ids.filtered(lambda one: one.payer_id == self.customers[0])
        self.assertEqual((line.amount, line.order_count), (240.0, 2))
        self._run(order_ids=[(6, 0, more.ids)])
        self.assertEqual((line.amount, line.order_count), (120.0, 1))
        self.assertEqual(line.what, self.orders[0].name)
        self.assertEqual(line.state, "todo")
        first.action_create_invoices()
        self.assertEqual(first.done_count, 3)
        self.assertEqual(self._billed(self.orders | more), 360.0)
        self._assert_sums_agree(self.orders | more)

    def test_what_a_run_is_making_is_left_out_of_another(self):
        first = self._run()
        with patch.object(fieldwork_billing_run, "AT_ONCE", 2):
            first.action_create_invoices()
        second = self._run()
        self.assertEqual((second.line_count, second.left_out_count), (0, 6))
        self.assertIn(first.name, second.left_out_note)
        left = self.env["fieldwork.charge"].search(
            second.action_view_left_out()["domain"]
        )
        self.assertEqual(left.run_id, first)
        first.action_stop()
        second.action_preview()
        self.assertEqual(second.line_count, 0)
        first.unlink()
        second.action_preview()
        self.assertEqual(second.line_count, 3)
        self.assertFalse(second.left_out_note)

    def test_a_preview_looked_up_again_is_its_own(self):
        run = self._run()
        run.action_preview()
        self.assertEqual(run.line_ids.mapped("note"), [False] * 3)

    def test_a_locked_period_is_said_on_the_line(self):
        self.company.sudo().fiscalyear_lock_date = "2026-03-31"
        self.company.sudo().hard_lock_date = "2026-03-31"
        run = self._run(post=True, invoice_date="2026-03-05")
        run.action_create_invoices()
        self.assertEqual(run.state, "done")
        # Core moves the accounting date past the lock.
        for move in run.line_ids.move_id:
            self.assertGreater(str(move.date), "2026-03-31")

    def test_finished_orders_are_invoiced_where_the_company_says_so(self):
        self.company.fieldwork_invoice_when_done = "posted"
        order = self._done_visit(start=at(9, day=9)).order_id.sudo()
        self.assertEqual(order.billing_state, "to_bill")
        with self.enter_registry_test_mode():
            self.env.ref(
                "fieldwork_billing.ir_cron_invoice_done"
            ).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(order.billing_state, "billed")
        self.assertEqual(order.invoice_ids.state, "posted")

    def test_what_cannot_be_invoiced_by_itself_says_so_on_the_order(self):
        self.company.fieldwork_invoice_when_done = "posted"
        order = self._done_visit(start=at(9, day=9)).order_id.sudo()
        with (
            self.enter_registry_test_mode(),
            patch.object(
                type(self.env["account.move"]),
                "action_post",
                side_effect=UserError("The period is closed"),
            ),
        ):
            self.env.ref(
                "fieldwork_billing.ir_cron_invoice_done"
            ).method_direct_trigger()
        self.env.invalidate_all()
        self.assertEqual(order.billing_state, "to_bill")
        self.assertIn("The period is closed", order.message_ids[0].body)

    def test_only_people_who_bill_make_runs(self):
        for user in (self.technician, self.dispatcher, self.manager):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.env["fieldwork.billing.run"].with_user(user).create({})

    def test_finishing_many_visits_costs_few_queries(self):
        def cost(number, day):
            visits = (
                self.env["fieldwork.visit"]
                .union(
                    *(
                        self._create_visit(start=at(7 + n, day=day))
                        for n in range(number)
                    )
                )
                .sudo()
            )
            visits.action_start()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            visits.action_done("solved")
            self.env.flush_all()
            self.assertEqual(set(visits.order_id.mapped("state")), {"done"})
            return (self.env.cr.sql_log_count - before) / number

        cost(1, day=19)
        self.assertLess(cost(12, day=20), cost(3, day=21) / 2)

    def test_charges_of_many_orders_cost_few_queries(self):
        def cost(number, day):
            orders = (
                self.env["fieldwork.order"]
                .union(
                    *(
                        self._done_visit(start=at(7 + n, day=day), minutes=50).order_id
                        for n in range(number)
                    )
                )
                .sudo()
            )
            orders.charge_ids._void("Test")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders._update_charges()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(1, day=19)  # what is remembered from now on
        few = cost(2, day=21)
        self.assertLessEqual(cost(10, day=20), few + 2)
