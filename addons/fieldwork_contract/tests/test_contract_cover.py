"""What a contract bears, and what is left of it. Amounts are written by hand."""

from freezegun import freeze_time
from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.fieldwork.tests.common_orders import at

from .common import ContractCommon

VISITS = {
    "labour": True,
    "callout": True,
    "cap_period": "year",
    "cap_unit": "visits",
    "cap_limit": 2,
}
HOURS = {"labour": True, "cap_period": "year", "cap_unit": "hours", "cap_limit": 2}


@tagged("post_install", "-at_install")
class TestContractCover(ContractCommon):
    def _used(self, contract):
        return sum(contract.cover_ids.counter_ids.mapped("used"))

    def test_labour_without_limit(self):
        contract = self._create_contract([{"labour": True}], active=True)
        order = self._done_on(10)
        self.assertEqual(
            self._facts(order),
            [("cover", 60, 0.0, f"Covered by contract {contract.name}.")],
        )

    def test_a_share(self):
        contract = self._create_contract([{"labour": True, "percent": 40}], active=True)
        order = self._done_on(10, minutes=90)
        # 1.5 h at 60.00 are 90.00; 60 % of it are billed.
        self.assertEqual(
            self._facts(order),
            [("bill", 90, 54.0, f"40 % covered by contract {contract.name}.")],
        )

    def test_visits_are_counted_and_the_third_of_two_is_billed(self):
        contract = self._create_contract([VISITS], active=True)
        self._create_rate(kind="callout", product_id=self.callout.id)
        orders = [self._done_on(day) for day in (10, 11, 12)]
        number = contract.name
        for index, order in enumerate(orders[:2], 1):
            text = f"Covered by contract {number}, visit {index} of 2."
            self.assertEqual(
                self._facts(order), [("cover", 60, 0, text), ("cover", 0, 0, text)]
            )
        text = f"Contract {number}: 2 of 2 visits of 2026 are used."
        self.assertEqual(
            [(c.verdict, c.amount) for c in self._charges(orders[2])],
            [("bill", 60.0), ("bill", 30.0)],
        )
        self.assertEqual(self._charges(orders[2])[0].reason, text)
        self.assertEqual(self._used(contract), 2)
        self.assertIn("0 visits of 2 visits left of 2026", contract.cover_text)

    def test_pricing_anew_takes_nothing_twice(self):
        contract = self._create_contract([VISITS], active=True)
        orders = [self._done_on(day) for day in (10, 11, 12)]
        before = [self._facts(order) for order in orders]
        for order in reversed(orders):
            order._update_charges()
        self.env["fieldwork.order"].union(*orders)._update_charges()
        self.assertEqual([self._facts(order) for order in orders], before)
        self.assertEqual(self._used(contract), 2)

    def test_what_is_not_due_any_more_is_given_back(self):
        contract = self._create_contract([VISITS], active=True)
        first, second, third = (self._done_on(day) for day in (10, 11, 12))
        charge = self._charges(first)
        charge.with_user(self.biller).action_set_verdict("free", "Our mistake")
        self.assertEqual(self._used(contract), 1)
        third._update_charges()
        self.assertEqual(
            self._charges(third).reason,
            f"Covered by contract {contract.name}, visit 1 of 2.",
        )
        self.assertIn("visit 2 of 2", self._charges(second).reason)
        second.contract_id = False
        second._update_charges()
        self.assertEqual(self._charges(second).amount, 60.0)
        self.assertEqual(self._used(contract), 1)

    def test_the_warranty_takes_nothing_from_the_contract(self):
        contract = self._create_contract([VISITS], active=True)
        self.equipment.warranty_labour_until = "2026-03-10"
        warranted, covered = self._done_on(10), self._done_on(11)
        self.assertEqual(self._charges(warranted).verdict, "warranty")
        self.assertIn("visit 1 of 2", self._charges(covered).reason)
        self.assertEqual(self._used(contract), 1)

    def test_hours_are_split_to_the_minute(self):
        contract = self._create_contract([HOURS], active=True)
        self.assertEqual(self._charges(self._done_on(10, minutes=75)).amount, 0)
        order = self._done_on(11, minutes=90)
        number = contract.name
        # 45 of 90 minutes are left: the other 45 cost 0.75 × 60.00.
        self.assertEqual(
            self._facts(order),
            [
                ("cover", 45, 0, f"Covered by contract {number}, 2 h of 2 h used."),
                ("bill", 45, 45.0, f"Contract {number}: 2 h of 2026 are used."),
            ],
        )
        self.assertEqual(self._used(contract), 120)
        log = order.visit_ids.worklog_ids
        with freeze_time(at(15, day=12)):
            log.with_user(self.dispatcher).action_correct(
                start=log.start, stop=at(9, 30, day=11), reason="Left earlier"
            )
        self.assertEqual(
            [(c.verdict, c.minutes) for c in self._charges(order)], [("cover", 30)]
        )
        self.assertEqual(self._used(contract), 105)

    def test_hours_of_each_visit(self):
        self._create_contract(
            [{**HOURS, "cap_period": "visit", "cap_limit": 1}], active=True
        )
        for day in (10, 11):
            order = self._done_on(day, minutes=90)
            self.assertEqual(order.amount_to_bill, 30.0)

    def test_money(self):
        contract = self._create_contract(
            [
                {
                    "labour": True,
                    "cap_period": "term",
                    "cap_unit": "money",
                    "cap_limit": 100,
                }
            ],
            active=True,
        )
        self.assertEqual(self._done_on(10).amount_to_bill, 0)
        # 40.00 of 120.00 are left: a third.
        order = self._done_on(11, minutes=120)
        self.assertAlmostEqual(order.amount_to_bill, 80.0, delta=0.01)
        self.assertEqual(self._used(contract), 100)
        self.assertNotIn("100.0", contract.cover_text)
        self.assertIn("0 % of 100 %", contract.cover_text)

    def test_parts_of_excluded_categories_are_billed(self):
        consumables = self.env["product.category"].create({"name": "Filters"})
        below = self.env["product.category"].create(
            {"name": "Air", "parent_id": consumables.id}
        )
        self.part.categ_id = below
        contract = self._create_contract(
            [
                {
                    "material": True,
                    "excluded_category_ids": [Command.set(consumables.ids)],
                }
            ],
            active=True,
        )
        order = self._create_order(equipment_ids=[Command.set(self.equipment.ids)])
        visit = self._create_visit(order).sudo()
        visit.action_start()
        visit.action_material(product=self.part.id, used_qty=2)
        visit.action_done("solved")
        part = self._charges(order).filtered(lambda c: c.kind == "material")
        self.assertEqual((part.verdict, part.amount), ("bill", 200.0))
        self.assertIn(f"Contract {contract.name} does not cover", part.reason)

    def test_outside_of_term_and_machine_nothing_is_covered(self):
        contract = self._create_contract([{"labour": True}], active=True)
        oven = self._create_equipment("Oven")
        order = self._done_on(
            10, equipment_ids=[Command.set((self.equipment | oven).ids)]
        )
        self.assertEqual(self._charges(order).amount, 60.0)
        self.assertIn("Oven", self._charges(order).reason)
        late = self._done_on(11)
        contract.date_end = "2026-03-10"
        late._update_charges()
        self.assertIn("does not hold on", self._charges(late).reason)

    def test_years_of_the_contract(self):
        contract = self._create_contract(
            [VISITS], active=True, date_start="2025-03-11", date_end="2027-03-10"
        )
        for day in (10, 11):
            self._done_on(day)
        counters = contract.cover_ids.counter_ids.sorted("date_from")
        self.assertEqual(
            [(str(c.date_from), c.used) for c in counters],
            [("2025-03-11", 1), ("2026-03-11", 1)],
        )

    def test_covering_a_batch_asks_no_more_for_more_orders(self):
        self._create_contract([{**VISITS, "cap_limit": 50}], active=True)
        machines = [Command.set(self.equipment.ids)]
        # On one day: price lists are asked once for each.
        orders = self.env["fieldwork.order"].union(
            *(
                self._done_visit(
                    30, start=at(hour), equipment_ids=machines
                ).order_id.sudo()
                for hour in range(6, 16)
            )
        )

        def queries(orders):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders._update_charges()
            return self.env.cr.sql_log_count - before

        queries(orders)  # what is cached for the process
        self.assertLessEqual(queries(orders), queries(orders[:2]))


