from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, users

from .common import FieldworkCommon


class TestThings(FieldworkCommon):
    """Vans, tools and instruments are managers' to keep."""

    def test_manager_without_hr_rights_keeps_things(self):
        form = Form(
            self.env["resource.resource"]
            .with_user(self.manager)
            .with_context(default_fieldwork_kind="van"),
            "fieldwork.resource_resource_view_form_thing",
        )
        form.name = "Van 1"
        form.fieldwork_code = "1-ABC-234"
        van = form.save()
        self.assertEqual(van.resource_type, "material")
        self.assertEqual(van.company_id, self.company)
        self.assertFalse(van.calendar_id, "A van may be driven at any hour")
        van.name = "Van One"
        van.action_archive()
        van.unlink()

    @users("fw_dispatcher", "fw_technician", "fw_plain")
    def test_others_read_things_only(self):
        van = self._create_thing().with_env(self.env)
        self.assertEqual(van.name, "Van")
        with self.assertRaises(AccessError):
            van.name = "Mine"
        with self.assertRaises(AccessError):
            van.copy()
        with self.assertRaises(AccessError):
            van.unlink()

    def test_manager_does_not_touch_other_resources(self):
        press = self.env["resource.resource"].create(
            {"name": "Press", "resource_type": "material"}
        )
        press = press.with_user(self.manager)
        with self.assertRaises(AccessError):
            press.name = "Mine"
        with self.assertRaises(AccessError):
            press.fieldwork_kind = "tool"
        with self.assertRaises(AccessError):
            press.unlink()
        with self.assertRaises(AccessError):
            press.create({"name": "Another", "resource_type": "material"})

    def test_manager_does_not_touch_things_of_another_company(self):
        van = self._create_thing(company_id=self.other_company.id)
        with self.assertRaises(AccessError):
            van.with_user(self.manager).name = "Mine"

    def test_thing_without_company_is_refused(self):
        with self.assertRefused(ValidationError, "Van has no company"):
            self._create_thing(company_id=False)

    def test_person_is_no_thing_and_thing_no_technician(self):
        with self.assertRefused(ValidationError, "set its type to Material"):
            self._create_thing(resource_type="user")
        with self.assertRefused(ValidationError, "make an employee"):
            self._create_thing().fieldwork_kind = "technician"

    def test_team_and_van_are_of_the_same_company(self):
        foreign_team = self._create_team(company_id=self.other_company.id)
        with self.assertRefused(ValidationError, "Other Firm"):
            self._create_thing(fieldwork_team_id=foreign_team.id)
        foreign_van = self._create_thing(company_id=self.other_company.id)
        technician = self._create_technician()
        with self.assertRefused(ValidationError, "Other Firm"):
            technician.fieldwork_van_id = foreign_van

    def test_identifier_is_unique_per_kind_and_company(self):
        van = self._create_thing("van", fieldwork_code="1-ABC-234")
        self._create_thing("tool", fieldwork_code="1-ABC-234")
        self._create_thing(fieldwork_code="1-abc-234", company_id=self.other_company.id)
        with self.assertRefused(IntegrityError, "violates"):
            self._create_thing("van", fieldwork_code="1-abc-234")
        van.active = False
        van.flush_recordset()
        self._create_thing("van", fieldwork_code="1-abc-234")

    @users("fw_dispatcher")
    def test_picker_finds_a_van_by_its_plate(self):
        van = self._create_thing("van", "Big Van", fieldwork_code="1-ABC-234")
        found = self.env["resource.resource"].name_search("ABC-2")
        self.assertEqual([row[0] for row in found], van.ids)

    def test_core_resources_get_no_note_and_no_follower(self):
        employee = self._create_employee().with_context(mail_create_nolog=False)
        self.assertFalse(employee.resource_id.message_ids)
        self.assertFalse(employee.resource_id.message_follower_ids)

    def test_no_kind_by_hand_for_things_of_hr(self):
        resource = self._create_employee().resource_id
        with self.assertRaises(ValidationError):
            resource.fieldwork_kind = "van"


