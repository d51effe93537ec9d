from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    is_technician = fields.Boolean(
        string="Technician",
        compute="_compute_is_technician",
        store=True,
        index=True,
        help="Goes out to customers and is planned on orders.",
    )

    @api.depends("resource_id.fieldwork_kind")
    def _compute_is_technician(self):
        for employee in self:
            kind = employee.resource_id.fieldwork_kind
            employee.is_technician = kind == "technician"

    def action_make_technician(self, team=None, invite=False):
        """Make technicians of these employees.

        A user that is there gets the technician's role. Without one the technician
        is planned and gets mails, but has no screen.

        :param team: ``fieldwork.team`` record or id they join
        :param invite: make the missing users too, and mail them an invitation
        :return: a notification for the web client
        """
        employees_sudo = self._fieldwork_managed_sudo()
        archived = employees_sudo.filtered(lambda employee: not employee.active)
        if archived:
            raise UserError(
                self.env._(
                    "%(names)s left the company: bring the employee back from the "
                    "archive first.",
                    names=", ".join(archived.mapped("name")),
                )
            )
        vals = {"fieldwork_kind": "technician"}
        if team:
            vals["fieldwork_team_id"] = getattr(team, "id", team)
        employees_sudo.resource_id.write(vals)
        # hr.employee.public reads the column in SQL
        employees_sudo.flush_recordset(["is_technician"])
        employees_sudo._fieldwork_check_users()
        employees_sudo.user_id._fieldwork_grant_technician()
        if invite:
            return self.action_invite_technician()
        return self._fieldwork_notify(
            self.env._(
                "%(names)s can be planned on orders now.",
                names=", ".join(employees_sudo.mapped("name")),
            )
        )

    def action_withdraw_technician(self):
        """The employees go out no more.

        Their users stay, without the technician's role, and so does all history.
        Nothing is unassigned: what they still have ahead is told.

        :return: a notification for the web client
        """
        employees_sudo = self._fieldwork_managed_sudo()
        technicians = employees_sudo.resource_id.filtered(
            lambda resource: resource.fieldwork_kind == "technician"
        )
        warnings = technicians._fieldwork_withdraw_check()
        technicians.write(
            {
                "fieldwork_kind": False,
                "fieldwork_team_id": False,
                "fieldwork_van_id": False,
            }
        )
        employees_sudo.flush_recordset(["is_technician"])
        technicians.user_id._fieldwork_revoke_technician()
        left = self._fieldwork_left_behind(technicians, warnings)
        if left:
            return self._fieldwork_notify(left, kind="warning")
        return self._fieldwork_notify(
            self.env._(
                "%(names)s is not planned on orders any more.",
                names=", ".join(technicians.mapped("name")),
            )
        )

    @api.model
    def _fieldwork_left_behind(self, technicians, warnings):
        """Return in sentences what the technicians still have ahead.

        :param dict warnings: see ``resource.resource._fieldwork_withdraw_check``
        """
        return " ".join(
            self.env._(
                "%(name)s still has: %(list)s.",
                name=technician.name,
                list=", ".join(warnings[technician.id]),
            )
            for technician in technicians
            if warnings.get(technician.id)
        )

    def action_view_technician(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork.resource_resource_action_technician"
        )
        form = self.env.ref("fieldwork.resource_resource_view_form_technician")
        return dict(action, res_id=self.resource_id.id, views=[(form.id, "form")])

    def _fieldwork_managed_sudo(self):
        """These employees in sudo, once the caller was found to manage them.

        A Fieldwork manager has no rights on ``hr.employee``; making a technician is
        the one thing they may do there.
        """
        if self.env.su:
            return self
        if not self.env.user.has_group("fieldwork.group_fieldwork_manager"):
            raise AccessError(
                self.env._(
                    "Only a Fieldwork manager makes and withdraws technicians. "
                    "Ask one to do it."
                )
            )
        self.env["hr.employee.public"].browse(self.ids).check_access("read")
        foreign = self.sudo().filtered(lambda e: e.company_id not in self.env.companies)
        if foreign:
            raise AccessError(
                self.env._(
                    "%(name)s works for %(company)s: switch to that company first.",
                    name=foreign[0].name,
                    company=foreign[0].company_id.name,
                )
            )
        return self.sudo()

    @api.model
    def _fieldwork_notify(self, message, kind="success"):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "message": message,
                "sticky": kind != "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
