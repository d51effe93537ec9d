from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, users

from .common import FieldworkCommon


class TestTechnicians(FieldworkCommon):
    """Employees become technicians by the hand of a manager without HR rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team = cls._create_team("North")
        cls.employee = cls._create_employee("Ada Fitter", work_phone="+32 2 555 01 02")

    def _as(self, user):
        return self.employee.with_user(user)

    def test_manager_without_hr_rights_makes_and_withdraws_a_technician(self):
        self.assertFalse(self.manager.has_group("hr.group_hr_user"))
        self._as(self.manager).action_make_technician(team=self.team)
        resource = self.employee.resource_id
        self.assertTrue(self.employee.is_technician)
        self.assertEqual(resource.fieldwork_kind, "technician")
        self.assertEqual(self.team.technician_ids, resource)
        self._as(self.manager).action_withdraw_technician()
        self.assertFalse(self.employee.is_technician)
        self.assertFalse(resource.fieldwork_kind)
        self.assertFalse(self.team.technician_ids)
        self.assertTrue(resource.active)

    @users("fw_technician", "fw_dispatcher", "fw_plain")
    def test_nobody_below_manager_makes_technicians(self):
        employee = self.employee.with_env(self.env)
        with self.assertRaises(AccessError):
            employee.action_make_technician()
        with self.assertRaises(AccessError):
            employee.action_invite_technician()
        with self.assertRaises(AccessError):
            employee.action_withdraw_technician()
        self.assertFalse(self.employee.is_technician)

    def test_manager_of_another_company_makes_no_technician(self):
        other = self._create_user("fw_other_manager", "manager", self.other_company)
        with self.assertRaises(AccessError):
            self._as(other).action_make_technician()

    def test_kind_is_not_written_by_hand(self):
        manager_resource = self.employee.resource_id.with_user(self.manager)
        with self.assertRaises(UserError):
            manager_resource.fieldwork_kind = "technician"
        van = self._create_thing().with_user(self.manager)
        with self.assertRefused(UserError, "Make Technician"):
            van.fieldwork_kind = "technician"
        with self.assertRefused(UserError, "Make Technician"):
            self.env["resource.resource"].with_user(self.manager).create(
                {"name": "Intruder", "fieldwork_kind": "technician"}
            )
        self.employee.action_make_technician()
        with self.assertRefused(UserError, "Withdraw"):
            manager_resource.fieldwork_kind = False

    def test_manager_changes_what_is_of_fieldwork_and_nothing_of_hr(self):
        self.employee.action_make_technician()
        resource = self.employee.resource_id.with_user(self.manager)
        resource.write({"fieldwork_team_id": self.team.id, "fieldwork_code": "T-7"})
        self.assertEqual(self.employee.resource_id.fieldwork_team_id, self.team)
        for vals in (
            {"name": "Somebody else"},
            {"user_id": self.manager.id},
            {"calendar_id": False},
            {"company_id": self.other_company.id},
            {"active": False},
        ):
            with self.subTest(vals), self.assertRaises(AccessError):
                resource.write(vals)
        with self.assertRaises(AccessError):
            resource.unlink()

    def test_hr_officer_who_is_manager_keeps_hr_rights(self):
        self.manager.group_ids += self.env.ref("hr.group_hr_user")
        self.employee.action_make_technician()
        employee = self._as(self.manager)
        employee.name = "Ada Renamed"
        self.assertEqual(self.employee.resource_id.name, "Ada Renamed")
        new = self.env["hr.employee"].with_user(self.manager).create({"name": "New"})
        new.resource_id.name = "Newer"
        new.unlink()

    @users("fw_dispatcher", "fw_technician", "fw_plain")
    def test_names_and_phones_are_read_without_hr_rights(self):
        self.employee.action_make_technician()
        self.env.flush_all()
        self.env.invalidate_all()
        employee = self.env["hr.employee"].browse(self.employee.id)
        self.assertEqual(employee.name, "Ada Fitter")
        self.assertTrue(employee.is_technician)
        public = self.env["hr.employee.public"].search([("is_technician", "=", True)])
        self.assertIn(self.employee.id, public.ids)
        self.assertTrue(public.filtered("name"))
        found = self.env["hr.employee"].search([("is_technician", "=", True)])
        self.assertIn(employee, found)

    def test_every_plain_field_of_ours_on_employees_is_mirrored(self):
        public = self.env["hr.employee.public"]._fields
        missing = [
            name
            for name, field in self.env["hr.employee"]._fields.items()
            if field._module and "fieldwork" in field._modules and not field.groups
            if name not in public
        ]
        self.assertFalse(missing)

    @users("fw_dispatcher")
    def test_dispatcher_picks_technicians_with_avatar_phone_and_skills(self):
        self.employee.action_make_technician(team=self.team)
        self.env.flush_all()
        self.env.invalidate_all()
        resources = self.env["resource.resource"]
        names = resources.name_search("Ada", [("fieldwork_kind", "=", "technician")])
        self.assertEqual([name for _id, name in names], ["Ada Fitter"])
        [values] = resources.browse(names[0][0]).web_read(
            {
                "name": {},
                "avatar_128": {},
                "work_phone": {},
                "job_title": {},
                "calendar_id": {"fields": {"display_name": {}}},
                "employee_id": {"fields": {"display_name": {}}},
                "employee_skill_ids": {"fields": {"display_name": {}}},
                "fieldwork_team_id": {"fields": {"display_name": {}}},
                "fieldwork_home_partner_id": {"fields": {"display_name": {}}},
            }
        )
        self.assertEqual(values["work_phone"], "+32 2 555 01 02")
        self.assertEqual(values["fieldwork_team_id"]["display_name"], "North")

    @users("fw_dispatcher")
    def test_dispatcher_searches_technicians_by_skill(self):
        self.employee.action_make_technician()
        skill_type = (
            self.env["hr.skill.type"]
            .sudo()
            .create(
                {
                    "name": "Crafts",
                    "skill_ids": [Command.create({"name": "Soldering"})],
                    "skill_level_ids": [Command.create({"name": "Good"})],
                }
            )
        )
        entry = (
            self.env["hr.employee.skill"]
            .sudo()
            .create(
                {
                    "employee_id": self.employee.id,
                    "skill_type_id": skill_type.id,
                    "skill_id": skill_type.skill_ids.id,
                    "skill_level_id": skill_type.skill_level_ids.id,
                }
            )
        )
        resource = self.employee.resource_id.with_env(self.env)
        self.assertEqual(resource.fieldwork_skill_count, 1)
        self.assertFalse(resource.fieldwork_skill_ids)
        found = resource.search([("employee_skill_ids", "ilike", "solder")])
        self.assertEqual(found, resource)
        entry.action_fieldwork_confirm()
        resource.invalidate_recordset()
        self.assertEqual(resource.fieldwork_skill_ids.ids, entry.ids)
        self.assertFalse(resource.fieldwork_skill_count)

    @users("fw_dispatcher", "fw_manager")
    def test_form_and_lists_open_without_hr_rights(self):
        self.employee.action_make_technician(team=self.team)
        for view in ("form", "list", "kanban"):
            self.env["resource.resource"].get_views(
                [
                    (
                        self.env.ref(
                            f"fieldwork.resource_resource_view_{view}_technician"
                        ).id,
                        view,
                    )
                ]
            )
        resource = self.employee.resource_id.with_env(self.env)
        form = Form(resource, "fieldwork.resource_resource_view_form_technician")
        self.assertEqual(form.name, "Ada Fitter")

    def test_home_base_is_for_those_who_plan(self):
        self.employee.action_make_technician()
        home = self._create_contact(self.customer, "Home")
        resource = self.employee.resource_id
        resource.with_user(self.manager).fieldwork_home_partner_id = home
        with self.assertRaises(AccessError):
            resource.with_user(self.technician).read(["fieldwork_home_partner_id"])
        with self.assertRaises(AccessError):
            resource.with_user(self.plain_user).read(["fieldwork_home_latitude"])

    def test_home_position_falls_back_to_team_and_company(self):
        self.employee.action_make_technician(team=self.team)
        resource = self.employee.resource_id
        self.company.partner_id.write({"partner_latitude": 1, "partner_longitude": 2})
        self.assertEqual(resource._fieldwork_home_positions(), {resource.id: (1, 2)})
        base = self._create_contact(self.customer, "Base", partner_latitude=3)
        self.team.address_id = base
        self.assertEqual(resource._fieldwork_home_positions(), {resource.id: (3, 0)})
        home = self._create_contact(self.customer, "Home", partner_longitude=4)
        resource.fieldwork_home_partner_id = home
        self.assertEqual(resource._fieldwork_home_positions(), {resource.id: (0, 4)})
        resource.fieldwork_home_partner_id = False
        resource.write({"fieldwork_home_latitude": 5, "fieldwork_home_longitude": 6})
        self.assertEqual(resource._fieldwork_home_positions(), {resource.id: (5, 6)})

    def test_archived_employee_is_refused(self):
        self.employee.active = False
        with self.assertRefused(UserError, "Ada Fitter left the company"):
            self.employee.action_make_technician()

    def test_employee_who_changes_company_leaves_team_and_van(self):
        van = self._create_thing("van", "Van 1")
        self.employee.action_make_technician(team=self.team)
        resource = self.employee.resource_id
        resource.fieldwork_van_id = van
        officer = new_test_user(
            self.env,
            "hr_officer",
            "hr.group_hr_user",
            company_ids=[Command.set((self.company + self.other_company).ids)],
        )
        employee = self._as(officer).with_context(
            allowed_company_ids=(self.company + self.other_company).ids
        )
        employee.company_id = self.other_company
        self.assertFalse(resource.fieldwork_team_id)
        self.assertFalse(resource.fieldwork_van_id)
        self.assertEqual(resource.fieldwork_kind, "technician")

    @users("fw_plain", "fw_technician", "fw_dispatcher")
    def test_all_fields_of_a_technician_are_read_without_error(self):
        self.employee.action_make_technician(team=self.team)
        self.env.flush_all()
        self.env.invalidate_all()
        for record in (
            self.employee.resource_id.with_env(self.env),
            self.env["hr.employee.public"].browse(self.employee.id),
        ):
            names = [
                name
                for name, field in record._fields.items()
                if "fieldwork" in field._modules
                and record._has_field_access(field, "read")
            ]
            self.assertTrue(record.read(names))

    def test_hr_officer_without_fieldwork_keeps_the_employee(self):
        self.employee.action_make_technician(team=self.team)
        officer = new_test_user(self.env, "hr_officer", "hr.group_hr_user")
        employee = self._as(officer)
        employee.write({"name": "Ada Renamed", "work_phone": "12", "tz": "Asia/Tokyo"})
        self.assertEqual(self.employee.resource_id.name, "Ada Renamed")
        employee.action_archive()
        self.assertFalse(self.employee.resource_id.active)

    def test_user_chosen_by_hr_has_access_once_invited(self):
        self.employee.action_make_technician()
        resource = self.employee.resource_id
        self.assertEqual(resource.fieldwork_access, "none")
        self.employee.user_id = self.plain_user
        self.assertEqual(resource.fieldwork_access, "none")
        self._as(self.manager).action_invite_technician()
        self.assertEqual(resource.fieldwork_access, "invited")

    def test_manager_who_also_goes_out(self):
        boss = self._create_employee("Boss", user_id=self.manager.id)
        boss.with_user(self.manager).action_make_technician(team=self.team)
        self.assertEqual(self.manager.fieldwork_resource_ids, boss.resource_id)
        boss.with_user(self.manager).action_withdraw_technician()
        self.assertTrue(self.manager.has_group("fieldwork.group_fieldwork_manager"))
        self.assertFalse(self.manager.fieldwork_resource_ids)

    def test_wizard_makes_several_technicians(self):
        other = self._create_employee("Bo Fitter")
        wizard = Form(
            self.env["fieldwork.make.technician"]
            .with_user(self.manager)
            .with_context(
                active_model="hr.employee.public",
                active_ids=[self.employee.id, other.id],
            )
        )
        wizard.team_id = self.team
        wizard.invite = False
        wizard.save().action_make()
        self.assertTrue(self.employee.is_technician and other.is_technician)
        self.assertEqual(len(self.team.technician_ids), 2)

    def test_wizard_says_who_has_no_mail(self):
        wizard = Form(self.env["fieldwork.make.technician"].with_user(self.manager))
        wizard.employee_ids.add(self.env["hr.employee.public"].browse(self.employee.id))
        self.assertEqual(wizard.without_mail, "Ada Fitter")
        wizard.invite = False
        self.assertFalse(wizard.without_mail)
