"""How much of what contracts promise was done in time, as it stands today."""

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common_programme import ProgrammeCommon


@tagged("post_install", "-at_install")
class TestCompliance(ProgrammeCommon):
    def _results(self):
        self.env["fieldwork.contract.compliance"].invalidate_model()
        rows = self.env["fieldwork.contract.compliance"].search(
            [("contract_id", "=", self.contract.id)], order="date, id"
        )
        return rows.mapped("result")

    def _year(self):
        """Return the orders of April to July, the window a week after the first."""
        self.contract.horizon_days = 130
        self._create_line("4 5 6 7")
        return self._generate()

    def test_what_became_of_each_date(self):
        april, may, june, july = self._year()
        self.assertEqual(self._results(), ["open"] * 4)
        with freeze_time("2026-04-03 10:00:00"):
            april.action_done()
        with freeze_time("2026-05-20 10:00:00"):
            may.action_done()
        june.action_cancel("Nobody there")
        with freeze_time("2026-07-05 10:00:00"):
            self.assertEqual(self._results(), ["in_time", "late", "skipped", "open"])
        with freeze_time("2026-07-20 10:00:00"):
            self.assertEqual(self._results()[3], "overdue")
            july.action_done()
            self.assertEqual(self._results()[3], "late")

    def test_what_was_not_to_be_done_does_not_count(self):
        self._create_line("4", blackout_months="5")
        minor = self._create_line("5", name="Small")
        self._create_line(
            "5", name="Large", absorbs_line_ids=[(6, 0, minor.ids)], day_of_month=3
        )
        self.env["fieldwork.contract.pause"].create(
            {
                "contract_id": self.contract.id,
                "date_from": "2026-04-01",
                "date_to": "2026-04-30",
                "reason": "Works",
            }
        )
        self._generate()
        with freeze_time("2026-05-20 10:00:00"):
            self.assertEqual(self._results(), ["exempt", "included", "overdue"])
            self.contract.invalidate_recordset()
            self.assertEqual(self.contract.compliance_due, 1)
            self.assertEqual(self.contract.compliance_rate, 0)

    def test_the_rate_of_a_contract_and_of_all(self):
        other = self._running_contract()
        self._create_line("4", contract_id=other.id)
        self._generate(other)
        april, may, june, july = self._year()
        with freeze_time("2026-04-03 10:00:00"):
            april.action_done()
        with freeze_time("2026-03-29 10:00:00"):
            may.action_done()  # before its window
        june.action_cancel("Nobody there")
        with freeze_time("2026-06-20 10:00:00"):
            self.contract.invalidate_recordset()
            self.assertEqual(self.contract.compliance_due, 3)
            self.assertAlmostEqual(self.contract.compliance_rate, 200 / 3)
            rows = self.env["fieldwork.contract.compliance"]._read_group(
                [("contract_id", "in", (self.contract | other).ids)],
                [],
                ["due:sum", "in_time:sum", "early:sum", "overdue:sum", "rate:avg"],
            )
        self.assertEqual(rows, [(4, 1, 1, 1, 50.0)])
        self.assertTrue(july)

    def test_many_contracts_ask_once(self):
        contracts = self.contract
        for _number in range(5):
            contracts |= self._running_contract()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(1):
            contracts.mapped("compliance_rate")

    def test_who_sees_it(self):
        self._year()
        rows = self.env["fieldwork.contract.compliance"]
        domain = [("contract_id", "=", self.contract.id)]
        self.assertEqual(rows.with_user(self.dispatcher).search_count(domain), 4)
        self.assertEqual(rows.with_user(self.other_dispatcher).search_count(domain), 0)
        with self.assertRaises(AccessError):
            rows.with_user(self.technician).search_count(domain)
        action = self.contract.with_user(self.manager).action_view_compliance()
        self.assertEqual(rows.search_count(action["domain"]), 4)
