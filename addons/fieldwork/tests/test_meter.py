from datetime import datetime, timedelta
from types import SimpleNamespace

from freezegun import freeze_time
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, TransactionCase, tagged
from odoo.tools import mute_logger

from odoo.addons.fieldwork.models.equipment.meter_chain import (
    LowerReadingError,
    chain,
)

from .common import FieldworkCommon

START = datetime(2026, 1, 1)
# The same examples on every run and every machine, however slow.
REPEATABLE = settings(
    derandomize=True,
    deadline=None,
    database=None,
    max_examples=60,
    suppress_health_check=list(HealthCheck),
)


def reading(value, replacement=False, start=0.0, roll_over=0.0):
    return SimpleNamespace(
        value=value, is_replacement=replacement, start_value=start, roll_over=roll_over
    )


# How far a counter goes from one reading to the next, in thousandths, and whether it
# is exchanged for a new one then.
usage = st.lists(
    st.tuples(st.integers(0, 99_999), st.booleans()), min_size=1, max_size=12
)


def displayed(steps, roll_over):
    """Return what a counter shows after each of ``steps``, and the true total."""
    shown, total, readings = 0, 0, []
    for thousandths, replaced in steps:
        if replaced:
            # A new counter, fitted at 7, that has gone on by the step since.
            shown = 7000 + thousandths
            readings.append(reading(shown / 1000, True, 7.0, roll_over))
        else:
            shown = (shown + thousandths) % int(roll_over * 1000)
            readings.append(reading(shown / 1000, roll_over=roll_over))
        total += thousandths
    return readings, total / 1000


@tagged("post_install", "-at_install")
class TestMeterChain(TransactionCase):
    """The arithmetic alone, without a database."""

    @REPEATABLE
    @given(usage)
    def test_total_is_what_was_used(self, steps):
        readings, total = displayed(steps, roll_over=200.0)
        result = list(chain(readings))
        self.assertAlmostEqual(result[-1].total, total, places=3)
        self.assertAlmostEqual(
            sum(step.delta for step in result), result[-1].total, places=3
        )

    @REPEATABLE
    @given(usage, st.integers(0, 12))
    def test_total_goes_on_from_any_reading(self, steps, cut):
        """Working out only what follows a late reading gives what all gives."""
        readings, _total = displayed(steps, roll_over=200.0)
        whole = list(chain(readings))
        cut = min(cut, len(readings) - 1)
        if cut:
            last = (readings[cut - 1].value, whole[cut - 1].total)
            self.assertEqual(list(chain(readings[cut:], *last)), whole[cut:])

    @REPEATABLE
    @given(st.lists(st.integers(0, 10**9), min_size=1, max_size=20))
    def test_leaving_readings_out_changes_no_total(self, values):
        """Without roll-over the total hangs on the last reading alone."""
        values = sorted(value / 1000 for value in values)
        totals = [step.total for step in chain(map(reading, values))]
        self.assertEqual(totals, values)

    def test_lower_reading_is_refused(self):
        with self.assertRaises(LowerReadingError) as caught:
            list(chain([reading(10.0), reading(9.999)]))
        self.assertEqual(caught.exception.previous, 10.0)

    def test_roll_over_counts_to_the_end_and_on(self):
        result = list(chain([reading(990.0), reading(5.0, roll_over=1000.0)]))
        self.assertEqual(result[1], (15.0, 1005.0, True))

    def test_replacement_counts_from_the_new_start(self):
        result = list(chain([reading(990.0), reading(5.0, True, 3.0), reading(6.0)]))
        self.assertEqual([step.delta for step in result], [990.0, 2.0, 1.0])


