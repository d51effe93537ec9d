from odoo import api, fields, models


class FieldworkTeam(models.Model):
    """Who is on call for the team."""

    _inherit = "fieldwork.team"

    oncall_ids = fields.One2many("fieldwork.oncall", "team_id", string="On-Call Rota")
    oncall_resource_id = fields.Many2one(
        "resource.resource",
        string="On Call Now",
        compute="_compute_oncall_resource_id",
    )
    oncall_backup_id = fields.Many2one(
        "resource.resource",
        string="Backup Now",
        compute="_compute_oncall_resource_id",
    )
    # The common row of two people who fill the same rota, see fieldwork.oncall
    oncall_revision = fields.Integer(default=0, copy=False)

    @api.depends("oncall_ids.start", "oncall_ids.stop", "oncall_ids.resource_id")
    def _compute_oncall_resource_id(self):
        now = fields.Datetime.now()
        first = self._fieldwork_oncall(now)
        backup = self._fieldwork_oncall(now, level="backup")
        for team in self:
            team.oncall_resource_id = first[team.id]
            team.oncall_backup_id = backup[team.id]

    def _fieldwork_oncall(self, at, level="primary"):
        """Who is on call at a moment.

        :param datetime at: naive UTC
        :param level: ``primary`` or ``backup``
        :return: ``{team.id: resource}``, an empty resource when nobody is
        """
        result = {team.id: self.env["resource.resource"] for team in self}
        for turn in self.env["fieldwork.oncall"].search(
            [
                ("team_id", "in", self.ids),
                ("level", "=", level),
                ("start", "<=", at),
                ("stop", ">", at),
            ]
        ):
            result[turn.team_id.id] = turn.resource_id
        return result

    def action_view_oncall(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork.fieldwork_oncall_action"
        )
        return dict(
            action,
            domain=[("team_id", "=", self.id)],
            context={"default_team_id": self.id},
        )
