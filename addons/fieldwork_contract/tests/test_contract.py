"""What a contract is, which orders are done under it, who may do what with it."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import ContractCommon


@tagged("post_install", "-at_install")
class TestContract(ContractCommon):
    def test_numbers_are_drawn_for_a_batch(self):
        vals = {"partner_id": self.customer.id, "date_start": "2026-01-01"}
        contracts = self.env["fieldwork.contract"].create([vals] * 3)
        self.assertEqual(len(set(contracts.mapped("name"))), 3)
        for contract in contracts:
            self.assertRegex(contract.name, r"^C/\d{5}$")

    def test_a_type_gives_its_terms(self):
        kind = self.env["fieldwork.contract.type"].create(
            {
                "name": "Full",
                "term_months": 24,
                "notice_days": 90,
                "horizon_days": 21,
                "renewal": "automatic",
                "cover_ids": [Command.create({"labour": True, "percent": 50})],
            }
        )
        with Form(self.env["fieldwork.contract"].with_user(self.manager)) as form:
            form.partner_id = self.customer
            form.date_start = "2026-02-01"
            form.type_id = kind
        contract = form.record
        self.assertEqual(str(contract.date_end), "2028-01-31")
        self.assertEqual(str(contract.notice_date), "2027-11-02")
        self.assertEqual(contract.renewal, "automatic")
        self.assertEqual(contract.horizon_days, 21)
        self.assertEqual(contract.cover_ids.percent, 50)
        self.assertEqual(kind.cover_ids.type_id, kind)

    def test_bad_input_is_refused_in_words(self):
        other = self._create_customer("Baker's Rival")
        gone = self._create_customer("Gone", active=False)
        cases = [
            ({"date_end": "2025-12-31"}, "ends before it starts"),
            ({"date_end": "2026-01-31", "notice_days": 60}, "60 days of notice"),
            ({"partner_id": gone.id, "coverage_ids": []}, "Gone is archived"),
            ({"partner_id": other.id}, "does not belong to the customer"),
            ({"site_ids": [Command.set(other.ids)]}, "no site of Bakery Lindt"),
            ({"covers": [{"percent": 50}]}, "tick what is covered"),
            (
                {"covers": [{"labour": True, "cap_period": "year"}]},
                "how much the limit is",
            ),
        ]
        for vals, words in cases:
            with (
                self.subTest(words=words),
                self.assertRefused(ValidationError, words),
            ):
                self._create_contract(**vals)

    def test_all_that_is_missing_is_said_at_once(self):
        contract = self._create_contract(
            coverage_ids=[], user_id=False, renewal="automatic", date_end=False
        )
        with self.assertRaises(UserError) as caught:
            contract.action_activate()
        for words in ("no machine and no site", "choose a manager", "until when"):
            self.assertIn(words, str(caught.exception))
        self.assertIn(contract.name, str(caught.exception))
        self.assertEqual(contract.state, "draft")

    def test_two_contracts_for_one_machine_are_warned_of_and_priority_decides(self):
        component = self._create_equipment("Burner", parent_id=self.equipment.id)
        first = self._create_contract(active=True)
        second = self._create_contract(
            coverage_ids=[Command.create({"equipment_id": component.id})]
        )
        self.assertIn(first.name, second.overlap_text)
        self.assertIn("counts before this one", second.overlap_text)
        second.sequence = 5
        self.assertIn("this one counts before it", second.overlap_text)
        second.action_activate()
        machines = [Command.set(component.ids)]
        order = self._create_order(equipment_ids=machines)
        self.assertEqual(order.contract_id, second)
        second.date_end = "2026-03-01"
        self.assertEqual(self._create_order(equipment_ids=machines).contract_id, first)

    def test_the_contract_of_an_order(self):
        contract = self._create_contract(active=True)
        other = self._create_equipment("Oven")
        yes = self._create_order(equipment_ids=[Command.set(self.equipment.ids)])
        no = self._create_order(equipment_ids=[Command.set(other.ids)])
        self.assertEqual(yes.contract_id, contract)
        self.assertFalse(no.contract_id)
        by_site = self._create_contract(
            coverage_ids=[], site_ids=[Command.set(self.site.ids)]
        )
        by_site.action_activate()
        # Open orders without a contract find theirs when it begins to hold.
        self.assertEqual(no.contract_id, by_site)
        self.assertEqual(yes.contract_id, contract)

    def test_finding_contracts_asks_once_for_a_batch(self):
        self._create_contract(active=True)
        vals = {"partner_id": self.customer.id, "site_id": self.site.id}
        orders = self.env["fieldwork.order"].create([vals] * 20)

        def queries(orders):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["fieldwork.contract"]._find_for(orders)
            return self.env.cr.sql_log_count - before

        self.assertEqual(queries(orders), queries(orders[:2]))

    def test_the_state_is_not_written_past_its_methods(self):
        contract = self._create_contract()
        with self.assertRaises(UserError):
            contract.state = "active"

    def test_who_reads_and_who_writes(self):
        contract = self._create_contract([{"labour": True}], active=True)
        dispatcher = contract.with_user(self.dispatcher)
        self.assertTrue(dispatcher.read(["name", "cover_text"]))
        with self.assertRaises(AccessError):
            dispatcher.write({"date_end": "2027-01-31"})
        with self.assertRaises(AccessError):
            dispatcher.read(["rate_ids"])
        with self.assertRaises(AccessError):
            contract.cover_ids.with_user(self.dispatcher).read(["cap_limit"])
        with self.assertRaises(AccessError):
            contract.with_user(self.other_dispatcher).read(["name"])
        technician = contract.with_user(self.technician)
        with self.assertRaises(AccessError):
            technician.read(["name"])
        order = self._create_order(equipment_ids=[Command.set(self.equipment.ids)])
        visit = self._create_visit(order).with_user(self.technician)
        self.assertEqual(technician.read(["name"])[0]["name"], contract.name)
        self.assertIn("Labour: without limit", visit.contract_text)
        self.assertTrue(contract.with_user(self.biller).read(["rate_ids"]))
