from odoo import api, fields, models


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
        help="Teams whose orders this user may plan.",
    )

    @api.depends_context("allowed_company_ids")
    def _compute_fieldwork_dispatch_team_ids(self):
        teams = self.env["fieldwork.team"].sudo().with_context(active_test=False)
        for user in self:
            user.fieldwork_dispatch_team_ids = teams.search(
                [
                    "|",
                    ("dispatcher_ids", "=", False),
                    ("dispatcher_ids", "in", user.ids),
                ]
            )
