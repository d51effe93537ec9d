from odoo import api, fields, models
from odoo.exceptions import ValidationError


class FieldworkSkillRequirement(models.Model):
    """A skill that a job asks for, shared by order types and orders."""

    _name = "fieldwork.skill.requirement"
    _description = "Required Skill"
    _order = "skill_type_id, skill_id, id"
    _rec_names_search = ["skill_id", "level_id"]

    skill_id = fields.Many2one(
        "hr.skill", required=True, index=True, ondelete="cascade"
    )
    skill_type_id = fields.Many2one(
        related="skill_id.skill_type_id", store=True, index=True
    )
    level_id = fields.Many2one(
        "hr.skill.level",
        string="Minimum Level",
        domain="[('skill_type_id', '=', skill_type_id)]",
        ondelete="restrict",
        help="Empty: any level will do.",
    )
    color = fields.Integer(related="skill_type_id.color")

    _skill_level_uniq = models.UniqueIndex(
        "(skill_id, coalesce(level_id, 0))",
        "This skill with this level is in the list already: pick it.",
    )

    @api.depends("skill_id.name", "level_id.name")
    def _compute_display_name(self):
        for requirement in self:
            name = requirement.skill_id.name or ""
            if requirement.level_id:
                name = self.env._(
                    "%(skill)s: %(level)s or better",
                    skill=name,
                    level=requirement.level_id.name,
                )
            requirement.display_name = name

    @api.constrains("skill_id", "level_id")
    def _check_level(self):
        for requirement in self:
            level = requirement.level_id
            if level and level.skill_type_id != requirement.skill_type_id:
                raise ValidationError(
                    self.env._(
                        "%(level)s is no level of %(skill)s: choose one of %(type)s.",
                        level=level.name,
                        skill=requirement.skill_id.name,
                        type=requirement.skill_type_id.name,
                    )
                )
