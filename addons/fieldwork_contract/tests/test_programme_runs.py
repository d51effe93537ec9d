"""Many contracts at once: batches, faults and what it costs."""

from unittest.mock import patch

from odoo.exceptions import ConcurrencyError, UserError
from odoo.tests import tagged

from .common_programme import ProgrammeCommon


@tagged("post_install", "-at_install")
class TestGenerationRuns(ProgrammeCommon):
    def _contracts(self, number, months="4 5"):
        contracts = self.contract.browse()
        for _number in range(number):
            contract = self._running_contract()
            self._create_line(months, contract_id=contract.id)
            contracts |= contract
        return contracts

    def _night(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "fieldwork_contract.ir_cron_generate_programme"
            ).method_direct_trigger()

    def test_one_bad_contract_stops_nobody_and_says_why(self):
        contracts = self._contracts(5)
        bad = contracts[2]
        model = type(self.occurrences)
        prepare = model._prepare_order_vals

        def broken(dates, payers):
            if dates.contract_id == bad:
                raise ValueError("The tank is on fire.")
            return prepare(dates, payers)

        with patch.object(model, "_prepare_order_vals", broken):
            self._night()
        self.assertEqual(len((contracts - bad).occurrence_ids.order_id), 8)
        self.assertFalse(bad.occurrence_ids.order_id)
        self.assertEqual(bad.programme_error, "The tank is on fire.")
        self.assertEqual(len(bad.activity_ids), 1)
        # The next night all is well.
        self._night()
        self.assertEqual(len(bad.occurrence_ids.order_id), 2)
        self.assertFalse(bad.programme_error)
        self.assertFalse(bad.activity_ids)

    def test_the_cron_goes_on_in_batches_and_doubles_nothing(self):
        contracts = self._contracts(5)
        commits = []
        with patch.object(
            type(self.env["ir.cron"]),
            "_commit_progress",
            lambda cron, done=0, remaining=None: commits.append(done) or 100,
        ):
            contracts._cron_generate_programme(batch=2)
            contracts._cron_generate_programme(batch=2)
        self.assertGreaterEqual(len(commits), 4)
        self.assertEqual(len(contracts.occurrence_ids.order_id), 10)
        own = set(contracts.ids)
        self.assertFalse(own & set(contracts._programme_due_ids()))

    def test_one_broken_among_a_thousand_is_named_and_the_rest_done(self):
        contracts = self._many_contracts(1000)
        bad = contracts[613]
        bad.partner_id.active = False
        self.env.flush_all()
        self._night()
        done = self.occurrences.search(
            [("contract_id", "in", contracts.ids), ("state", "=", "generated")]
        )
        self.assertEqual(len(done.order_id), 999)
        self.assertEqual(done.contract_id, contracts - bad)
        named = contracts.filtered("programme_error")
        self.assertEqual(named, bad)
        self.assertIn("is archived: restore", named.programme_error)
        bad.partner_id.active = True
        self._night()
        self.assertEqual(len(bad.occurrence_ids.order_id), 1)
        self.assertFalse(contracts.filtered("programme_error"))

    def test_a_site_that_is_archived_is_named(self):
        site = self._create_site(self.customer, "Branch")
        self.contract.write({"coverage_ids": [(5,)], "site_ids": [(6, 0, site.ids)]})
        self._create_line("4", scope="site", equipment_ids=False)
        site.active = False
        with self.assertRefused(UserError, "Branch is archived"):
            self._generate()

    def _many_contracts(self, number):
        """Return running contracts of as many customers, each due in April."""
        customers = self.env["res.partner"].create(
            [{"name": f"Customer {n}", "is_company": True} for n in range(number)]
        )
        contracts = self.env["fieldwork.contract"].create(
            [
                {
                    "partner_id": customer.id,
                    "company_id": self.company.id,
                    "date_start": "2026-01-01",
                    "site_ids": [(6, 0, customer.ids)],
                    "programme_line_ids": [
                        (
                            0,
                            0,
                            {
                                "name": "Service",
                                "order_type_id": self.order_type.id,
                                "scope": "site",
                                "month_april": True,
                            },
                        )
                    ],
                }
                for customer in customers
            ]
        )
        contracts._guarded_write({"state": "active"})
        return contracts

    def test_whom_another_run_is_at_is_left_to_a_run_soon(self):
        contracts = self._contracts(4)
        model = type(self.occurrences)
        link, calls = model._link_orders, []

        def taken(dates, pairs):
            calls.append(pairs)
            if len(calls) == 1:
                raise ConcurrencyError("somebody else is at it")
            return link(dates, pairs)

        def committed(cron, done=0, remaining=None):
            return 100

        cron = self.env.ref("fieldwork_contract.ir_cron_generate_programme")
        with (
            patch.object(model, "_link_orders", taken),
            patch.object(type(self.env["ir.cron"]), "_commit_progress", committed),
            patch.object(self.env.cr, "rollback", lambda: None),
        ):
            self.contract._cron_generate_programme(batch=2)
        self.assertEqual(len(calls), 2)
        self.assertEqual(len(contracts.occurrence_ids.order_id), 4, "the other batch")
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertTrue(triggers)
        self.assertFalse(any(contracts.mapped("programme_error")))
        self._night()
        self.assertEqual(len(contracts.occurrence_ids.order_id), 8)

    def test_queries_do_not_grow_with_orders(self):
        few, many = self._contracts(2), self._contracts(12)
        (few | many).programme_line_ids._refresh_occurrences()
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.cr.sql_log_count
        few._generate_programme()
        self.env.flush_all()
        small = self.cr.sql_log_count - start
        self.env.invalidate_all()
        start = self.cr.sql_log_count
        self.assertEqual(len(many._generate_programme()), 24)
        self.env.flush_all()
        large = self.cr.sql_log_count - start
        # Ten contracts and twenty orders more: not two queries.
        self.assertLessEqual(large - small, 2)

    def test_nothing_to_do_is_one_question(self):
        contracts = self._contracts(5)
        contracts._generate_programme()
        self.env.flush_all()
        with self.assertQueryCount(2):
            contracts._programme_due_ids()

    def test_two_at_once_are_refused_by_the_database(self):
        self._contracts(1)
        contract = self.contract.search([], order="id desc", limit=1)
        contract.programme_line_ids._refresh_occurrences()
        dates = contract.occurrence_ids
        self.env.flush_all()
        # As if somebody had made the orders since these were read.
        self.cr.execute(
            "UPDATE fieldwork_contract_occurrence SET state = 'done' WHERE id = %s",
            [dates[0].id],
        )
        with self.assertRaises(ConcurrencyError):
            dates._generate_orders()
