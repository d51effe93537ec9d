from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.fieldwork.tools.common_row import one_at_a_time


class ResCompany(models.Model):
    """What of the technicians' time becomes timesheets, and in which project."""

    _inherit = "res.company"

    fieldwork_timesheet = fields.Boolean(
        string="Work Time as Timesheets",
        default=True,
        help="Each finished stretch of work becomes a line of the technician's "
        "timesheet. Switched off, lines that are there still follow corrections.",
    )
    fieldwork_timesheet_travel = fields.Boolean(
        string="Travel as Timesheets",
        default=True,
        help="Travel becomes timesheet lines too.",
    )
    fieldwork_project_id = fields.Many2one(
        "project.project",
        string="Field Service Project",
        copy=False,
        domain="[('company_id', '=', id), ('is_template', '=', False)]",
        help="Holds the hours of the field service; made when the first ones come.",
    )

    @api.constrains("fieldwork_project_id")
    def _check_fieldwork_project_id(self):
        for company in self:
            # sudo: whoever may choose it need not be one of its members
            project = company.fieldwork_project_id.sudo()
            if project and not company._is_fit_for_fieldwork(project):
                raise ValidationError(
                    self.env._(
                        "%(project)s cannot hold the hours of the field service: "
                        "choose a project of %(company)s that is no template.",
                        project=project.display_name,
                        company=company.name,
                    )
                )
            if project and project._fieldwork_is_billable():
                raise ValidationError(
                    self.env._(
                        "%(project)s is billable, but service orders are billed by "
                        "themselves: choose a project that is not.",
                        project=project.display_name,
                    )
                )

    def write(self, vals):
        res = super().write(vals)
        if vals.get("fieldwork_timesheet") or vals.get("fieldwork_timesheet_travel"):
            self.env["fieldwork.worklog"]._trigger_timesheet()
        return res

    def _fieldwork_timesheet_kinds(self):
        """Return the kinds of stretches that become timesheet lines."""
        self.ensure_one()
        return ("work", "travel") if self.fieldwork_timesheet_travel else ("work",)

    def _is_fit_for_fieldwork(self, project):
        self.ensure_one()
        return project.company_id == self and not project.is_template

    def _get_fieldwork_project(self):
        """Return the project for the company's hours, made on demand and fit for them.

        :return: a project as superuser
        """
        self.ensure_one()
        # sudo: technicians neither make nor change projects
        company = self.sudo().with_company(self)
        project = company.fieldwork_project_id
        if project and company._is_fit_for_fieldwork(project):
            project._make_fit_for_fieldwork()
            return project
        # Two technicians who end their first stretches at once: one of them is run
        # again, and finds the project of the other.
        one_at_a_time(company)
        vals = company._prepare_fieldwork_project_vals()
        project = company.env["project.project"].create(vals)
        company._translate_fieldwork_project(project)
        company.fieldwork_project_id = project
        return project

    def _prepare_fieldwork_project_vals(self):
        """Return the values of the project that holds the hours (hook)."""
        self.ensure_one()
        return {
            "name": self.env._("Field Service"),
            "company_id": self.id,
            "allow_timesheets": True,
            # No customer sees it in the portal.
            "privacy_visibility": "employees",
        }

    def _translate_fieldwork_project(self, project):
        names = {
            code: self.with_context(lang=code).env._("Field Service")
            for code, _name in self.env["res.lang"].get_installed()
        }
        project.update_field_translations("name", names)
