"""The index clause of contracts: preview, new versions of fees, letters."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import html2plaintext

from .common_fees import FeeCommon


@tagged("post_install", "-at_install")
class TestContractIndex(FeeCommon):
    """310 a month on the index of January, 118.9; adjusted in July on that of May,
    two months before, 121.4."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.email = "office@firm.example"
        cls.customer.email = "lindt@bakery.example"
        cls.index = cls.env["fieldwork.index"].create({"name": "Consumer Prices"})
        cls._set_values(("2026-01", 118.9), ("2026-05", 121.4))
        cls.contract = cls._create_indexed()
        cls.fee = cls.contract.fee_ids

    @classmethod
    def _set_values(cls, *pairs):
        cls.env["fieldwork.index.value"].create(
            [
                {"index_id": cls.index.id, "month": f"{month}-01", "value": value}
                for month, value in pairs
            ]
        )

    @classmethod
    def _create_indexed(cls, **vals):
        contract = cls._create_contract(
            date_end="2028-12-31",
            index_id=cls.index.id,
            index_base_month="2026-01-15",
            index_month="7",
            **vals,
        )
        cls._create_fee(contract)
        contract.action_activate()
        return contract

    def _wizard(self, day="2026-07-01", contracts=None, **vals):
        contracts = self.contract if contracts is None else contracts
        model = self.env["fieldwork.contract.index.wizard"].with_user(self.manager)
        wizard = model.create({"date": day, "contract_ids": contracts.ids, **vals})
        wizard.action_preview()
        return wizard

    def _problem(self, day="2026-07-01", contracts=None):
        return self._wizard(day, contracts).line_ids.mapped("problem")[-1]

    def _prices(self, contract=None):
        """Return ``[(from, until, price)]`` of the versions."""
        fees = (contract or self.contract).sudo().fee_ids.sorted("id")
        return [
            (str(fee.date_from or ""), str(fee.date_to or ""), fee.price_unit)
            for fee in fees
        ]

    def _letters(self):
        mails = self.env["mail.mail"].sudo()
        return mails.search([("email_to", "like", "bakery.example")], order="id")

    def test_the_preview_says_all_and_changes_nothing(self):
        wizard = self._wizard()
        self.assertRecordValues(
            wizard.line_ids,
            [
                {
                    "fee_id": self.fee.id,
                    "old_price": 310.0,
                    "month_then": date(2026, 1, 1),
                    "value_then": 118.9,
                    "month_now": date(2026, 5, 1),
                    "value_now": 121.4,
                    "new_price": 316.52,
                    "problem": False,
                }
            ],
        )
        self.assertAlmostEqual(wizard.line_ids.percent, 2.10, places=2)
        self.assertEqual(wizard.change_count, 1)
        self.assertEqual(self._prices(), [("", "", 310.0)])
        self.assertFalse(self._letters())

    def test_a_new_price_is_a_new_version_and_made_once(self):
        wizard = self._wizard()
        wizard.action_confirm()
        versions = [("", "2026-06-30", 310.0), ("2026-07-01", "", 316.52)]
        self.assertEqual(self._prices(), versions)
        # The same preview again, and another one.
        with self.assertRefused(UserError, "Nothing is left"):
            wizard.action_confirm()
        self.assertIn("stands on the index of May 2026", self._problem())
        self.assertEqual(self._prices(), versions)
        self.assertEqual(len(self._letters()), 1)

    def test_what_was_billed_stays_as_it_was(self):
        self._charge(self.contract, "2026-06-30")
        before = self._ledger(self.contract)
        self._wizard().action_confirm()
        self._charge(self.contract, "2026-08-01")
        after = self._ledger(self.contract)
        self.assertEqual(after[: len(before)], before)
        self.assertEqual([row[2] for row in after[len(before) :]], [316.52, 316.52])

    def test_from_the_last_price(self):
        self._set_values(("2027-05", 125.0))
        self._wizard().action_confirm()
        with freeze_time("2027-06-10"):
            self._wizard("2027-07-01").action_confirm()
        # 316.52 × 125 ÷ 121.4 = 325.906….
        self.assertEqual(self._prices()[-1], ("2027-07-01", "", 325.91))

    def test_from_the_first_price_a_limit_leaves_no_trace(self):
        self.contract.write(
            {"index_method": "from_base", "index_is_capped": True, "index_cap": 1}
        )
        self._set_values(("2027-05", 125.0))
        self._wizard().action_confirm()
        self.assertEqual(self._prices()[-1][2], 313.1)
        self.contract.index_is_capped = False
        with freeze_time("2027-06-10"):
            self._wizard("2027-07-01").action_confirm()
        # 310 × 125 ÷ 118.9 = 325.904….
        self.assertEqual(self._prices()[-1], ("2027-07-01", "", 325.9))

    def test_share_cap_floor_and_rounding(self):
        for vals, price in (
            ({"index_share": 75}, 314.89),
            ({"index_share": 100, "index_is_capped": True, "index_cap": 1.5}, 314.65),
            ({"index_is_capped": False, "index_rounding": 1}, 317.0),
            ({"index_rounding": 0.05}, 316.5),
        ):
            self.contract.write(vals)
            self.assertEqual(self._wizard().line_ids.new_price, price, vals)

    def test_a_floor_of_nothing_keeps_the_price(self):
        self._set_values(("2026-06", 110.0))
        self.assertEqual(self._problem("2026-08-01"), "The price stays as it is.")
        self.contract.index_has_floor = False
        self.assertEqual(self._wizard("2026-08-01").line_ids.new_price, 286.8)

    def test_cap_and_floor_that_exclude_each_other_are_refused(self):
        with self.assertRefused(ValidationError, "rise by at most 1"):
            self.contract.write(
                {"index_is_capped": True, "index_cap": 1, "index_floor": 2}
            )

    def test_a_missing_value_is_named_and_stops_no_other(self):
        other = self._create_indexed()
        other.index_lag = 1
        wizard = self._wizard(contracts=self.contract | other)
        self.assertEqual(wizard.change_count, 1)
        problem = wizard.line_ids.filtered("problem")
        self.assertEqual(problem.contract_id, other)
        self.assertEqual(
            problem.problem, "“Consumer Prices” has no value for June 2026."
        )
        wizard.action_confirm()
        self.assertEqual(len(self._prices()), 2)
        self.assertEqual(len(self._prices(other)), 1)

    def test_what_keeps_a_price_from_changing_is_said(self):
        self.contract.index_from = "2027-01-01"
        self.assertIn("before 01/01/2027", self._problem())
        self.contract.index_from = False
        self.contract.date_end = "2026-06-30"
        self.assertIn("ends on 06/30/2026", self._problem())
        self.contract.date_end = "2028-12-31"
        self.fee.with_user(self.manager).action_new_version(
            "2026-09-01", {"price_unit": 320}
        )
        self.assertIn("agreed on from 09/01/2026", self._problem())

    def test_a_price_agreed_on_anew_stands_on_the_index_of_then(self):
        self._set_values(("2026-07", 122.0), ("2027-05", 125.0))
        self.fee.with_user(self.manager).action_new_version(
            "2026-09-01", {"price_unit": 400}
        )
        with freeze_time("2027-06-10"):
            line = self._wizard("2027-07-01").line_ids
        self.assertEqual(str(line.month_then), "2026-07-01")
        # 400 × 125 ÷ 122 = 409.836….
        self.assertEqual(line.new_price, 409.84)
        self.contract.index_method = "from_base"
        with freeze_time("2027-06-10"):
            self.assertEqual(self._wizard("2027-07-01").line_ids.new_price, 409.84)

    def test_fees_that_do_not_follow_are_left_out(self):
        self.fee.is_indexed = False
        with self.assertRefused(UserError, "No running contract"):
            self._wizard()

    def test_all_contracts_of_the_month_without_choosing(self):
        elsewhen = self._create_indexed()
        elsewhen.index_month = "8"
        wizard = self._wizard(contracts=self.contract.browse())
        self.assertIn(self.contract, wizard.line_ids.contract_id)
        self.assertNotIn(elsewhen, wizard.line_ids.contract_id)

    def test_who_is_not_chosen_keeps_the_price(self):
        other = self._create_indexed()
        wizard = self._wizard(contracts=self.contract | other)
        wizard.line_ids.filtered(
            lambda line: line.contract_id == self.contract
        ).is_chosen = False
        self.assertEqual(wizard.change_count, 1)
        wizard.action_confirm()
        self.assertEqual(len(self._prices()), 1)
        self.assertEqual(len(self._prices(other)), 2)

    def test_at_a_renewal_the_new_contract_is_adjusted_the_old_one_not(self):
        self._set_values(("2028-11", 130.0))
        with freeze_time("2028-12-20"):
            self.contract.action_renew()
            following = self.contract.renewed_by_id.sudo()
            following.action_activate()
            self._wizard("2029-01-01", following).action_confirm()
        # 310 × 130 ÷ 118.9 = 338.940….
        self.assertEqual(self._prices(following), [("2029-01-01", "", 338.94)])
        self.assertEqual(self._prices(), [("", "", 310.0)])
        self.assertIn("338.94", self._letters().body_html)
        self.assertIn("310.00", self._letters().body_html)

    def test_what_is_charged_from_that_day_is_not_changed(self):
        self.fee.write({"date_from": "2026-07-01"})
        self._charge(self.contract, "2026-07-01")
        self.assertIn("is charged", self._problem())

    def test_the_letter_in_the_customers_language_without_prices_in_the_chatter(self):
        self.env["res.lang"]._activate_lang("it_IT")
        self.customer.lang = "it_IT"
        self._wizard().action_confirm()
        letter = self._letters()
        text = html2plaintext(letter.body_html)
        for part in ("316,52", "310,00", "2,10", "Consumer Prices", "maggio 2026"):
            self.assertIn(part, text)
        self.assertEqual(letter.state, "outgoing", "the queue sends it")
        self.assertFalse(letter.model)
        told = self.contract.message_ids.mapped("body")
        self.assertTrue(any("Bakery Lindt" in body for body in told))
        self.assertFalse(any("316" in body for body in told))

    def test_no_letter_without_an_address_or_when_not_wanted(self):
        self.customer.email = False
        other = self._create_indexed()
        self._wizard().action_confirm()
        self.customer.email = "lindt@bakery.example"
        self._wizard(contracts=other, send_letters=False).action_confirm()
        self.assertFalse(self._letters())
        self.assertEqual(len(self._prices(other)), 2)

    def test_activation_says_what_the_clause_misses(self):
        draft = self._create_contract(index_id=self.index.id)
        with self.assertRefused(UserError, "say from which base month"):
            draft.action_activate()

    def test_only_managers_adjust(self):
        wizard = self._wizard()
        for user in (self.dispatcher, self.biller, self.technician):
            with self.assertRaises(AccessError):
                wizard.with_user(user).action_confirm()

    def test_the_preview_is_looked_at_first(self):
        model = self.env["fieldwork.contract.index.wizard"].with_user(self.manager)
        wizard = Form(model)
        self.assertEqual(str(wizard.date), "2026-04-01")
        with self.assertRefused(UserError, "preview first"):
            wizard.save().action_confirm()

    def test_queries_of_the_preview_do_not_grow(self):
        def cost(number):
            contracts = self.contract.browse()
            for _number in range(number):
                contracts |= self._create_indexed()
            self.env.flush_all()
            self.env.invalidate_all()
            model = self.env["fieldwork.contract.index.wizard"].with_user(self.manager)
            wizard = model.create({"date": "2026-07-01"})
            wizard.contract_ids = contracts
            self.env.flush_all()
            start = self.cr.sql_log_count
            wizard.action_preview()
            self.env.flush_all()
            return self.cr.sql_log_count - start

        few, many = cost(2), cost(12)
        self.assertLessEqual(many - few, 3)
