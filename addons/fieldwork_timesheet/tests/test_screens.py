from odoo.tests import Form, new_test_user

from odoo.addons.fieldwork.tests.common_orders import at

from .common import TimesheetCommon
from .test_lines import APPROVER, USER

DISPATCHER = "fieldwork.group_fieldwork_dispatcher"


class TestTimesheetScreens(TimesheetCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.office = new_test_user(
            cls.env, login="fw_office", groups=f"{DISPATCHER},{APPROVER}"
        )
        cls.clerk = new_test_user(
            cls.env, login="fw_clerk", groups=f"{DISPATCHER},{USER}"
        )

    def test_an_order_opens_its_timesheets(self):
        order = self._work().order_id.with_user(self.office)
        self._work(at(3), at(4))
        self.assertEqual(order.timesheet_hours, 2.0)
        action = order.action_view_timesheets()
        lines = self.env[action["res_model"]].with_user(self.office)
        self.assertEqual(lines.search(action["domain"]), self._lines(order.visit_ids))

    def test_it_counts_what_one_may_see(self):
        order = self._work().order_id
        for user in (self.clerk, self.dispatcher):
            self.assertEqual(order.with_user(user).timesheet_hours, 0)
        self.technician.group_ids += self.env.ref(USER)
        mine = order.with_user(self.technician)
        self.assertEqual(mine.timesheet_hours, 2.0)

    def test_the_button_is_for_people_with_timesheets(self):
        order = self._work().order_id
        views = self.env["fieldwork.order"]
        arch = views.with_user(self.office).get_view(view_type="form")["arch"]
        self.assertIn("action_view_timesheets", arch)
        arch = views.with_user(self.dispatcher).get_view(view_type="form")["arch"]
        self.assertNotIn("action_view_timesheets", arch)
        for user in (self.office, self.dispatcher):
            self.assertTrue(Form(order.with_user(user)).name)

    def test_many_orders_cost_as_much_as_one(self):
        orders = self._work().order_id | self._work(at(3), at(4)).order_id
        counts = []
        for some in (orders[:1], orders):
            self.env.invalidate_all()
            some = some.with_user(self.office)
            some.mapped("timesheet_hours")
            some.invalidate_recordset(["timesheet_hours"])
            before = self.env.cr.sql_log_count
            some.mapped("timesheet_hours")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_the_filter_finds_them(self):
        lines = self._lines(self._work())
        domain = [("fieldwork_worklog_id", "!=", False)]
        for model, view in (
            ("account.analytic.line", "hr_timesheet.hr_timesheet_line_search"),
            # Its search view is made of the one above.
            ("timesheets.analysis.report", "hr_timesheet.hr_timesheet_report_search"),
        ):
            rows = self.env[model].with_user(self.office)
            arch = rows.get_view(self.env.ref(view).id, "search")["arch"]
            self.assertIn(
                f'name="fieldwork" string="Field Service" domain="{domain}"', arch
            )
            self.assertEqual(rows.search(domain).ids, lines.ids)

    def test_settings(self):
        settings = self.env["res.config.settings"].create({})
        settings.fieldwork_timesheet_travel = False
        settings.execute()
        self.assertEqual(self.company._fieldwork_timesheet_kinds(), ("work",))
