from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, users

from .common import FieldworkCommon


@freeze_time("2026-03-10 12:00:00")
class TestSkills(FieldworkCommon):
    """A skill counts once a manager confirmed it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.to_date("2026-03-10")
        cls.certificates = cls._create_type("Certificates", True)
        cls.gas, cls.frost = cls.certificates.skill_ids.sorted("name", reverse=True)
        cls.crafts = cls._create_type("Crafts", False)
        cls.employee = cls._create_employee("Ada", user_id=cls.technician.id)
        cls.team = cls._create_team("North", user_id=cls.dispatcher.id)
        cls.employee.action_make_technician(team=cls.team)
        cls.resource = cls.employee.resource_id
        cls.entry = cls._create_entry(cls.gas, valid_to="2026-12-31")
        cls.requirement = cls.env["fieldwork.skill.requirement"].create(
            {"skill_id": cls.gas.id}
        )

    @classmethod
    def _create_type(cls, name, is_certification):
        return cls.env["hr.skill.type"].create(
            {
                "name": name,
                "is_certification": is_certification,
                "skill_ids": [
                    Command.create({"name": f"{name} Gas"}),
                    Command.create({"name": f"{name} Frost"}),
                ],
                "skill_level_ids": [
                    Command.create({"name": "Basic", "level_progress": 30}),
                    Command.create({"name": "Master", "level_progress": 90}),
                ],
            }
        )

    @classmethod
    def _create_entry(cls, skill, level="Basic", **vals):
        levels = skill.skill_type_id.skill_level_ids
        return cls.env["hr.employee.skill"].create(
            {
                "employee_id": cls.employee.id,
                "skill_type_id": skill.skill_type_id.id,
                "skill_id": skill.id,
                "skill_level_id": levels.filtered(lambda r: r.name == level).id,
                "valid_from": "2026-01-01",
                **vals,
            }
        )

    def _problems(self, requirements=None, start="2026-03-12 09:00:00"):
        resource = self.resource.with_user(self.dispatcher)
        if requirements is None:
            requirements = self.requirement.with_user(self.dispatcher)
        start = fields.Datetime.to_datetime(start)
        return resource._fieldwork_skill_problems(requirements, start)[resource.id]

    def test_skill_counts_only_when_confirmed(self):
        self.assertEqual(self._problems(), [("unconfirmed", self.gas)])
        self.entry.with_user(self.manager).action_fieldwork_confirm()
        self.assertEqual(self._problems(), [])
        self.assertEqual(self.entry.fieldwork_confirmed_by_id, self.manager)
        self.assertEqual(self.entry.fieldwork_confirmed_on, fields.Datetime.now())
        self.entry.with_user(self.manager).action_fieldwork_unconfirm()
        self.assertEqual(self._problems(), [("unconfirmed", self.gas)])
        self.assertFalse(self.entry.fieldwork_confirmed_by_id)

    def test_missing_and_expired(self):
        self.assertEqual(
            self._problems([(self.frost.id, 0)]), [("missing", self.frost)]
        )
        self.entry.action_fieldwork_confirm()
        self.assertEqual(self._problems(start="2026-12-31 12:00:00"), [])
        self.assertEqual(
            self._problems(start="2027-01-01 12:00:00"), [("expired", self.gas)]
        )
        self.assertEqual(
            self._problems(start="2025-12-31 12:00:00"),
            [("missing", self.gas)],
            "Not valid yet",
        )

    def test_renewed_certificate_takes_over(self):
        self.entry.valid_to = "2026-03-11"
        new = self._create_entry(
            self.gas, valid_from="2026-03-12", valid_to="2028-03-11"
        )
        self.entry.action_fieldwork_confirm()
        self.assertEqual(self._problems(), [("unconfirmed", self.gas)])
        new.action_fieldwork_confirm()
        self.assertEqual(self._problems(), [])

    def test_level_is_high_enough(self):
        self.entry.action_fieldwork_confirm()
        self.assertEqual(self._problems([(self.gas, 30)]), [])
        self.assertEqual(self._problems([(self.gas, 31)]), [("missing", self.gas)])
        master = self.certificates.skill_level_ids.filtered(
            lambda level: level.name == "Master"
        )
        strict = self.env["fieldwork.skill.requirement"].create(
            {"skill_id": self.gas.id, "level_id": master.id}
        )
        self.assertEqual(
            self._problems(self.requirement + strict), [("missing", self.gas)]
        )

    def test_day_is_of_the_technicians_zone(self):
        self.entry.action_fieldwork_confirm()
        self.employee.tz = "Australia/Sydney"
        self.assertEqual(
            self._problems(start="2026-12-31 15:00:00"), [("expired", self.gas)]
        )
        self.assertEqual(self._problems(start="2026-12-31 10:00:00"), [])

    def test_ended_craft_is_missing_not_expired(self):
        craft = self.crafts.skill_ids[0]
        entry = self._create_entry(craft)
        entry.action_fieldwork_confirm()
        self.assertEqual(self._problems([(craft, 0)]), [])
        entry.valid_to = "2026-02-01"
        self.assertEqual(self._problems([(craft, 0)]), [("missing", craft)])

    def test_things_need_no_skill(self):
        van = self._create_thing()
        self.assertEqual(
            van._fieldwork_skill_problems(self.requirement, self.today), {van.id: []}
        )

    @users("fw_technician", "fw_dispatcher", "fw_plain")
    def test_only_managers_confirm(self):
        entry = self.entry.with_env(self.env)
        with self.assertRaises(AccessError):
            entry.action_fieldwork_confirm()
        with self.assertRaises(AccessError):
            entry.action_fieldwork_unconfirm()
        self.assertFalse(self.entry.fieldwork_confirmed)

    def test_confirmation_is_not_written_in_passing(self):
        for user in (self.technician, self.manager, self.env.user):
            with self.assertRefused(UserError, "Confirm"):
                self.entry.with_user(user).write({"fieldwork_confirmed": True})
            with self.assertRefused(UserError, "Confirm"):
                self.env["hr.employee.skill"].with_user(user).with_context(
                    _fieldwork_confirming=True
                ).create(
                    {
                        "employee_id": self.employee.id,
                        "skill_type_id": self.certificates.id,
                        "skill_id": self.frost.id,
                        "skill_level_id": self.certificates.skill_level_ids[0].id,
                        "fieldwork_confirmed": True,
                    }
                )
        self.assertFalse(self.entry.fieldwork_confirmed)

    def test_change_by_anybody_takes_the_confirmation_away(self):
        master = self.certificates.skill_level_ids.filtered(
            lambda level: level.name == "Master"
        )
        for user, vals in (
            (self.technician, {"skill_level_id": master.id}),
            (self.technician, {"valid_to": "2030-12-31"}),
            (self.env.user, {"valid_from": "2025-01-01"}),
            (self.technician, {"skill_id": self.frost.id}),
        ):
            with self.subTest(vals):
                self.entry.with_user(self.manager).action_fieldwork_confirm()
                self.assertTrue(self.entry.fieldwork_confirmed)
                self.entry.with_user(user).write(vals)
                self.assertFalse(self.entry.fieldwork_confirmed)

    def test_writing_the_same_keeps_the_confirmation(self):
        self.entry.action_fieldwork_confirm()
        self.entry.with_user(self.technician).write({"valid_to": "2026-12-31"})
        self.assertTrue(self.entry.fieldwork_confirmed)

    def test_level_raised_on_the_employee_is_a_new_unconfirmed_entry(self):
        craft = self.crafts.skill_ids[0]
        entry = self._create_entry(craft)
        entry.action_fieldwork_confirm()
        master = self.crafts.skill_level_ids.filtered(lambda r: r.name == "Master")
        self.employee.write(
            {
                "current_employee_skill_ids": [
                    Command.update(entry.id, {"skill_level_id": master.id})
                ]
            }
        )
        self.assertEqual(self._problems([(craft, 80)]), [("unconfirmed", craft)])

    def test_expired_certificate_is_not_confirmed(self):
        self.entry.valid_to = "2026-03-09"
        with self.assertRefused(UserError, "expired"):
            self.entry.with_user(self.manager).action_fieldwork_confirm()

    def test_manager_of_another_company_does_not_confirm(self):
        other = self._create_user("fw_other_manager", "manager", self.other_company)
        with self.assertRaises(AccessError):
            self.entry.with_user(other).action_fieldwork_confirm()

    def test_state_and_its_search_agree(self):
        entries = self.entry
        entries += self._create_entry(self.frost, valid_to="2026-03-09")
        confirmed = self._create_entry(self.crafts.skill_ids[0])
        expiring = self._create_entry(
            self.frost, valid_from="2026-02-01", valid_to="2026-04-09"
        )
        (confirmed + expiring).action_fieldwork_confirm()
        entries += confirmed + expiring
        self.assertEqual(
            entries.mapped("fieldwork_skill_state"),
            ["to_confirm", "expired", "confirmed", "expiring"],
        )
        for entry in entries:
            found = entries.search(
                [
                    ("fieldwork_skill_state", "=", entry.fieldwork_skill_state),
                    ("id", "in", entries.ids),
                ]
            )
            self.assertEqual(found, entry)

    @users("fw_manager", "fw_dispatcher")
    def test_list_of_skills_opens_without_hr_rights(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork.hr_employee_skill_action_confirm"
        )
        self.env.flush_all()
        self.env.invalidate_all()
        entries = self.env["hr.employee.skill"].search(
            [("fieldwork_is_technician", "=", True)]
        )
        self.assertIn(self.entry, entries)
        rows = entries.web_read(
            {
                "employee_id": {"fields": {"display_name": {}}},
                "skill_id": {"fields": {"display_name": {}}},
                "fieldwork_skill_state": {},
            }
        )
        self.assertEqual(rows[0]["employee_id"]["display_name"], "Ada")
        self.assertEqual(action["res_model"], "hr.employee.skill")

    def test_one_reminder_before_a_certificate_ends(self):
        cron = self.env.ref("fieldwork.ir_cron_remind_certificates")
        self.entry.valid_to = self.today + timedelta(days=30)
        unconfirmed = self._create_entry(self.frost, valid_to="2026-03-20")
        self.entry.action_fieldwork_confirm()
        for _run in range(2):
            with self.enter_registry_test_mode():
                cron.method_direct_trigger()
        activity = self.resource.activity_ids
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.dispatcher)
        self.assertEqual(activity.date_deadline, self.entry.valid_to)
        self.assertIn("Certificates Gas of Ada", activity.summary)
        self.assertFalse(unconfirmed.fieldwork_reminded_date)

    def test_queries_do_not_grow_with_people(self):
        def queries(count):
            resources = self.env["resource.resource"]
            for index in range(count):
                employee = self._create_employee(f"E{count}-{index}")
                employee.action_make_technician()
                self._create_entry(self.gas, employee_id=employee.id)
                resources += employee.resource_id
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            resources.with_user(self.dispatcher)._fieldwork_skill_problems(
                [(self.gas.id, 0), (self.frost.id, 50)], self.today
            )
            return self.cr.sql_log_count - before

        few = queries(3)
        self.assertLessEqual(queries(30), few)


class TestSkillRequirements(TestSkills):
    @users("fw_dispatcher")
    def test_dispatcher_adds_a_requirement_and_changes_none(self):
        form = Form(self.env["fieldwork.skill.requirement"])
        form.skill_id = self.frost.with_env(self.env)
        requirement = form.save()
        self.assertEqual(requirement.display_name, "Certificates Frost")
        with self.assertRaises(AccessError):
            requirement.skill_id = self.gas
        with self.assertRaises(AccessError):
            requirement.unlink()

    def test_name_says_the_level(self):
        level = self.certificates.skill_level_ids.sorted("level_progress")[-1]
        requirement = self.requirement.create(
            {"skill_id": self.gas.id, "level_id": level.id}
        )
        self.assertEqual(requirement.display_name, "Certificates Gas: Master or better")

    def test_level_is_of_the_type_of_the_skill(self):
        with self.assertRefused(ValidationError, "no level of"):
            self.requirement.create(
                {
                    "skill_id": self.gas.id,
                    "level_id": self.crafts.skill_level_ids[0].id,
                }
            )

    def test_same_requirement_is_there_once(self):
        with self.assertRefused(IntegrityError, "violates"):
            self.requirement.create({"skill_id": self.gas.id})
