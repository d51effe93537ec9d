from datetime import date, datetime, timedelta
from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tests import new_test_user

from odoo.addons.fieldwork.tests.common_orders import at

from ..tools.local_hours import hours_by_day
from .common import TimesheetCommon

USER = "hr_timesheet.group_hr_timesheet_user"
APPROVER = "hr_timesheet.group_hr_timesheet_approver"
MANAGER = "hr_timesheet.group_timesheet_manager"


class TestTimesheetLines(TimesheetCommon):
    """Finished stretches are on the timesheet of whoever worked, once."""

    def test_work_becomes_a_line_with_the_same_hours(self):
        visit = self._work(at(5), at(7, 30))
        line = self._lines(visit)
        order = visit.order_id
        self.assertRecordValues(
            line,
            [
                {
                    "unit_amount": 2.5,
                    "amount": -75.0,
                    "date": date(2026, 3, 10),
                    "employee_id": self.ana.employee_id.id,
                    "user_id": self.technician.id,
                    "project_id": self.project.id,
                    "company_id": self.company.id,
                    "partner_id": False,
                    "product_uom_id": self.env.ref("uom.product_uom_hour").id,
                    "name": f"{order.name}, Repair, {self.site.display_name}",
                    "fieldwork_order_id": order.id,
                }
            ],
        )
        self.assertTrue(self._log(visit).is_in_timesheet)

    def test_it_is_never_billed_by_the_hour(self):
        line = self._lines(self._work())
        self.assertFalse(self.project._fieldwork_is_billable())
        if "timesheet_invoice_type" in line._fields:  # sale_timesheet is there
            self.assertEqual(line.timesheet_invoice_type, "non_billable")
            self.assertFalse(line.so_line)

    def test_what_lasts_makes_none_until_it_ends(self):
        visit = self._create_visit(start=at(5))
        mine = visit.with_user(self.technician)
        mine.action_start(at=at(5))
        # Nothing waits for the end of the transaction either.
        self.assertNotIn("fieldwork_timesheet.changed", self.env.cr.precommit.data)
        self._settle()
        self.assertEqual(self._said(visit), [])
        mine.action_pause(at=at(6))
        self._settle()
        self.assertEqual(self._said(visit), [("2026-03-10", 1.0)])

    def test_travel_counts_and_pauses_do_not(self):
        visit = self._create_visit(start=at(5))
        mine = visit.with_user(self.technician)
        mine.action_travel(at=at(4, 30))
        mine.action_start(at=at(5))
        mine.action_pause(at=at(6))
        mine.action_resume(at=at(6, 15))
        mine.action_done("solved", at=at(7))
        self._settle()
        hours = [("2026-03-10", 0.5), ("2026-03-10", 1.0), ("2026-03-10", 0.75)]
        self.assertEqual(self._said(visit), hours)

    def test_travel_may_be_left_out(self):
        self.company.fieldwork_timesheet_travel = False
        visit = self._create_visit(start=at(5))
        visit.with_user(self.technician).action_travel(at=at(4, 30))
        self._work(visit=visit)
        self.assertEqual(self._said(visit), [("2026-03-10", 2.0)])

    def test_past_the_technicians_midnight_makes_two(self):
        # 22:30 to 2:00 in Madrid.
        visit = self._work(at(21, 30, day=9), at(1))
        self.assertEqual(self._said(visit), [("2026-03-09", 1.5), ("2026-03-10", 2.0)])

    def test_the_day_is_the_technicians_not_the_sites(self):
        self.ana.tz = "America/New_York"
        visit = self._work(at(1), at(3))
        self.assertEqual(self._said(visit), [("2026-03-09", 2.0)])

    def test_hours_are_those_that_passed_when_the_clock_changes(self):
        # Madrid, 29 March 2026: 2:00 becomes 3:00.
        start = datetime(2026, 3, 28, 22)
        hours = hours_by_day(start, start + timedelta(hours=5), "Europe/Madrid")
        self.assertEqual(hours, {date(2026, 3, 28): 1.0, date(2026, 3, 29): 4.0})
        # Santiago, 5 September 2026: midnight itself is left out.
        start = datetime(2026, 9, 6, 2)
        hours = hours_by_day(start, start + timedelta(hours=4), "America/Santiago")
        self.assertEqual(hours, {date(2026, 9, 5): 2.0, date(2026, 9, 6): 2.0})

    def test_a_stretch_without_length_makes_none(self):
        self.assertEqual(hours_by_day(at(5), at(5), "UTC"), {})

    def test_each_of_the_crew_has_their_own(self):
        visit = self._create_visit(start=at(5), technicians=self.ana | self.ben)
        visit.with_user(self.technician_2).action_start(at=at(6))
        self._work(visit=visit)
        said = {line.employee_id: line.unit_amount for line in self._lines(visit)}
        self.assertEqual(said, {self.ana.employee_id: 2.0, self.ben.employee_id: 1.0})

    def test_sent_twice_it_is_there_once(self):
        visit = self._create_visit(start=at(5))
        mine = visit.with_user(self.technician)
        for _time in range(2):
            mine.action_start(at=at(5), client_uuid="start-1")
            self._settle()
            mine.action_done("solved", at=at(7), client_uuid="done-1")
            self._settle()
        self.assertEqual(self._said(visit), [("2026-03-10", 2.0)])

    def test_a_technician_who_is_no_employee_makes_none(self):
        person = self.env["resource.resource"].create(
            {
                "name": "Contractor",
                "user_id": self.technician_2.id,
                "fieldwork_kind": "technician",
                "tz": "Europe/Madrid",
            }
        )
        self.ben.user_id = False
        visit = self._create_visit(start=at(5), technicians=person)
        self._work(visit=visit, user=self.dispatcher)
        self.assertTrue(self._log(visit).stop)
        self.assertEqual(self._said(visit), [])