@freeze_time("2026-03-10 12:00:00")
class TestCalibration(FieldworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.to_date("2026-03-10")
        cls.team = cls._create_team("North", user_id=cls.dispatcher.id)

    def _create_instrument(self, days, **vals):
        return self._create_thing(
            "instrument",
            vals.pop("name", "Gas Meter"),
            calibration_date=self.today + timedelta(days=days),
            **vals,
        )

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("fieldwork.ir_cron_remind_calibration").method_direct_trigger()

    @users("fw_dispatcher")
    def test_state_and_its_search_agree(self):
        self.company.fieldwork_calibration_warning_days = 10
        self.other_company.fieldwork_calibration_warning_days = 50
        expected = {
            self._create_instrument(-1): "expired",
            self._create_instrument(0): "due",
            self._create_instrument(10): "due",
            self._create_instrument(11): "valid",
            self._create_thing("instrument"): False,
        }
        foreign = self._create_instrument(11, company_id=self.other_company.id)
        self.assertEqual(foreign.calibration_state, "due")
        everything = self.env["resource.resource"].browse(
            [instrument.id for instrument in expected]
        )
        for state in ("expired", "due", "valid", False):
            found = everything.search(
                [("calibration_state", "=", state), ("id", "in", everything.ids)]
            )
            self.assertEqual(
                found,
                everything.filtered(lambda r, s=state: r.calibration_state == s),
                state,
            )
        for instrument, state in expected.items():
            self.assertEqual(instrument.calibration_state, state)

    def test_one_reminder_per_instrument_and_date(self):
        due = self._create_instrument(30, fieldwork_team_id=self.team.id)
        late = self._create_instrument(-5, name="Old Meter")
        later = self._create_instrument(31)
        self._run_cron()
        self._run_cron()
        self.assertEqual(len(due.activity_ids), 1)
        self.assertEqual(due.activity_ids.user_id, self.dispatcher)
        self.assertEqual(due.activity_ids.date_deadline, due.calibration_date)
        self.assertIn("Gas Meter", due.activity_ids.summary)
        self.assertEqual(len(late.activity_ids), 1)
        self.assertTrue(
            late.activity_ids.user_id.has_group("fieldwork.group_fieldwork_manager")
        )
        self.assertFalse(later.activity_ids)

    def test_answered_reminder_does_not_come_back_before_a_new_date(self):
        instrument = self._create_instrument(20, fieldwork_team_id=self.team.id)
        self._run_cron()
        instrument.activity_ids.with_user(self.dispatcher).action_feedback("On it")
        self._run_cron()
        self.assertFalse(instrument.activity_ids)
        instrument.calibration_date = self.today + timedelta(days=25)
        self._run_cron()
        self.assertEqual(len(instrument.activity_ids), 1)

    def test_new_date_answers_the_reminder(self):
        instrument = self._create_instrument(20, fieldwork_team_id=self.team.id)
        self._run_cron()
        instrument.with_user(self.manager).calibration_date = "2027-03-10"
        self.assertFalse(instrument.activity_ids)

    def test_reminders_are_made_in_batches(self):
        def queries(count):
            for index in range(count):
                self._create_instrument(5, name=f"Meter {count}-{index}")
            self.env.flush_all()
            self.env.invalidate_all()
            resources = self.env["resource.resource"].search(
                [("calibration_reminded_date", "=", False)]
            )
            before = self.env.cr.sql_log_count
            resources._fieldwork_responsible_users()
            return self.env.cr.sql_log_count - before

        few = queries(3)
        self.assertLessEqual(queries(30), few)

    def test_archived_instrument_is_not_reminded_of(self):
        instrument = self._create_instrument(5, active=False)
        self._run_cron()
        self.assertFalse(instrument.activity_ids)

    def test_negative_warning_days_are_refused(self):
        with self.assertRefused(IntegrityError, "violates"):
            self.company.fieldwork_calibration_warning_days = -1
            self.env.flush_all()
