"""From charges to invoices, and back."""

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.fieldwork.tests.common_orders import at

from .common_invoice import BillingInvoiceCommon


@tagged("post_install", "-at_install")
class TestInvoices(BillingInvoiceCommon):
    def test_one_line_for_time_and_what_it_is_rounded_up_by(self):
        order = self._done_visit(minutes=110).order_id
        move = self._invoice(order)
        line = move.invoice_line_ids
        self.assertEqual((line.quantity, line.price_unit), (2.0, 60.0))
        self.assertEqual(line.fieldwork_order_id, order)
        self.assertEqual(line.fieldwork_visit_id, order.sudo().visit_ids)
        self.assertEqual(line.fieldwork_date_from, at(9))
        self.assertEqual(line.fieldwork_date_to, at(10, 50))
        self.assertEqual(move.partner_id, self.customer)
        self.assertEqual(move.invoice_origin, order.name)
        self.assertEqual(order.sudo().billing_state, "billed")
        self.assertEqual(order.sudo().amount_billed, 120.0)
        self._assert_sums_agree(order)

    def test_what_is_billed_is_not_billed_again(self):
        order = self._done_visit().order_id
        self._invoice(order)
        order.sudo()._update_charges()
        self.assertFalse(self._invoice(order))

    def test_hours_with_two_digits_leave_no_crumbs(self):
        self.labour_rate.step_minutes = 0
        order = self._done_visit(minutes=50).order_id
        move = self._invoice(order)
        self.assertEqual(move.invoice_line_ids.quantity, 0.83)
        self.assertEqual(move.amount_untaxed, order.sudo().amount_billed)
        self.assertEqual(order.sudo().billing_state, "billed")
        self._assert_sums_agree(order)

    def test_groupings(self):
        site = self._create_site(self.customer, "Second Shop")
        other = self._create_customer(
            "Other", property_product_pricelist=self.pricelist
        )
        orders = (
            self._done_visit().order_id
            | self._done_visit(start=at(12), site_id=site.id).order_id
            | self._done_visit(start=at(9, day=10, month=2)).order_id
            | self._done_visit(
                start=at(15), partner_id=other.id, site_id=other.id
            ).order_id
        )
        for grouping, number in (
            ("order", 4),
            ("site", 3),
            ("customer", 2),
            ("month", 3),
        ):
            with self.subTest(grouping=grouping):
                moves = self._invoice(orders, grouping, post=False)
                self.assertEqual(len(moves), number)
                moves.sudo().unlink()
                self.assertEqual(
                    set(orders.sudo().mapped("billing_state")), {"to_bill"}
                )

    def test_an_order_is_a_section_where_there_are_several(self):
        orders = self._done_visit().order_id | self._done_visit(start=at(12)).order_id
        move = self._invoice(orders)
        self.assertEqual(
            move.invoice_line_ids.sorted("sequence").mapped("display_type"),
            ["line_section", "product", "line_section", "product"],
        )

    def test_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.labour.with_context(lang="es_ES").name = "Mano de obra"
        self.customer.lang = "es_ES"
        move = self._invoice(self._done_visit().order_id)
        self.assertIn("Mano de obra", move.invoice_line_ids.name)

    def test_what_is_covered_stands_there_at_zero_or_not_at_all(self):
        self.equipment.write({"warranty_labour_until": "2026-12-31"})
        self._create_rate(kind="callout", product_id=self.callout.id)
        for shows, lines in ((True, 2), (False, 1)):
            with self.subTest(shows=shows):
                self.company.fieldwork_show_covered = shows
                order = self._done_visit(
                    minutes=60, equipment_ids=[(6, 0, self.equipment.ids)]
                ).order_id
                move = self._invoice(order)
                self.assertEqual(len(move.invoice_line_ids), lines)
                self.assertEqual(move.amount_untaxed, 30.0)
                self.assertEqual(order.sudo().billing_state, "billed")

    def test_a_deleted_draft_frees_what_it_billed(self):
        order = self._done_visit().order_id
        self._invoice(order, post=False).sudo().unlink()
        self.assertEqual(order.sudo().billing_state, "to_bill")
        self.assertTrue(self._invoice(order))

    def test_a_cancelled_draft_frees_it_and_stays_cancelled(self):
        order = self._done_visit().order_id
        move = self._invoice(order, post=False)
        move.button_cancel()
        self.assertEqual(order.sudo().billing_state, "to_bill")
        with self.assertRaises(UserError):
            move.button_draft()

    def test_what_a_person_takes_off_the_draft_is_still_due(self):
        order = self._done_visit(minutes=120).order_id
        move = self._invoice(order, post=False)
        move.invoice_line_ids.quantity = 1.5
        move.action_post()
        self.assertEqual(order.sudo().amount_billed, 90.0)
        self.assertEqual(order.sudo().amount_to_bill, 30.0)
        self.assertEqual(order.sudo().billing_state, "part")
        self._assert_sums_agree(order)

    def test_a_discount_on_the_draft_is_no_debt(self):
        order = self._done_visit(minutes=120).order_id
        move = self._invoice(order, post=False)
        move.invoice_line_ids.discount = 10
        move.action_post()
        self.assertEqual(order.sudo().billing_state, "billed")
        self.assertEqual(order.sudo().amount_billed, 108.0)

    def test_a_correction_after_billing_is_the_difference_at_the_old_price(self):
        visit = self._done_visit(minutes=60)
        order = visit.order_id
        self._invoice(order)
        self.labour.list_price = 90.0
        log = visit.worklog_ids
        with freeze_time(at(15)):
            log.with_user(self.dispatcher).action_correct(
                start=log.start, stop=at(11, 30), reason="Forgot to stop"
            )
        charge = self._charges(order).filtered(lambda c: c.state == "open")
        self.assertEqual((charge.revision, charge.quantity), (2, 1.5))
        self.assertEqual(charge.price_unit, 60.0)
        self._invoice(order)
        self.assertEqual(self._billed(order), 150.0)
        with freeze_time(at(15)):
            log.with_user(self.dispatcher).action_correct(
                start=log.start, stop=at(9, 30), reason="Too long"
            )
        credit = self._invoice(order)
        self.assertEqual(credit.move_type, "out_refund")
        self.assertEqual(credit.amount_untaxed, 120.0)
        self.assertEqual(self._billed(order), 30.0)
        self._assert_sums_agree(order)

    def test_money_given_back_is_not_billed_again(self):
        order = self._done_visit(minutes=120).order_id
        move = self._invoice(order)
        self._credit(move, "give_back", quantity=0.5)
        self.assertEqual(order.sudo().billing_state, "billed")
        self.assertEqual(order.sudo().amount_billed, 90.0)
        self.assertFalse(self._invoice(order))
        self._assert_sums_agree(order)

    def test_what_is_taken_back_to_be_billed_again_waits(self):
        order = self._done_visit(minutes=120).order_id
        self._credit(self._invoice(order), "bill_again")
        self.assertEqual(order.sudo().amount_to_bill, 120.0)
        self._invoice(order)
        self.assertEqual(self._billed(order), 120.0)
        self._assert_sums_agree(order)

    def test_reverse_and_create_bills_on_the_new_invoice(self):
        order = self._done_visit(minutes=120).order_id
        new = self._credit(self._invoice(order), "give_back", is_modify=True)
        self.assertEqual(new.move_type, "out_invoice")
        self.assertEqual(order.sudo().billing_state, "billed")
        self.assertEqual(self._billed(order), 120.0)
        self.assertFalse(self._invoice(order))
        self._assert_sums_agree(order)

    def test_a_deleted_credit_note_takes_nothing_back(self):
        order = self._done_visit(minutes=120).order_id
        move = self._invoice(order)
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=move.ids)
            .create(
                {"journal_id": move.journal_id.id, "fieldwork_credit": "bill_again"}
            )
        )
        wizard.reverse_moves()
        self.assertEqual(order.sudo().billing_state, "part")
        wizard.new_move_ids.unlink()
        self.assertEqual(order.sudo().billing_state, "billed")
        self.assertEqual(order.sudo().amount_billed, 120.0)

    def test_what_has_a_problem_is_left_out(self):
        order = self._create_order()
        visit = self._create_visit(order).sudo()
        with freeze_time(at(10)):
            visit.action_start(at=at(9))
            visit.action_material(name="Something", used_qty=1)
            visit.action_done("solved")
        self._invoice(order)
        self.assertEqual(order.sudo().billing_state, "part")
        left = self._charges(order).filtered(lambda c: c.state == "open")
        self.assertIn("No product", left.problem)

    def test_two_payers_two_invoices(self):
        insurer = self._create_customer("Insurer")
        self._create_rate(kind="callout", product_id=self.callout.id)
        order = self._done_visit(minutes=60).order_id
        callout = self._charges(order).filtered(lambda c: c.kind == "callout")
        callout.with_user(self.biller).action_set_verdict(
            "bill", "The insurer pays the way", payer=insurer
        )
        moves = self._invoice(order, "order")
        self.assertEqual(moves.partner_id, self.customer | insurer)

    def test_a_tax_in_the_price_is_taken_out_for_who_does_not_pay_it(self):
        tax = self.tax.copy({"name": "In", "price_include_override": "tax_included"})
        tax.amount = 20
        free = self.tax.copy({"name": "None", "amount": 0})
        position = self.env["account.fiscal.position"].create({"name": "Abroad"})
        free.write({"fiscal_position_ids": position.ids, "original_tax_ids": tax.ids})
        self.labour.taxes_id = tax
        order = self._done_visit(minutes=60).order_id
        self.assertEqual(self._invoice(order).amount_total, 60.0)
        self.customer.property_account_position_id = position
        order = self._done_visit(minutes=60).order_id
        self.assertEqual(self._invoice(order).amount_total, 50.0)

    def test_in_the_currency_of_the_price_list(self):
        currency = self.setup_other_currency("GBP", rates=[("2020-01-01", 2.0)])
        self.pricelist.currency_id = currency
        order = self._done_visit(minutes=60).order_id
        move = self._invoice(order)
        self.assertEqual(move.currency_id, currency)
        self.assertEqual(move.amount_untaxed, 120.0)
