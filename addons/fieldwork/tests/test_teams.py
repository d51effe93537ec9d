from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import users

from .common import FieldworkCommon


class TestTeams(FieldworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dispatcher_2 = cls._create_user("fw_dispatcher_2", "dispatcher")
        cls.team = cls._create_team(
            "North", dispatcher_ids=[Command.set(cls.dispatcher.ids)]
        )
        cls.open_team = cls._create_team("South")
        cls.resource = cls._create_technician("Ada", team=cls.team)
        cls.turn = cls.env["fieldwork.oncall"].create(
            {
                "team_id": cls.team.id,
                "resource_id": cls.resource.id,
                "start": "2026-03-02 18:00:00",
                "stop": "2026-03-03 06:00:00",
            }
        )

    def test_team_without_dispatchers_is_everybodys_in_the_company(self):
        teams = self.dispatcher.fieldwork_dispatch_team_ids
        self.assertIn(self.team, teams)
        self.assertIn(self.open_team, teams)
        self.assertNotIn(self.team, self.dispatcher_2.fieldwork_dispatch_team_ids)
        self.assertIn(self.open_team, self.dispatcher_2.fieldwork_dispatch_team_ids)
        self.assertNotIn(
            self.open_team, self.other_dispatcher.fieldwork_dispatch_team_ids
        )

    def test_teams_of_several_users_do_not_mix(self):
        """A list of users is computed at once, over their companies."""
        foreign_team = self._create_team("Abroad", company_id=self.other_company.id)
        both = self.dispatcher + self.other_dispatcher
        both.invalidate_recordset(["fieldwork_dispatch_team_ids"])
        mine, theirs = (user.fieldwork_dispatch_team_ids for user in both)
        self.assertIn(self.open_team, mine)
        self.assertNotIn(foreign_team, mine)
        self.assertIn(foreign_team, theirs)
        self.assertNotIn(self.open_team, theirs)

    def test_who_is_no_dispatcher_dispatches_no_team(self):
        self.assertFalse(self.technician.fieldwork_dispatch_team_ids)
        self.assertFalse(self.plain_user.fieldwork_dispatch_team_ids)

    def _may_write(self, user, turn=None):
        turn = (turn or self.turn).with_user(user)
        return turn.has_access("write")

    def test_dispatcher_gains_and_loses_a_team_at_once(self):
        self.assertTrue(self._may_write(self.dispatcher))
        self.assertFalse(self._may_write(self.dispatcher_2))
        self.team.dispatcher_ids = self.dispatcher_2
        self.assertFalse(self._may_write(self.dispatcher))
        self.assertTrue(self._may_write(self.dispatcher_2))
        self.team.dispatcher_ids = False
        self.assertTrue(self._may_write(self.dispatcher))

    def test_new_team_is_dispatched_at_once(self):
        self.assertTrue(self._may_write(self.dispatcher))
        team = self._create_team("East")
        turn = self.turn.copy({"team_id": team.id})
        self.assertTrue(self._may_write(self.dispatcher_2, turn))

    def test_archived_team_keeps_its_dispatchers(self):
        self.team.action_archive()
        self.assertTrue(self._may_write(self.dispatcher))

    def test_dispatcher_who_loses_the_role_loses_the_team(self):
        self.assertTrue(self._may_write(self.dispatcher))
        self.dispatcher.group_ids = self.env.ref("fieldwork.group_fieldwork_technician")
        self.assertFalse(self._may_write(self.dispatcher))

    @users("fw_dispatcher", "fw_technician")
    def test_teams_are_read_and_not_written_below_manager(self):
        team = self.team.with_env(self.env)
        self.assertEqual(team.name, "North")
        with self.assertRaises(AccessError):
            team.name = "Mine"
        with self.assertRaises(AccessError):
            self.env["fieldwork.team"].create({"name": "Mine"})

    def test_other_company_sees_no_team(self):
        teams = self.env["fieldwork.team"].with_user(self.other_dispatcher)
        self.assertFalse(teams.search([("id", "in", self.team.ids)]))
        with self.assertRaises(AccessError):
            self.team.with_user(self.other_dispatcher).read(["name"])

    def test_dispatcher_of_another_company_is_refused(self):
        with self.assertRefused(UserError, "cannot dispatch North"):
            self.team.dispatcher_ids = self.other_dispatcher

    def test_team_with_members_does_not_change_company(self):
        with self.assertRefused(ValidationError, "Ada"):
            self.team.write(
                {"company_id": self.other_company.id, "dispatcher_ids": False}
            )

    def test_counts_and_buttons(self):
        self._create_thing("van", fieldwork_team_id=self.team.id)
        self._create_thing("tool", fieldwork_team_id=self.team.id)
        self.assertEqual(self.team.technician_count, 1)
        self.assertEqual(self.team.thing_count, 2)
        self.assertEqual(self.open_team.technician_count, 0)
        for action in (
            self.team.action_view_technicians(),
            self.team.action_view_things(),
            self.team.action_view_oncall(),
        ):
            count = self.env[action["res_model"]].search_count(action["domain"])
            self.assertTrue(count)

    def test_copy_has_no_members_and_no_rota(self):
        copy = self.team.copy()
        self.assertEqual(copy.name, "North (copy)")
        self.assertEqual(copy.dispatcher_ids, self.dispatcher)
        self.assertFalse(copy.resource_ids)
        self.assertFalse(copy.oncall_ids)

    def test_reminders_go_to_lead_then_dispatcher(self):
        self.assertEqual(
            self.team._get_responsible_users(), {self.team.id: self.dispatcher}
        )
        self.team.user_id = self.manager
        self.assertEqual(
            self.team._get_responsible_users(), {self.team.id: self.manager}
        )
        self.manager.active = False
        self.assertEqual(
            self.team._get_responsible_users(), {self.team.id: self.dispatcher}
        )
