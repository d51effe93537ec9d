from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ProjectProject(models.Model):
    """The project that holds the hours of the field service is billed to nobody.

    Service orders are billed by what was done; ``sale_timesheet`` would bill the same
    hours once more.
    """

    _inherit = "project.project"

    def write(self, vals):
        if vals.get("allow_billable"):
            self._check_not_fieldwork()
        return super().write(vals)

    def _fieldwork_is_billable(self):
        """Return whether time on the project may be billed: with sales alone."""
        self.ensure_one()
        # The field is sale_project's, which need not be there.
        return "allow_billable" in self._fields and self.allow_billable

    def _check_not_fieldwork(self):
        """:raise UserError: one of the projects holds hours of the field service"""
        project = self._with_fieldwork_hours()[:1]
        if project:
            raise UserError(
                self.env._(
                    "%(project)s holds the hours of service orders, which are billed "
                    "with the orders: it cannot be billable. Use another project for "
                    "what you bill by the hour.",
                    project=project.display_name,
                )
            )

    def _with_fieldwork_hours(self):
        """Return those that hold hours of the field service, or are meant to."""
        # sudo: of all companies and people, whoever asks
        companies = self.env["res.company"]._fieldwork_all()
        lines = self.env["account.analytic.line"].sudo()
        rows = lines._read_group(
            Domain("project_id", "in", self.ids)
            & Domain("fieldwork_worklog_id", "!=", False),
            ["project_id"],
        )
        with_hours = {project.id for (project,) in rows}
        with_hours.update(companies.fieldwork_project_id.ids)
        return self.filtered(lambda project: project.id in with_hours)

    def _make_fit_for_fieldwork(self):
        """Undo what would refuse hours, or have them billed.

        A technician's event must not fail because a project was archived.
        """
        self.ensure_one()
        vals = {}
        if not self.active:
            vals["active"] = True
        if not self.allow_timesheets or not self.account_id:
            vals["allow_timesheets"] = True  # core makes the account with it
        if self._fieldwork_is_billable():
            vals["allow_billable"] = False
        if vals:
            self.write(vals)
        if not self.account_id.active:
            self.account_id.active = True