@tagged("post_install", "-at_install")
class TestTwoDraws(ContractCommon):
    def test_two_who_draw_at_once_do_so_one_after_the_other(self):
        counter_id = self._committed_counter()

        def counter(cursor):
            env = api.Environment(cursor, SUPERUSER_ID, {})
            return env["fieldwork.contract.cover.counter"].browse(counter_id)

        with self.registry.cursor() as one, self.registry.cursor() as two:
            for cursor in (one, two):
                # Both see the counter as it was before either.
                self.assertEqual(counter(cursor).used, 0)
            counter(one)._lock()
            one.commit()
            with (
                self.assertRaises(SerializationFailure),
                mute_logger("odoo.sql_db"),
            ):
                counter(two)._lock()
            two.rollback()

    def _committed_counter(self):
        """Return the id of a counter that other transactions see; it is deleted when
        the test is over."""
        with self.registry.cursor() as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            partner = env["res.partner"].create({"name": "Two Draws"})
            contract = env["fieldwork.contract"].create(
                {"partner_id": partner.id, "cover_ids": [Command.create(VISITS)]}
            )
            counter = env["fieldwork.contract.cover.counter"].create(
                {"cover_id": contract.cover_ids.id, "key": "term"}
            )
            ids = (contract.id, partner.id, counter.id)

        def clean():
            with self.registry.cursor() as cursor:
                env = api.Environment(cursor, SUPERUSER_ID, {})
                env["fieldwork.contract"].browse(ids[0]).unlink()
                env["res.partner"].browse(ids[1]).unlink()

        self.addCleanup(clean)
        return ids[2]
