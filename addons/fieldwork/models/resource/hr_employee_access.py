from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import email_normalize


class HrEmployee(models.Model):
    """How a technician gets a user."""

    _inherit = "hr.employee"

    def action_invite_technician(self):
        """Give these technicians a user and mail the invitation.

        A user with the same mail address is taken over, one that is there gets the
        technician's role; who never signed in gets the invitation again.

        :return: a notification for the web client
        """
        employees_sudo = self._fieldwork_managed_sudo()
        employees_sudo._fieldwork_check_technicians()
        employees_sudo._fieldwork_link_existing_users()
        without_user = employees_sudo.filtered(lambda employee: not employee.user_id)
        without_user._fieldwork_create_users()
        employees_sudo._fieldwork_check_users()
        users = employees_sudo.user_id
        users._fieldwork_grant_technician()
        newcomers = users.filtered(lambda user: user.state == "new")
        if newcomers and not newcomers._fieldwork_send_invitation():
            return self._fieldwork_notify(
                self.env._(
                    "The users are there, but the invitation could not be mailed. "
                    "Check the outgoing mail server and invite again."
                ),
                kind="warning",
            )
        return self._fieldwork_notify(
            employees_sudo._fieldwork_invitation_message(newcomers)
        )

    def _fieldwork_invitation_message(self, newcomers):
        parts = []
        if newcomers:
            parts.append(
                self.env._(
                    "Invitation sent to %(mails)s.",
                    mails=", ".join(newcomers.mapped("email")),
                )
            )
        known = self.user_id - newcomers
        if known:
            parts.append(
                self.env._(
                    "%(names)s can sign in as before and now sees Fieldwork.",
                    names=", ".join(known.mapped("name")),
                )
            )
        return " ".join(parts)

    def _fieldwork_check_technicians(self):
        others = self.filtered(lambda employee: not employee.is_technician)
        if others:
            raise UserError(
                self.env._(
                    "%(names)s is no technician yet: use “Make Technician” first.",
                    names=", ".join(others.mapped("name")),
                )
            )

    def _fieldwork_check_users(self):
        """A technician's user signs in to the back office, in the same company."""
        for employee in self.filtered("user_id"):
            problem = employee._fieldwork_user_problem()
            if problem:
                raise UserError(problem)

    def _fieldwork_user_problem(self):
        """Return why the employee's user cannot be a technician's, or False."""
        user = self.user_id
        values = {
            "employee": self.name,
            "login": user.login,
            "company": self.company_id.name,
        }
        if user.share:
            return self.env._(
                "%(login)s, the user of %(employee)s, is a portal user and "
                "cannot be a technician. Ask an administrator to make it an "
                "internal user, or give the employee another work email.",
                **values,
            )
        if not user.active:
            return self.env._(
                "%(login)s, the user of %(employee)s, is archived. Ask an "
                "administrator to bring it back.",
                **values,
            )
        if self.company_id not in user.company_ids:
            return self.env._(
                "%(login)s, the user of %(employee)s, has no access to "
                "%(company)s. Ask an administrator to give it.",
                **values,
            )
        return False

    def _fieldwork_mails(self):
        """``{employee: normalized mail}``, or an error that says whose is missing."""
        mails = {employee: email_normalize(employee.work_email) for employee in self}
        missing = [employee.name for employee, mail in mails.items() if not mail]
        if missing:
            raise UserError(
                self.env._(
                    "%(names)s has no valid work email, and the invitation goes "
                    "there: fill it in on the employee.",
                    names=", ".join(missing),
                )
            )
        return mails

    def _fieldwork_link_existing_users(self):
        """Take over the user that already has an employee's mail address."""
        mails = self.filtered(lambda e: not e.user_id)._fieldwork_mails()
        if not mails:
            return
        addresses = list(mails.values())
        users = (
            self.env["res.users"]
            .with_context(active_test=False)
            .search(
                Domain("login", "in", addresses)
                | Domain("email_normalized", "in", addresses)
            )
        )
        for employee, mail in mails.items():
            user = self._fieldwork_pick_user(employee, mail, users)
            if user:
                employee.user_id = user

    def _fieldwork_pick_user(self, employee, mail, users):
        same_login = users.filtered(lambda user: user.login == mail)
        user = same_login or users.filtered(lambda user: user.email_normalized == mail)
        if len(user) > 1:
            raise UserError(
                self.env._(
                    "Several users have the mail address %(mail)s of %(employee)s: "
                    "%(logins)s. Choose the user on the employee.",
                    mail=mail,
                    employee=employee.name,
                    logins=", ".join(user.mapped("login")),
                )
            )
        taken = user.with_context(active_test=False).employee_ids.filtered(
            lambda other: other.company_id == employee.company_id
        )
        if taken - employee:
            raise UserError(
                self.env._(
                    "%(login)s, the user with the mail address of %(employee)s, "
                    "belongs to the employee %(other)s. Give %(employee)s another "
                    "work email.",
                    login=user.login,
                    employee=employee.name,
                    other=taken[0].name,
                )
            )
        return user

    def _fieldwork_create_users(self):
        mails = self._fieldwork_mails()
        # The invitation is sent apart, so that a mail server that is down does not
        # take the user with it.
        users = self.env["res.users"].with_context(no_reset_password=True)
        users.create(
            [
                self._prepare_technician_user_vals(employee, mail)
                for employee, mail in mails.items()
            ]
        )

    def _prepare_technician_user_vals(self, employee, mail):
        # base.group_user apart: whoever is withdrawn later stays an internal user
        groups = self.env.ref("base.group_user")
        groups += self.env.ref("fieldwork.group_fieldwork_technician")
        return {
            "name": employee.name,
            "login": mail,
            "email": mail,
            "partner_id": employee.work_contact_id.id,
            "company_id": employee.company_id.id,
            "company_ids": [Command.set(employee.company_id.ids)],
            "group_ids": [Command.set(groups.ids)],
            "tz": employee.tz,
            "create_employee_id": employee.id,
        }
