"""What came on each note against what is billed of it."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import FieldworkPurchaseCommon, at

D1, D2, D3 = date(2026, 3, 2), date(2026, 3, 5), date(2026, 3, 9)


@tagged("post_install", "-at_install")
class TestReceiptReport(FieldworkPurchaseCommon):
    def _assert_rows(self, orders, expected):
        """Compare ``[(note, received, returned, billed, state), ...]``."""
        rows = self._rows(orders)
        self.assertEqual(
            [
                (
                    row.supplier_note or None,
                    row.received_qty,
                    row.returned_qty,
                    row.billed_qty,
                    row.state,
                )
                for row in rows
            ],
            expected,
        )
        self._assert_as_core(orders, rows)
        return rows

    def _assert_as_core(self, orders, rows):
        """The rows of a line sum up to core's quantities, and the amounts agree."""
        for line, mine in rows.grouped("purchase_line_id").items():
            unit, base = line.product_uom_id, line.product_id.uom_id
            received = sum(mine.mapped("received_qty")) - sum(
                mine.mapped("returned_qty")
            )
            self.assertAlmostEqual(
                received, unit._compute_quantity(line.qty_received, base)
            )
            self.assertAlmostEqual(
                sum(mine.mapped("billed_qty")),
                unit._compute_quantity(line.qty_invoiced, base),
            )
        for row in rows:
            self.assertAlmostEqual(
                row.amount_received + row.amount_difference,
                row.amount_billed + row.amount_to_bill,
                2,
            )

    def _three_notes(self):
        order = self._order(quantity=12)
        self._receive(order, "A", 5, D1)
        self._receive(order, "B", 3, D2)
        self._receive(order, "C", 4, D3)
        return order

    def test_nothing_billed(self):
        rows = self._assert_rows(
            self._three_notes(),
            [
                ("A", 5, 0, 0, "to_bill"),
                ("B", 3, 0, 0, "to_bill"),
                ("C", 4, 0, 0, "to_bill"),
            ],
        )
        self.assertEqual(rows.mapped("amount_to_bill"), [50.0, 30.0, 40.0])
        self.assertEqual(sum(rows.mapped("amount_difference")), 0.0)
        self.assertEqual(rows.mapped("date"), [D1, D2, D3])
        self.assertEqual(rows.partner_id, self.supplier)

    def test_a_bill_goes_to_the_notes_in_order_of_their_dates(self):
        order = self._three_notes()
        self._bill(order, 7, 10.0)
        rows = self._assert_rows(
            order,
            [
                ("A", 5, 0, 5, "matched"),
                ("B", 3, 0, 2, "quantity"),
                ("C", 4, 0, 0, "to_bill"),
            ],
        )
        self.assertEqual(rows.mapped("qty_difference"), [0.0, -1.0, -4.0])
        self._bill(order, 5, 10.0)
        self.assertEqual(set(self._rows(order).mapped("state")), {"matched"})

    def test_the_date_of_the_note_counts_not_the_day_of_typing(self):
        order = self._order(quantity=6)
        self._receive(order, "LATE", 2, D3)
        self._receive(order, "EARLY", 4, D1)
        self._bill(order, 4, 10.0)
        self._assert_rows(
            order, [("EARLY", 4, 0, 4, "matched"), ("LATE", 2, 0, 0, "to_bill")]
        )

    def test_more_billed_than_received_stands_on_the_last_note(self):
        order = self._three_notes()
        self._bill(order, 14, 10.0)
        rows = self._assert_rows(
            order,
            [
                ("A", 5, 0, 5, "matched"),
                ("B", 3, 0, 3, "matched"),
                ("C", 4, 0, 6, "over"),
            ],
        )
        self.assertEqual(rows[-1].amount_difference, 20.0)

    def test_another_price(self):
        order = self._three_notes()
        self._bill(order, 12, 12.5)
        rows = self._rows(order)
        self.assertEqual(set(rows.mapped("state")), {"price"})
        self.assertEqual(rows.mapped("price_difference"), [2.5, 2.5, 2.5])
        self.assertEqual(rows.mapped("amount_difference"), [12.5, 7.5, 10.0])
        self.assertEqual(rows.mapped("amount_to_bill"), [0.0, 0.0, 0.0])

    def test_the_price_is_the_mean_of_all_bills_as_core_values_receipts(self):
        order = self._order(quantity=10)
        receipt = self._receive(order, "A")
        self._bill(order, 5, 10.0)
        self._bill(order, 5, 14.0)
        row = self._rows(order)
        self.assertEqual((row.billed_price, row.state), (12.0, "price"))
        self.assertEqual(receipt.move_ids.value, row.amount_billed)

    def test_a_credit_note_takes_off(self):
        order = self._three_notes()
        self._bill(order, 12, 10.0)
        self._bill(order, 6, 10.0, refund=True)
        self._assert_rows(
            order,
            [
                ("A", 5, 0, 5, "matched"),
                ("B", 3, 0, 1, "quantity"),
                ("C", 4, 0, 0, "to_bill"),
            ],
        )

    def test_a_credit_note_for_more_than_was_billed(self):
        order = self._three_notes()
        self._bill(order, 2, 10.0, refund=True)
        rows = self._rows(order)
        self.assertEqual(rows.mapped("billed_qty"), [0.0, 0.0, -2.0])
        self.assertEqual(sum(rows.mapped("amount_billed")), -20.0)
        self._assert_as_core(order, rows)

    def test_what_goes_back_counts_on_its_note(self):
        order = self._order(quantity=8)
        first = self._receive(order, "A", 5, D1)
        self._receive(order, "B", 3, D2)
        self._return(first, 2)
        self._assert_rows(order, [("A", 5, 2, 0, "to_bill"), ("B", 3, 0, 0, "to_bill")])
        self._bill(order, 4, 10.0)
        self._assert_rows(
            order, [("A", 5, 2, 3, "matched"), ("B", 3, 0, 1, "quantity")]
        )

    def test_what_goes_back_to_be_replaced_is_billed(self):
        order = self._order(quantity=5)
        back = self._return(self._receive(order, "A"), 2)
        back.move_ids.to_refund = False
        order.order_line._compute_qty_received()
        self._assert_rows(order, [("A", 5, 0, 0, "to_bill")])

    def test_what_went_back_and_came_again(self):
        order = self._order(quantity=5)
        back = self._return(self._receive(order, "A", day=D1), 2)
        self._return(back, 1)
        self._assert_rows(order, [("A", 5, 1, 0, "to_bill")])

    def test_all_went_back_and_nothing_is_billed(self):
        order = self._order(quantity=5)
        self._return(self._receive(order, "A"), 5)
        self._assert_rows(order, [("A", 5, 5, 0, "matched")])

    def test_billed_and_never_received(self):
        order = self._order(quantity=5)
        self._bill(order, 5, 10.0)
        rows = self._assert_rows(order, [(None, 0, 0, 5, "over")])
        self.assertFalse(rows.picking_id)
        self.assertEqual(rows.amount_difference, 50.0)
        self._receive(order, "A")
        self._assert_rows(order, [("A", 5, 0, 5, "matched")])

    def test_drafts_count_and_are_told(self):
        order = self._order(quantity=5)
        self._receive(order, "A")
        bill = self._bill(order, 5, 10.0, post=False)
        self.assertTrue(self._rows(order).has_draft_bill)
        self._assert_rows(order, [("A", 5, 0, 5, "matched")])
        bill.button_cancel()
        self._assert_rows(order, [("A", 5, 0, 0, "to_bill")])

    def test_all_quantities_are_in_the_unit_of_the_product(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        for moved_in, quantity in (("0", 12), ("1", 1)):
            # Whether moves are in the unit of the order is a choice of the warehouse.
            self.env["ir.config_parameter"].set_param("stock.propagate_uom", moved_in)
            with self.subTest(moved_in=moved_in):
                order = self._order(
                    quantity=2, price=120.0, line={"product_uom_id": dozen.id}
                )
                self._receive(order, "A", quantity, D1)
                receipt = self._receive(order, "B", quantity, D2)
                self.assertEqual(receipt.move_ids.quantity, quantity)
                self._bill(order, 18, 10.0, product_uom_id=self.unit.id)
                rows = self._assert_rows(
                    order, [("A", 12, 0, 12, "matched"), ("B", 12, 0, 6, "quantity")]
                )
                self.assertEqual(rows.mapped("order_price"), [10.0, 10.0])
                self.assertEqual(rows.product_uom_id, self.unit)

    def test_a_price_of_many_digits_is_no_difference(self):
        order = self._order(quantity=7, price=9.99, line={"discount": 33.33})
        self._receive(order, "A", 3, D1)
        self._receive(order, "B", 4, D2)
        self._bill(order, 3, 9.99, discount=33.33)
        self._bill(order, 4, 9.99, discount=33.33)
        self.assertEqual(set(self._rows(order).mapped("state")), {"matched"})

    def test_a_cent_of_one_part_is_a_difference(self):
        order = self._order(quantity=1, price=9.99)
        self._receive(order, "A")
        self._bill(order, 1, 10.00)
        self.assertEqual(self._rows(order).state, "price")

    def _foreign(self):
        currency = self.env["res.currency"].create(
            {
                "name": "FWX",
                "symbol": "X",
                "rate_ids": [
                    Command.create({"name": "2026-01-01", "rate": 2.0}),
                    Command.create({"name": "2026-03-20", "rate": 4.0}),
                ],
            }
        )
        order = self._order(
            quantity=10, price=20.0, currency_id=currency.id, date_order="2026-03-01"
        )
        self.assertEqual(order.currency_rate, 2.0)
        return order

    def test_rates_of_exchange_make_no_difference(self):
        order = self._foreign()
        self._receive(order, "A")
        with freeze_time(at(10, day=31)):
            self._bill(order, 10, 20.0)
        row = self._assert_rows(order, [("A", 10, 0, 10, "matched")])
        self.assertEqual((row.order_price, row.billed_price), (20.0, 20.0))
        self.assertEqual(row.currency_id, order.currency_id)
        self.assertEqual(row.amount_billed, 100.0)
        self.assertEqual(row.amount_difference, 0.0)
        self.assertEqual(row.amount_currency_id, self.company.currency_id)

    def test_a_bill_in_another_currency_than_the_order(self):
        order = self._foreign()
        self._receive(order, "A")
        bill = self._bill(order, 10, 10.0, post=False)
        bill.currency_id = self.company.currency_id
        bill.invoice_line_ids.price_unit = 12.0
        bill.action_post()
        row = self._rows(order)
        self.assertEqual((row.billed_price, row.state), (24.0, "price"))
        self.assertEqual(row.amount_difference, 20.0)

    def test_services_are_on_no_note(self):
        service = self._create_service("Transport", 50.0, self.unit)
        order = self._order(service, 1, 50.0)
        self._bill(order, 1, 50.0)
        self.assertFalse(self._rows(order))

    def test_ids_stay(self):
        order = self._three_notes()
        before = self._rows(order)
        other = self._order(quantity=1)
        self._receive(other, "Z", day=D1)
        self._bill(order, 3, 10.0)
        self.assertEqual(self._rows(order), before)

    def test_the_day_is_that_of_the_user(self):
        order = self._order(quantity=1)
        self._receive(order, moment=at(23, 30))
        report = self.env["fieldwork.receipt.report"].with_context(tz="Europe/Madrid")
        row = report.browse(self._rows(order).id)
        self.assertEqual(row.date, date(2026, 3, 11))

    def test_last_month_is_found(self):
        order = self._three_notes()
        month = [("date", ">=", "2026-03-01"), ("date", "<", "2026-04-01")]
        report = self.env["fieldwork.receipt.report"]
        mine = [("purchase_id", "=", order.id)]
        groups = report.formatted_read_group(
            mine + month, ["date:month", "partner_id"], ["amount_to_bill:sum"]
        )
        self.assertEqual([one["amount_to_bill:sum"] for one in groups], [120.0])
        self.assertFalse(report.search(mine + [("date", ">=", "2026-04-01")]))

    def test_the_ways_on(self):
        order = self._order(quantity=2)
        receipt = self._receive(order, "A")
        bill = self._bill(order, 1, 10.0)
        row = self._rows(order)
        self.assertEqual(row.action_open_receipt()["res_id"], receipt.id)
        self.assertEqual(row.action_open_order()["res_id"], order.id)
        self.assertEqual(row.action_open_bills()["res_id"], bill.id)
        bills = bill | self._bill(order, 1, 10.0)
        self.assertEqual(row.action_open_bills()["domain"], [("id", "in", bills.ids)])

    def test_who_may_look(self):
        order = self._three_notes()
        rows = self._rows(order)
        for group in (
            "purchase.group_purchase_user",
            "account.group_account_invoice",
            "account.group_account_readonly",
        ):
            user = self._create_user(group.replace(".", "_"), "technician")
            user.group_ids = self.env.ref("base.group_user") | self.env.ref(group)
            with self.subTest(group=group):
                seen = self.env["fieldwork.receipt.report"].with_user(user)
                self.assertEqual(seen.search([("id", "in", rows.ids)]), rows)
                fields_ = ["picking_id", "purchase_id", "partner_id", "state"]
                self.assertEqual(len(seen.browse(rows.ids).read(fields_)), 3)
                self.assertTrue(seen.browse(rows[:1].id).action_open_order())
                seen.browse(rows[:1].id).action_open_bills()
                Form(seen.browse(rows[0].id))
        for user in (self.technician, self.dispatcher):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                rows.with_user(user).read(["state"])

    def test_each_company_sees_its_own(self):
        order = self._three_notes()
        other = self.env["res.company"].create({"name": "Another Firm"})
        user = self._create_user("fw_other_buyer", "technician")
        user.group_ids = self.env.ref("purchase.group_purchase_user")
        user.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        report = self.env["fieldwork.receipt.report"].with_user(user)
        report = report.with_context(allowed_company_ids=other.ids)
        self.assertFalse(report.search([("purchase_id", "=", order.id)]))

    def test_amounts_are_in_the_currency_of_who_looks(self):
        order = self._order(quantity=1, price=10.0)
        self._receive(order, "A")
        row = self._rows(order)
        currency = self.env["res.currency"].create({"name": "FWY", "symbol": "Y"})
        other = self.env["res.company"].create(
            {"name": "Abroad", "currency_id": currency.id}
        )
        self.env["res.currency.rate"].create(
            [
                {
                    "name": "2026-01-01",
                    "currency_id": one.id,
                    "company_id": other.id,
                    "rate": rate,
                }
                for one, rate in ((currency, 1.0), (self.company.currency_id, 0.25))
            ]
        )
        both = row.with_context(allowed_company_ids=(other | self.company).ids)
        self.assertEqual(both.amount_currency_id, currency)
        self.assertEqual(both.amount_to_bill, 40.0)
