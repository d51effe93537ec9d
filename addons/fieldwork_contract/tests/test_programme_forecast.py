"""Visits, hours and parts of a time to come, without making any order."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_programme import ProgrammeCommon


@tagged("post_install", "-at_install")
class TestForecast(ProgrammeCommon):
    def _forecast(self, start="2026-03-10", stop="2027-03-09", **vals):
        wizard = (
            self.env["fieldwork.contract.forecast"]
            .with_user(self.dispatcher)
            .create(
                {
                    "date_from": start,
                    "date_to": stop,
                    "contract_ids": self.contract.ids,
                    **vals,
                }
            )
        )
        domain = wizard.action_show()["domain"]
        return self.env["fieldwork.contract.forecast.line"].search(domain)

    def _days(self, rows):
        return [str(row.date) for row in rows if row.visit_count]

    def test_visits_hours_and_parts_and_nothing_is_written(self):
        line = self._create_line(
            "4 10",
            duration=3,
            resource_id=self.ana.id,
            material_ids=[(0, 0, {"product_id": self.part.id, "quantity": 2})],
        )
        rows = self._forecast(stop="2028-06-30", with_renewals=False)
        self.assertFalse(self.contract.occurrence_ids)
        self.assertFalse(self.contract.order_ids)
        self.assertEqual(
            self._days(rows), ["2026-04-01", "2026-10-01", "2027-04-01", "2027-10-01"]
        )
        self.assertEqual(sum(rows.mapped("hours")), 12)
        parts = rows.filtered("product_id")
        self.assertEqual(parts.product_id, self.part)
        self.assertEqual(sum(parts.mapped("quantity")), 8)
        self.assertEqual(rows.line_id, line)
        self.assertEqual(rows.resource_id, self.ana)

    def test_what_is_renewed_goes_on(self):
        self._create_line("4")
        span = {"start": "2028-01-01", "stop": "2029-12-31"}
        self.assertFalse(self._forecast(**span), "it is not renewed")
        self.contract.renewal = "automatic"
        self.assertEqual(
            self._days(self._forecast(**span)), ["2028-04-01", "2029-04-01"]
        )
        # The renewal that is there counts, and the old one does not go on.
        self.contract.with_user(self.manager).action_renew()
        self.contract.next_ids.date_end = "2028-12-31"
        self.contract.next_ids.renewal = "none"
        self.assertEqual(self._days(self._forecast(**span)), ["2028-04-01"])

    def test_the_same_before_and_after_dates_and_orders_are_there(self):
        minor = self._create_line("4 5 6", name="Small", merge_days=3)
        self._create_line("4", name="Other", merge_days=3, day_of_month=3)
        self._create_line(
            "6", name="Large", absorbs_line_ids=[(6, 0, minor.ids)], absorb_days=9
        )
        before = self._forecast()
        self.assertEqual(self._days(before), ["2026-04-01", "2026-05-01", "2026-06-01"])
        self.assertEqual(before[0].hours, 4)
        self._generate()
        self.assertTrue(self.contract.order_ids)
        after = self._forecast()
        self.assertEqual(self._days(after), self._days(before))
        self.assertEqual(after.mapped("hours"), before.mapped("hours"))

    def test_cycles_are_taken_to_be_done_when_due(self):
        line = self._create_line("", rule="interval", anchor="floating", every=4)
        days = ["2026-03-10", "2026-07-10", "2026-11-10"]
        self.assertEqual(self._days(self._forecast()), days)
        order = self._generate()
        self.assertEqual(self._days(self._forecast()), days)
        with freeze_time("2026-04-01 10:00:00"):
            order.action_done()
            line._refresh_occurrences()
            days = ["2026-08-01", "2026-12-01"]
            self.assertEqual(self._days(self._forecast("2026-04-01")), days)

    def test_an_overdue_cycle_counts_from_today(self):
        self._create_line("", rule="interval", anchor="floating", every=4)
        self._generate()
        with freeze_time("2026-05-05 10:00:00"):
            rows = self._forecast("2026-05-05", "2026-12-31")
        self.assertEqual(self._days(rows), ["2026-09-05"])

    def test_meters_run_on_as_up_to_now(self):
        self._create_meter(("2026-02-08 08:00:00", 1000), ("2026-03-10 07:00:00", 1300))
        self._create_line("", rule="meter", meter_every=500)
        # 10 a day: every 50 days.
        days = ["2026-04-29", "2026-06-18", "2026-08-07"]
        self.assertEqual(self._days(self._forecast(stop="2026-09-01")), days)
        self.contract.programme_line_ids._refresh_occurrences()
        self.assertEqual(self._days(self._forecast(stop="2026-09-01")), days)

    def test_whichever_comes_first_and_very_fast_meters(self):
        self._create_meter(("2026-02-08 08:00:00", 1000), ("2026-03-10 07:00:00", 1300))
        self._create_line(
            "", rule="interval", anchor="floating", every=1, meter_every=500
        )
        days = ["2026-03-10", "2026-04-10", "2026-05-10"]
        self.assertEqual(self._days(self._forecast(stop="2026-06-01")), days)
        self.contract.programme_line_ids.meter_every = 1
        rows = self._forecast(stop="2026-03-31")
        self.assertEqual(len(rows), 22, "no more than once a day")

    def test_a_version_goes_on_from_the_one_before(self):
        line = self._create_line("", rule="interval", anchor="floating", every=2)
        line.action_new_version(date(2026, 6, 1), {"every": 3})
        days = ["2026-03-10", "2026-05-10", "2026-08-10", "2026-11-10", "2027-02-10"]
        self.assertEqual(self._days(self._forecast()), days)

    def test_a_time_that_cannot_be_is_refused(self):
        for start, stop in (("2026-05-01", "2026-04-01"), ("2026-05-01", "2050-01-01")):
            with self.assertRefused(UserError, "Choose a time"):
                self._forecast(start, stop)
        self.contract._guarded_write({"state": "expired"})
        with self.assertRefused(UserError, "No running contract"):
            self._forecast()

    def test_queries_do_not_grow_with_contracts(self):
        def queries(contracts):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            wizard._rows(contracts)
            return self.cr.sql_log_count - before

        wizard = self.env["fieldwork.contract.forecast"].create({})
        few, many = self._running_contract(), self.contract.browse()
        for contract in range(11):
            contract = few if not contract else self._running_contract()
            self._create_line("4 5", contract_id=contract.id)
            many |= contract
        queries(few)  # what is read once
        self.assertLessEqual(queries(many) - queries(few), 1)
