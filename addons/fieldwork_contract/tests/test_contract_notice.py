"""Notice, termination, what becomes of what is left, and the way back."""

from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.fieldwork.tests.common_orders import at

from .common_renewal import RenewalCommon


@tagged("post_install", "-at_install")
class TestContractNotice(RenewalCommon):
    def _terminate(self, day, contract=None, **kwargs):
        contract = (contract or self.contract).with_user(self.manager)
        kwargs = {"given_by": "customer", **kwargs}
        return contract.action_terminate(day, "Moves away", **kwargs)

    def test_in_time_it_ends_with_its_term(self):
        self._terminate("2026-12-31", received_on="2026-03-09")
        self.assertRecordValues(
            self.contract,
            [
                {
                    "state": "active",
                    "is_ending": True,
                    "terminated_on": date(2026, 3, 10),
                    "notice_by": "customer",
                    "notice_received_on": date(2026, 3, 9),
                    "end_reason": "Moves away",
                    "agreed_end": date(2026, 12, 31),
                }
            ],
        )
        self._run("2026-10-15", "2026-12-31")
        self.assertEqual(self.contract.state, "active")
        self.assertFalse(self.contract.activity_ids)
        self._run("2027-01-01")
        self.assertEqual(self.contract.state, "terminated")
        self.assertFalse(self._next())

    def test_earlier_only_with_a_reason(self):
        with self.assertRefused(UserError, "ends on 12/31/2026 at the earliest"):
            self._terminate("2026-06-30")
        self._terminate("2026-06-30", early_reason="The shop has burnt down")
        self.assertEqual(str(self.contract.date_end), "2026-06-30")
        self.assertEqual(self.contract.early_end_reason, "The shop has burnt down")

    def test_both_may_agree_on_any_day(self):
        self._terminate("2026-06-30", given_by="agreement")
        self.assertEqual(str(self.contract.date_end), "2026-06-30")

    def test_only_managers_terminate(self):
        for user in (self.dispatcher, self.technician, self.biller):
            with self.assertRaises(AccessError):
                self.contract.with_user(user).action_terminate("2026-12-31", "No")
            with self.assertRaises(AccessError):
                self.contract.with_user(user).action_revoke_termination()

    def test_without_an_end_the_notice_runs_from_its_day(self):
        endless = self._create_contract(active=True, date_end=False, notice_days=30)
        with self.assertRefused(UserError, "04/09/2026 at the earliest"):
            self._terminate("2026-04-08", endless)
        self._terminate("2026-04-09", endless)
        self.assertEqual(str(endless.date_end), "2026-04-09")
        self.assertFalse(endless.agreed_end)
        endless.action_revoke_termination()
        self.assertFalse(endless.date_end)

    def test_too_late_it_counts_for_the_next_term(self):
        with freeze_time("2026-11-20 08:00:00"):
            with self.assertRefused(UserError, "12/31/2027 at the earliest"):
                self._terminate("2026-12-31")
            self._terminate("2027-12-31")
        following = self._next()
        self.assertFalse(self.contract.terminated_on)
        self.assertTrue(following.is_ending)
        self.assertEqual(str(following.date_end), "2027-12-31")
        self._run("2027-01-01", "2028-01-01")
        self.assertEqual(following.state, "terminated")
        self.assertFalse(following.renewed_by_id)

    def test_notice_cannot_come_from_the_future(self):
        with self.assertRefused(UserError, "still to come"):
            self._terminate("2026-12-31", received_on="2026-03-11")

    def test_a_renewal_that_holds_is_in_the_way(self):
        self.contract.action_renew()
        self._next().action_activate()
        with self.assertRefused(UserError, "cancel or terminate that one"):
            self._terminate("2026-12-31")
        self._next().action_cancel()
        self._terminate("2026-12-31")
        with self.assertRefused(UserError, "take the termination back"):
            self.contract.action_renew()

    def test_services_are_done_until_the_last_day(self):
        line = self._create_line("4 6 8 10")
        line._refresh_occurrences()
        self._terminate("2026-07-31", early_reason="Moves at once")
        self.assertEqual(
            self._dates(line, "planned"),
            [("D2026-04-01", "2026-04-01"), ("D2026-06-01", "2026-06-01")],
        )
        skipped = self.occurrences.search([("skip_kind", "=", "ended")])
        self.assertEqual(len(skipped), 2)
        self.assertIn("Moves away", skipped[0].skip_reason)
        with freeze_time("2026-05-20 08:00:00"):
            self.assertEqual(len(self._generate()), 2)
        line._refresh_occurrences()
        self.assertEqual(len(self._dates(line)), 4, "none is made after the end")

    def test_the_wizard_shows_what_is_left_and_settles_it(self):
        self.contract.write(
            {
                "cover_ids": [
                    (
                        0,
                        0,
                        {
                            "labour": True,
                            "cap_period": "year",
                            "cap_unit": "visits",
                            "cap_limit": 4,
                        },
                    )
                ]
            }
        )
        line = self._create_line("4 5 8", duration=1)
        # The order of May is made already, and so is that of April.
        self._generate()
        may, april = line.occurrence_ids.filtered("order_id").sorted(
            "date", reverse=True
        )
        wizard = self._wizard()
        self.assertEqual(str(wizard.earliest_date), "2026-12-31")
        self.assertEqual(wizard.date, wizard.earliest_date)
        self.assertFalse(wizard.is_early)
        wizard.date = date(2026, 4, 15)
        self.assertTrue(wizard.is_early)
        wizard.early_reason = "Agreed on the phone"
        wizard.reason = "Moves away"
        record = wizard.save()
        self.assertEqual(record.order_ids, may.order_id)
        self.assertEqual(record.occurrence_ids.mapped("key"), ["D2026-08-01"])
        self.assertIn("4 visits of 4 visits", record.left_text)
        order = may.order_id
        record.action_terminate()
        self.assertEqual(order.state, "cancelled")
        self.assertEqual((may.state, april.state), ("skipped", "generated"))
        self.assertIn("Moves away", may.skip_reason)
        self.assertEqual(self.contract.notice_by, "customer")

    def _wizard(self):
        model = self.env["fieldwork.contract.terminate"].with_user(self.manager)
        return Form(model.with_context(active_ids=self.contract.ids))

    def test_the_wizard_says_that_notice_came_too_late(self):
        with freeze_time("2026-11-20 08:00:00"):
            wizard = self._wizard()
            self.assertEqual(str(wizard.date), "2027-12-31")
            self.assertIn("Too late", wizard.next_text)

    def test_an_order_under_way_is_not_called_off(self):
        self._create_line("5")
        order = self._generate()
        visit = order.plan(at(8), technicians=self.ana)
        visit.action_start()
        wizard = self._wizard()
        wizard.given_by = "agreement"
        wizard.date = date(2026, 4, 1)
        wizard.reason = "Moves away"
        wizard.save().action_terminate()
        self.assertEqual(order.state, "progress")

    # ------------------------------------------------------------------
    # The way back
    # ------------------------------------------------------------------

    def test_taken_back_it_goes_on_as_before(self):
        line = self._create_line("4 8")
        line._refresh_occurrences()
        before = self._dates(line, "planned")
        self._terminate("2026-05-31", early_reason="Moves at once")
        line._refresh_occurrences()
        self.assertEqual(len(self._dates(line, "planned")), 1)
        self.contract.with_user(self.manager).action_revoke_termination()
        line._refresh_occurrences()
        self.assertEqual(self._dates(line, "planned"), before)
        self.assertRecordValues(
            self.contract,
            [
                {
                    "state": "active",
                    "is_ending": False,
                    "date_end": date(2026, 12, 31),
                    "terminated_on": False,
                    "notice_by": False,
                    "end_reason": False,
                    "agreed_end": False,
                }
            ],
        )
        self._run("2027-01-01")
        self.assertEqual(self._next().state, "active")

    def test_terminated_today_by_mistake(self):
        self._terminate("2026-03-10", given_by="agreement")
        self.assertEqual(self.contract.state, "terminated")
        self.contract.action_revoke_termination()
        self.assertEqual(self.contract.state, "active")

    def test_after_its_last_day_there_is_no_way_back(self):
        self._terminate("2026-04-30", given_by="agreement")
        self._run("2026-05-01")
        with freeze_time("2026-05-02"), self.assertRefused(UserError, "make a new one"):
            self.contract.action_revoke_termination()

    def test_what_is_not_terminated_is_not_taken_back(self):
        with self.assertRefused(UserError, "not terminated"):
            self.contract.action_revoke_termination()
