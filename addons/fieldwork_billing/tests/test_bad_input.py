"""What is missing or wrong when an order is billed is said, or does no harm."""

from datetime import timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.fieldwork.tests.common_orders import at

from .common_invoice import BillingInvoiceCommon


class BadInputCommon(BillingInvoiceCommon):
    def _order_using(self, part=None, start=None, **vals):
        """Return a done order with an hour of work and one part."""
        visit = self._create_visit(
            self._create_order(**vals), start=start or at(9)
        ).sudo()
        start = start or at(9)
        with freeze_time(start + timedelta(hours=1)):
            visit.action_start(at=start)
            if part:
                visit.action_material(product=part.id, used_qty=1)
            visit.action_done("solved")
        return visit.order_id

    def _problems(self, order):
        return list(filter(None, self._charges(order).mapped("problem")))


@tagged("post_install", "-at_install")
class TestBadPrices(BadInputCommon):
    def test_without_a_price_list_products_say_the_price(self):
        self.env["product.pricelist"].search([]).action_archive()
        order = self._order_using(self.part)
        order.pricelist_id = False
        order._update_charges()
        self.assertEqual(order.billing_currency_id, self.company.currency_id)
        self.assertEqual(order.amount_to_bill, 160.0)
        self.assertEqual(self._invoice(order).amount_untaxed, 160.0)
        self._assert_sums_agree(order)

    def test_an_archived_part_is_named_and_the_rest_is_billed(self):
        order = self._order_using(self.part)
        self.part.active = False
        self.assertEqual(
            self._problems(order), [f"{self.part.display_name} is archived."]
        )
        self.assertEqual(self._invoice(order).amount_untaxed, 60.0)
        self.assertEqual(order.billing_state, "part")
        self.part.active = True
        self.assertEqual(self._invoice(order).amount_untaxed, 100.0)
        self._assert_sums_agree(order)

    def test_an_archived_product_of_a_rate_is_named(self):
        self.labour.active = False
        order = self._order_using(self.part)
        self.assertEqual(
            self._problems(order), [f"{self.labour.display_name} is archived."]
        )
        self.assertEqual(self._invoice(order).amount_untaxed, 100.0)
        self._assert_sums_agree(order)

    def test_a_unit_of_another_kind_is_named(self):
        order = self._order_using()
        order.action_reopen("A part")
        visit = order.plan(at(14), technicians=self.ana, additional=True).sudo()
        self.env["fieldwork.material"].create(
            {
                "order_id": order.id,
                "visit_id": visit.id,
                "product_id": self.part.id,
                "uom_id": self.hour.id,
                "used_qty": 1,
            }
        )
        visit.action_done("solved")
        (problem,) = self._problems(order)
        self.assertIn(self.hour.name, problem)
        self.assertIn(self.part.display_name, problem)
        self.assertEqual(self._invoice(order).amount_untaxed, 60.0)
        self._assert_sums_agree(order)

    def test_negative_quantities_are_refused(self):
        order = self._order_using(self.part)
        order.action_reopen("Wrong")
        for name in ("used_qty", "left_qty", "returned_qty", "planned_qty"):
            with (
                self.subTest(name=name),
                self.assertRefused(CheckViolation, "quantities"),
            ):
                order.material_ids.write({name: -1})
                order.material_ids.flush_recordset()

    def test_a_charge_has_one_destination(self):
        order = self._order_using(self.part)
        move = self._invoice(order)
        sale = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [(0, 0, {"product_id": self.part.id})],
            }
        )
        charge = self._charges(order)[0]
        columns = self._stored_columns(charge)
        with self.assertRefused(CheckViolation, "one_destination"):
            self.env.cr.execute(
                SQL(
                    "INSERT INTO fieldwork_charge (%(names)s, source_key, move_line_id,"
                    " sale_line_id) SELECT %(names)s, 'raw', %(line)s, %(sold)s"
                    " FROM fieldwork_charge WHERE id = %(id)s",
                    names=columns,
                    line=move.invoice_line_ids[0].id,
                    sold=sale.order_line.id,
                    id=charge.id,
                )
            )
        with self.assertRefused(CheckViolation, "one_destination"):
            self.env.cr.execute(
                SQL(
                    "UPDATE fieldwork_charge SET sale_line_id = %s WHERE id = %s",
                    sale.order_line.id,
                    charge.id,
                )
            )

    def _stored_columns(self, charge):
        other = {"id", "source_key", "move_line_id", "sale_line_id"}
        names = [
            name
            for name, field in charge._fields.items()
            if field.store and field.column_type and name not in other
        ]
        return SQL(", ").join(map(SQL.identifier, names))


