"""What contracts earn: amounts written by hand."""

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.fields import Command, Date
from odoo.tests import tagged

from odoo.addons.fieldwork.tests.common_orders import at

from .common_fees import FeeCommon


@tagged("post_install", "-at_install")
class TestContractMargin(FeeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ana.employee_id.hourly_cost = 25.0
        cls.oven = cls.equipment.create(
            {
                "name": "Oven",
                "partner_id": cls.customer.id,
                "site_id": cls.equipment.site_id.id,
            }
        )

    def _rows(self, contracts, groupby, measures):
        """Return the sums of a pivot, for who sees costs, rounded to the cent."""
        self.env.flush_all()
        rows = (
            self.env["fieldwork.contract.margin"]
            .with_user(self.manager)
            ._read_group(
                [("contract_id", "in", contracts.ids)],
                groupby,
                [f"{name}:sum" for name in measures],
            )
        )
        size = len(groupby)
        return [
            (*row[:size], *(round(amount, 2) for amount in row[size:])) for row in rows
        ]

    def _two_machines(self, **vals):
        contract = self._create_contract(active=True, **vals)
        contract.coverage_ids = [Command.create({"equipment_id": self.oven.id})]
        return contract

    def _visit(self, contract, machines, part_for=None):
        """Return the order of half an hour's way, two hours of work and two parts."""
        order = self._create_order(
            equipment_ids=[Command.set(machines.ids)], contract_id=contract.id
        )
        visit = order.plan(at(9), technicians=self.ana).sudo()
        with freeze_time(at(11)):
            visit.action_travel(at=at(8, 30))
            visit.action_start(at=at(9))
            visit.action_material(product=self.part.id, used_qty=2)
            if part_for:
                order.sudo().material_ids.equipment_id = part_for
            visit.action_done("solved")
        return order.sudo()

    def test_a_years_fee_is_earned_by_the_day(self):
        contract = self._create_contract(
            date_start="2026-07-01", date_end="2027-06-30", active=True
        )
        self._create_fee(contract, price_unit=1200.0, months="12", alignment="start")
        self._charge(contract, "2026-07-01")
        # 184 of 365 days of 1200, and 181
        self.assertEqual(
            self._rows(contract, ["date:year"], ["fee", "margin"]),
            [
                (Date.to_date("2026-01-01"), 604.93, 604.93),
                (Date.to_date("2027-01-01"), 595.07, 595.07),
            ],
        )
        months = self._rows(contract, ["date:month"], ["fee"])
        self.assertEqual(len(months), 12)
        # 31 of 365 days
        self.assertEqual(months[0], (Date.to_date("2026-07-01"), 101.92))

    def test_a_fee_is_shared_by_the_machines_of_its_period(self):
        contract = self._two_machines()
        contract.coverage_ids.filtered(
            lambda row: row.equipment_id == self.oven
        ).date_from = "2026-02-01"
        self._create_fee(contract)
        self._charge(contract, "2026-02-01")
        # January is the boiler's alone.
        self.assertEqual(
            self._rows(contract, ["equipment_id"], ["fee"]),
            [(self.equipment, 465.0), (self.oven, 155.0)],
        )

    def test_a_fee_for_each_machine_is_its_own(self):
        contract = self._two_machines()
        self._create_fee(
            contract,
            kind="equipment",
            price_unit=100.0,
            equipment_ids=[Command.set(self.oven.ids)],
        )
        self._charge(contract, "2026-01-01")
        self.assertEqual(
            self._rows(contract, ["equipment_id"], ["fee"]), [(self.oven, 100.0)]
        )

    def test_labour_travel_and_parts_of_an_order_are_shared(self):
        contract = self._two_machines(
            covers=[{"labour": True, "travel": True, "callout": True}]
        )
        self._create_fee(contract)
        self._charge(contract, "2026-03-01")
        machines = self.equipment | self.oven
        order = self._visit(contract, machines, part_for=self.oven)
        # Two parts at 100 are billed besides; 2 h at 25, half an hour's way at 25, and
        # the parts at 40, which are the oven's.
        self.assertEqual(order.revenue, 200.0)
        measures = ["fee", "besides", "labour_cost", "travel_cost", "material_cost"]
        self.assertEqual(
            self._rows(contract, ["equipment_id"], [*measures, "margin"]),
            [
                (self.equipment, 465.0, 100.0, 25.0, 6.25, 0.0, 533.75),
                (self.oven, 465.0, 100.0, 25.0, 6.25, 80.0, 453.75),
            ],
        )
        self.assertEqual(
            self._rows(contract, ["contract_id"], ["margin"]),
            [(contract.with_env(self.env), 987.5)],
        )

    def test_components_count_with_the_machine_under_contract(self):
        contract = self._create_contract(
            active=True, covers=[{"labour": True, "travel": True, "callout": True}]
        )
        burner, fan = self.equipment.create(
            [
                {
                    "name": name,
                    "parent_id": self.equipment.id,
                    "partner_id": self.customer.id,
                    "site_id": self.equipment.site_id.id,
                }
                for name in ("Burner", "Fan")
            ]
        )
        self._visit(contract, burner | fan, part_for=burner)
        # 2 h at 25, half an hour's way, and two parts at 40
        self.assertEqual(
            self._rows(contract, ["equipment_id"], ["labour_cost", "material_cost"]),
            [(self.equipment, 50.0, 80.0)],
        )
        self.assertEqual(
            self._rows(contract, ["component_id"], ["labour_cost", "material_cost"]),
            [(burner, 25.0, 80.0), (fan, 25.0, 0.0)],
        )

    def test_what_is_for_no_machine_is_of_the_contract(self):
        contract = self._create_contract(active=True)
        contract.coverage_ids.date_from = "2026-02-01"
        self._create_fee(contract)
        self._charge(contract, "2026-01-01")
        none = self.equipment.browse()
        self.assertEqual(
            self._rows(contract, ["equipment_id"], ["fee"]), [(none, 310.0)]
        )

    def test_a_void_fee_earns_nothing(self):
        contract = self._create_contract(active=True)
        fee = self._create_fee(contract)
        self._charge(contract, "2026-01-01")
        fee.price_unit = 400.0
        self._charge(contract, "2026-01-01")
        self.assertEqual(
            self._rows(contract, ["contract_id"], ["fee"]),
            [(contract.with_env(self.env), 400.0)],
        )

    def test_in_the_currency_of_the_company_by_the_rate_of_the_day(self):
        currency = self.env["res.currency"].create({"name": "FWX", "symbol": "X"})
        for day, rate in (("2025-12-01", 2.0), ("2026-02-01", 4.0)):
            currency.rate_ids = [Command.create({"name": day, "rate": rate})]
        contract = self._create_contract(active=True, currency_id=currency.id)
        self._create_fee(contract, price_unit=300.0)
        self._charge(contract, "2026-02-01")
        own = self.company.currency_id
        for charge in self._charges_of(contract):
            with self.subTest(day=charge.date_from):
                # As core converts.
                day = charge.date_to.date()
                expected = currency._convert(300.0, own, self.company, day)
                rows = self._rows(contract, ["date:month"], ["fee"])
                self.assertIn((day.replace(day=1), expected), rows)
        self.assertEqual(
            [amount for _day, amount in self._rows(contract, ["date:month"], ["fee"])],
            [150.0, 75.0],
        )

    def test_the_contract_says_what_it_earned_up_to_today(self):
        contract = self._create_contract(active=True)
        self._create_fee(contract, price_unit=1200.0, months="12")
        self._charge(contract, "2026-01-01")
        with freeze_time(at(9)):  # in March
            self.env.invalidate_all()
            # January, February, and the month that has begun
            self.assertAlmostEqual(contract.margin, 1200 * 90 / 365, places=2)
        action = contract.action_view_margin()
        self.assertEqual(action["display_name"], f"Margin of {contract.name}")

    def test_of_many_contracts_with_the_queries_of_one(self):
        contracts = self.env["fieldwork.contract"].union(
            *(self._create_contract(active=True) for _i in range(12))
        )
        for contract in contracts:
            self._create_fee(contract)
        self._charge(contracts, "2026-02-01")
        self.env.invalidate_all()
        contracts = contracts.with_user(self.manager)
        contracts.mapped("name")
        with self.assertQueryCount(8):
            self.assertEqual(set(contracts.mapped("margin")), {620.0})

    def test_who_sees_no_costs_sees_no_margin(self):
        contract = self._create_contract(active=True)
        self._create_fee(contract)
        self._charge(contract, "2026-01-01")
        report = self.env["fieldwork.contract.margin"]
        for user in (self.dispatcher, self.biller, self.technician):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    report.with_user(user).search_count([])
                self.assertNotIn(
                    "margin", contract.with_user(user).fields_get(["margin"])
                )

    def test_another_company_sees_nothing_of_it(self):
        contract = self._create_contract(active=True)
        self._create_fee(contract)
        self._charge(contract, "2026-01-01")
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.manager.company_ids += other
        report = self.env["fieldwork.contract.margin"].with_user(self.manager)
        mine = [("contract_id", "=", contract.id)]
        self.assertTrue(report.search_count(mine))
        elsewhere = report.with_context(allowed_company_ids=other.ids)
        self.assertFalse(elsewhere.search_count(mine))
