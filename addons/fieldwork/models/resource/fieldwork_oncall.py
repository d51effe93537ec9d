from collections import defaultdict
from datetime import UTC

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_datetime
from odoo.tools.date_utils import localized


class FieldworkOncall(models.Model):
    """A turn of the on-call rota: who has this night, this weekend."""

    _name = "fieldwork.oncall"
    _description = "On-Call Turn"
    _inherit = ["mail.thread"]
    _order = "start, level, id"
    _check_company_auto = True

    team_id = fields.Many2one(
        "fieldwork.team",
        required=True,
        ondelete="cascade",
        check_company=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        related="team_id.company_id", store=True, index=True, precompute=True
    )
    color = fields.Integer(related="resource_id.color", string="Color")
    resource_id = fields.Many2one(
        "resource.resource",
        string="Technician",
        required=True,
        ondelete="restrict",
        domain="[('fieldwork_kind', '=', 'technician'), "
        "('company_id', '=', company_id)]",
        tracking=True,
    )
    # What the avatar widget wants to know of resource_id
    resource_type = fields.Selection(related="resource_id.resource_type")
    user_id = fields.Many2one(related="resource_id.user_id", string="User")
    phone = fields.Char(related="resource_id.work_phone", string="Phone")
    level = fields.Selection(
        [("primary", "First on Call"), ("backup", "Backup")],
        default="primary",
        required=True,
        tracking=True,
    )
    start = fields.Datetime(required=True, tracking=True)
    stop = fields.Datetime(string="End", required=True, tracking=True)
    note = fields.Char()
    is_absent = fields.Boolean(
        string="Absent",
        compute="_compute_is_absent",
        help="The technician has time off during this turn.",
    )

    _check_start_stop = models.Constraint(
        "CHECK (start < stop)", "A turn on call ends after it starts."
    )
    _team_stop_idx = models.Index("(team_id, stop)")
    _resource_stop_idx = models.Index("(resource_id, stop)")

    @api.depends("resource_id.name", "team_id.name")
    def _compute_display_name(self):
        for turn in self:
            turn.display_name = self.env._(
                "%(technician)s (%(team)s)",
                technician=turn.resource_id.name or "",
                team=turn.team_id.name or "",
            )

    @api.depends("resource_id", "start", "stop")
    def _compute_is_absent(self):
        self.is_absent = False
        turns = self.filtered(lambda t: t.resource_id and t.start and t.stop)
        if not turns:
            return
        first = localized(min(turns.mapped("start"))).astimezone(UTC)
        last = localized(max(turns.mapped("stop"))).astimezone(UTC)
        # sudo: core hides the leave of colleagues; that there is one may be known
        resources = turns.resource_id.sudo()
        _closed, absent = resources._fieldwork_leave_spans(first, last)
        for turn in turns:
            start = localized(turn.start).astimezone(UTC)
            stop = localized(turn.stop).astimezone(UTC)
            turn.is_absent = any(
                begin < stop and start < end
                for begin, end in absent.get(turn.resource_id.id, ())
            )

    @api.constrains("team_id", "resource_id")
    def _check_technician(self):
        for turn in self:
            resource = turn.resource_id
            values = {"name": resource.name, "team": turn.team_id.name}
            if resource.fieldwork_kind != "technician":
                raise ValidationError(
                    self.env._(
                        "%(name)s is no technician and cannot be on call for %(team)s.",
                        **values,
                    )
                )
            if resource.company_id != turn.company_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s works for another company than %(team)s: choose a "
                        "technician of the same company.",
                        **values,
                    )
                )

    @api.constrains("team_id", "resource_id", "level", "start", "stop")
    def _check_overlap(self):
        """One first and one backup at a time, and never the same person."""
        self._lock_teams()
        turns = self.search(
            Domain("team_id", "in", self.team_id.ids)
            & Domain("start", "<", max(self.mapped("stop")))
            & Domain("stop", ">", min(self.mapped("start")))
        )
        by_team = turns.grouped("team_id")
        for turn in self:
            for other in by_team.get(turn.team_id, turns.browse()):
                if (
                    other != turn
                    and other.start < turn.stop
                    and turn.start < other.stop
                    and (
                        other.level == turn.level
                        or other.resource_id == turn.resource_id
                    )
                ):
                    turn._raise_overlap(other)

    def _lock_teams(self):
        """Two dispatchers who fill the same night at once do not both succeed.

        Each writes the row of the team; PostgreSQL refuses the later one, whose
        transaction begins again and then sees the other's turn.
        """
        self.env.cr.execute(
            SQL(
                "UPDATE fieldwork_team SET oncall_revision = oncall_revision + 1 "
                "WHERE id IN %s",
                tuple(sorted(self.team_id.ids)),
            )
        )

    def _raise_overlap(self, other):
        raise ValidationError(
            self.env._(
                "%(technician)s is on call for %(team)s as “%(level)s” from %(start)s "
                "to %(stop)s. Shorten or delete that turn before giving the time to "
                "%(new)s.",
                technician=other.resource_id.name,
                team=other.team_id.name,
                level=dict(self._fields["level"]._description_selection(self.env))[
                    other.level
                ],
                start=format_datetime(self.env, other.start),
                stop=format_datetime(self.env, other.stop),
                new=self.resource_id.name,
            )
        )

    @api.model
    def _get_turns_by_team(self, teams, start, stop, level="primary"):
        """Turns that touch a range, by team: ``{team.id: fieldwork.oncall}``."""
        result = defaultdict(self.browse)
        for turn in self.search(
            Domain("team_id", "in", teams.ids)
            & Domain("level", "=", level)
            & Domain("start", "<", stop)
            & Domain("stop", ">", start)
        ):
            result[turn.team_id.id] += turn
        return result
