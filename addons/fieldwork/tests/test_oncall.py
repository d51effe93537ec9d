import itertools
from datetime import datetime, timedelta

from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st
from psycopg2 import IntegrityError
from pytz import UTC, timezone

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, users

from . import properties  # noqa: F401
from .common import FieldworkCommon


class OncallCommon(FieldworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls._create_team(
            "North", dispatcher_ids=[Command.set(cls.dispatcher.ids)]
        )
        cls.ada = cls._create_technician("Ada", team=cls.team)
        cls.bo = cls._create_technician("Bo", team=cls.team)

    @classmethod
    def _create_turn(cls, start, stop, resource=None, **vals):
        return cls.env["fieldwork.oncall"].create(
            {
                "team_id": cls.team.id,
                "resource_id": (resource or cls.ada).id,
                "start": start,
                "stop": stop,
                **vals,
            }
        )


class TestOncall(OncallCommon):
    def test_who_has_this_night(self):
        self._create_turn("2026-03-02 18:00:00", "2026-03-03 06:00:00")
        self._create_turn("2026-03-03 06:00:00", "2026-03-03 18:00:00", self.bo)
        self._create_turn(
            "2026-03-02 18:00:00", "2026-03-03 06:00:00", self.bo, level="backup"
        )
        other = self._create_team("South")
        teams = (self.team + other).with_user(self.technician)
        for at, expected in (
            (datetime(2026, 3, 2, 17, 59), False),
            (datetime(2026, 3, 2, 18), self.ada),
            (datetime(2026, 3, 3, 6), self.bo),
            (datetime(2026, 3, 3, 18), False),
        ):
            oncall = teams._fieldwork_oncall(at)
            self.assertEqual(oncall[self.team.id].ids, expected.ids if expected else [])
            self.assertFalse(oncall[other.id])
        with freeze_time("2026-03-02 20:00:00"):
            self.assertEqual(teams[0].oncall_resource_id, self.ada)
            self.assertEqual(teams[0].oncall_backup_id, self.bo)

    def test_one_at_a_time_per_level(self):
        self._create_turn("2026-03-02 18:00:00", "2026-03-03 06:00:00")
        with self.assertRefused(ValidationError, "Ada is on call for North"):
            self._create_turn("2026-03-03 05:00:00", "2026-03-03 18:00:00", self.bo)
        with self.assertRefused(ValidationError, "Ada is on call for North"):
            self._create_turn(
                "2026-03-03 05:00:00", "2026-03-03 18:00:00", level="backup"
            )
        backup = self._create_turn(
            "2026-03-03 05:00:00", "2026-03-03 18:00:00", self.bo, level="backup"
        )
        with self.assertRaises(ValidationError):
            backup.level = "primary"
        other = self._create_team("South")
        self._create_turn(
            "2026-03-02 18:00:00", "2026-03-03 06:00:00", team_id=other.id
        )

    def test_two_turns_of_one_call_may_not_overlap_either(self):
        vals = {
            "team_id": self.team.id,
            "start": "2026-03-02 18:00:00",
            "stop": "2026-03-03 06:00:00",
        }
        with self.assertRaises(ValidationError):
            self.env["fieldwork.oncall"].create(
                [
                    {**vals, "resource_id": self.ada.id},
                    {**vals, "resource_id": self.bo.id},
                ]
            )

    def test_filling_the_same_night_at_once_meets_at_the_team(self):
        """The check is of no use alone: both would look before both write."""
        before = self.team.oncall_revision
        self._create_turn("2026-03-02 18:00:00", "2026-03-03 06:00:00")
        self.team.invalidate_recordset(["oncall_revision"])
        self.assertGreater(self.team.oncall_revision, before)

    def test_turn_ends_after_it_starts(self):
        with self.assertRefused(IntegrityError, "violates"):
            self._create_turn("2026-03-03 06:00:00", "2026-03-02 18:00:00")

    def test_only_technicians_of_the_company_are_on_call(self):
        with self.assertRefused(ValidationError, "no technician"):
            self._create_turn(
                "2026-03-02 18:00:00", "2026-03-03 06:00:00", self._create_thing()
            )
        foreign = self._create_technician("Cy", company_id=self.other_company.id)
        with self.assertRefused(UserError, "Cy"):
            self._create_turn("2026-03-02 18:00:00", "2026-03-03 06:00:00", foreign)

    def test_dispatcher_keeps_the_rota_of_own_teams(self):
        turn = self._create_turn("2026-03-02 18:00:00", "2026-03-03 06:00:00")
        turn.with_user(self.dispatcher).note = "Keys at the office"
        stranger = self._create_user("fw_dispatcher_3", "dispatcher")
        self.assertEqual(turn.with_user(stranger).note, "Keys at the office")
        with self.assertRaises(AccessError):
            turn.with_user(stranger).note = "Mine"
        with self.assertRaises(AccessError):
            turn.with_user(self.technician).note = "Mine"
        self.assertEqual(turn.with_user(self.technician).resource_id.name, "Ada")
        with self.assertRaises(AccessError):
            turn.with_user(self.other_dispatcher).read(["note"])
        with self.assertRaises(AccessError):
            turn.with_user(self.plain_user).read(["note"])
        turn.with_user(self.manager).note = "Changed"
        turn.with_user(self.dispatcher).unlink()

    @users("fw_dispatcher")
    def test_absent_technician_is_marked_and_nothing_more(self):
        user = self._create_user("fw_ada", "technician")
        self.ada.employee_id.user_id = user
        turn = self._create_turn("2026-03-02 18:00:00", "2026-03-03 06:00:00")
        other = self._create_turn("2026-03-04 18:00:00", "2026-03-05 06:00:00")
        self.env["resource.calendar.leaves"].sudo().create(
            {
                "name": "Illness",
                "resource_id": self.ada.id,
                "date_from": "2026-03-03 00:00:00",
                "date_to": "2026-03-03 23:59:59",
            }
        )
        self.env.flush_all()
        self.env.invalidate_all()
        turns = (turn + other).with_env(self.env)
        self.assertEqual(turns.mapped("is_absent"), [True, False])

    def test_queries_do_not_grow_with_turns(self):
        def queries(count, month):
            start = datetime(2026, month, 1)
            turns = self.env["fieldwork.oncall"].create(
                [
                    {
                        "team_id": self.team.id,
                        "resource_id": self.ada.id,
                        "start": start + timedelta(hours=index),
                        "stop": start + timedelta(hours=index + 1),
                    }
                    for index in range(count)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            turns.with_user(self.dispatcher).mapped("is_absent")
            return self.cr.sql_log_count - before

        few = queries(3, 4)
        self.assertLessEqual(queries(30, 5), few)


@freeze_time("2026-03-05 12:00:00")
class TestOncallFill(OncallCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.resource_calendar_id.tz = "Europe/Brussels"

    def _fill(self, user=None, **vals):
        form = Form(
            self.env["fieldwork.oncall.fill"]
            .with_user(user or self.dispatcher)
            .with_context(default_team_id=self.team.id)
        )
        for name, value in vals.items():
            form[name] = value
        wizard = form.save()
        wizard.action_fill()
        return self.team.oncall_ids.sorted("start")

    def test_weeks_rotate_at_the_local_hour_over_daylight_saving(self):
        turns = self._fill(count=4, start_date="2026-03-16", handover_hour=8)
        self.assertEqual(
            turns.mapped("resource_id.name"), ["Ada", "Bo"], "Both have turns"
        )
        self.assertEqual([turn.resource_id for turn in turns], [self.ada, self.bo] * 2)
        self.assertEqual(
            turns.mapped("start"),
            [
                datetime(2026, 3, 16, 7),
                datetime(2026, 3, 23, 7),
                datetime(2026, 3, 30, 6),
                datetime(2026, 4, 6, 6),
            ],
        )
        self.assertEqual(turns[0].stop, turns[1].start)

    def test_goes_on_where_it_ends_with_who_waits_longest(self):
        self._fill(count=1, start_date="2026-03-09")
        form = Form(
            self.env["fieldwork.oncall.fill"]
            .with_user(self.dispatcher)
            .with_context(default_team_id=self.team.id)
        )
        self.assertEqual(str(form.start_date), "2026-03-16")
        self.assertEqual(
            [line["resource_id"] for line in form.line_ids._records],
            [self.bo.id, self.ada.id],
        )

    def test_first_rota_starts_next_monday(self):
        form = Form(
            self.env["fieldwork.oncall.fill"].with_context(default_team_id=self.team.id)
        )
        self.assertEqual(str(form.start_date), "2026-03-09")

    def test_turns_that_are_there_stay(self):
        kept = self._create_turn(
            "2026-03-18 12:00:00", "2026-03-19 12:00:00", self.bo, note="Swapped"
        )
        turns = self._fill(count=1, start_date="2026-03-16")
        self.assertEqual(len(turns), 3)
        self.assertIn(kept, turns)
        self.assertEqual(turns[0].stop, kept.start)
        self.assertEqual(turns[2].start, kept.stop)

    def test_nights_and_weekends_leave_out_working_hours(self):
        turns = self._fill(
            count=1, start_date="2026-03-16", period="day", outside_hours=True
        )
        tz = timezone("Europe/Brussels")
        local = [
            (
                turn.start.replace(tzinfo=UTC).astimezone(tz).hour,
                turn.stop.replace(tzinfo=UTC).astimezone(tz).hour,
            )
            for turn in turns
        ]
        self.assertEqual(local, [(17, 8)], "No turn for the lunch break")

    def test_public_holiday_is_on_call(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "company_id": self.company.id,
                "calendar_id": self.company.resource_calendar_id.id,
                "date_from": "2026-03-15 23:00:00",
                "date_to": "2026-03-16 22:59:59",
            }
        )
        turns = self._fill(
            count=1, start_date="2026-03-16", period="day", outside_hours=True
        )
        self.assertEqual(len(turns), 1)
        self.assertEqual(turns.stop - turns.start, timedelta(days=1))

    def test_nothing_left_to_fill_is_said(self):
        self._fill(count=1, start_date="2026-03-16")
        with self.assertRefused(UserError, "taken already"):
            self._fill(count=1, start_date="2026-03-16")

    def test_wrong_input_is_said(self):
        with self.assertRefused(UserError, "between 1 and"):
            self._fill(count=0)
        with self.assertRefused(UserError, "between 1 and"):
            self._fill(count=100000)
        with self.assertRefused(UserError, "0:00"):
            self._fill(handover_hour=25)
        (self.ada + self.bo).fieldwork_team_id = False
        with self.assertRefused(UserError, "nobody to take turns"):
            self._fill()

    def test_dispatcher_of_another_team_does_not_fill(self):
        stranger = self._create_user("fw_dispatcher_3", "dispatcher")
        with self.assertRaises(AccessError):
            self._fill(stranger)

    @settings(max_examples=25)
    @given(
        day=st.dates(
            fields.Date.to_date("2026-01-01"), fields.Date.to_date("2026-12-31")
        ),
        count=st.integers(1, 12),
        hour=st.integers(0, 23),
        zone=st.sampled_from(["Europe/Brussels", "America/New_York", "UTC"]),
    )
    def test_fair_contiguous_and_on_the_clock(self, day, count, hour, zone):
        with self.cr.savepoint() as savepoint:
            self.company.resource_calendar_id.tz = zone
            turns = self._fill(
                count=count, start_date=day, handover_hour=hour, period="day"
            )
            self.assertEqual(len(turns), count)
            for turn, following in itertools.pairwise(turns):
                self.assertEqual(turn.stop, following.start)
                self.assertNotEqual(turn.resource_id, following.resource_id)
            tz = timezone(zone)
            hours = [t.start.replace(tzinfo=UTC).astimezone(tz).hour for t in turns]
            # An hour that is skipped is the only one that may differ.
            self.assertLessEqual(sum(h != hour for h in hours), 1)
            per_person = [
                len(turns.filtered(lambda t, r=r: t.resource_id == r))
                for r in (self.ada, self.bo)
            ]
            self.assertLessEqual(abs(per_person[0] - per_person[1]), 1)
            savepoint.close(rollback=True)
        self.env.invalidate_all()
