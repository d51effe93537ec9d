from datetime import datetime, timedelta

from pytz import UTC

from odoo.fields import Command
from odoo.tests import users

from .common import FieldworkCommon

MONDAY = datetime(2026, 3, 2)


def spans(intervals):
    """Intervals as naive UTC pairs, easy to compare."""
    return [
        tuple(moment.astimezone(UTC).replace(tzinfo=None) for moment in item[:2])
        for item in intervals
    ]


def at(day, hour=0, minute=0):
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


class TestAvailability(FieldworkCommon):
    """When somebody can be planned, asked by a dispatcher without HR rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.calendar = cls._create_calendar("Week", range(5), [(8, 12), (13, 17)])
        cls.resource = cls._create_technician(
            "Ada", resource_calendar_id=cls.calendar.id
        )

    @classmethod
    def _create_calendar(cls, name, days, hours, **vals):
        return cls.env["resource.calendar"].create(
            {
                "name": name,
                "tz": "UTC",
                "company_id": cls.company.id,
                "attendance_ids": [
                    Command.create(
                        {
                            "name": name,
                            "dayofweek": str(day),
                            "hour_from": hour_from,
                            "hour_to": hour_to,
                            "day_period": "morning",
                        }
                    )
                    for day in days
                    for hour_from, hour_to in hours
                ],
                **vals,
            }
        )

    @classmethod
    def _create_leave(cls, start, stop, resource=None, calendar=None, **vals):
        return cls.env["resource.calendar.leaves"].create(
            {
                "name": "Illness nobody should read about",
                "company_id": cls.company.id,
                "resource_id": resource and resource.id,
                "calendar_id": calendar and calendar.id,
                "date_from": start,
                "date_to": stop,
                **vals,
            }
        )

    def _available(self, start, stop, resource=None, **kwargs):
        self.env.flush_all()
        self.env.invalidate_all()
        resource = (resource or self.resource).with_user(self.dispatcher)
        result = resource._fieldwork_available_intervals(start, stop, **kwargs)
        return spans(result[resource.id])

    def test_working_hours(self):
        self.assertEqual(
            self._available(at(0), at(1)),
            [(at(0, 8), at(0, 12)), (at(0, 13), at(0, 17))],
        )
        self.assertEqual(
            self._available(at(0, 10), at(0, 14)),
            [(at(0, 10), at(0, 12)), (at(0, 13), at(0, 14))],
        )
        self.assertFalse(self._available(at(5), at(7)), "Saturday and Sunday")
        self.assertFalse(self._available(at(0, 10), at(0, 10)), "Empty range")

    def test_lunch_is_not_worked(self):
        calendar = self._create_calendar("Long", range(5), [(8, 12), (13, 17)])
        calendar.attendance_ids = [
            Command.create(
                {
                    "name": "Lunch",
                    "dayofweek": "0",
                    "hour_from": 12,
                    "hour_to": 13,
                    "day_period": "lunch",
                }
            )
        ]
        self.resource.calendar_id = calendar
        self.assertEqual(len(self._available(at(0), at(1))), 2)

    def test_sick_colleague_is_not_free_for_a_user_without_hr_rights(self):
        user = self._create_user("fw_sick", "technician")
        self.resource.employee_id.user_id = user
        self._create_leave(at(0), at(0, 23, 59), self.resource)
        self.env.flush_all()
        for colleague in (self.dispatcher, self.technician, self.plain_user):
            leaves = self.env["resource.calendar.leaves"].with_user(colleague)
            self.assertFalse(
                leaves.search([("resource_id", "=", self.resource.id)]),
                "Core hides the leave, which is why the method goes round it",
            )
            resource = self.resource.with_user(colleague)
            result = resource._fieldwork_available_intervals(at(0), at(1))
            self.assertFalse(result[resource.id])

    def test_leave_of_somebody_else_blocks_nobody(self):
        other = self._create_technician("Bo", resource_calendar_id=self.calendar.id)
        self._create_leave(at(0, 9), at(0, 10), other)
        self.assertEqual(len(self._available(at(0), at(1))), 2)
        self.assertEqual(self._available(at(0), at(1), other)[0], (at(0, 8), at(0, 9)))

    def test_leave_outlives_a_change_of_working_hours(self):
        leave = self._create_leave(at(0), at(1), self.resource, self.calendar)
        self.resource.calendar_id = self._create_calendar("New", range(5), [(9, 11)])
        leave.calendar_id = self.calendar
        self.assertFalse(self._available(at(0), at(1)))

    def test_public_holiday_of_these_hours_and_of_everybody(self):
        other_calendar = self._create_calendar("Other", range(5), [(8, 12)])
        self._create_leave(at(0), at(0, 23, 59), calendar=other_calendar)
        self.assertEqual(len(self._available(at(0), at(1))), 2)
        self._create_leave(at(1), at(1, 23, 59), calendar=self.calendar)
        self.assertFalse(self._available(at(1), at(2)))
        self._create_leave(at(2), at(2, 23, 59))
        self.assertFalse(self._available(at(2), at(3)))

    def test_holiday_of_another_company_is_not_ours(self):
        leave = self._create_leave(at(0), at(1))
        leave.company_id = self.other_company
        self.assertEqual(len(self._available(at(0), at(1))), 2)

    def test_training_counts_as_work(self):
        self._create_leave(at(0), at(1), self.resource, time_type="other")
        self.assertEqual(len(self._available(at(0), at(1))), 2)

    def test_flexible_people_are_there_but_for_their_leave(self):
        self.resource.calendar_id = False
        self.assertFalse(self.resource.employee_id.resource_calendar_id)
        self._create_leave(at(0, 9), at(0, 11), self.resource)
        self.assertEqual(
            self._available(at(0), at(1)), [(at(0), at(0, 9)), (at(0, 11), at(1))]
        )
        calendar = self._create_calendar("Flexible", [], [], schedule_type="flexible")
        self.resource.calendar_id = calendar
        self.assertEqual(
            self._available(at(0), at(1)), [(at(0), at(0, 9)), (at(0, 11), at(1))]
        )
        self._create_leave(
            at(1),
            at(
                1,
                23,
                59,
            ),
            calendar=calendar,
        )
        self.assertEqual(
            self._available(at(1), at(2)), [(at(1, 23, 59), at(2))], "Its holidays hold"
        )

    def test_van_is_there_at_any_hour_but_for_its_own_leave(self):
        van = self._create_thing()
        self._create_leave(at(0), at(1))
        self.assertEqual(self._available(at(0), at(2), van), [(at(0), at(2))])
        self._create_leave(at(1), at(1, 12), van)
        self.assertEqual(
            self._available(at(0), at(2), van),
            [(at(0), at(1)), (at(1, 12), at(2))],
        )

    def test_part_time_and_two_weeks(self):
        part_time = self._create_calendar("Tue", [1], [(8, 12)])
        self.resource.calendar_id = part_time
        self.assertEqual(self._available(at(0), at(7)), [(at(1, 8), at(1, 12))])
        week_type = self.env["resource.calendar.attendance"].get_week_type(
            MONDAY.date()
        )
        part_time.two_weeks_calendar = True
        part_time.attendance_ids = [
            Command.clear(),
            Command.create(
                {
                    "name": "Every other Wednesday",
                    "dayofweek": "2",
                    "hour_from": 8,
                    "hour_to": 12,
                    "week_type": str(week_type),
                }
            ),
        ]
        self.assertEqual(
            self._available(at(0), at(21)),
            [(at(2, 8), at(2, 12)), (at(16, 8), at(16, 12))],
        )

    def test_field_hours_narrow_the_working_hours(self):
        self.resource.fieldwork_calendar_id = self._create_calendar(
            "Fridays out", [4, 5], [(10, 20)]
        )
        self.assertEqual(
            self._available(at(0), at(7)),
            [(at(4, 10), at(4, 12)), (at(4, 13), at(4, 17))],
        )

    def test_night_shift_is_whole_over_midnight(self):
        self.resource.calendar_id = self._create_calendar(
            "Nights", range(7), [(0, 6), (22, 24)]
        )
        self.assertIn((at(0, 22), at(1, 6)), self._available(at(0), at(2)))
        self.assertFalse(
            self.resource._fieldwork_unavailable(at(0, 23), at(1, 1))[self.resource.id]
        )

    def test_full_days_of_leave_leave_no_second_free(self):
        self.resource.calendar_id = False
        for day in range(2):
            stop = at(day + 1) - timedelta(seconds=1)
            self._create_leave(at(day), stop, self.resource)
        self.assertEqual(self._available(at(0), at(3)), [(at(2), at(3))])

    def test_technician_in_another_zone_works_local_hours(self):
        self.resource.employee_id.tz = "America/New_York"
        self.assertEqual(self._available(at(0), at(1))[0], (at(0, 13), at(0, 17)))

    def test_local_hours_hold_over_daylight_saving(self):
        self.resource.employee_id.tz = "Europe/Brussels"
        friday, monday = datetime(2026, 3, 27), datetime(2026, 3, 30)
        before = self._available(friday, friday + timedelta(days=1))
        after = self._available(monday, monday + timedelta(days=1))
        self.assertEqual(before[0][0], friday + timedelta(hours=7))
        self.assertEqual(after[0][0], monday + timedelta(hours=6))

    def test_working_hours_that_change_inside_the_range(self):
        employee = self.resource.employee_id
        employee.version_id.date_version = "2026-01-01"
        new = self._create_calendar("Afternoons", range(5), [(13, 15)])
        employee.create_version(
            {"date_version": "2026-03-04", "resource_calendar_id": new.id}
        )
        self.assertEqual(
            self._available(at(1), at(3)),
            [(at(1, 8), at(1, 12)), (at(1, 13), at(1, 17)), (at(2, 13), at(2, 15))],
        )

    def test_hours_that_change_inside_a_contract_do_not_add_up(self):
        employee = self.resource.employee_id
        employee.version_id.write(
            {"date_version": "2026-01-01", "contract_date_start": "2026-01-01"}
        )
        new = self._create_calendar("Afternoons", range(5), [(13, 15)])
        employee.create_version(
            {"date_version": "2026-03-04", "resource_calendar_id": new.id}
        )
        self.assertEqual(
            self._available(at(2), at(3)),
            [(at(2, 13), at(2, 15))],
        )

    def test_nobody_works_outside_the_contract(self):
        self.resource.employee_id.version_id.write(
            {
                "date_version": "2026-03-03",
                "contract_date_start": "2026-03-03",
                "contract_date_end": "2026-03-03",
            }
        )
        self.assertEqual(
            self._available(at(0), at(4)),
            [(at(1, 8), at(1, 12)), (at(1, 13), at(1, 17))],
        )

    def test_turn_on_call_is_working_time_when_asked(self):
        team = self._create_team()
        self.env["fieldwork.oncall"].create(
            {
                "team_id": team.id,
                "resource_id": self.resource.id,
                "start": at(5, 20),
                "stop": at(6, 6),
            }
        )
        self.assertFalse(self._available(at(5), at(7)))
        self.assertEqual(
            self._available(at(5), at(7), oncall=True), [(at(5, 20), at(6, 6))]
        )
        self._create_leave(at(5, 22), at(5, 23), self.resource)
        self.assertEqual(
            self._available(at(5), at(7), oncall=True),
            [(at(5, 20), at(5, 22)), (at(5, 23), at(6, 6))],
        )

    @users("fw_dispatcher")
    def test_whole_slot_has_to_be_free(self):
        resource = self.resource.with_env(self.env)
        for start, stop, unavailable in (
            (at(0, 8), at(0, 12), False),
            (at(0, 9), at(0, 10), False),
            (at(0, 11), at(0, 14), True),
            (at(0, 7), at(0, 9), True),
            (at(5, 9), at(5, 10), True),
        ):
            with self.subTest(start=start, stop=stop):
                self.assertEqual(
                    resource._fieldwork_unavailable(start, stop),
                    {resource.id: unavailable},
                )
        self.assertEqual(
            resource._fieldwork_unavailable_slots(
                [
                    (resource.id, at(5, 9), at(5, 10)),
                    (resource.id, at(0, 9), at(0, 10)),
                ]
            ),
            [True, False],
        )
        self.assertEqual(resource._fieldwork_unavailable_slots([]), [])

    def test_queries_do_not_grow_with_people(self):
        calendars = self.env["resource.calendar"]
        for index in range(6):
            calendars += self._create_calendar(f"C{index}", range(5), [(8, 12)])

        def queries(count):
            resources = self.env["resource.resource"]
            for index in range(count):
                calendar = calendars[index % len(calendars)]
                resources += self._create_technician(
                    f"T{count}-{index}", resource_calendar_id=calendar.id
                )
                self._create_leave(at(index % 5), at(index % 5, 12), resources[-1])
            resources += self._create_thing()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            resources.with_user(self.dispatcher)._fieldwork_available_intervals(
                at(0), at(28), oncall=True
            )
            return self.cr.sql_log_count - before

        few = queries(6)
        self.assertLessEqual(queries(40), few)
        self.assertLessEqual(few, 12)
