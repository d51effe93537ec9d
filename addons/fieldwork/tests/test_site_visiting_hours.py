from datetime import datetime, timedelta

import pytz
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import users

from .common import FieldworkCommon


class TestSiteVisitingHours(FieldworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site.tz = "Europe/Vienna"
        cls.mornings = cls._create_hours("Mornings", [(8, 12)])

    @classmethod
    def _create_hours(cls, name, hours, **vals):
        return cls.env["resource.calendar"].create(
            {
                "name": name,
                "company_id": False,
                "tz": "Asia/Kolkata",
                "fieldwork_visiting_hours": True,
                "attendance_ids": [Command.clear()]
                + [
                    Command.create(
                        {
                            "name": name,
                            "dayofweek": str(day),
                            "hour_from": start,
                            "hour_to": stop,
                        }
                    )
                    for day in range(7)
                    for start, stop in hours
                ],
                **vals,
            }
        )

    def _opened(self, site, start, stop):
        """Return the open stretches as pairs of naive UTC strings."""
        intervals = site._fieldwork_site_open_intervals(
            datetime.fromisoformat(start), datetime.fromisoformat(stop)
        )[site.id]
        return [
            tuple(
                bound.astimezone(pytz.utc)
                .replace(tzinfo=None)
                .isoformat(" ", "minutes")
                for bound in interval[:2]
            )
            for interval in intervals
        ]

    def test_place_without_hours_is_always_open(self):
        start, stop = datetime(2026, 3, 2, 1), datetime(2026, 3, 5, 23)
        [(begin, end, _hours)] = self.customer._fieldwork_site_open_intervals(
            start, stop
        )[self.customer.id]
        self.assertTrue(begin.tzinfo)
        self.assertEqual(begin, pytz.utc.localize(start))
        self.assertEqual(end, pytz.utc.localize(stop))

    def test_hours_are_local_hours_of_the_place_over_daylight_saving(self):
        self.site.site_calendar_id = self.mornings
        self.assertEqual(
            self._opened(self.site, "2026-03-28 00:00", "2026-03-30 00:00"),
            [
                ("2026-03-28 07:00", "2026-03-28 11:00"),
                ("2026-03-29 06:00", "2026-03-29 10:00"),
            ],
        )

    def test_one_calendar_serves_sites_in_several_zones(self):
        far = self._create_site(self.customer, "Far", tz="America/Bogota")
        (self.site + far).site_calendar_id = self.mornings
        self.assertEqual(
            self._opened(far, "2026-03-02 00:00", "2026-03-03 00:00"),
            [("2026-03-02 13:00", "2026-03-02 17:00")],
        )
        result = (self.site + far + self.customer)._fieldwork_site_open_intervals(
            datetime(2026, 3, 2), datetime(2026, 3, 3)
        )
        self.assertEqual(set(result), {self.site.id, far.id, self.customer.id})

    def test_stretch_is_cut_at_the_bounds(self):
        self.site.site_calendar_id = self.mornings
        self.assertEqual(
            self._opened(self.site, "2026-03-02 08:30", "2026-03-02 09:30"),
            [("2026-03-02 08:30", "2026-03-02 09:30")],
        )
        self.assertEqual(
            self._opened(self.site, "2026-03-02 12:00", "2026-03-02 20:00"), []
        )

    def test_days_that_touch_at_midnight_are_one_stretch(self):
        self.site.site_calendar_id = self._create_hours("Always", [(0, 24)])
        self.assertEqual(
            self._opened(self.site, "2026-03-01 20:00", "2026-03-04 04:00"),
            [("2026-03-01 20:00", "2026-03-04 04:00")],
        )

    def test_closing_of_the_place_counts_and_our_holidays_do_not(self):
        self.site.site_calendar_id = self.mornings
        self.env["resource.calendar.leaves"].create(
            [
                {
                    "name": "Stocktaking",
                    "calendar_id": self.mornings.id,
                    "date_from": "2026-03-02 09:00:00",
                    "date_to": "2026-03-02 23:00:00",
                },
                {
                    "name": "Our holiday",
                    "calendar_id": False,
                    "date_from": "2026-03-03 00:00:00",
                    "date_to": "2026-03-03 23:00:00",
                },
            ]
        )
        self.assertEqual(
            self._opened(self.site, "2026-03-02 00:00", "2026-03-04 00:00"),
            [
                ("2026-03-02 07:00", "2026-03-02 09:00"),
                ("2026-03-03 07:00", "2026-03-03 11:00"),
            ],
        )

    def test_flexible_calendar_closes_no_hour(self):
        self.site.site_calendar_id = self._create_hours(
            "Any time", [], schedule_type="flexible", flexible_hours=True
        )
        self.assertEqual(
            self._opened(self.site, "2026-03-02 00:00", "2026-03-02 04:00"),
            [("2026-03-02 00:00", "2026-03-02 04:00")],
        )

    def test_calendar_of_another_company_is_refused(self):
        foreign = self._create_hours(
            "Foreign", [(8, 12)], company_id=self.other_company.id
        )
        with self.assertRefused(UserError, "Foreign"):
            self.site.site_calendar_id = foreign
        self.site.site_calendar_id = self.mornings

    @users("fw_technician", "fw_plain")
    def test_anybody_in_the_firm_may_ask(self):
        self.site.site_calendar_id = self.mornings
        site = self.site.with_user(self.env.user)
        self.assertEqual(
            self._opened(site, "2026-03-02 00:00", "2026-03-03 00:00"),
            [("2026-03-02 07:00", "2026-03-02 11:00")],
        )

    def test_queries_grow_with_calendars_and_not_with_sites(self):
        def count_of(sites):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            sites._fieldwork_site_open_intervals(
                datetime(2026, 3, 2), datetime(2026, 3, 9)
            )
            return self.env.cr.sql_log_count - before

        sites = self.env["res.partner"].create(
            [
                {
                    "name": f"House {number}",
                    "type": "site",
                    "parent_id": self.customer.id,
                    "site_calendar_id": self.mornings.id,
                }
                for number in range(60)
            ]
        )
        count_of(sites)
        self.assertEqual(count_of(sites[:6]), count_of(sites))

    @settings(max_examples=60, deadline=None)
    @given(
        start=st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)),
        hours=st.integers(min_value=1, max_value=400),
        zone=st.sampled_from(
            ["Europe/Vienna", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe"]
        ),
    )
    def test_every_open_instant_is_within_local_hours(self, start, hours, zone):
        stop = start + timedelta(hours=hours)
        tz = pytz.timezone(zone)
        intervals = self.mornings._fieldwork_open_intervals(
            pytz.utc.localize(start), pytz.utc.localize(stop), zone
        )
        low, high = pytz.utc.localize(start), pytz.utc.localize(stop)
        previous = low
        for begin, end, _hours in intervals:
            self.assertTrue(previous <= begin < end <= high)
            begin, end = begin.astimezone(tz), end.astimezone(tz)
            self.assertEqual(begin.date(), end.date())
            self.assertTrue(8 <= begin.hour + begin.minute / 60 <= 12)
            self.assertTrue(8 <= end.hour + end.minute / 60 <= 12)
            previous = end
        probe = pytz.utc.localize(start)
        while probe < high:
            is_open = any(begin <= probe < end for begin, end, _hours in intervals)
            self.assertEqual(is_open, 8 <= probe.astimezone(tz).hour < 12)
            probe += timedelta(minutes=97)

    # -- who keeps visiting hours ------------------------------------------------

    @users("fw_dispatcher")
    def test_dispatcher_keeps_visiting_hours(self):
        calendar = self.env["resource.calendar"].create(
            {
                "name": "Shop hours",
                "company_id": False,
                "fieldwork_visiting_hours": True,
            }
        )
        calendar.attendance_ids[0].hour_to = 11
        calendar.global_leave_ids = [
            Command.create(
                {
                    "name": "Stocktaking",
                    "date_from": "2026-03-02 00:00:00",
                    "date_to": "2026-03-02 23:00:00",
                }
            )
        ]
        self.site.with_user(self.env.user).site_calendar_id = calendar
        self.assertTrue(calendar.global_leave_ids)
        self.site.with_user(self.env.user).site_calendar_id = False
        calendar.unlink()

    @users("fw_dispatcher", "fw_manager")
    def test_working_schedules_of_employees_are_out_of_a_dispatcher_s_reach(self):
        schedule = self.company.resource_calendar_id.with_user(self.env.user)
        with self.assertRaises(AccessError):
            schedule.name = "Longer"
        with self.assertRaises(AccessError):
            schedule.fieldwork_visiting_hours = True
        with self.assertRaises(AccessError):
            schedule.attendance_ids[0].hour_to = 23
        with self.assertRaises(AccessError):
            self.env["resource.calendar"].create({"name": "Mine"})
        with self.assertRaises(AccessError):
            self.env["resource.calendar.leaves"].create(
                {
                    "name": "Free day",
                    "calendar_id": schedule.id,
                    "date_from": "2026-03-02 00:00:00",
                    "date_to": "2026-03-02 23:00:00",
                }
            )

    @users("fw_technician", "fw_plain")
    def test_others_only_read_visiting_hours(self):
        with self.assertRaises(AccessError):
            self.mornings.with_user(self.env.user).name = "Evenings"

    def test_dispatcher_with_hr_rights_keeps_them(self):
        self.dispatcher.group_ids += self.env.ref("hr.group_hr_user")
        schedule = self.company.resource_calendar_id.with_user(self.dispatcher)
        schedule.name = "Longer"
        schedule.attendance_ids[0].hour_to = 11
