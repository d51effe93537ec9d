"""Fees in the ledger: what falls due, once, and what becomes of it when things change;
amounts written by hand."""

from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.fieldwork.tests.common_orders import at

from .common_fees import FeeCommon

CRON = "fieldwork_contract.ir_cron_charge_fees"


@tagged("post_install", "-at_install")
class TestContractFeeCharges(FeeCommon):
    def _contract(self, **vals):
        return self._create_contract(active=True, **vals)

    def test_started_month_in_advance(self):
        contract = self._contract(date_start="2026-01-15", date_end="2026-12-31")
        self._create_fee(contract)
        # 310 a month: 17 of 31 days are 170
        self._charge(contract, "2026-03-01")
        self.assertEqual(
            self._ledger(contract),
            [
                ("2026-01-15", "2026-01-31", 170.0, 1, "open"),
                ("2026-02-01", "2026-02-28", 310.0, 1, "open"),
                ("2026-03-01", "2026-03-31", 310.0, 1, "open"),
            ],
        )

    def test_in_arrears_on_the_day_after(self):
        contract = self._contract(date_start="2026-01-15", date_end="2026-02-10")
        self._create_fee(contract, timing="arrears")
        for day, amounts in (
            ("2026-01-31", []),
            ("2026-02-01", [170.0]),
            ("2026-02-10", [170.0]),
            # 10 of 28 days of 310
            ("2026-02-11", [170.0, 110.71]),
        ):
            with self.subTest(day=day):
                self._charge(contract, day)
                self.assertEqual(self._amounts(contract), amounts)

    def test_charged_again_and_again_it_is_there_once(self):
        contract = self._contract()
        self._create_fee(contract)
        for day in ("2026-02-01", "2026-02-01", "2026-01-05", "2026-03-01"):
            self._charge(contract, day)
        before = contract.fee_charge_ids
        self.assertEqual(len(before), 3)
        contract.sudo()._update_fee_charges(anew=True)
        self.assertEqual(contract.fee_charge_ids, before)

    def test_keys_and_words(self):
        contract = self._contract(date_start="2026-01-15")
        fee = self._create_fee(contract)
        self._charge(contract, "2026-02-01")
        first, second = contract.fee_charge_ids.sorted("date_from")
        self.assertEqual(first.source_key, f"contract_fee:{fee.id}:2026-01-01")
        self.assertEqual(second.source_key, f"contract_fee:{fee.id}:2026-02-01")
        self.assertEqual(first.name, "Full service · 01/15/2026 – 01/31/2026")
        self.assertEqual(
            first.reason, "17 of the 31 days from 01/01/2026 to 01/31/2026."
        )
        self.assertEqual(second.reason, "One period: Month.")
        self.assertFalse(first.order_id)

    def test_a_year_cut_into_months(self):
        contract = self._contract()
        self._create_fee(contract, price_unit=1000.0, price_per="year")
        self._charge(contract, "2026-12-01")
        amounts = self._amounts(contract)
        self.assertEqual(amounts[:3], [83.33, 83.34, 83.33])
        self.assertAlmostEqual(sum(amounts), 1000.0, places=6)

    def test_currencies(self):
        for name, amount in (("EUR", 548.39), ("JPY", 548.0), ("TND", 548.387)):
            with self.subTest(currency=name):
                currency = (
                    self.env["res.currency"]
                    .with_context(active_test=False)
                    .search([("name", "=", name)])
                )
                currency.action_unarchive()
                contract = self._contract(
                    date_start="2026-01-15", currency_id=currency.id
                )
                self._create_fee(contract, price_unit=1000.0)
                self._charge(contract, "2026-01-15")
                self.assertEqual(self._amounts(contract), [amount])
                move = self._bill(contract)
                self.assertEqual(move.currency_id, currency)
                self.assertAlmostEqual(move.amount_untaxed, amount, places=6)

    def test_quantity(self):
        contract = self._contract(date_start="2026-01-15")
        self._create_fee(contract, quantity=3.0, price_unit=10.0)
        self._charge(contract, "2026-02-01")
        # 17 of 31 days of 10 are 5.48
        self.assertEqual(self._amounts(contract), [16.44, 30.0])

    # ------------------------------------------------------------------
    # For each machine, visit, unit
    # ------------------------------------------------------------------

    def test_for_each_machine_by_the_day(self):
        other = self.equipment.copy({"name": "Oven"})
        contract = self._contract(
            coverage_ids=[
                Command.create({"equipment_id": self.equipment.id}),
                Command.create({"equipment_id": other.id, "date_from": "2026-01-22"}),
            ]
        )
        self._create_fee(contract, kind="equipment", price_unit=31.0)
        self._charge(contract, "2026-02-01")
        facts = [
            (c.equipment_id, str(c.date_from.date()), c.amount)
            for c in contract.fee_charge_ids.sorted(lambda c: (c.date_from, c.id))
        ]
        self.assertEqual(
            sorted(amount for _machine, _day, amount in facts), [10.0, 31.0, 31.0, 31.0]
        )
        move = self._bill(contract)
        # In February there are two at one price: one line of two.
        lines = move.invoice_line_ids.sorted("sequence")
        self.assertEqual(
            [(line.quantity, line.price_unit) for line in lines],
            [(1.0, 31.0), (1.0, 10.0), (2.0, 31.0)],
        )
        self.assertFalse(lines[2].fieldwork_equipment_id)
        self.assertEqual(lines[1].fieldwork_equipment_id, other)

    def test_a_machine_that_leaves_is_given_back_by_the_day(self):
        contract = self._contract()
        self._create_fee(contract, kind="equipment", price_unit=31.0)
        self._charge(contract, "2026-01-01")
        self._bill(contract)
        contract.coverage_ids.date_to = "2026-01-10"
        self.assertTrue(contract.fee_changed)
        self._charge(contract, "2026-01-02")
        self.assertEqual(self._open(contract), [-21.0])
        self._bill(contract)
        contract.coverage_ids.date_to = False
        self._charge(contract, "2026-01-03")
        self.assertEqual(self._open(contract), [21.0])

    def test_for_each_visit_done(self):
        contract = self._contract()
        self._create_fee(contract, kind="visit", price_unit=80.0)
        first, second = (self._done_on(day).contract_id for day in (3, 20))
        self.assertEqual(first | second, contract)
        self._charge(contract, "2026-03-31")
        self.assertFalse(self._amounts(contract))
        self._charge(contract, "2026-04-01")
        self.assertEqual(self._amounts(contract), [160.0])
        self.assertEqual(contract.fee_charge_ids.reason, "Visits done: 2.")
        self._bill(contract)
        # One that is told of late
        self._done_on(25)
        self.assertTrue(contract.fee_changed)
        self._charge(contract, "2026-04-02")
        self.assertEqual(self._open(contract), [80.0])

    def test_by_meter_over_an_allowance(self):
        meter = self.env["fieldwork.meter"].create(
            {"name": "Pages", "equipment_id": self.equipment.id}
        )
        contract = self._contract()
        self._create_fee(
            contract, kind="meter", meter_id=meter.id, allowance=1000, price_unit=0.0085
        )
        for day, value in ((1, 50000), (31, 50900)):
            with freeze_time(at(9, day=31)):
                meter.action_read(value, at=at(9, day=day).replace(month=1))
        self._charge(contract, "2026-02-01")
        self.assertFalse(self._amounts(contract))
        with freeze_time(at(9, day=1)):
            meter.action_read(53900, at=at(9, day=27).replace(month=2))
        # 3000 in February, 1000 of them free
        self._charge(contract, "2026-03-01")
        self.assertEqual(self._amounts(contract), [17.0])
        self.assertIn("3,000.00 used, 1,000.00 of them free", self._reasons(contract))
        self._bill(contract)
        # A reading of January that is told of late: 2800 then, 1100 left in February
        with freeze_time(at(9, day=2)):
            meter.action_read(52800, at=at(20, day=31).replace(month=1))
        self._charge(contract, "2026-03-02")
        self.assertEqual(self._open(contract), [15.3, -16.15])

    # ------------------------------------------------------------------
    # What changes
    # ------------------------------------------------------------------

    def test_a_pause_is_given_back_by_the_day(self):
        contract = self._contract()
        self._create_fee(contract)
        self._charge(contract, "2026-01-01")
        self._bill(contract)
        pause = self.env["fieldwork.contract.pause"].create(
            {
                "contract_id": contract.id,
                "date_from": "2026-01-11",
                "date_to": "2026-02-14",
                "reason": "Rebuilding",
            }
        )
        self._charge(contract, "2026-02-01")
        # 21 of 31 days back, 14 of 28 due
        self.assertEqual(self._open(contract), [-210.0, 155.0])
        self.assertIn("Paused on 14 days.", self._reasons(contract))
        pause.unlink()
        self._charge(contract, "2026-02-01")
        self.assertEqual(self._open(contract), [310.0])

    def test_a_fee_that_does_not_rest(self):
        contract = self._contract()
        self._create_fee(contract, rests=False)
        self.env["fieldwork.contract.pause"].create(
            {
                "contract_id": contract.id,
                "date_from": "2026-01-11",
                "date_to": "2026-02-14",
                "reason": "Rebuilding",
            }
        )
        self._charge(contract, "2026-02-01")
        self.assertEqual(self._amounts(contract), [310.0, 310.0])

    def test_termination_gives_back_by_the_day(self):
        contract = self._contract()
        self._create_fee(contract, months="3", price_unit=900.0)
        self._charge(contract, "2026-01-01")
        move = self._bill(contract)
        self.assertEqual(move.amount_untaxed, 900.0)
        with freeze_time("2026-02-10"):
            contract.with_user(self.manager).action_terminate("2026-02-14", "Sold")
        # 45 of 90 days
        self.assertEqual(self._open(contract), [-450.0])
        back = self._bill(contract)
        self.assertEqual((back.move_type, back.amount_untaxed), ("out_refund", 450.0))
        self._charge(contract, "2026-12-31")
        self.assertFalse(self._open(contract))

    def test_all_of_it_is_given_back_after_some_was(self):
        contract = self._contract()
        self._create_fee(contract)
        self._charge(contract, "2026-02-01")
        self._bill(contract)
        pause = self.env["fieldwork.contract.pause"].create(
            {
                "contract_id": contract.id,
                "date_from": "2026-02-15",
                "date_to": "2026-02-28",
                "reason": "Rebuilding",
            }
        )
        self._charge(contract, "2026-02-01")
        self.assertEqual(self._open(contract), [-155.0])
        self._bill(contract)
        pause.date_from = "2026-02-01"
        self._charge(contract, "2026-02-01")
        self.assertEqual(self._open(contract), [-155.0])
        self._bill(contract)
        self.assertEqual(sum(self._amounts(contract)), 310.0)

    def test_termination_charges_what_is_due_in_arrears(self):
        contract = self._contract()
        self._create_fee(contract, timing="arrears")
        with freeze_time("2026-02-15"):
            contract.with_user(self.manager).action_terminate("2026-02-14", "Sold")
        self.assertEqual(self._open(contract), [310.0, 155.0])

    def test_a_new_price_in_the_middle_of_a_period(self):
        contract = self._contract()
        fee = self._create_fee(contract)
        self._charge(contract, "2026-01-01")
        self._bill(contract)
        new = fee.action_new_version("2026-01-22", {"price_unit": 620.0})
        self._charge(contract, "2026-02-01")
        # 10 of 31 days back at 310; then at 620
        self.assertEqual(self._open(contract), [-100.0, 200.0, 620.0])
        keys = contract.fee_charge_ids.filtered(lambda c: c.fee_id == new)
        self.assertEqual(
            sorted(keys.mapped("source_key")),
            [
                f"contract_fee:{fee.id}:2026-01-22",
                f"contract_fee:{fee.id}:2026-02-01",
            ],
        )

    def test_what_was_billed_does_not_change(self):
        contract = self._contract()
        fee = self._create_fee(contract)
        self._charge(contract, "2026-01-01")
        fee.price_unit = 300.0
        self._charge(contract, "2026-01-01")
        self.assertEqual(self._open(contract), [300.0])
        self._bill(contract)
        for vals in ({"price_unit": 290.0}, {"months": "3"}, {"timing": "arrears"}):
            with self.subTest(vals=vals), self.assertRaisesRegex(UserError, "billed"):
                fee.write(vals)
        fee.write({"price_unit": 300.0, "date_to": "2026-06-30", "name": "Fee"})
        with self.assertRaisesRegex(UserError, "has been charged"):
            fee.unlink()

    def test_a_price_changed_on_the_invoice_is_the_price(self):
        contract = self._contract()
        self._create_fee(contract)
        self._charge(contract, "2026-01-01")
        move = self._bill(contract, post=False)
        move.invoice_line_ids.price_unit = 279.0
        move.action_post()
        self._charge(contract, "2026-01-02")
        self.assertFalse(self._open(contract))
        contract.sudo().action_terminate("2026-01-10", "Sold")
        # 21 of 31 days of 279
        self.assertEqual(self._open(contract), [-189.0])

    def test_credit_notes_both_ways(self):
        contract = self._contract()
        self._create_fee(contract)
        self._charge(contract, "2026-01-01")
        again = self._credit(self._bill(contract), "bill_again")
        self.assertEqual(again.move_type, "out_refund")
        self.assertEqual(self._open(contract), [310.0])
        self._credit(self._bill(contract), "give_back")
        self._charge(contract, "2026-01-02")
        self.assertFalse(self._open(contract))
        self._assert_ledger_is_invoiced(contract)

    def test_a_corrected_invoice_bills_anew(self):
        contract = self._contract()
        self._create_fee(contract)
        self._charge(contract, "2026-01-01")
        self._credit(self._bill(contract), "give_back", is_modify=True)
        self.assertFalse(self._open(contract))
        self.assertEqual(sum(self._amounts(contract)), 310.0)

    def test_a_deleted_draft_opens_it_again(self):
        contract = self._contract()
        self._create_fee(contract)
        self._charge(contract, "2026-01-01")
        self._bill(contract, post=False).sudo().unlink()
        self.assertEqual(self._open(contract), [310.0])

    def test_given_free_by_a_person(self):
        contract = self._contract()
        self._create_fee(contract)
        self._charge(contract, "2026-02-01")
        charge = contract.fee_charge_ids.sorted("date_from")[0]
        charge.with_user(self.biller).action_set_verdict("free", "A present")
        self.assertIn("A present", contract.message_ids[0].body)
        self._bill(contract)
        self._charge(contract, "2026-02-02")
        contract.sudo()._revise_fee_charges()
        self.assertFalse(self._open(contract))
        self.assertEqual(self._amounts(contract), [0.0, 310.0])

    def test_the_payer_changes(self):
        contract = self._contract()
        self._create_fee(contract)
        self._charge(contract, "2026-01-01")
        payer = self._create_customer("Administrator")
        contract.invoice_partner_id = payer
        self._charge(contract, "2026-01-01")
        self.assertEqual(contract.fee_charge_ids.payer_id, payer)

    def test_what_was_charged_ahead_stays(self):
        contract = self._contract()
        self._create_fee(contract)
        self._charge(contract, "2026-03-01")
        self._bill(contract)
        contract.sudo()._touch_fees()
        self._charge(contract, "2026-01-15")
        self.assertEqual(self._amounts(contract), [310.0] * 3)

    def test_a_renewed_contract_goes_on(self):
        contract = self._contract(date_end="2026-06-14")
        fee = self._create_fee(contract)
        self._charge(contract, "2026-06-01")
        contract.sudo().action_renew()
        renewed = contract.next_ids.sudo()
        renewed.action_activate()
        self._charge(renewed, "2026-06-15")
        # 14 and 16 of 30 days
        self.assertEqual(self._amounts(contract)[-1], 144.67)
        self.assertEqual(self._amounts(renewed), [165.33])
        self.assertEqual(
            renewed.fee_charge_ids.source_key, f"contract_fee:{fee.id}:2026-06-15"
        )

    def test_drafts_are_not_charged(self):
        contract = self._create_contract()
        self._create_fee(contract)
        self._charge(contract, "2026-03-01")
        self.assertFalse(contract.fee_charge_ids)

    # ------------------------------------------------------------------
    # By night
    # ------------------------------------------------------------------

    def _night(self, day):
        with freeze_time(f"{day} 03:00:00"), self.enter_registry_test_mode():
            self.env.ref(CRON).method_direct_trigger()
        self.env.invalidate_all()

    def test_every_night(self):
        contract = self._contract()
        self._create_fee(contract)
        self._night("2026-01-31")
        self.assertEqual(self._amounts(contract), [310.0])
        self.assertEqual(str(contract.fee_ids.due_on), "2026-02-01")
        self._night("2026-02-01")
        self.assertEqual(self._amounts(contract), [310.0] * 2)
        self._night("2027-02-01")
        self.assertEqual(self._amounts(contract), [310.0] * 12)
        self.assertFalse(contract.fee_ids.due_on)

    def test_one_that_is_broken_stops_nobody(self):
        contracts = [self._contract() for _number in range(3)]
        for contract in contracts:
            self._create_fee(contract)
        broken, model = contracts[1], type(self.env["fieldwork.contract.fee"])
        prepare = model._prepare_draft

        def fail(fee, *args, **kwargs):
            if fee.contract_id == broken:
                raise ValueError("Broken on purpose")
            return prepare(fee, *args, **kwargs)

        with patch.object(model, "_prepare_draft", fail):
            self._night("2026-01-02")
        self.assertEqual(
            [len(contract.fee_charge_ids) for contract in contracts], [1, 0, 1]
        )
        self.assertIn("Broken on purpose", broken.fee_error)
        self.assertEqual(len(broken.activity_ids), 1)
        self._night("2026-01-03")
        self.assertFalse(broken.fee_error or broken.activity_ids)
        self.assertEqual(self._amounts(broken), [310.0])

    def test_companies_keep_apart(self):
        contract = self._contract()
        self._create_fee(contract)
        self._charge(contract, "2026-01-01")
        charge = contract.fee_charge_ids
        self.assertEqual(charge.company_id, self.company)
        other = self._create_user(
            "fw_other_biller", "dispatcher", company=self.other_company
        )
        other.group_ids += self.env.ref("fieldwork_billing.group_fieldwork_billing")
        env = self.env(
            user=other.id, context={"allowed_company_ids": self.other_company.ids}
        )
        run = env["fieldwork.billing.run"].create({})
        run.action_preview()
        self.assertFalse(run.line_ids)
        self.assertFalse(charge.run_line_id)

    def test_many_cost_few_queries(self):
        def cost(number):
            contracts = self.env["fieldwork.contract"].union(
                *(self._contract() for _number in range(number))
            )
            for contract in contracts:
                self._create_fee(contract)
                self._create_fee(contract, kind="visit", price_unit=80.0)
                self._create_fee(contract, kind="equipment", price_unit=8.0)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._charge(contracts, "2026-06-01")
            return self.env.cr.sql_log_count - before

        cost(1)
        few = cost(2)
        self.assertLessEqual(cost(10), few + 2)