class TestTimesheetFollows(TimesheetCommon):
    """Lines follow their stretch, and nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = ",".join(["fieldwork.group_fieldwork_manager", MANAGER])
        cls.boss = new_test_user(cls.env, login="fw_boss", groups=groups)

    def test_a_correction_changes_the_line(self):
        visit = self._work()
        line = self._lines(visit)
        self._correct(self._log(visit), stop=at(6))
        self.assertEqual(self._lines(visit), line)
        self.assertRecordValues(line, [{"unit_amount": 1.0, "amount": -30.0}])

    def test_only_the_difference_is_written(self):
        visit = self._work(at(21, 30, day=9), at(1))
        lines = self._lines(visit)
        written = []
        write = type(lines).write

        def spy(records, vals):
            written.append((records, dict(vals)))
            return write(records, vals)

        self.patch(type(lines), "write", spy)
        self._correct(self._log(visit), stop=at(2))
        by_bridge = [(rows, vals) for rows, vals in written if "amount" not in vals]
        self.assertEqual([rows for rows, _vals in by_bridge], [lines[1]])
        self.assertEqual(by_bridge[0][1]["unit_amount"], 3.0)
        self.assertNotIn("name", by_bridge[0][1])

    def test_another_day_moves_the_hours(self):
        visit = self._work()
        log = self._log(visit)
        self._correct(log, start=at(5, day=9), stop=at(7, day=9))
        self.assertEqual(self._said(visit), [("2026-03-09", 2.0)])
        self._correct(log, start=at(22, day=8), stop=at(0, day=9))
        self.assertEqual(self._said(visit), [("2026-03-08", 1.0), ("2026-03-09", 1.0)])

    def test_a_pause_after_all_takes_the_line_away(self):
        visit = self._work()
        log = self._log(visit)
        self._correct(log, kind="pause")
        self.assertEqual(self._said(visit), [])
        self._correct(log, kind="travel")
        self.assertEqual(self._said(visit), [("2026-03-10", 2.0)])

    def test_another_technician_takes_the_line_over(self):
        visit = self._work()
        self._log(visit)._guarded_write({"resource_id": self.ben.id})
        self._settle()
        self.assertEqual(self._lines(visit).employee_id, self.ben.employee_id)

    def test_a_removed_stretch_takes_its_line_along(self):
        visit = self._work()
        line = self._lines(visit)
        self._log(visit).unlink()
        self.assertFalse(line.exists())

    def test_the_database_removes_it_too(self):
        visit = self._work()
        line = self._lines(visit)
        log = self._log(visit)
        self.env.cr.execute("DELETE FROM fieldwork_worklog WHERE id = %s", [log.id])
        self.env.invalidate_all()
        self.assertFalse(line.exists())

    def test_people_neither_change_nor_delete_it(self):
        visit = self._work()
        line = self._lines(visit).with_user(self.boss)
        self.assertTrue(line.readonly_timesheet)
        words = f"timesheet of Ana on 03/10/2026 .* {visit.display_name}.*corrected"
        for vals in ({"unit_amount": 9}, {"name": "Mine"}, {"fieldwork_worklog_id": 0}):
            with self.assertRefused(UserError, words):
                line.write(vals)
        with self.assertRefused(UserError, words):
            line.unlink()
        self.assertEqual(self._said(visit), [("2026-03-10", 2.0)])

    def test_people_forge_none(self):
        log = self._log(self._work())
        lines = self.env["account.analytic.line"].with_user(self.boss)
        vals = {
            "name": "By hand",
            "project_id": self.project.id,
            "employee_id": self.ana.employee_id.id,
            "date": "2026-03-12",
            "unit_amount": 1,
        }
        with self.assertRefused(UserError, "follows the time on visit"):
            lines.create({**vals, "fieldwork_worklog_id": log.id})
        with self.assertRefused(UserError, "follows the time on visit"):
            lines.with_context(default_fieldwork_worklog_id=log.id).create(vals)
        line = lines.create(vals)
        with self.assertRefused(UserError, "follows the time on visit"):
            line.fieldwork_worklog_id = log

    def test_other_lines_of_the_project_are_theirs(self):
        line = self._lines(self._work()).with_user(self.boss)
        own = line.copy()
        self.assertFalse(own.fieldwork_worklog_id or own.readonly_timesheet)
        own.unit_amount = 1
        own.unlink()

    def test_a_technician_needs_no_right_to_timesheets(self):
        line = self._lines(self._work()).with_user(self.technician)
        with self.assertRaises(AccessError):
            line.check_access("read")

    def test_two_at_once_are_settled_by_the_index(self):
        visit = self._work()
        log = self._log(visit)
        nothing = self._lines().browse()
        with patch.object(type(log), "_timesheet_lines", lambda self: nothing):
            with self.assertRaises(ConcurrencyError) as caught:
                log._settle_timesheet()
        self.assertIsInstance(caught.exception.__cause__, UniqueViolation)


class TestTimesheetBatch(TimesheetCommon):
    def test_many_visits_cost_as_much_as_few(self):
        few = self._count_settling(self._work_often(2))
        many = self._count_settling(self._work_often(12, day=8))
        self.assertEqual(few, many)

    def test_a_change_of_many_costs_as_much_as_of_few(self):
        few, many = self._work_often(2), self._work_often(12, day=8)
        self._count_changing(few, self.ben)  # warms the caches
        self.assertEqual(
            self._count_changing(few, self.ana), self._count_changing(many, self.ben)
        )

    def _count_changing(self, visits, resource):
        """Return the queries of giving the lines of visits to somebody else."""
        visits.worklog_ids._guarded_write({"resource_id": resource.id})
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._settle()
        count = self.env.cr.sql_log_count - before
        self.assertEqual(self._lines(visits).employee_id, resource.employee_id)
        return count

    def _count_settling(self, visits):
        """Return the queries of making the lines of visits, without core's create."""
        logs = visits.worklog_ids
        self._lines(logs.visit_id).unlink()
        logs.is_in_timesheet = False
        self._settle()
        self.env.invalidate_all()
        spent = self._spent_by_create()
        before = self.env.cr.sql_log_count
        logs._timesheet_changed()
        self._settle()
        total = self.env.cr.sql_log_count - before
        self.assertEqual(len(self._lines(visits)), len(visits))
        return total - sum(spent)

    def _spent_by_create(self):
        """Have the queries of core's create written down, flush included."""
        spent = []
        lines = self.env.registry["account.analytic.line"]
        create = lines.create

        def spy(records, vals_list):
            records.env.flush_all()
            before = records.env.cr.sql_log_count
            made = create(records, vals_list)
            records.env.flush_all()
            spent.append(records.env.cr.sql_log_count - before)
            return made

        self.patch(lines, "create", spy)
        return spent
