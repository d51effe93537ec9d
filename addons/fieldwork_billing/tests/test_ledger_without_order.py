"""What is billed without an order: the ledger bears it as it bears orders."""

from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.fieldwork.tests.common_orders import at

from .common_invoice import BillingInvoiceCommon


@tagged("post_install", "-at_install")
class TestLedgerWithoutOrder(BillingInvoiceCommon):
    """The customer stands for what an addon above would bill."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.env["fieldwork.charge"]
        cls.fee = cls._create_service("Fee", 25.0, cls.unit)
        cls.order = cls._done_visit(start=at(9, day=3)).order_id
        source = type(cls.ledger)._source

        def source_or_customer(charge):
            return source(charge) or charge.partner_id

        cls.startClassPatcher(
            patch.object(type(cls.ledger), "_source", source_or_customer)
        )

    def _draft(self, quantity=1.0, **vals):
        """Return what a fee of 25 of the bakery says, as ``_become`` wants it."""
        return {
            "name": "Fee",
            "partner_id": self.customer,
            "company_id": self.company,
            "currency_id": self.company.currency_id,
            "payer_id": self.customer,
            "kind": "fixed",
            "source_key": "fee:1",
            "product_id": self.fee,
            "uom_id": self.unit,
            "quantity": quantity,
            "minutes": 0,
            "price_unit": 25.0,
            "discount": 0.0,
            "verdict": "bill",
            "reason": "Agreed",
            "date_from": at(0, day=1),
            "date_to": at(23, day=31),
            **vals,
        }

    def _known(self):
        return self.ledger.search(
            [("order_id", "=", False), ("partner_id", "=", self.customer.id)]
        )

    def _charge(self, *drafts):
        valid = self._known().filtered(lambda charge: charge.state != "void")
        valid._become(list(drafts))
        return self._known().filtered(lambda charge: charge.state != "void")

    def _bill(self, charges, grouping="customer"):
        moves = charges.with_user(self.biller)._create_invoices(grouping)
        moves.action_post()
        return moves

    def test_a_charge_is_for_something(self):
        vals = self.ledger._to_vals(self._draft())
        with (
            patch.object(type(self.ledger), "_source", lambda charge: charge.order_id),
            self.assertRaisesRegex(ValidationError, "is for nothing"),
        ):
            self.ledger._guarded_create([vals])

    def test_told_twice_it_is_there_once(self):
        charge = self._charge(self._draft())
        self.assertEqual((charge.amount, charge.state), (25.0, "open"))
        self.assertEqual(self._charge(self._draft()), charge)

    def test_it_stands_on_the_invoice_before_the_orders(self):
        fee = self._charge(self._draft())
        charges = fee + self.order.sudo().charge_ids
        move = self._bill(charges)
        lines = move.invoice_line_ids.sorted("sequence")
        self.assertEqual(
            lines.mapped("display_type"),
            ["line_section", "product", "line_section", "product"],
        )
        self.assertEqual(lines[0].name, self.customer.display_name)
        self.assertEqual(lines[1].name, "Fee\n03/01/2026")
        self.assertFalse(lines[1].fieldwork_order_id)
        self.assertEqual(move.amount_untaxed, 145.0)
        self.assertEqual(fee.state, "billed")
        self.assertIn(self.order.name, move.invoice_origin)

    def test_each_source_has_an_invoice_of_its_own(self):
        charges = self._charge(self._draft()) + self.order.sudo().charge_ids
        self.assertEqual(len(self._bill(charges, "order")), 2)

    def test_months_and_sites(self):
        other = self._draft(source_key="fee:2", date_from=at(0, day=1).replace(month=4))
        charges = self._charge(self._draft(), other) + self.order.sudo().charge_ids
        groups = charges._group_for_invoices("month").values()
        self.assertEqual(sorted(map(len, groups)), [1, 3])
        self.assertEqual(len(charges._group_for_invoices("site")), 2)

    def test_a_run_takes_both(self):
        fee = self._charge(self._draft())
        self.env.flush_all()
        run = (
            self.env["fieldwork.billing.run"]
            .with_user(self.biller)
            .create({"partner_ids": [(6, 0, self.customer.ids)]})
        )
        run.action_preview()
        self.assertEqual(fee.run_line_id, run.line_ids)
        self.assertEqual((run.line_ids.order_count, run.line_ids.amount), (1, 145.0))
        self.assertIn(self.order.name, run.line_ids.what)
        run.action_create_invoices()
        self.assertEqual(run.line_ids.move_id.amount_untaxed, 145.0)

    def test_until_a_day(self):
        fee = self._charge(self._draft())
        run = self.env["fieldwork.billing.run"].with_user(self.biller)
        run = run.create({"date_to": "2026-02-28"})
        run.action_preview()
        self.assertFalse(fee.run_line_id)

    def test_what_changes_once_billed_is_the_next_revision(self):
        self._bill(self._charge(self._draft()))
        charges = self._charge(self._draft(3.0, price_unit=40.0))
        more = charges.filtered(lambda charge: charge.state == "open")
        self.assertEqual((more.revision, more.amount), (2, 50.0))

    def test_what_is_gone_is_given_back_by_a_credit_note(self):
        self._bill(self._charge(self._draft()))
        back = self._charge().filtered(lambda charge: charge.state == "open")
        self.assertEqual((back.revision, back.amount), (2, -25.0))
        move = self._bill(back)
        self.assertEqual(move.move_type, "out_refund")
        self.assertEqual(move.amount_untaxed, 25.0)

    def test_credit_notes_both_ways(self):
        charge = self._charge(self._draft())
        move = self._bill(charge)
        self._credit(move, "give_back")
        taken = self._charge(self._draft()) - charge
        self.assertEqual(taken.mapped("is_goodwill"), [True])
        again = self._credit(self._bill(self._charge(self._draft(2.0))), "bill_again")
        self.assertEqual(again.move_type, "out_refund")
        open_charges = self._charge(self._draft(2.0)).filtered(
            lambda charge: charge.state == "open"
        )
        self.assertEqual(sum(open_charges.mapped("amount")), 25.0)

    def test_a_deleted_draft_opens_it_again(self):
        charge = self._charge(self._draft())
        move = charge.with_user(self.biller)._create_invoices("customer")
        self.assertEqual(charge.state, "billed")
        move.sudo().unlink()
        self.assertEqual(charge.state, "open")

    def test_a_person_decides(self):
        charge = self._charge(self._draft())
        charge.with_user(self.biller).action_set_verdict("free", "A present")
        self.assertEqual((charge.verdict, charge.amount), ("free", 0.0))
        self.assertEqual(self._charge(self._draft()), charge)

    def test_who_sees_it(self):
        charge = self._charge(self._draft())
        prices = self._create_user("fw_prices", "dispatcher")
        prices.group_ids += self.env.ref("fieldwork_billing.group_fieldwork_prices")
        for user in (self.biller, self.manager, prices):
            with self.subTest(user=user.login):
                found = self.ledger.with_user(user).search([("id", "=", charge.id)])
                self.assertEqual(found, charge)
