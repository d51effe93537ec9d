from odoo import api, fields, models
from odoo.exceptions import UserError


class FieldworkMakeTechnician(models.TransientModel):
    """Pick employees who go out to customers.

    Works on public employees, so that a manager without HR rights can use it.
    """

    _name = "fieldwork.make.technician"
    _description = "Make Technicians"

    employee_ids = fields.Many2many(
        "hr.employee.public",
        string="Employees",
        required=True,
        default=lambda self: self._default_employee_ids(),
    )
    team_id = fields.Many2one("fieldwork.team")
    invite = fields.Boolean(
        string="Give Access and Invite",
        default=True,
        help="Makes the missing users and mails them the link to sign in. Without a "
        "user a technician is planned and gets mails only.",
    )
    without_mail = fields.Char(compute="_compute_without_mail")

    @api.model
    def _default_employee_ids(self):
        if self.env.context.get("active_model") in (
            "hr.employee",
            "hr.employee.public",
        ):
            return self.env.context.get("active_ids")
        return False

    @api.depends("employee_ids", "invite")
    def _compute_without_mail(self):
        for wizard in self:
            missing = wizard.employee_ids.filtered(
                lambda employee: not employee.work_email and not employee.user_id
            )
            wizard.without_mail = wizard.invite and ", ".join(missing.mapped("name"))

    def action_make(self):
        self.ensure_one()
        if not self.employee_ids:
            raise UserError(self.env._("Choose at least one employee."))
        employees = self.env["hr.employee"].browse(self.employee_ids.ids)
        notification = employees.action_make_technician(
            team=self.team_id, invite=self.invite
        )
        # The dialog closes with the reload that follows the notification.
        notification["params"]["next"] = {
            "type": "ir.actions.client",
            "tag": "soft_reload",
            "params": {"next": {"type": "ir.actions.act_window_close"}},
        }
        return notification
