from odoo import api, fields, models


class ResourceResource(models.Model):
    """The technician's screen, for people without rights on employees."""

    _inherit = "resource.resource"

    fieldwork_access = fields.Selection(
        [("none", "No User"), ("invited", "Invited"), ("active", "Signs In")],
        string="Access",
        compute="_compute_fieldwork_access",
        compute_sudo=True,
        help="Without a user a technician is planned and gets mails only.",
    )
    fieldwork_skill_count = fields.Integer(
        string="Skills to Confirm", compute="_compute_fieldwork_skill_count"
    )

    @api.depends("user_id", "user_id.active")
    def _compute_fieldwork_access(self):
        for resource in self:
            user = resource.user_id
            if not user.active:
                resource.fieldwork_access = "none"
            elif user.state == "new":
                resource.fieldwork_access = "invited"
            else:
                resource.fieldwork_access = "active"

    def _compute_fieldwork_skill_count(self):
        counts = dict.fromkeys(self.ids, 0)
        # sudo: resource_id of employees; what comes out is a number
        for employee, count in (
            self.env["hr.employee.skill"]
            .sudo()
            ._read_group(
                [
                    ("employee_id.resource_id", "in", self.ids),
                    ("fieldwork_skill_state", "=", "to_confirm"),
                ],
                ["employee_id"],
                ["__count"],
            )
        ):
            counts[employee.resource_id.id] = count
        for resource in self:
            resource.fieldwork_skill_count = counts.get(resource.id, 0)

    def _fieldwork_employees(self):
        # sudo: employees are found by their resource, also archived ones; the
        # methods called on them check the caller's rights themselves
        employees = self.env["hr.employee"].sudo().with_context(active_test=False)
        found = employees.search([("resource_id", "in", self.ids)])
        return self.env["hr.employee"].browse(found.ids)

    def action_fieldwork_invite(self):
        return self._fieldwork_employees().action_invite_technician()

    def action_fieldwork_withdraw(self):
        return self._fieldwork_employees().action_withdraw_technician()

    def action_fieldwork_view_skills(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork.hr_employee_skill_action_confirm"
        )
        employee = self._fieldwork_employees()
        return dict(
            action,
            domain=[("employee_id", "in", employee.ids)],
            context={"default_employee_id": employee.id},
        )

    def action_fieldwork_view_oncall(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork.fieldwork_oncall_action"
        )
        return dict(
            action,
            domain=[("resource_id", "=", self.id)],
            context={
                "default_resource_id": self.id,
                "default_team_id": self.fieldwork_team_id.id,
            },
        )
