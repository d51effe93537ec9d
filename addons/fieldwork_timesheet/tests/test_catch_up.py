from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError

from odoo.addons.base.tests.test_ir_cron import CronMixinCase
from odoo.addons.fieldwork.tests.common_orders import at

from ..hooks import post_init_hook
from ..models import fieldwork_worklog as module
from .common import TimesheetCommon

CRON = "fieldwork_timesheet.ir_cron_fill_timesheet"


class TestTimesheetCatchUp(TimesheetCommon, CronMixinCase):
    """What is not in the timesheets yet gets there, once."""

    def _forget(self, visits):
        """Make as if the addon had not been there."""
        self._lines(visits).unlink()
        visits.worklog_ids.write({"is_in_timesheet": False})
        self._settle()

    def _old_visits(self, number=3):
        visits = self._work_often(number)
        self._forget(visits)
        self.assertEqual(self._said(visits), [])
        return visits

    def test_time_from_before_the_installation(self):
        visits = self._old_visits()
        self.patch(module, "BATCH", 2)
        self._run_cron()
        lines = self._lines(visits)
        self.assertEqual(self._said(visits), [("2026-03-09", 0.25)] * 3)
        self._run_cron()
        self.assertEqual(self._lines(visits), lines)

    def test_the_installation_asks_for_it(self):
        with self.capture_triggers(CRON) as captured:
            post_init_hook(self.env)
        self.assertTrue(captured.records)

    def test_of_those_who_left_too(self):
        visits = self._old_visits(1)
        self.ana.employee_id.action_archive()
        self._run_cron()
        self.assertEqual(self._lines(visits).employee_id, self.ana.employee_id)

    def test_of_technicians_who_became_employees_later(self):
        person = self.env["resource.resource"].create(
            {"name": "Cid", "fieldwork_kind": "technician", "tz": "Europe/Madrid"}
        )
        visit = self._create_visit(start=at(5), technicians=person)
        self._work(visit=visit, user=self.dispatcher)
        self._run_cron()
        self.assertEqual(self._said(visit), [])
        self.env["hr.employee"].create({"name": "Cid", "resource_id": person.id})
        self._run_cron()
        self.assertEqual(self._said(visit), [("2026-03-10", 2.0)])

    def test_switched_off_makes_none_until_it_is_on(self):
        self.company.fieldwork_timesheet = False
        visit = self._work()
        self._run_cron()
        self.assertEqual(self._said(visit), [])
        with self.capture_triggers(CRON) as captured:
            self.company.fieldwork_timesheet = True
        self.assertTrue(captured.records)
        self._run_cron()
        self.assertEqual(self._said(visit), [("2026-03-10", 2.0)])

    def test_switched_off_lines_still_follow(self):
        visit = self._work()
        self.company.fieldwork_timesheet = False
        self._correct(self._log(visit), stop=at(6))
        self.assertEqual(self._said(visit), [("2026-03-10", 1.0)])

    def test_what_the_books_refuse_does_not_stop_the_technician(self):
        plan = self.env["account.analytic.plan"].create(
            {
                "name": "Cost Bearers",
                "applicability_ids": [
                    Command.create(
                        {
                            "business_domain": "timesheet",
                            "applicability": "mandatory",
                            "company_id": False,
                        }
                    )
                ],
            }
        )
        # A plan without accounts asks for nothing.
        self.env["account.analytic.account"].create(
            {"name": "North", "plan_id": plan.id}
        )
        with self.assertLogs(module.__name__, "WARNING") as logged:
            visit = self._work()
        self.assertIn("Cost Bearers", logged.output[0])
        self.assertEqual(visit.state, "done")
        self.assertEqual(self._said(visit), [])
        # Whoever looks after the order sees it, once.
        with self.assertLogs(module.__name__, "WARNING"):
            self._run_cron()
        told = self._told(visit)
        self.assertEqual(told.user_id, self.dispatcher)
        self.assertIn("Cost Bearers", told.note)
        self.assertIn("Ana, 2.00 h", told.note)
        plan.applicability_ids.unlink()
        self._run_cron()
        self.assertEqual(self._said(visit), [("2026-03-10", 2.0)])
        self.assertFalse(self._told(visit))

    def test_one_that_fails_leaves_the_others_whole(self):
        visits = self._old_visits()
        bad = self._log(visits[1])
        prepare = type(bad)._prepare_timesheet_line_vals

        def refuse(log, *args):
            if log == bad:
                raise UserError(log.display_name)
            return prepare(log, *args)

        with (
            patch.object(type(bad), "_prepare_timesheet_line_vals", refuse),
            self.assertLogs(module.__name__, "WARNING") as logged,
        ):
            self._run_cron()
        self.assertEqual(len(logged.output), 1)
        self.assertEqual(len(self._told(visits)), 1)
        self.assertTrue(self._told(visits[1]))
        self.assertEqual(
            self._lines(visits).fieldwork_worklog_id.visit_id, visits - visits[1]
        )
        self._run_cron()
        self.assertEqual(len(self._lines(visits)), 3)
        self.assertFalse(self._told(visits))
