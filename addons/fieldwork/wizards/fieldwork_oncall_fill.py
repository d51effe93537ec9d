from datetime import UTC, timedelta

from pytz import timezone

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools.intervals import Intervals

from ..tools.rota import turns

MAX_TURNS = 400


class FieldworkOncallFill(models.TransientModel):
    """Fill the on-call rota of a team, technicians taking turns."""

    _name = "fieldwork.oncall.fill"
    _description = "Fill the On-Call Rota"

    team_id = fields.Many2one(
        "fieldwork.team",
        required=True,
        default=lambda self: self._default_team_id(),
    )
    company_id = fields.Many2one(related="team_id.company_id")
    line_ids = fields.One2many(
        "fieldwork.oncall.fill.line",
        "fill_id",
        string="Technicians in Turn",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    level = fields.Selection(
        [("primary", "First on Call"), ("backup", "Backup")],
        default="primary",
        required=True,
    )
    period = fields.Selection(
        [("week", "A Week"), ("day", "A Day")],
        string="Each Turn Lasts",
        default="week",
        required=True,
    )
    start_date = fields.Date(
        string="From",
        required=True,
        compute="_compute_start_date",
        store=True,
        readonly=False,
        help="Day of the first handover. With turns of a week this is also the "
        "weekday of all others.",
    )
    count = fields.Integer(string="Number of Turns", default=8, required=True)
    handover_hour = fields.Float(
        string="Handover at", default=8.0, required=True, help="On the team's clock."
    )
    outside_hours = fields.Boolean(
        string="Nights and Weekends Only",
        help="Leave out the company's working hours. Public holidays are on call.",
    )
    tz = fields.Char(string="Time Zone", compute="_compute_tz")

    @api.model
    def _default_team_id(self):
        """The team of a dispatcher who has only one."""
        teams = self.env["fieldwork.team"].search(
            [("id", "in", self.env.user.fieldwork_dispatch_team_ids.ids)], limit=2
        )
        return teams if len(teams) == 1 else False

    @api.depends("team_id")
    def _compute_tz(self):
        for fill in self:
            calendar = fill.team_id.company_id.resource_calendar_id
            fill.tz = calendar.tz or self.env.user.tz or "UTC"

    @api.depends("team_id", "level")
    def _compute_start_date(self):
        """The day the rota ends so far, else next Monday."""
        today = fields.Date.context_today(self)
        for fill in self:
            last = self.env["fieldwork.oncall"].search(
                [("team_id", "=", fill.team_id.id), ("level", "=", fill.level)],
                order="stop desc",
                limit=1,
            )
            fill.start_date = today + timedelta(days=7 - today.weekday())
            if last and last.stop > fields.Datetime.now():
                stop = last.stop.replace(tzinfo=UTC)
                fill.start_date = stop.astimezone(timezone(fill.tz)).date()

    @api.depends("team_id", "level")
    def _compute_line_ids(self):
        """The team's technicians, who waits longest first."""
        for fill in self:
            technicians = fill.team_id.technician_ids
            last_stop = dict(
                self.env["fieldwork.oncall"]._read_group(
                    [
                        ("resource_id", "in", technicians.ids),
                        ("level", "=", fill.level),
                    ],
                    ["resource_id"],
                    ["stop:max"],
                )
            )
            ordered = technicians.sorted(
                lambda r, last_stop=last_stop: (
                    last_stop.get(r) or fields.Datetime.to_datetime("1970-01-01"),
                    r.name,
                )
            )
            fill.line_ids = [
                Command.clear(),
                *(
                    Command.create({"sequence": sequence, "resource_id": resource.id})
                    for sequence, resource in enumerate(ordered)
                ),
            ]

    def action_fill(self):
        """Create the turns; time that somebody already has is left as it is."""
        self.ensure_one()
        self._check_fill()
        turns_made = self.env["fieldwork.oncall"].create(self._prepare_turns())
        if not turns_made:
            raise UserError(
                self.env._(
                    "Everything from %(date)s on is taken already: choose a later "
                    "day, or delete turns of %(team)s first.",
                    date=self.start_date,
                    team=self.team_id.name,
                )
            )
        return self.team_id.action_view_oncall()

    def _check_fill(self):
        if not self.line_ids:
            raise UserError(
                self.env._(
                    "%(team)s has nobody to take turns: add technicians to the list.",
                    team=self.team_id.name,
                )
            )
        if not 1 <= self.count <= MAX_TURNS:
            raise UserError(
                self.env._("Choose between 1 and %(maximum)s turns.", maximum=MAX_TURNS)
            )
        if not 0 <= self.handover_hour < 24:
            raise UserError(
                self.env._("The handover is at an hour between 0:00 and 23:59.")
            )

    def _prepare_turns(self):
        days = 7 if self.period == "week" else 1
        stretches = turns(
            self.start_date, self.count, days, self.handover_hour, timezone(self.tz)
        )
        taken = self._taken_intervals(stretches[0][0], stretches[-1][1])
        technicians = self.line_ids.sorted("sequence").resource_id
        return [
            {
                "team_id": self.team_id.id,
                "resource_id": technicians[index % len(technicians)].id,
                "level": self.level,
                "start": begin.astimezone(UTC).replace(tzinfo=None),
                "stop": end.astimezone(UTC).replace(tzinfo=None),
            }
            for index, stretch in enumerate(stretches)
            for begin, end, _rec in self._intervals([stretch]) - taken
        ]

    def _taken_intervals(self, start, stop):
        """What the new turns leave out: turns there are, and working hours."""
        existing = self.env["fieldwork.oncall"]._get_turns_by_team(
            self.team_id,
            start.replace(tzinfo=None),
            stop.replace(tzinfo=None),
            level=self.level,
        )[self.team_id.id]
        spans = [
            (turn.start.replace(tzinfo=UTC), turn.stop.replace(tzinfo=UTC))
            for turn in existing
        ]
        if self.outside_hours:
            spans += self._working_days(start, stop)
        return self._intervals(spans)

    def _working_days(self, start, stop):
        """From the first to the last working hour of each day, lunch included."""
        calendar = self.team_id.company_id.resource_calendar_id
        if not calendar:
            return []
        tz = timezone(self.tz)
        # Whole days, so that a handover at noon does not cut one in two.
        work = calendar._work_intervals_batch(
            start - timedelta(days=1), stop + timedelta(days=1), tz=tz
        )[False]
        days = {}
        for begin, end, _rec in work:
            first, last = days.get(begin.date(), (begin, end))
            days[begin.date()] = (min(first, begin), max(last, end))
        return list(days.values())

    @api.model
    def _intervals(self, spans):
        return Intervals([(begin, end, set()) for begin, end in spans])


class FieldworkOncallFillLine(models.TransientModel):
    _name = "fieldwork.oncall.fill.line"
    _description = "Technician in Turn"
    _order = "sequence, id"

    fill_id = fields.Many2one(
        "fieldwork.oncall.fill", required=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=100)
    resource_id = fields.Many2one(
        "resource.resource",
        string="Technician",
        required=True,
        ondelete="cascade",
        domain="[('fieldwork_kind', '=', 'technician')]",
    )
    resource_type = fields.Selection(related="resource_id.resource_type")
