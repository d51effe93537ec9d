from odoo import api, fields, models


class FieldworkConflict(models.Model):
    """Something that does not fit about a planned visit.

    Found when a visit is planned or moved, and again when time off, calendars, skills
    or resources change; see ``fieldwork_visit_conflict.py``.
    """

    _name = "fieldwork.conflict"
    _description = "Planning Conflict"
    _inherit = ["fieldwork.visit.part.mixin"]
    _order = "visit_id, kind, id"
    _rec_name = "sentence"

    assignment_id = fields.Many2one(
        "fieldwork.assignment",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
        help="Whose conflict it is; empty when it is the visit's.",
    )
    resource_id = fields.Many2one(related="assignment_id.resource_id")
    other_id = fields.Many2one(
        "fieldwork.assignment",
        string="Overlaps with",
        readonly=True,
        ondelete="cascade",
        index="btree_not_null",
    )
    kind = fields.Selection(
        [
            ("overlap", "Overlap"),
            ("absent", "Absent or outside working hours"),
            ("skill", "Skill"),
            ("calibration", "Calibration"),
            ("site", "Site closed"),
            ("window", "Window missed"),
            ("missing", "People or things missing"),
        ],
        required=True,
        readonly=True,
    )
    detail = fields.Char(
        readonly=True, help="What exactly: a skill, a date, the kind of thing."
    )
    sentence = fields.Char(compute="_compute_sentence")

    @api.depends("kind", "detail", "assignment_id", "other_id")
    @api.depends_context("lang", "tz")
    def _compute_sentence(self):
        for conflict in self:
            # Whose and which visit is told to everyone who sees the conflict; the
            # other visit may be another team's, so only its number is said.
            who = conflict.sudo().resource_id.name or ""
            other = conflict.sudo().other_id.order_id.name or ""
            conflict.sentence = conflict._say(who, other)

    def _say(self, who, other):
        """Return the sentence of one conflict in the reader's language (hook)."""
        values = {"who": who, "other": other, "detail": self.detail or ""}
        return {
            "overlap": lambda: self.env._(
                "%(who)s is on %(other)s at the same time.", **values
            ),
            "absent": lambda: self.env._(
                "%(who)s is absent or outside working hours.", **values
            ),
            "skill": lambda: self.env._(
                "%(who)s lacks a valid, confirmed skill: %(detail)s.", **values
            ),
            "calibration": lambda: self.env._(
                "%(who)s is out of calibration since %(detail)s.", **values
            ),
            "site": lambda: self.env._("The site is closed at that time."),
            "window": lambda: self.env._("The visit is outside the window agreed."),
            "missing": lambda: self.env._("The visit lacks: %(detail)s.", **values),
        }[self.kind]()
