"""What dispatchers and technicians see of the cover, and why something is not."""

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.fieldwork.tests.common_orders import at

from .common import ContractCommon

VISITS = {
    "labour": True,
    "cap_period": "year",
    "cap_unit": "visits",
    "cap_limit": 1,
}


@tagged("post_install", "-at_install")
class TestContractPhone(ContractCommon):
    def _order(self, machine=None, **vals):
        machines = (machine or self.equipment).ids
        return self._create_order(equipment_ids=[Command.set(machines)], **vals)

    def _shown(self, visit):
        """Return what My Day shows of the contract to the technician."""
        with freeze_time("2026-03-10 07:00:00"):
            mine = self.env["fieldwork.visit"].with_user(self.technician)
            day = mine.get_my_day("2026-03-10")
        return next(one["contract"] for one in day["visits"] if one["id"] == visit.id)

    def test_each_kind_says_whether_it_is_covered(self):
        filters = self.env["product.category"].create({"name": "Filters"})
        contract = self._create_contract(
            [
                VISITS,
                {
                    "material": True,
                    "percent": 50,
                    "excluded_category_ids": [Command.set(filters.ids)],
                },
            ],
            active=True,
        )
        order = self._order()
        self.assertEqual(
            [(one["state"], one["text"]) for one in order._cover_lines()[order]],
            [
                ("full", "Labour: 1 visits of 1 visits left of 2026"),
                ("none", "Travel: not covered"),
                ("none", "Call-out: not covered"),
                ("part", "Parts 50 %: without limit; not: Filters"),
                ("none", "Fixed Price: not covered"),
            ],
        )
        self.assertIn("✗ Travel: not covered", order.contract_text)
        self._done_on(9)
        order.invalidate_recordset()
        line = order._cover_lines()[order][0]
        self.assertEqual(
            (line["state"], line["text"]),
            ("none", "Labour: 0 visits of 1 visits left of 2026"),
        )
        self.assertEqual(order.contract_id, contract)

    def test_why_an_order_is_not_under_contract(self):
        oven = self._create_equipment("Oven")
        order = self._order(oven)
        self.assertFalse(order.contract_text)
        contract = self._create_contract([VISITS], active=True)
        order.invalidate_recordset()
        words = f"Not under contract {contract.name}: Oven."
        self.assertEqual(order.contract_text, words)
        early = self._order()
        early.contract_id = contract
        early.window_start = "2027-03-01 08:00:00"
        self.assertIn("does not hold on", early.contract_text)

    def test_the_phone_shows_cover_and_ceiling_without_prices(self):
        contract = self._create_contract([VISITS], active=True, ceiling=100)
        visit = self._create_visit(self._order())
        shown = self._shown(visit)
        self.assertEqual(shown["name"], contract.name)
        self.assertEqual(shown["lines"][0]["state"], "full")
        self.assertIn("100.00", shown["ceiling"])
        self.assertFalse(shown["is_over"])
        oven = self._create_visit(self._order(self._create_equipment("Oven")), at(15))
        self.assertEqual(self._shown(oven)["lines"][0]["state"], "why")

    def test_limits_in_money_are_told_as_a_share(self):
        self._create_contract(
            [{**VISITS, "cap_unit": "money", "cap_limit": 500}], active=True
        )
        text = self._shown(self._create_visit(self._order()))["lines"][0]["text"]
        self.assertIn("100 %", text)
        self.assertNotIn("500", text)

    def test_the_phone_of_a_customer_without_contracts_says_nothing(self):
        self.assertFalse(self._shown(self._create_visit(self._order())))
