from odoo.exceptions import UserError, ValidationError

from odoo.addons.fieldwork.tests.common_orders import at

from .common import TimesheetCommon


class TestTimesheetProject(TimesheetCommon):
    """One project a company holds the hours, and is always fit to."""

    def test_it_is_made_once_for_each_company(self):
        self.assertEqual(self.company._get_fieldwork_project(), self.project)
        other = self.other_company._get_fieldwork_project()
        self.assertNotEqual(other, self.project)
        self.assertRecordValues(
            self.project | other,
            [
                {
                    "name": "Field Service",
                    "company_id": company.id,
                    "allow_timesheets": True,
                    "privacy_visibility": "employees",
                    "partner_id": False,
                }
                for company in (self.company, self.other_company)
            ],
        )
        self.assertTrue(self.project.account_id.active)

    def test_it_is_named_in_each_language(self):
        self.env["res.lang"]._activate_lang("it_IT")
        project = self.other_company._get_fieldwork_project()
        name = project.with_context(lang="it_IT").name
        self.assertEqual(name, "Assistenza sul campo")

    def test_making_it_writes_the_company(self):
        # Two who make it at once both write this row: PostgreSQL refuses one.
        self.env.flush_all()
        statements = []
        cursor = self.env.cr
        execute = type(cursor).execute

        def spy(cr, query, params=None, log_exceptions=True):
            statements.append(str(query))
            return execute(cr, query, params, log_exceptions)

        self.patch(type(cursor), "execute", spy)
        self.other_company._get_fieldwork_project()
        written = [n for n, text in enumerate(statements) if "UPDATE" in text]
        made = [n for n, text in enumerate(statements) if "INSERT INTO" in text]
        self.assertIn("res_company", statements[written[0]])
        self.assertLess(written[0], made[0])

    def test_archived_it_comes_back(self):
        self.project.action_archive()
        self.project.account_id.active = False
        visit = self._work()
        self.assertEqual(self._said(visit), [("2026-03-10", 2.0)])
        self.assertTrue(self.project.active and self.project.account_id.active)

    def test_without_account_it_gets_one(self):
        self.project.write({"account_id": False, "allow_timesheets": False})
        visit = self._work()
        self.assertEqual(self._lines(visit).account_id, self.project.account_id)
        self.assertTrue(self.project.account_id)

    def test_deleted_or_a_template_it_is_replaced(self):
        self.project.unlink()
        project = self._lines(self._work()).project_id
        self.assertEqual(project, self.company.fieldwork_project_id)
        project.is_template = True
        later = self._lines(self._work(at(3), at(4))).project_id
        self.assertEqual(later, self.company.fieldwork_project_id)
        self.assertNotEqual(later, project)

    def test_lines_stay_in_the_project_they_are_in(self):
        visit = self._work()
        self.company.fieldwork_project_id = self.project.copy(
            {"company_id": self.company.id}
        )
        self._correct(self._log(visit), stop=at(6))
        self.assertEqual(self._lines(visit).project_id, self.project)

    def test_another_companys_project_is_refused(self):
        with self.assertRefused(ValidationError, "choose a project of"):
            self.other_company.fieldwork_project_id = self.project

    def test_it_never_is_billable(self):
        visit = self._work()
        old = self.project
        self.company.fieldwork_project_id = False
        with self.assertRefused(UserError, "holds the hours of service orders"):
            old._check_not_fieldwork()
        self.assertTrue(self._said(visit))
        other = self.env["project.project"].create({"name": "Other"})
        other._check_not_fieldwork()
        if "allow_billable" not in old._fields:
            return  # sale_project is not there
        with self.assertRefused(UserError, "holds the hours of service orders"):
            old.allow_billable = True
        other.write({"allow_billable": True, "company_id": self.company.id})
        with self.assertRefused(ValidationError, "is billable"):
            self.company.fieldwork_project_id = other

    def test_hours_are_in_the_company_of_the_visit(self):
        other = self.other_company
        employee = self.env["hr.employee"].create(
            {"name": "Olga", "company_id": other.id, "tz": "Europe/Madrid"}
        )
        employee.resource_id.fieldwork_kind = "technician"
        order_type = self.env["fieldwork.order.type"].create(
            {"name": "Other Repair", "company_id": other.id}
        )
        order = (
            self.env["fieldwork.order"]
            .with_user(self.other_dispatcher)
            .create(
                {
                    "partner_id": self.customer.id,
                    "site_id": self.site.id,
                    "type_id": order_type.id,
                    "company_id": other.id,
                }
            )
        )
        order.action_confirm()
        theirs = order.plan(at(5), technicians=employee.resource_id)
        theirs.action_start(at=at(5))
        theirs.action_done("solved", at=at(6))
        ours = self._work()
        self.assertEqual(self._lines(ours).company_id, self.company)
        line = self._lines(theirs)
        self.assertEqual(line.company_id, other)
        self.assertEqual(line.project_id, other.fieldwork_project_id)
