"""The dates of a programme: written down once, and what changes them."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common_programme import ProgrammeCommon


@tagged("post_install", "-at_install")
class TestProgrammeDates(ProgrammeCommon):
    def test_months_ticked_are_dates_of_a_year(self):
        line = self._create_line("4 10")
        line._refresh_occurrences()
        self.assertEqual(
            self._dates(line),
            [("D2026-04-01", "2026-04-01"), ("D2026-10-01", "2026-10-01")],
        )
        self.assertEqual(str(line.refresh_from), "2027-04-01")

    def test_written_down_twice_is_there_once(self):
        line = self._create_line("4 10")
        first = line._refresh_occurrences()
        line._touch_programme()
        line._refresh_occurrences()
        self.assertEqual(len(self._dates(line)), len(first))

    def test_what_was_due_before_the_service_began_is_not_made_up_for(self):
        line = self._create_line("1 2 3")
        line._refresh_occurrences()
        self.assertEqual(self._dates(line)[0][0], "D2027-01-01")

    def test_another_rule_leaves_what_has_an_order(self):
        line = self._create_line("4 10")
        self._generate()
        line.write({"month_october": False, "month_november": True})
        line._refresh_occurrences()
        self.assertEqual(
            [key for key, _date in self._dates(line)], ["D2026-04-01", "D2026-11-01"]
        )
        self.assertEqual(self._dates(line, "generated")[0][0], "D2026-04-01")

    def test_days_off_shift_the_date_and_not_the_key(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "company_id": self.company.id,
                "date_from": "2026-10-01 22:00:00",
                "date_to": "2026-10-02 21:59:00",
            }
        )
        line = self._create_line("10", day_of_month=2, shift_policy="next")
        line._refresh_occurrences()
        # Friday 2 October is a holiday, then comes a weekend.
        self.assertEqual(self._dates(line), [("D2026-10-02", "2026-10-05")])

    def test_nine_stays_nine_over_both_changes_of_the_clock(self):
        for name, offsets in {
            "Europe/Rome": {7, 8},
            "America/Santiago": {12, 13},
            "America/Argentina/Buenos_Aires": {12},
        }.items():
            site, zone = self._create_site(self.customer, name, tz=name), ZoneInfo(name)
            line = self._create_line(
                "",
                rule="interval",
                every=1,
                unit="day",
                scope="site",
                equipment_ids=False,
                site_ids=[(6, 0, site.ids)],
                hour_from=9,
                hour_to=17.5,
                days_after=0,
            )
            line._refresh_occurrences()
            dates = line.occurrence_ids
            self.assertEqual(len(dates), 367, "each day of a year")
            self.assertEqual({one.window_start.hour for one in dates}, offsets, name)
            for one in dates:
                start = one.window_start.replace(tzinfo=UTC).astimezone(zone)
                stop = one.window_stop.replace(tzinfo=UTC).astimezone(zone)
                self.assertEqual((start.date(), start.time()), (one.date, time(9)))
                self.assertEqual((stop.date(), stop.time()), (one.date, time(17, 30)))

    def test_a_site_without_zone_has_that_of_the_company(self):
        self.site.tz = False
        line = self._create_line("7", hour_from=9)
        line._refresh_occurrences()
        self.assertEqual(
            self.occurrences.search([("line_id", "=", line.id)]).window_start,
            datetime(2026, 7, 1, 7),
        )

    def test_closed_months_are_skipped_with_the_reason(self):
        line = self._create_line("4 8", blackout_months="8")
        line._refresh_occurrences()
        skipped = self.occurrences.search([("state", "=", "skipped")])
        self.assertEqual(skipped.key, "D2026-08-01")
        self.assertEqual(skipped.skip_reason, "In this month nothing is done.")

    def test_a_pause_skips_and_its_end_gives_back(self):
        line = self._create_line("4 10")
        line._refresh_occurrences()
        pause = self.env["fieldwork.contract.pause"].create(
            {
                "contract_id": self.contract.id,
                "date_from": "2026-09-01",
                "date_to": "2026-12-31",
                "reason": "Closed for works",
            }
        )
        line._refresh_occurrences()
        self.assertEqual(self._dates(line, "planned"), [("D2026-04-01", "2026-04-01")])
        skipped = self.occurrences.search([("skip_kind", "=", "pause")])
        self.assertIn("Closed for works", skipped.skip_reason)
        pause.unlink()
        line._refresh_occurrences()
        self.assertEqual(len(self._dates(line, "planned")), 2)

    def test_a_rule_that_never_fires_is_refused_in_words(self):
        for vals, words in (
            ({"months": ""}, "no month is ticked"),
            ({"months": "8", "blackout_months": "8"}, "would never be done"),
            ({"months": "4", "blackout_months": "13"}, "numbers from 1 to 12"),
            ({"rule": "interval", "every": 0}, "at least one"),
            ({"months": "6", "date_to": "2026-05-01"}, "ends before its first date"),
            ({"rule": "meter"}, "how far the meter goes"),
            ({"season_from": "31/02", "season_to": "1/3"}, "first and its last day"),
        ):
            with self.assertRefused(ValidationError, words):
                self._create_line(**vals)

    def test_the_rule_in_words(self):
        line = self._create_line("1 4 7 10")
        self.assertEqual(
            line.explanation,
            "Every 3 months, in January, April, July, October; next: 04/01/2026",
        )
        line = self._create_line(
            rule="interval",
            anchor="floating",
            every=2,
            unit="week",
            meter_every=500,
        )
        self.assertEqual(
            line.explanation,
            "Every 2 weeks after it was last done, or every 500 on the meter, "
            "whichever comes first; next: 03/10/2026",
        )

    def test_a_service_without_machines_says_so(self):
        self.contract.coverage_ids.unlink()
        line = self._create_line("4", equipment_ids=False)
        self.assertIn("there is no machine in service to do it on", line.explanation)
        self.assertFalse(self._generate())

    def test_a_new_version_goes_on_without_doubling(self):
        line = self._create_line("4 10")
        self._generate()
        line._refresh_occurrences()
        version = line.action_new_version(date(2026, 6, 1), {"month_july": True})
        (line | version)._refresh_occurrences()
        self.assertEqual(version.root_id, line)
        self.assertEqual(
            [key for key, _date in self._dates(line)],
            ["D2026-04-01", "D2026-07-01", "D2026-10-01"],
        )

    def test_the_end_of_the_contract_ends_its_dates(self):
        line = self._create_line("4 10")
        line._refresh_occurrences()
        self.contract._guarded_write({"state": "terminated"})
        self.assertEqual(len(self._dates(line, "skipped")), 2)
        with self.assertRefused(UserError, "is not running"):
            self.occurrences.search([("line_id", "=", line.id)]).action_plan_again()

    def test_a_manager_fills_in_the_form(self):
        line = self.env["fieldwork.contract.line"].with_user(self.manager)
        form = Form(line.with_context(default_contract_id=self.contract.id))
        form.name = "Cleaning"
        form.order_type_id = self.order_type
        form.equipment_ids = self.equipment
        form.month_may = True
        self.assertIn("In May", form.explanation)
        line = form.save()
        self.assertEqual(line.duration, 2.0)
        self.assertEqual(str(line.date_from), "2026-03-10")
        self.env["fieldwork.contract.pause"].with_user(self.manager).create(
            {
                "contract_id": self.contract.id,
                "date_from": "2026-05-01",
                "date_to": "2026-05-31",
                "reason": "Holidays",
            }
        )
        self.contract.with_user(self.manager).action_refresh_programme()
        self.assertEqual(self.contract.occurrence_ids.mapped("state"), ["skipped"])

    def test_who_may_see_and_change_programmes(self):
        line = self._create_line("4")
        line._refresh_occurrences()
        dates = self.contract.occurrence_ids
        self.assertTrue(line.with_user(self.dispatcher).explanation)
        self.assertTrue(dates.with_user(self.dispatcher).read(["date"]))
        for user in (self.technician, self.other_dispatcher):
            with self.assertRaises(AccessError):
                line.with_user(user).read(["name"])
            with self.assertRaises(AccessError):
                dates.with_user(user).read(["date"])
        with self.assertRaises(AccessError):
            line.with_user(self.dispatcher).name = "Other"
        with self.assertRaises(AccessError):
            dates.with_user(self.dispatcher).action_skip("No")
        with self.assertRaises(AccessError):
            self.contract.with_user(self.dispatcher).action_generate_orders()