@tagged("post_install", "-at_install")
class TestRefusedInvoices(BadInputCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._create_customer(
            "Good Payer", property_product_pricelist=cls.pricelist
        )

    def _run(self, orders, **vals):
        run = (
            self.env["fieldwork.billing.run"]
            .with_user(self.biller)
            .create({"order_ids": [(6, 0, orders.ids)], "post": True, **vals})
        )
        run.action_preview()
        run.action_create_invoices()
        return run

    def _good_and_bad(self):
        good = self._order_using(partner_id=self.other.id, site_id=self.other.id)
        return good, self._order_using(self.part, start=at(14))

    def _assert_bad_is_named(self, run, good, bad, words):
        refused = run.line_ids.filtered(lambda line: line.state == "failed")
        self.assertEqual(refused.what, bad.name)
        self.assertRegex(refused.note, words)
        self.assertEqual(run.state, "done")
        self.assertEqual(run.done_count, 1)
        self.assertEqual(good.billing_state, "billed")
        self.assertEqual(bad.billing_state, "to_bill")
        self.assertEqual(self._billed(bad), 0.0)
        self._assert_sums_agree(good | bad)

    def _bill_again(self, bad, amount):
        run = self._run(bad)
        self.assertEqual(run.done_count, 1)
        self.assertEqual(self._billed(bad), amount)
        self._assert_sums_agree(bad)

    def test_without_an_account_of_income(self):
        accounts = self.env["account.account"].search(
            [("account_type", "=", "income"), ("company_ids", "in", self.company.ids)]
        )
        account = accounts[:1]
        (self.labour | self.part).with_company(
            self.company
        ).property_account_income_id = account
        good, bad = self._good_and_bad()
        journal = self.company_data["default_journal_sale"]
        journal.default_account_id = False
        self.company.income_account_id = False
        self.part.categ_id.property_account_income_categ_id = False
        self.part.property_account_income_id = False
        run = self._run(good | bad)
        self._assert_bad_is_named(
            run, good, bad, f"no account for the income of {self.part.display_name}"
        )
        self.part.property_account_income_id = account
        self._bill_again(bad, 160.0)

    def test_an_archived_account_of_income(self):
        good, bad = self._good_and_bad()
        account = self.company_data["default_account_revenue"].copy()
        self.part.property_account_income_id = account
        account.active = False
        run = self._run(good | bad)
        if run.failed_count:
            self._assert_bad_is_named(run, good, bad, account.code)
        else:
            self.assertEqual(self._billed(good | bad), 220.0)

    def test_without_a_tax(self):
        self.part.taxes_id = False
        order = self._order_using(self.part)
        move = self._invoice(order)
        self.assertEqual(move.amount_total, 160.0)
        self._assert_sums_agree(order)

    def test_locked_dates_move_the_invoice_past_them(self):
        for name in (
            "tax_lock_date",
            "sale_lock_date",
            "fiscalyear_lock_date",
            "hard_lock_date",
        ):
            with self.subTest(name=name):
                self.company.sudo()[name] = "2026-03-08"
                order = self._order_using(self.part, start=at(9, day=9))
                run = self._run(order, invoice_date="2026-03-05")
                self.assertEqual(run.failed_count, 0)
                self.assertGreater(str(run.line_ids.move_id.date), "2026-03-08")
                self.assertEqual(self._billed(order), 160.0)
                self._assert_sums_agree(order)

    def test_a_journal_that_is_missing_is_said(self):
        good, bad = self._good_and_bad()
        self.env["account.journal"].search(
            [("type", "=", "sale"), ("company_id", "=", self.company.id)]
        ).action_archive()
        run = self._run(good | bad)
        self.assertEqual(run.failed_count, 2)
        for line in run.line_ids:
            self.assertIn("journal", line.note)

    def test_a_payer_who_is_archived_is_billed_all_the_same(self):
        order = self._order_using(self.part)
        self.customer.action_archive()
        self.assertEqual(self._invoice(order).partner_id, self.customer)
        self._assert_sums_agree(order)


@tagged("post_install", "-at_install")
class TestBilledInParts(BadInputCommon):
    def test_more_work_after_reopening_is_billed_alone(self):
        order = self._order_using(self.part)
        first = self._invoice(order)
        self.assertEqual(first.amount_untaxed, 160.0)
        order.action_reopen("Leaks again")
        visit = order.plan(at(14), technicians=self.ana, additional=True).sudo()
        with freeze_time(at(16)):
            visit.action_start(at=at(14))
            visit.action_material(product=self.part.id, used_qty=2)
            visit.action_done("solved")
        self.assertEqual(order.billing_state, "part")
        self.assertEqual(order.amount_to_bill, 320.0)
        second = self._invoice(order)
        self.assertEqual(second.amount_untaxed, 320.0)
        self.assertEqual(second.move_type, "out_invoice")
        self.assertEqual(first.amount_untaxed, 160.0)
        self.assertEqual(self._billed(order), 480.0)
        self._assert_sums_agree(order)

    def test_a_down_payment_of_a_sold_service_is_taken_off_the_end(self):
        service = self._create_service("Installation", 400.0, self.unit)
        service.write(
            {"fieldwork_type_id": self.order_type.id, "invoice_policy": "delivery"}
        )
        sale = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "partner_shipping_id": self.site.id,
                "order_line": [(0, 0, {"product_id": service.id})],
            }
        )
        sale.action_confirm()
        down = self._bill_sale(sale, advance_payment_method="percentage", amount=25)
        self.assertEqual(down.amount_untaxed, 100.0)
        down.action_post()
        order = sale.fieldwork_order_ids
        visit = order.plan(at(9), technicians=self.ana).sudo()
        with freeze_time(at(10)):
            visit.action_start(at=at(9))
            visit.action_material(product=self.part.id, used_qty=1)
            visit.action_done("solved")
        rest = self._bill_sale(sale, advance_payment_method="delivered")
        rest.action_post()
        self.assertEqual(rest.amount_untaxed, 300.0)
        self.assertEqual(sum(sale.invoice_ids.mapped("amount_untaxed")), 400.0)
        # Its time is sold with it; the part beside it goes on an invoice of its own.
        self.assertEqual(order.amount_to_bill, 100.0)
        self.assertEqual(self._invoice(order).amount_untaxed, 100.0)
        self._assert_sums_agree(order)

    def _bill_sale(self, sale, **vals):
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_context(active_model="sale.order", active_ids=sale.ids)
            .create(vals)
        )
        before = sale.invoice_ids
        wizard.create_invoices()
        return sale.invoice_ids - before


