from odoo import fields, models


class FieldworkTeam(models.Model):
    _name = "fieldwork.team"
    _description = "Fieldwork Team"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    dispatcher_ids = fields.Many2many(
        "res.users",
        "fieldwork_team_dispatcher_rel",
        "team_id",
        "user_id",
        string="Dispatchers",
        help="Who plans this team's orders. Empty: every dispatcher of the company.",
    )
    resource_ids = fields.One2many(
        "resource.resource", "fieldwork_team_id", string="Technicians and Things"
    )
