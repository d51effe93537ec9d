"""Fees on invoices: beside orders or by themselves, with their period and numbers."""

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common_fees import FeeCommon


@tagged("post_install", "-at_install")
class TestContractFeeInvoices(FeeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._create_contract(
            active=True, customer_reference="4711", cig="A1B2C3D4E5"
        )
        cls.fee = cls._create_fee(cls.contract, name="Boiler")

    def _run(self, **vals):
        runs = self.env["fieldwork.billing.run"].with_user(self.biller)
        run = runs.create(
            {
                "partner_ids": [Command.set(self.customer.ids)],
                "date_to": "2026-03-31",
                **vals,
            }
        )
        run.action_preview()
        return run

    def _made(self, run):
        run.action_create_invoices()
        self.assertEqual(run.state, "done", run.line_ids.mapped("note"))
        return run.line_ids.move_id

    @freeze_time("2026-03-20")
    def test_orders_and_fees_stand_on_one_invoice(self):
        order = self._done_on(3)
        run = self._run()
        self.assertEqual(run.line_ids.what, f"{self.contract.name}, {order.name}")
        # Three months, and an hour
        self.assertEqual(run.line_ids.amount, 3 * 310 + 60)
        move = self._made(run)
        self.assertEqual(move.amount_untaxed, 3 * 310 + 60)
        lines = move.invoice_line_ids.sorted("sequence")
        self.assertEqual(lines[0].display_type, "line_section")
        self.assertEqual(
            lines[0].name, f"Contract {self.contract.name} · your order 4711"
        )
        self.assertEqual(len(lines.filtered("fieldwork_order_id")), 1)
        self.assertEqual(move.invoice_origin, f"{self.contract.name}, {order.name}")
        self.assertEqual(move.ref, "4711")

    @freeze_time("2026-03-20")
    def test_what_a_line_says(self):
        self.fee.cup = "J11B2C3"
        line = self._made(self._run(date_to="2026-01-31")).invoice_line_ids[0]
        self.assertEqual(
            line.name,
            "Full service\nBoiler\nFrom 01/01/2026 to 01/31/2026\n"
            f"Contract {self.contract.name} · your no. 4711 · CIG A1B2C3D4E5"
            " · CUP J11B2C3",
        )
        self.assertRecordValues(
            line,
            [
                {
                    "fieldwork_contract_id": self.contract.id,
                    "fieldwork_contract_reference": "4711",
                    "fieldwork_cig": "A1B2C3D4E5",
                    "fieldwork_cup": "J11B2C3",
                }
            ],
        )
        zone = self.company._fieldwork_tz()
        charge = self.contract.fee_charge_ids.filtered("move_line_id")
        self.assertEqual(line.fieldwork_date_from, charge.date_from)
        self.assertEqual(line.fieldwork_date_to, charge.date_to)
        self.assertTrue(zone)

    @freeze_time("2026-03-20")
    def test_lines_of_orders_bear_the_numbers_too(self):
        order = self._done_on(3)
        line = self._invoice(order).invoice_line_ids.filtered("product_id")
        self.assertEqual(line.fieldwork_contract_id, self.contract)
        self.assertEqual(line.fieldwork_cig, "A1B2C3D4E5")

    @freeze_time("2026-03-20")
    def test_by_itself_where_the_contract_says_so(self):
        self.contract.fee_invoicing = "contract"
        order = self._done_on(3)
        moves = self._made(self._run())
        self.assertEqual(sorted(moves.mapped("amount_untaxed")), [60.0, 930.0])
        own = moves.filtered(lambda move: move.amount_untaxed == 930.0)
        self.assertFalse(own.fieldwork_order_ids)
        self.assertEqual((moves - own).fieldwork_order_ids, order)

    @freeze_time("2026-03-20")
    def test_one_invoice_for_each_contract(self):
        other = self._create_contract(active=True)
        self._create_fee(other, price_unit=100.0)
        order = self._done_on(3)
        self.assertEqual(order.contract_id, self.contract)
        moves = self._made(self._run(grouping="contract"))
        # The order stands with its contract's fees.
        self.assertEqual(sorted(moves.mapped("amount_untaxed")), [300.0, 990.0])
        self.assertEqual(len(self._run(grouping="order").line_ids), 0)

    @freeze_time("2026-03-20")
    def test_by_month(self):
        moves = self._made(self._run(grouping="month"))
        self.assertEqual(moves.mapped("amount_untaxed"), [310.0] * 3)

    @freeze_time("2026-03-20")
    def test_a_run_bills_ahead_up_to_its_day(self):
        run = self._run(date_to="2026-05-15")
        self.assertEqual(run.line_ids.amount, 5 * 310)
        # Looked up again without it: what is charged stays, and waits
        self.assertEqual(self._run(date_to="2026-03-31").line_ids.amount, 3 * 310)

    @freeze_time("2026-03-20")
    def test_chosen_orders_are_billed_without_fees(self):
        order = self._done_on(3)
        run = self.env["fieldwork.billing.run"].with_user(self.biller)
        run = run._for_orders(order.with_user(self.biller))
        self.assertEqual(run.line_ids.amount, 60.0)
        self.assertFalse(self.contract.fee_charge_ids)

    @freeze_time("2026-03-20")
    def test_what_is_given_back_is_taken_off_what_is_due(self):
        self._made(self._run(date_to="2026-01-31"))
        self.contract.sudo().action_terminate("2026-03-20", "Sold")
        move = self._made(self._run())
        # February, and 20 of 31 days
        self.assertEqual(move.amount_untaxed, 310.0 + 200.0)
        self.assertEqual(move.move_type, "out_invoice")

    @freeze_time("2026-03-20")
    def test_what_was_invoiced_leads_to_the_contract(self):
        moves = self._made(self._run())
        contract = self.contract.with_user(self.biller)
        self.assertEqual(contract.fee_invoice_count, 1)
        action = contract.action_view_fee_invoices()
        self.assertEqual(self.env["account.move"].search(action["domain"]), moves)
        self.assertEqual(
            (contract.fee_amount_billed, contract.fee_amount_open), (930, 0)
        )
        action = contract.action_view_fee_charges()
        self.assertEqual(
            self.env["fieldwork.charge"].search(action["domain"]),
            self.contract.sudo().fee_charge_ids,
        )

    def test_amounts_are_for_who_may_see_prices(self):
        for name in ("fee_ids", "fee_charge_ids", "fee_amount_open", "fee_error"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                self.contract.with_user(self.dispatcher).read([name])

    @freeze_time("2026-03-20")
    def test_a_copied_invoice_bills_no_fee(self):
        move = self._made(self._run())
        self.assertFalse(move.copy().line_ids.fieldwork_contract_id)

    @freeze_time("2026-03-20")
    def test_a_cancelled_draft_cannot_come_back(self):
        move = self._made(self._run()).sudo()
        move.button_cancel()
        self.assertEqual(self._open(self.contract), [310.0] * 3)
        with self.assertRaisesRegex(Exception, "waits to be billed"):
            move.button_draft()

    def test_the_button_charges_what_is_due(self):
        with freeze_time("2026-02-10"):
            action = self.contract.with_user(self.manager).action_charge_fees()
        found = self.env["fieldwork.charge"].search(action["domain"])
        self.assertEqual(found.mapped("amount"), [310.0] * 2)
        with self.assertRaises(AccessError):
            self.contract.with_user(self.biller).action_charge_fees()
