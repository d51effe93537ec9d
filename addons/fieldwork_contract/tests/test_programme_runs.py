"""Many contracts at once: batches, faults and what it costs."""

from unittest.mock import patch

from odoo.exceptions import ConcurrencyError
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
