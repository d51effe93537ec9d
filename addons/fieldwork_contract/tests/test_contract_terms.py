"""The contract's own terms of sale, and the ceiling. Amounts are written by hand."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import ContractCommon


@tagged("post_install", "-at_install")
class TestContractTerms(ContractCommon):
    @classmethod
    def _set_up_billing(cls):
        res = super()._set_up_billing()
        cls.cheap = cls._create_service("Contract Labour", 48.0, cls.hour)
        return res

    def _with_rate(self, **vals):
        return self._create_contract(
            active=True,
            rate_ids=[
                Command.create(
                    {
                        "kind": "labour",
                        "product_id": self.cheap.id,
                        "step_minutes": 30,
                        "minimum_minutes": 60,
                        "clause": "4.2 Labour",
                        **vals,
                    }
                )
            ],
        )

    def test_rates_of_the_contract_count_before_all_others(self):
        contract = self._with_rate()
        self._create_rate(product_id=self.labour.id, partner_id=self.customer.id)
        order = self._done_on(10, minutes=40)
        # At least an hour at 48.00.
        self.assertEqual(order.amount_to_bill, 48.0)
        for charge in self._charges(order):
            self.assertIn(
                f"Contract {contract.name}, clause “4.2 Labour”.", charge.reason
            )

    def test_outside_the_contract_the_others_apply(self):
        contract = self._with_rate()
        oven = self._create_equipment("Oven")
        order = self._done_on(10, equipment_ids=[Command.set(oven.ids)])
        self.assertEqual(order.amount_to_bill, 60.0)
        self.assertNotIn(contract.name, self._charges(order).reason)
        late = self._done_on(11)
        self.assertEqual(late.amount_to_bill, 48.0)
        contract.date_end = "2026-03-10"
        late._update_charges()
        self.assertEqual(late.amount_to_bill, 60.0)

    def test_a_rate_for_another_type_of_order(self):
        other = self.env["fieldwork.order.type"].create({"name": "Inspection"})
        self._with_rate(type_id=other.id)
        self.assertEqual(self._done_on(10).amount_to_bill, 60.0)
        self.assertEqual(self._done_on(11, type_id=other.id).amount_to_bill, 48.0)

    def test_price_list_of_the_contract(self):
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Ten off",
                "item_ids": [
                    Command.create(
                        {
                            "compute_price": "percentage",
                            "percent_price": 10,
                            "applied_on": "3_global",
                        }
                    )
                ],
            }
        )
        contract = self._create_contract(active=True, pricelist_id=pricelist.id)
        order = self._done_on(10)
        self.assertEqual(order.amount_to_bill, 54.0)
        self.assertIn(
            f"Price list of contract {contract.name}.", self._charges(order).reason
        )

    def test_what_is_not_covered_is_priced_by_the_contract(self):
        contract = self._with_rate(minimum_minutes=0)
        contract.cover_ids = [
            Command.create(
                {
                    "labour": True,
                    "cap_period": "year",
                    "cap_unit": "visits",
                    "cap_limit": 1,
                }
            )
        ]
        self.assertEqual(self._done_on(10).amount_to_bill, 0.0)
        order = self._done_on(11)
        self.assertEqual(order.amount_to_bill, 48.0)
        reason = self._charges(order).reason
        self.assertIn("1 of 1 visits of 2026 are used", reason)
        self.assertIn("4.2 Labour", reason)

    def test_the_ceiling_is_shown_before_work_goes_on(self):
        self._create_contract(active=True, ceiling=100)
        order = self._create_order(equipment_ids=[Command.set(self.equipment.ids)])
        visit = self._create_visit(order)
        mine = visit.with_user(self.technician)
        self.assertIn("0 % of it is used", mine.ceiling_text)
        self.assertIn("100.00", mine.ceiling_text)
        self._done_visit(minutes=120, order=order)
        self.env.invalidate_all()
        self.assertIn("120 % of it is used", mine.ceiling_text)
        self.assertTrue(mine.is_over_ceiling)
