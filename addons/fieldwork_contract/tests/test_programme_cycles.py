"""Services that count from when they were last done, and by meter."""

from freezegun import freeze_time

from odoo.tests import tagged

from .common_programme import ProgrammeCommon


@tagged("post_install", "-at_install")
class TestCycles(ProgrammeCommon):
    def _floating(self, **vals):
        return self._create_line(
            months="", rule="interval", anchor="floating", every=2, **vals
        )

    def _do(self, order, moment):
        with freeze_time(moment):
            order.action_done()

    def test_it_counts_from_when_it_was_done(self):
        line = self._floating()
        order = self._generate()
        self.assertEqual(self._dates(line), [("C1", "2026-03-10")])
        self._do(order, "2026-03-20 10:00:00")
        self._generate()
        self.assertEqual(self._dates(line)[1:], [("C2", "2026-05-20")])

    def test_a_renewed_contract_counts_on(self):
        line = self._floating()
        order = self._generate()
        self.contract.with_user(self.manager).action_renew()
        renewed = self.contract.next_ids
        version = renewed.programme_line_ids
        self.assertEqual(version.root_id, line)
        self.assertEqual(str(version.date_from), "2028-01-01")
        renewed._guarded_write({"state": "active"})
        version._refresh_occurrences()
        self._do(order, "2027-12-20 10:00:00")
        with freeze_time("2027-12-21 10:00:00"):
            (self.contract | renewed)._generate_programme()
            self.assertEqual(len(self._dates(line)), 1)
        with freeze_time("2028-01-01 10:00:00"):
            (self.contract | renewed)._generate_programme()
        self.assertEqual(self._dates(line)[1:], [("C2", "2028-02-20")])

    def test_one_is_open_at_a_time(self):
        line = self._floating()
        self._generate()
        line._refresh_soon()
        self._generate()
        self.assertEqual(len(self._dates(line)), 1)

    def test_a_skipped_one_counts_from_its_date(self):
        line = self._floating()
        line._refresh_occurrences()
        self.occurrences.search([("line_id", "=", line.id)]).action_skip("Not now")
        line._refresh_occurrences()
        self.assertEqual(self._dates(line)[1:], [("C2", "2026-05-10")])

    def test_a_meter_is_forecast_and_follows_new_readings(self):
        meter = self._create_meter(
            ("2026-02-08 08:00:00", 1000), ("2026-03-10 07:00:00", 1300)
        )
        line = self._create_line("", rule="meter", meter_every=500)
        line._refresh_occurrences()
        # 10 a day from 1,300: 500 more takes 50 days.
        self.assertEqual(self._dates(line), [("C1", "2026-04-29")])
        with freeze_time("2026-03-20 12:00:00"):
            self.env["fieldwork.meter.reading"].create(
                {"meter_id": meter.id, "value": 1800}
            )
            line._refresh_soon()
            line._refresh_occurrences()
        self.assertEqual(self._dates(line), [("C1", "2026-03-20")])

    def test_whichever_comes_first(self):
        self._create_meter(("2026-02-08 08:00:00", 1000), ("2026-03-10 07:00:00", 1300))
        line = self._floating(meter_every=500, date_first="2026-06-01")
        line._refresh_occurrences()
        self.assertEqual(self._dates(line)[0][0], "C1")
        self.assertLess(self._dates(line)[0][1], "2026-06-01")

    def test_a_machine_without_readings_is_due_by_time_alone(self):
        line = self._floating(meter_every=500)
        line._refresh_occurrences()
        self.assertEqual(self._dates(line), [("C1", "2026-03-10")])
