import logging

from odoo import api, fields, models
from odoo.fields import Command

from odoo.addons.base.models.ir_mail_server import MailDeliveryException

_logger = logging.getLogger(__name__)


class ResUsers(models.Model):
    _inherit = "res.users"

    fieldwork_resource_ids = fields.One2many(
        "resource.resource",
        "user_id",
        domain=[("fieldwork_kind", "=", "technician")],
        string="Technician Resources",
    )
    fieldwork_dispatch_team_ids = fields.Many2many(
        "fieldwork.team",
        compute="_compute_fieldwork_dispatch_team_ids",
        # The orders of an archived team still have to be finished by somebody.
        context={"active_test": False},
        help="Teams whose orders this user may plan.",
    )

    @api.depends("group_ids", "company_ids")
    def _compute_fieldwork_dispatch_team_ids(self):
        # sudo: record rules are made of this, it cannot depend on them
        teams_sudo = self.env["fieldwork.team"].sudo().with_context(active_test=False)
        teams_sudo = teams_sudo.search(
            [("company_id", "in", self.sudo().company_ids.ids)]
        )
        for user in self:
            if not user.has_group("fieldwork.group_fieldwork_dispatcher"):
                user.fieldwork_dispatch_team_ids = False
                continue
            user.fieldwork_dispatch_team_ids = teams_sudo.filtered(
                lambda team, user=user: (
                    team.company_id in user.sudo().company_ids
                    and (not team.dispatcher_ids or user in team.dispatcher_ids)
                )
            )

    def _fieldwork_writes_any_resource(self):
        """Whether another application lets the user change every resource.

        Rights of groups add up, and Fieldwork's rules must not take away what an
        HR officer or a manager of work centres may do.
        """
        self.ensure_one()
        others = self.all_group_ids - self.env.ref("fieldwork.group_fieldwork_manager")
        # sudo: access rights are not everybody's to read
        return bool(
            self.env["ir.model.access"]
            .sudo()
            .search_count(
                [
                    ("model_id.model", "=", "resource.resource"),
                    ("perm_write", "=", True),
                    ("group_id", "in", [False, *others.ids]),
                ],
                limit=1,
            )
        )

    def _fieldwork_grant_technician(self):
        """Give the technician's role to those who do not have it yet."""
        group = self.env.ref("fieldwork.group_fieldwork_technician")
        self.filtered(lambda user: group not in user.all_group_ids).write(
            {"group_ids": [Command.link(group.id)]}
        )

    def _fieldwork_revoke_technician(self):
        """Take the technician's role; a dispatcher or manager stays one."""
        group = self.env.ref("fieldwork.group_fieldwork_technician")
        internal = self.env.ref("base.group_user")
        self.filtered(lambda user: group in user.group_ids).write(
            # The technician's group may be all that makes the user an internal one.
            {"group_ids": [Command.link(internal.id), Command.unlink(group.id)]}
        )

    def _fieldwork_send_invitation(self):
        """Mail the link to set a password.

        :return: False when the mail server refused; the users stay
        """
        try:
            with self.env.cr.savepoint():
                self.with_context(create_user=True)._action_reset_password(
                    signup_type="signup"
                )
        except MailDeliveryException:
            _logger.info("Invitation of %s could not be mailed", self.mapped("login"))
            return False
        return True
