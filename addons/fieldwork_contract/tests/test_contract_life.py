"""How a contract goes on, and how it ends."""

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ContractCommon


@tagged("post_install", "-at_install")
class TestContractLife(ContractCommon):
    def _run(self, day):
        with freeze_time(day), self.enter_registry_test_mode():
            cron = self.env.ref("fieldwork_contract.ir_cron_contract_states")
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_it_asks_to_be_renewed_and_expires(self):
        contract = self._create_contract(active=True, renewal="manual", notice_days=60)
        self._run("2026-09-30")
        self.assertEqual(contract.state, "active")
        self._run("2026-10-02")
        self.assertEqual(contract.state, "to_renew")
        self.assertEqual(str(contract.activity_ids.date_deadline), "2026-11-01")
        self.assertEqual(contract.activity_ids.user_id, self.manager)
        self._run("2026-12-31")
        self.assertEqual(contract.state, "to_renew")
        self._run("2027-01-01")
        self.assertEqual(contract.state, "expired")
        self.assertFalse(contract.next_ids)

    def test_it_renews_itself_once_and_the_old_one_stays(self):
        contract = self._create_contract(
            [{"labour": True}], active=True, renewal="automatic", renewal_months=12
        )
        self._run("2027-01-01")
        self._run("2027-01-02")
        following = contract.next_ids
        self.assertEqual(
            (following.state, str(following.date_start), str(following.date_end)),
            ("active", "2027-01-01", "2027-12-31"),
        )
        self.assertEqual(contract.state, "expired")
        self.assertEqual(str(contract.date_end), "2026-12-31")
        self.assertEqual(following.coverage_ids.equipment_id, self.equipment)
        self.assertTrue(following.cover_ids.labour)
        self.assertNotEqual(following.cover_ids, contract.cover_ids)
        with self.assertRaises(UserError):
            contract.action_renew()

    def test_one_that_cannot_be_renewed_stops_no_other(self):
        broken = self._create_contract(active=True, renewal="automatic")
        whole = self._create_contract(active=True, renewal="automatic")
        broken.user_id = False
        self._run("2027-01-01")
        self.assertEqual(whole.next_ids.state, "active")
        self.assertEqual(broken.state, "active")
        self.assertIn("choose a manager", broken.message_ids[0].body)

    def test_termination_needs_a_reason_and_a_day_of_the_term(self):
        contract = self._create_contract(active=True)
        with self.assertRefused(UserError, "Say why"):
            contract.action_terminate("2026-06-30", " ")
        with self.assertRefused(UserError, "a day of its term"):
            contract.action_terminate("2027-06-30", "Moves")
        contract.action_terminate("2026-06-30", "Moves")
        self.assertEqual(str(contract.date_end), "2026-06-30")
        self.assertEqual(contract.end_reason, "Moves")
        with self.assertRefused(UserError, "terminated already"):
            contract.action_terminate("2026-06-30", "Moves")
        self._run("2026-06-30")
        self.assertEqual(contract.state, "active", "it holds on its last day")
        self._run("2026-07-01")
        self.assertEqual(contract.state, "terminated")
        with self.assertRefused(UserError, "Terminated"):
            contract.action_terminate("2026-06-30", "Moves")

    def test_what_was_agreed_is_not_deleted(self):
        contract = self._create_contract(active=True)
        with self.assertRaises(UserError):
            contract.unlink()
        with self.assertRaises(UserError):
            contract.action_archive()
        draft = self._create_contract()
        draft.action_cancel()
        draft.unlink()
