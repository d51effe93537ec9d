from odoo import api, fields, models


class ResourceResource(models.Model):
    """The technician's screen, for people without rights on employees."""

    _inherit = "resource.resource"

    fieldwork_access = fields.Selection(
        [("none", "No Access"), ("invited", "Invited"), ("active", "Signs In")],
        string="Access",
        compute="_compute_fieldwork_access",
        compute_sudo=True,
        help="Without a user, or one without the technician's role, a technician is "
        "planned and gets mails only.",
    )
    fieldwork_skill_ids = fields.Many2many(
        "hr.employee.skill",
        string="Confirmed Skills",
        compute="_compute_fieldwork_skills",
        help="What counts for planning today.",
    )
    fieldwork_skill_count = fields.Integer(
        string="Skills to Confirm", compute="_compute_fieldwork_skills"
    )

    @api.depends("user_id.active", "user_id.group_ids")
    def _compute_fieldwork_access(self):
        role = self.env.ref("fieldwork.group_fieldwork_technician")
        for resource in self:
            user = resource.user_id
            if not user.active or role not in user.all_group_ids:
                resource.fieldwork_access = "none"
            elif user.state == "new":
                resource.fieldwork_access = "invited"
            else:
                resource.fieldwork_access = "active"

    def _compute_fieldwork_skills(self):
        """Skills of each technician, as the manager stands to them."""
        states = ("to_confirm", "confirmed", "expiring")
        skills = self.env["hr.employee.skill"]
        by_state = {(r.id, state): skills for r in self for state in states}
        # sudo: the resource of an employee; skills themselves everybody may read
        for entry in skills.sudo().search(
            [
                ("employee_id.resource_id", "in", self.ids),
                ("fieldwork_skill_state", "in", states),
            ]
        ):
            key = (entry.employee_id.resource_id.id, entry.fieldwork_skill_state)
            by_state[key] += entry.sudo(self.env.su)
        for resource in self:
            valid, soon = (by_state.get((resource.id, s), skills) for s in states[1:])
            resource.fieldwork_skill_ids = valid + soon
            to_confirm = by_state.get((resource.id, "to_confirm"), skills)
            resource.fieldwork_skill_count = len(to_confirm)

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
