"""What a contract costs is agreed on in versions; a new price is never over the old."""

from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Date
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common_fees import FeeCommon


@tagged("post_install", "-at_install")
class TestContractFee(FeeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._create_contract()
        cls.fee = cls._create_fee(cls.contract)

    def test_it_begins_with_the_product(self):
        self.assertRecordValues(
            self.fee,
            [
                {
                    "name": "Full service",
                    "price_unit": 310.0,
                    "kind": "fixed",
                    "months": "1",
                    "timing": "advance",
                    "root_fee_id": self.fee.id,
                }
            ],
        )

    def test_a_manager_enters_it_on_the_contract(self):
        fees = self.env["fieldwork.contract.fee"].with_user(self.manager)
        form = Form(fees.with_context(default_contract_id=self.contract.id))
        form.product_id = self.fee_product
        self.assertEqual((form.name, form.price_unit), ("Full service", 310.0))
        form.kind = "visit"
        self.assertEqual(form.timing, "arrears")
        form.price_unit = 80.0
        self.assertEqual(form.save().contract_id, self.contract)

    def test_a_new_price_is_a_new_version(self):
        new = self.fee._new_version(Date.to_date("2026-04-01"), price_unit=320.0)
        self.assertEqual(str(self.fee.date_to), "2026-03-31")
        self.assertRecordValues(
            new,
            [
                {
                    "date_from": Date.to_date("2026-04-01"),
                    "date_to": False,
                    "price_unit": 320.0,
                    "origin_fee_id": self.fee.id,
                    "root_fee_id": self.fee.id,
                }
            ],
        )
        newer = new.action_new_version("2026-07-01", {"price_unit": 330.0})
        self.assertEqual(newer.root_fee_id, self.fee)
        self.assertEqual(self.fee.price_unit, 310.0)

    def test_a_version_holds_within_the_one_before(self):
        for day in ("2026-01-01", "2025-05-01", "2027-01-01"):
            with self.subTest(day=day), self.assertRaisesRegex(UserError, "after its"):
                self.fee.action_new_version(day)

    def test_a_manager_asks_for_a_new_price(self):
        wizard = (
            self.env["fieldwork.contract.fee.price"]
            .with_user(self.manager)
            .with_context(default_fee_ids=self.fee.ids, default_price_unit=310.0)
        )
        form = Form(wizard)
        form.date = "2026-04-01"
        form.price_unit = 320.0
        form.save().action_apply()
        self.contract.invalidate_recordset(["fee_ids"])
        self.assertEqual(self.contract.fee_ids.mapped("price_unit"), [310.0, 320.0])

    def test_versions_of_many_are_made_at_once(self):
        other = self._create_fee(self.contract, name="Other", price_unit=5.0)
        new = (self.fee | other).action_new_version("2026-05-01")
        self.assertEqual(new.mapped("price_unit"), [310.0, 5.0])

    def test_a_renewed_contract_goes_on_with_the_last_version(self):
        self.contract.action_activate()
        last = self.fee.action_new_version("2026-07-01", {"price_unit": 320.0})
        self.contract.with_user(self.manager).action_renew()
        fee = self.contract.next_ids.fee_ids
        self.assertEqual((fee.price_unit, fee.origin_fee_id), (320.0, last))
        self.assertEqual(fee.root_fee_id, self.fee)
        self.assertEqual(str(fee.date_from), "2027-01-01")
        self.assertFalse(fee.date_to)

    @mute_logger("odoo.sql_db")
    def test_bad_input(self):
        for vals in (
            {"quantity": 0},
            {"price_unit": -1},
            {"kind": "meter"},
            {"kind": "visit", "timing": "advance"},
            {"date_from": "2026-05-01", "date_to": "2026-04-30"},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaises(CheckViolation),
                self.cr.savepoint(),
            ):
                self._create_fee(self.contract, **vals)

    def test_the_meter_is_the_customer_s(self):
        stranger = self._create_customer("Stranger")
        machine = self.env["fieldwork.equipment"].create(
            {"name": "Press", "partner_id": stranger.id, "site_id": stranger.id}
        )
        meter = self.env["fieldwork.meter"].create(
            {"name": "Pages", "equipment_id": machine.id}
        )
        with self.assertRaisesRegex(ValidationError, "does not belong"):
            self._create_fee(self.contract, kind="meter", meter_id=meter.id)

    def test_who_may(self):
        fees = self.env["fieldwork.contract.fee"]
        prices = self._create_user("fw_prices", "dispatcher")
        prices.group_ids += self.env.ref("fieldwork_billing.group_fieldwork_prices")
        other = self._create_user(
            "fw_other_manager", "manager", company=self.other_company
        )
        for user, rights in (
            (self.technician, ""),
            (self.dispatcher, ""),
            (prices, "read"),
            (self.biller, "read"),
            (self.manager, "read write create unlink"),
            (self.portal_user, ""),
        ):
            for operation in ("read", "write", "create", "unlink"):
                with self.subTest(user=user.login, operation=operation):
                    self.assertEqual(
                        fees.with_user(user).has_access(operation),
                        operation in rights.split(),
                    )
        env = self.env(
            user=other.id, context={"allowed_company_ids": self.other_company.ids}
        )
        self.assertFalse(fees.with_env(env).search([("id", "=", self.fee.id)]))
