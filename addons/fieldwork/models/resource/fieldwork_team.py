from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class FieldworkTeam(models.Model):
    _name = "fieldwork.team"
    _description = "Fieldwork Team"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Team Lead",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        check_company=True,
        tracking=True,
        help="Gets what the team has to be reminded of.",
    )
    dispatcher_ids = fields.Many2many(
        "res.users",
        "fieldwork_team_dispatcher_rel",
        "team_id",
        "user_id",
        string="Dispatchers",
        domain=lambda self: self._get_dispatcher_domain(),
        check_company=True,
        tracking=True,
        help="Who plans this team's orders. Empty: every dispatcher of the company.",
    )
    address_id = fields.Many2one(
        "res.partner",
        string="Base",
        check_company=True,
        tracking=True,
        help="Where those without a home base of their own start from.",
    )
    resource_ids = fields.One2many(
        "resource.resource", "fieldwork_team_id", string="Technicians and Things"
    )
    technician_ids = fields.One2many(
        "resource.resource",
        "fieldwork_team_id",
        string="Technicians",
        domain=[("fieldwork_kind", "=", "technician")],
    )
    thing_ids = fields.One2many(
        "resource.resource",
        "fieldwork_team_id",
        string="Vans, Tools and Instruments",
        domain=[("fieldwork_kind", "in", ("van", "tool", "instrument"))],
    )
    technician_count = fields.Integer(compute="_compute_resource_counts")
    thing_count = fields.Integer(
        string="Vans and Tools", compute="_compute_resource_counts"
    )
    note = fields.Html(string="Notes")

    @api.model
    def _get_dispatcher_domain(self):
        group = self.env.ref("fieldwork.group_fieldwork_dispatcher")
        return (
            "[('share', '=', False), ('company_ids', 'in', company_id), "
            f"('all_group_ids', 'in', {group.id})]"
        )

    @api.depends("resource_ids.fieldwork_kind")
    def _compute_resource_counts(self):
        counts = Counter()
        for team, kind, count in self.env["resource.resource"]._read_group(
            [("fieldwork_team_id", "in", self.ids), ("fieldwork_kind", "!=", False)],
            ["fieldwork_team_id", "fieldwork_kind"],
            ["__count"],
        ):
            counts[team.id, kind == "technician"] += count
        for team in self:
            team.technician_count = counts[team.id, True]
            team.thing_count = counts[team.id, False]

    @api.constrains("company_id")
    def _check_resources(self):
        for team in self:
            strangers = team.resource_ids.filtered(
                lambda resource, team=team: resource.company_id != team.company_id
            )
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(names)s are not of %(company)s: take them out of "
                        "%(team)s before it changes company.",
                        names=", ".join(strangers.mapped("name")),
                        company=team.company_id.name,
                        team=team.name,
                    )
                )

    @api.constrains("dispatcher_ids", "company_id")
    def _check_dispatchers(self):
        for team in self:
            # sudo: companies of colleagues are not everybody's to read
            for user in team.dispatcher_ids.sudo():
                if team.company_id not in user.company_ids:
                    raise ValidationError(
                        self.env._(
                            "%(user)s has no access to %(company)s and cannot "
                            "dispatch %(team)s: choose somebody of the company.",
                            user=user.name,
                            company=team.company_id.name,
                            team=team.name,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        self._clear_rule_cache()
        return teams

    def write(self, vals):
        res = super().write(vals)
        if {"dispatcher_ids", "company_id", "active"} & vals.keys():
            self._clear_rule_cache()
        return res

    def unlink(self):
        res = super().unlink()
        self._clear_rule_cache()
        return res

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        return [
            dict(vals, name=self.env._("%(name)s (copy)", name=team.name))
            for team, vals in zip(self, vals_list, strict=True)
        ]

    def _clear_rule_cache(self):
        """Who dispatches which team holds from the next click on.

        Record rules name the teams of ``user.fieldwork_dispatch_team_ids``, and
        ``ir.rule`` keeps their evaluated domain in the ormcache.
        """
        self.env["res.users"].invalidate_model(["fieldwork_dispatch_team_ids"])
        self.env.registry.clear_cache()

    def _get_responsible_users(self):
        """Who is reminded of what concerns each team, and things without one.

        :return: ``{team.id: user}``: the lead, else a dispatcher of the team
        """
        # sudo: whether a colleague still has an account is not everybody's to read
        return {
            team.id: team.user_id.filtered("active")
            or team.dispatcher_ids.filtered("active").sorted("id")[:1]
            for team in self.sudo()
        }

    def action_view_technicians(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork.resource_resource_action_technician"
        )
        return dict(
            action,
            domain=[
                ("fieldwork_kind", "=", "technician"),
                ("fieldwork_team_id", "=", self.id),
            ],
            context={"default_fieldwork_team_id": self.id},
        )

    def action_view_things(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork.resource_resource_action_thing"
        )
        return dict(
            action,
            domain=[
                ("fieldwork_kind", "in", ("van", "tool", "instrument")),
                ("fieldwork_team_id", "=", self.id),
            ],
            context={
                "default_fieldwork_kind": "van",
                "default_fieldwork_team_id": self.id,
            },
        )
