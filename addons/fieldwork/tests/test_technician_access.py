from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user

from odoo.addons.base.models.ir_mail_server import MailDeliveryException
from odoo.addons.mail.tests.common import MailCommon

from .common import FieldworkCommon

TECHNICIAN = "fieldwork.group_fieldwork_technician"


class TestTechnicianAccess(FieldworkCommon, MailCommon):
    """A technician's user: made, reused, invited, withdrawn."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.employee = cls._create_employee(
            "Ada Fitter", work_email="Ada@example.com", tz="Europe/Brussels"
        )
        cls.employee.action_make_technician()

    def _invite(self, employee=None):
        employee = employee or self.employee
        with self.mock_mail_gateway():
            return employee.with_user(self.manager).action_invite_technician()

    def test_invitation_makes_the_user_and_mails_it(self):
        action = self._invite()
        user = self.employee.user_id
        self.assertEqual(user.login, "ada@example.com")
        self.assertEqual(user.partner_id, self.employee.work_contact_id)
        self.assertEqual(user.tz, "Europe/Brussels")
        self.assertEqual(
            user.group_ids,
            self.env.ref(TECHNICIAN) + self.env.ref("base.group_user"),
            "And no other application",
        )
        self.assertTrue(user._is_internal())
        self.assertEqual(user.company_ids, self.company)
        self.assertEqual(len(self._mails), 1)
        self.assertIn("ada@example.com", self._mails[0]["email_to"][0])
        self.assertEqual(action["params"]["type"], "success")

    def test_second_click_invites_again_and_makes_no_second_user(self):
        self._invite()
        user = self.employee.user_id
        self._invite()
        self.assertEqual(self.employee.user_id, user)
        self.assertEqual(len(self._mails), 1)

    def test_make_and_invite_in_one_call(self):
        employee = self._create_employee("Bo", work_email="bo@example.com")
        with self.mock_mail_gateway():
            employee.with_user(self.manager).action_make_technician(invite=True)
        self.assertTrue(employee.is_technician)
        self.assertEqual(employee.user_id.login, "bo@example.com")

    def test_existing_user_is_reused(self):
        user = new_test_user(
            self.env, "ada@example.com", "base.group_user", email="ada@example.com"
        )
        self.env["res.users.log"].with_user(user).sudo().create({})
        user.invalidate_recordset(["login_date"])
        action = self._invite()
        self.assertEqual(self.employee.user_id, user)
        self.assertTrue(user.has_group(TECHNICIAN))
        self.assertFalse(self._mails, "Somebody with a password needs no invitation")
        self.assertIn("can sign in as before", action["params"]["message"])

    def test_making_a_technician_of_a_user_gives_the_role(self):
        employee = self._create_employee("Cy", user_id=self.plain_user.id)
        employee.with_user(self.manager).action_make_technician()
        self.assertTrue(self.plain_user.has_group(TECHNICIAN))

    def test_portal_user_is_refused_with_the_remedy(self):
        self.portal_user.write({"login": "ada@example.com"})
        with self.assertRefused(UserError, "portal user"):
            self._invite()
        self.assertFalse(self.employee.user_id)

    def test_archived_user_is_refused(self):
        user = new_test_user(self.env, "ada@example.com", "base.group_user")
        user.active = False
        with self.assertRefused(UserError, "archived"):
            self._invite()
        self.assertFalse(user.active)

    def test_user_of_another_employee_is_refused(self):
        user = new_test_user(self.env, "ada@example.com", "base.group_user")
        self._create_employee("Twin", user_id=user.id)
        with self.assertRefused(UserError, "Twin"):
            self._invite()

    def test_several_users_with_the_address_are_refused(self):
        for login in ("one", "two"):
            new_test_user(self.env, login, "base.group_user", email="ada@example.com")
        with self.assertRefused(UserError, "one, two"):
            self._invite()

    def test_user_without_the_company_is_refused(self):
        self._create_user("ada@example.com", "technician", self.other_company)
        with self.assertRefused(UserError, "no access to"):
            self._invite()

    def test_missing_or_wrong_mail_is_said(self):
        for mail in (False, "nonsense"):
            self.employee.work_email = mail
            with self.assertRefused(UserError, "Ada Fitter has no valid work email"):
                self._invite()

    def test_mail_server_down_keeps_the_user(self):
        with patch.object(
            self.env.registry["res.users"],
            "_action_reset_password",
            side_effect=MailDeliveryException("down"),
        ):
            action = self.employee.with_user(self.manager).action_invite_technician()
        self.assertEqual(action["params"]["type"], "warning")
        self.assertTrue(self.employee.user_id)

    def test_who_is_no_technician_is_not_invited(self):
        employee = self._create_employee("Clerk", work_email="clerk@example.com")
        with self.assertRefused(UserError, "Make Technician"):
            self._invite(employee)

    def test_withdrawing_keeps_the_user_and_takes_the_role(self):
        self._invite()
        user = self.employee.user_id
        action = self.employee.with_user(self.manager).action_withdraw_technician()
        self.assertEqual(self.employee.user_id, user)
        self.assertTrue(user.active)
        self.assertFalse(user.has_group(TECHNICIAN))
        self.assertTrue(user._is_internal())
        self.assertEqual(action["params"]["type"], "success")

    def test_withdrawn_user_stays_internal_when_the_role_was_all_it_had(self):
        user = self._create_user("fw_only", "technician")
        user.group_ids = self.env.ref(TECHNICIAN)
        self.employee.user_id = user
        self.employee.with_user(self.manager).action_withdraw_technician()
        self.assertEqual(user.group_ids, self.env.ref("base.group_user"))

    def test_withdrawing_tells_what_is_ahead(self):
        team = self._create_team("North")
        start = fields.Datetime.add(fields.Datetime.now(), days=1)
        self.env["fieldwork.oncall"].create(
            {
                "team_id": team.id,
                "resource_id": self.employee.resource_id.id,
                "start": start,
                "stop": fields.Datetime.add(start, days=1),
            }
        )
        action = self.employee.with_user(self.manager).action_withdraw_technician()
        self.assertEqual(action["params"]["type"], "warning")
        self.assertIn(
            "Ada Fitter still has: 1 turns on call", action["params"]["message"]
        )

    def test_technician_screen_has_the_same_buttons(self):
        resource = self.employee.resource_id.with_user(self.manager)
        with self.mock_mail_gateway():
            resource.action_fieldwork_invite()
        self.assertTrue(self.employee.user_id)
        self.assertEqual(resource.fieldwork_access, "invited")
        resource.action_fieldwork_withdraw()
        self.assertFalse(self.employee.is_technician)
