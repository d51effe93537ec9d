from datetime import timedelta

from odoo.addons.fieldwork.tests.common_orders import FieldworkOrderCommon, at


class TimesheetCommon(FieldworkOrderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.logs = cls.env["fieldwork.worklog"]
        cls.ana.employee_id.hourly_cost = 30
        # Lines of tests stand for themselves, whatever the database holds.
        cls.project = cls.company._get_fieldwork_project()

    def _settle(self):
        """End the transaction as far as a test can: what waits for it is done."""
        self.env.flush_all()
        self.env.cr.flush()

    def _work(self, start=None, stop=None, visit=None, user=None):
        """Return a visit worked on and finished, its lines written."""
        start, stop = start or at(5), stop or at(7)
        visit = visit or self._create_visit(start=start)
        mine = visit.with_user(user or self.technician)
        mine.action_start(at=start)
        mine.action_done("solved", at=stop)
        self._settle()
        return visit.sudo()

    def _work_often(self, number, day=9):
        """Return as many visits, each worked on for a quarter of an hour."""
        visits = self.env["fieldwork.visit"].sudo().browse()
        for quarter in range(number):
            start = at(0, day=day) + timedelta(minutes=15 * quarter)
            visits |= self._work(start, start + timedelta(minutes=15))
        return visits

    def _lines(self, visits=None):
        lines = self.env["account.analytic.line"].sudo()
        domain = [("fieldwork_worklog_id", "!=", False)]
        if visits is not None:
            domain = [("fieldwork_worklog_id.visit_id", "in", visits.ids)]
        return lines.search(domain, order="date, id")

    def _said(self, visits=None):
        """Return ``[(date, hours), …]`` of the lines."""
        return [
            (str(line.date), round(line.unit_amount, 4)) for line in self._lines(visits)
        ]

    def _told(self, visits):
        """Return the activities about time that the books refused."""
        kind = self.env.ref("fieldwork_timesheet.mail_activity_type_timesheet")
        activities = visits.order_id.sudo().activity_ids
        return activities.filtered(lambda one: one.activity_type_id == kind)

    def _log(self, visit, kind="work"):
        return visit.worklog_ids.filtered(lambda log: log.kind == kind)

    def _correct(self, log, **vals):
        log.with_user(self.dispatcher).action_correct(reason="Wrong", **vals)
        self._settle()

    def _run_cron(self):
        with self.enter_registry_test_mode():
            cron = self.env.ref("fieldwork_timesheet.ir_cron_fill_timesheet")
            cron.method_direct_trigger()
        self.env.invalidate_all()