@tagged("post_install", "-at_install")
class TestTaxesAndCompanies(BadInputCommon):
    def test_a_tax_in_the_price_is_in_the_sum(self):
        tax = self.tax.copy(
            {"name": "In", "amount": 25, "price_include_override": "tax_included"}
        )
        (self.labour | self.part).taxes_id = tax
        order = self._order_using(self.part)
        self.assertEqual(order.amount_to_bill, 160.0)
        move = self._invoice(order)
        self.assertEqual(move.amount_total, 160.0)
        self.assertEqual(move.amount_untaxed, 128.0)
        self.assertEqual(order.billing_state, "billed")
        self._assert_sums_agree(order)
        # A correction is billed at the price with the tax in it, too.
        order.action_reopen("Two of them")
        order.material_ids.used_qty = 2
        self.assertEqual(self._invoice(order).amount_total, 100.0)
        self._assert_sums_agree(order)

    def test_a_fiscal_position_maps_tax_and_account(self):
        # Without a tax in the price: that is in the tests of invoices.
        account = self.company_data["default_account_revenue"].copy()
        reduced = self.tax.copy({"name": "Reduced", "amount": 5})
        position = self.env["account.fiscal.position"].create(
            {
                "name": "Special",
                "account_ids": [
                    (
                        0,
                        0,
                        {
                            "account_src_id": self.company_data[
                                "default_account_revenue"
                            ].id,
                            "account_dest_id": account.id,
                        },
                    )
                ],
            }
        )
        reduced.write(
            {"fiscal_position_ids": position.ids, "original_tax_ids": self.tax.ids}
        )
        self.part.taxes_id = self.tax
        self.customer.property_account_position_id = position
        order = self._order_using(self.part)
        move = self._invoice(order)
        self.assertEqual(move.fiscal_position_id, position)
        line = move.invoice_line_ids.filtered(lambda one: one.product_id == self.part)
        self.assertEqual(line.tax_ids, reduced)
        self.assertEqual(line.account_id, account)
        self.assertEqual(move.amount_total, 165.0)
        self._assert_sums_agree(order)

    def test_orders_in_two_currencies_are_two_invoices(self):
        currency = self.setup_other_currency("GBP", rates=[("2020-01-01", 2.0)])
        pounds = self.pricelist.copy({"currency_id": currency.id})
        here = self._order_using(self.part)
        there = self._order_using(self.part, start=at(14))
        there.pricelist_id = pounds
        there._update_charges()
        moves = self._invoice(here | there)
        self.assertEqual(
            sorted(moves.mapped(lambda m: (m.currency_id.name, m.amount_untaxed))),
            sorted([(self.company.currency_id.name, 160.0), ("GBP", 320.0)]),
        )
        self.assertEqual(here.revenue, there.revenue)
        self._assert_sums_agree(here | there)

    def test_each_company_bills_its_own(self):
        order = self._order_using(self.part)
        theirs = self._order_of_another_company()
        self.biller.company_ids += self.company_data_2["company"]
        both = (order | theirs.with_env(self.env)).with_user(self.biller)
        both = both.with_context(allowed_company_ids=self.biller.company_ids.ids)
        with self.assertRefused(UserError, "orders of one company"):
            both.action_bill()
        moves = both.sudo().charge_ids._create_invoices()
        self.assertEqual(
            {move.company_id: move.amount_untaxed for move in moves},
            {self.company: 160.0, theirs.company_id: 100.0},
        )
        for move in moves:
            self.assertEqual(move.journal_id.company_id, move.company_id)
            accounts = move.line_ids.account_id
            self.assertIn(move.company_id, accounts.company_ids)
        self._assert_sums_agree(order | theirs)

    def _order_of_another_company(self):
        """Return a done order of a company with a chart of its own, without rates."""
        # The environment of the class is of one company: this is core's own.
        wide = self.env(context={})
        data = self.company_data_2 = type(self).collect_company_accounting_data(
            type(self)._create_company(name="Second Firm")
        )
        order = (
            wide["fieldwork.order"]
            .with_company(data["company"])
            .create(
                {
                    "partner_id": self.customer.id,
                    "site_id": self.site.id,
                    "company_id": data["company"].id,
                }
            )
        )
        order.action_confirm()
        wide["fieldwork.material"].create(
            {"order_id": order.id, "product_id": self.part.id, "used_qty": 1}
        )
        order.action_done()
        return order.sudo()