@tagged("post_install", "-at_install")
class TestMeter(FieldworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boiler = cls._create_equipment()
        cls.hours = cls._create_meter()
        cls.as_technician = cls.hours.with_user(cls.technician)

    @classmethod
    def _create_meter(cls, **vals):
        return cls.env["fieldwork.meter"].create(
            {"equipment_id": cls.boiler.id, "name": "Hours", "unit": "h", **vals}
        )

    def _read(self, value, day, **kwargs):
        return self.hours.action_read(value, at=START + timedelta(days=day), **kwargs)

    def _assert_chain(self, expected, meter=None):
        readings = (meter or self.hours).reading_ids.sorted("date")
        self.assertEqual(
            [(one.value, one.delta, one.total) for one in readings], expected
        )

    def test_readings_add_up(self):
        self._read(100, 1)
        self._read(130.5, 2)
        self._read(130.5, 3)
        self._assert_chain([(100, 100, 100), (130.5, 30.5, 130.5), (130.5, 0, 130.5)])
        self.assertEqual(self.hours.last_value, 130.5)
        self.assertEqual(self.hours.last_date, START + timedelta(days=3))
        self.assertEqual(self.hours.total, 130.5)

    def test_value_at_start_is_not_counted(self):
        self.hours.initial_value = 90
        self._read(100, 1)
        self._read(101, 2)
        self._assert_chain([(100, 10, 10), (101, 1, 11)])
        self.hours.initial_value = 50
        self._assert_chain([(100, 50, 50), (101, 1, 51)])

    def test_lower_reading_names_meter_last_value_and_remedy(self):
        self._read(100, 1)
        with self.assertRefused(
            UserError,
            r"Hours of Boiler cannot go back: 90 h on .* lower than 100 h before.*"
            "New Counter.*rolls over",
        ):
            self._read(90, 2)
        self.assertEqual(self.hours.reading_count, 1)

    def test_late_reading_above_a_later_one_is_refused(self):
        self._read(100, 1)
        self._read(200, 3)
        with self.assertRefused(
            UserError, "read later.* with 200 h.* lower than 250 h"
        ):
            self._read(250, 2)

    def test_late_reading_works_out_what_follows(self):
        self._read(100, 1)
        self._read(200, 4)
        self._read(300, 5)
        self._read(150, 3)
        self._assert_chain(
            [(100, 100, 100), (150, 50, 150), (200, 50, 200), (300, 100, 300)]
        )
        self.assertEqual(self.hours.last_value, 300)

    def test_late_replacement_shifts_every_later_total(self):
        self._read(100, 1)
        self._read(120, 4)
        self._read(130, 5)
        self._read(0, 3, replacement=True)
        self._assert_chain(
            [(100, 100, 100), (0, 0, 100), (120, 120, 220), (130, 10, 230)]
        )
        self.assertEqual(self.hours.total, 230)

    def test_roll_over(self):
        self.hours.roll_over = 1000
        self._read(990, 1)
        rolled = self._read(5, 2)
        self._assert_chain([(990, 990, 990), (5, 15, 1005)])
        self.assertTrue(rolled.is_roll_over)
        # A late reading after the roll-over takes it over.
        self._read(2, 1.5)
        self.assertFalse(rolled.is_roll_over)
        self._assert_chain([(990, 990, 990), (2, 12, 1002), (5, 3, 1005)])

    def test_unlikely_roll_over_is_confirmed_first(self):
        self.hours.roll_over = 100000
        self._read(12345, 1)
        with self.assertRefused(UserError, "1245 h on .* lower.*“It Did Roll Over”"):
            self._read(1245, 2)
        self._read(1245, 2, roll_over=True)
        self.assertEqual(self.hours.total, 101245)

    def test_late_reading_makes_no_other_roll_over_unconfirmed(self):
        self.hours.roll_over = 100000
        self._read(100, 1)
        self._read(200, 3)
        with self.assertRefused(UserError, "200 h on .* lower.*“It Did Roll Over”"):
            self._read(99900, 2)
        self._read(99900, 2, roll_over=True)
        self.assertEqual(self.hours.total, 100200)

    def test_counter_shows_nothing_beyond_its_end(self):
        self.hours.roll_over = 1000
        with self.assertRefused(UserError, "cannot show 1001 h.*over at 1000 h"):
            self._read(1001, 1)
        with self.assertRefused(ValidationError, "cannot show -1 h"):
            self._read(-1, 1)

    def test_replacement(self):
        self._read(990, 1)
        new = self._read(5, 2, replacement=True)
        self._read(12, 3)
        self._assert_chain([(990, 990, 990), (5, 0, 990), (12, 7, 997)])
        self.assertTrue(new.is_replacement)
        self.assertEqual(new.start_value, 5)

    def test_replacement_with_start_and_last_value_of_the_old(self):
        self._read(990, 1)
        self._read(5, 2, replacement=True, start_value=3, old_value=1000)
        self.assertEqual(
            self.hours.reading_ids.sorted("id").mapped("total"), [990, 1000, 1002]
        )
        with self.assertRefused(ValidationError, "shows 5 h, less than 6 h"):
            self._read(5, 3, replacement=True, start_value=6)

    def test_roll_over_of_a_new_counter_leaves_the_old_one_alone(self):
        self.hours.roll_over = 1000
        self._read(990, 1)
        self._read(10, 2)
        self._read(0, 3, replacement=True)
        self._read(95, 4)
        self.hours.roll_over = 100
        self._read(5, 5)
        self.assertEqual(self.hours.total, 1010 + 95 + 10)
        # Late ones are read on the counter of their time.
        self._read(995, 1.5)
        self._read(500, 0)
        self._read(12, 2.5)
        self.assertEqual(self.hours.total, 1012 + 95 + 10)
        with self.assertRefused(UserError, "cannot show 101 h"):
            self._read(101, 6)

    def test_correcting_the_roll_over_corrects_totals(self):
        self.hours.roll_over = 10000
        self._read(990, 1)
        self._read(5, 2, roll_over=True)
        self.hours.roll_over = 1000
        self.assertEqual(self.hours.total, 1005)
        with self.assertRefused(UserError, "cannot go back"):
            self.hours.roll_over = 0

    def test_gauge_goes_up_and_down(self):
        pressure = self._create_meter(
            name="Pressure",
            kind="gauge",
            unit="bar",
            has_minimum=True,
            minimum=1,
            has_maximum=True,
            maximum=3,
        )
        bounds = []
        for day, value in enumerate((2, 0.9, 1, 3, 3.1, -1)):
            one = pressure.action_read(value, at=START + timedelta(days=day))
            bounds.append(one.bound)
            self.assertEqual((one.delta, one.total), (0, 0))
        self.assertEqual(bounds, ["ok", "low", "ok", "ok", "high", "low"])
        self.assertEqual(pressure.last_bound, "low")
        found = self.env["fieldwork.equipment"].search(
            [("meter_ids.last_reading_id.bound", "in", ("low", "high"))]
        )
        self.assertEqual(found, self.boiler)

    def test_zero_is_a_limit_and_none_is_not(self):
        frost = self._create_meter(kind="gauge", has_minimum=True, minimum=0)
        self.assertEqual(frost.action_read(-0.1).bound, "low")
        self.assertEqual(frost.action_read(999).bound, "ok")

    def test_limits_in_order(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            self._create_meter(
                kind="gauge", has_minimum=True, minimum=2, has_maximum=True, maximum=1
            )
        self.assertIn("check_bounds", str(caught.exception))

    # -- sent twice, late, from the future ---------------------------------------

    @freeze_time("2026-06-15 12:00:00")
    def test_at_defaults_to_now_and_takes_iso(self):
        self.assertEqual(self._read_at(1, None), datetime(2026, 6, 15, 12))
        self.assertEqual(
            self._read_at(2, "2026-06-15T13:30:00+02:00"), datetime(2026, 6, 15, 11, 30)
        )

    def _read_at(self, value, at):
        meter = self._create_meter()
        return meter.action_read(value, at=at).date

    @freeze_time("2026-06-15 12:00:00")
    def test_never_the_future(self):
        with self.assertRefused(ValidationError, "Hours of Boiler is in the future"):
            self._read_at(1, datetime(2026, 6, 15, 12, 6))
        self.assertEqual(
            self._read_at(1, datetime(2026, 6, 15, 12, 4)), datetime(2026, 6, 15, 12)
        )
        with self.assertRefused(UserError, "not a date and time"):
            self._read_at(1, "yesterday")

    def test_sent_twice_is_there_once(self):
        first = self.as_technician.action_read(100, client_uuid="u-1")
        again = self.as_technician.action_read(100, client_uuid="u-1")
        later = self.as_technician.action_read(150, client_uuid="u-1")
        self.assertEqual(first, again)
        self.assertEqual(first, later)
        self.assertEqual(self.hours.reading_count, 1)
        self.assertEqual(first.user_id, self.technician)
        self.assertFalse(first.copy({"meter_id": self._create_meter().id}).client_uuid)

    def test_sent_for_another_meter_is_an_error(self):
        self.hours.action_read(100, client_uuid="u-1")
        with self.assertRefused(UserError, "sent before as one of Hours of Boiler"):
            self._create_meter(name="Strokes").action_read(1, client_uuid="u-1")

    def test_the_index_settles_what_arrives_at_once(self):
        self.hours.action_read(100, client_uuid="u-1")
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.env["fieldwork.meter.reading"].create(
                {"meter_id": self.hours.id, "value": 100, "client_uuid": "u-1"}
            )

    def test_every_change_of_readings_touches_the_meter(self):
        """So that of two at one moment the second fails, and is tried again."""
        revisions = [self.hours.revision]
        first = self._read(100, 1)
        revisions.append(self.hours.revision)
        second = self._read(50, 0)
        revisions.append(self.hours.revision)
        second.value = 60
        revisions.append(self.hours.revision)
        (first | second).unlink()
        revisions.append(self.hours.revision)
        self.assertEqual(revisions, sorted(set(revisions)))

    # -- corrections -------------------------------------------------------------

    def test_correction_works_out_what_follows_and_leaves_a_trace(self):
        first = self._read(100, 1)
        self._read(200, 2)
        first.with_user(self.dispatcher).value = 120
        self._assert_chain([(120, 120, 120), (200, 80, 200)])
        self.assertIn("100 h → 120 h", self.boiler.message_ids[0].body)
        first.date = START + timedelta(days=1, hours=3)
        with self.assertRefused(UserError, "cannot go back"):
            first.date = START + timedelta(days=3)
        with self.assertRefused(UserError, "cannot go back"):
            first.value = 201

    def test_moving_a_reading_past_another(self):
        first = self._read(100, 1)
        second = self._read(100, 2)
        first.date = START + timedelta(days=3)
        self.assertEqual(self.hours.last_reading_id, first)
        self.assertEqual((second.delta, first.delta), (100, 0))

    def test_deleting_works_out_what_follows(self):
        self._read(100, 1)
        new = self._read(0, 2, replacement=True)
        last = self._read(50, 3)
        with self.assertRefused(UserError, "cannot go back"):
            new.unlink()
        last.unlink()
        self.assertEqual(self.hours.last_reading_id, new)
        new.unlink()
        self._assert_chain([(100, 100, 100)])
        self.hours.reading_ids.unlink()
        self.assertFalse(self.hours.last_reading_id)
        self.assertEqual(self.hours.total, 0)

    def test_what_is_worked_out_is_not_written(self):
        other = self._create_meter()
        one = self._read(100, 1)
        for vals in (
            {"total": 5},
            {"delta": 5},
            {"is_roll_over": True},
            {"roll_over": 5},
            {"meter_id": other.id},
            {"client_uuid": "x"},
        ):
            with self.assertRefused(UserError, "of a reading cannot be written"):
                one.write(vals)
        made = self.env["fieldwork.meter.reading"].create(
            {"meter_id": other.id, "value": 7, "total": 5, "delta": 5}
        )
        self.assertEqual((made.total, made.delta), (7, 7))

    def test_meter_stays_what_and_where_it_is(self):
        self._read(100, 1)
        with self.assertRefused(UserError, "Hours of Boiler has readings"):
            self.hours.kind = "gauge"
        with self.assertRefused(UserError, "stays with its machine"):
            self.hours.equipment_id = self._create_equipment("Other")
        self._create_meter().kind = "gauge"

    def test_archived_meter_is_not_read(self):
        self.hours.active = False
        with self.assertRefused(UserError, "Hours of Boiler is archived"):
            self._read(100, 1)

    def test_readings_of_many_meters_in_one_batch(self):
        strokes = self._create_meter(name="Strokes")
        self._read(100, 1)
        self.env["fieldwork.meter.reading"].create(
            [
                {"meter_id": meter.id, "value": value, "date": START + timedelta(day)}
                for meter, value, day in (
                    (self.hours, 130, 3),
                    (strokes, 7, 2),
                    (self.hours, 120, 2),
                    (strokes, 5, 1),
                )
            ]
        )
        self._assert_chain([(100, 100, 100), (120, 20, 120), (130, 10, 130)])
        self._assert_chain([(5, 5, 5), (7, 2, 7)], strokes)
        self.assertEqual(strokes.last_value, 7)

    @settings(REPEATABLE, max_examples=25)
    @given(usage, st.randoms(use_true_random=False))
    def test_totals_do_not_hang_on_the_order_of_arrival(self, steps, random):
        """Whatever comes late, the totals are those of the right order."""
        meter = self._create_meter(roll_over=200)
        readings, total = displayed(steps, roll_over=200.0)
        arrivals = list(enumerate(readings))
        random.shuffle(arrivals)
        for day, one in arrivals:
            meter.action_read(
                one.value,
                at=START + timedelta(days=day),
                replacement=one.is_replacement,
                start_value=one.start_value,
                roll_over=True,
            )
        stored = meter.reading_ids.sorted("date")
        self.assertEqual(
            [(one.delta, one.total, one.is_roll_over) for one in stored],
            [tuple(step) for step in chain(readings)],
        )
        self.assertAlmostEqual(meter.total, total, places=3)
        self.assertEqual(meter.last_reading_id, stored[-1])

    # -- screens, rights -----------------------------------------------------------

    def test_form_enters_a_reading(self):
        self._read(990, 1)
        action = self.as_technician.action_new_reading()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.technician)
            .with_context(**action["context"]),
            view="fieldwork.fieldwork_meter_reading_view_form",
        )
        form.value = 5
        form.is_replacement = True
        self.assertEqual(form.start_value, 5)
        form.start_value = 2
        self.assertEqual(form.save().total, 993)

    def test_actions_lead_to_the_readings(self):
        one = self._read(990, 1)
        readings = self.env["fieldwork.meter.reading"]
        for record in (self.hours, self.boiler):
            action = record.action_view_readings()
            self.assertEqual(readings.search(action["domain"]), one)
            title = f"Readings of {record.name}"
            self.assertEqual(action["display_name"], title)
        self.assertEqual(self.boiler.reading_count, 1)

    def test_technician_reads_but_corrects_nothing(self):
        one = self.as_technician.action_read(100)
        self.assertEqual(one.total, 100)
        with self.assertRaises(AccessError):
            one.value = 90
        with self.assertRaises(AccessError):
            one.unlink()
        with self.assertRaises(AccessError):
            self.as_technician.name = "X"
        late = self.as_technician.action_read(50, at=START)
        self.assertEqual(late.delta, 50)

    def test_dispatcher_corrects_and_manager_deletes(self):
        one = self.hours.with_user(self.dispatcher).action_read(100)
        one.value = 90
        with self.assertRaises(AccessError):
            one.unlink()
        one.with_user(self.manager).unlink()

    def test_others_see_no_meters(self):
        one = self._read(100, 1)
        for user in (self.portal_user, self.plain_user, self.other_dispatcher):
            for record in (one, self.hours):
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["display_name"])
            with self.assertRaises(AccessError):
                self.hours.with_user(user).action_read(1)
