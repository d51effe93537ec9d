from datetime import timedelta

from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import mute_logger

from ...tools import timeline
from ...tools.arguments import as_utc


class FieldworkWorklog(models.Model):
    """Real time: one row per stretch that one person travelled, worked or paused."""

    _name = "fieldwork.worklog"
    _description = "Work Time"
    _inherit = ["fieldwork.guard.mixin", "fieldwork.visit.part.mixin"]
    _order = "start, id"
    _rec_name = "resource_id"
    _check_company_auto = True

    _guarded_fields = {
        "start": False,
        "stop": False,
        "kind": False,
        "forgotten": False,
        "visit_id": False,
        "resource_id": False,
    }

    resource_id = fields.Many2one(
        "resource.resource",
        string="Technician",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    kind = fields.Selection(
        [
            ("travel", "Travel"),
            ("work", "Work"),
            ("pause", "Pause"),
            ("leave", "Left"),
        ],
        required=True,
        readonly=True,
        help="“Left” has no length: from then on the person was not on the visit.",
    )
    start = fields.Datetime(required=True, readonly=True)
    stop = fields.Datetime(readonly=True, help="Empty while it lasts.")
    duration = fields.Float(
        string="Hours",
        compute="_compute_duration",
        store=True,
        help="Hours from start to end; nothing while it lasts.",
    )
    received_at = fields.Datetime(
        string="Received",
        readonly=True,
        default=lambda self: fields.Datetime.now(),
        help="When the server learned of it; the start is the device's time.",
    )
    forgotten = fields.Boolean(
        readonly=True, help="Nobody ended it: the system closed it by rule."
    )
    is_corrected = fields.Boolean(compute="_compute_is_corrected")
    correction_ids = fields.One2many(
        "fieldwork.worklog.correction", "worklog_id", string="Corrections"
    )
    is_mine = fields.Boolean(compute="_compute_is_mine", search="_search_is_mine")

    # A mark of leaving ("leave") is closed from the start, so it is never in the way.
    _open_uniq = models.UniqueIndex(
        "(resource_id) WHERE stop IS NULL",
        "A person does one thing at a time: this one has an open stretch already.",
    )
    _check_order = models.Constraint(
        "CHECK (stop IS NULL OR stop >= start)", "A stretch must end after it starts."
    )
    _resource_stop_idx = models.Index("(resource_id, stop)")

    @api.depends("start", "stop")
    def _compute_duration(self):
        for log in self:
            seconds = (log.stop - log.start).total_seconds() if log.stop else 0
            log.duration = seconds / 3600

    @api.depends("correction_ids")
    def _compute_is_corrected(self):
        for log in self:
            log.is_corrected = bool(log.correction_ids)

    @api.depends("visit_id.is_mine")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for log in self:
            log.is_mine = log.visit_id.is_mine

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        mine = self._domain_mine()
        return mine if True in value else ~mine

    @api.model
    def _domain_mine(self):
        return Domain("visit_id", "any!", self.env["fieldwork.visit"]._domain_mine())

    # ------------------------------------------------------------------
    # Stretches from events
    # ------------------------------------------------------------------

    @api.model
    def _insert_events(self, kind, pairs, at, live=False):
        """Insert that people began ``kind`` at ``at``, wherever it falls in their
        time.

        :param pairs: list of ``(visit, resource)``
        :param bool live: it happens now, by the server's clock
        :return: all visits whose stretches changed
        :raise ConcurrencyError: another event of one of the people is being written
        """
        resources = self.env["resource.resource"].union(*(r for _v, r in pairs))
        timelines = self._timelines(resources, at)
        visits = self.env["fieldwork.visit"]
        for visit, resource in pairs:
            stretches = timelines.setdefault(resource.id, [])
            closed_at = visit.closed_at or None
            timeline.insert(stretches, kind, visit.id, at, closed_at, live)
            visits |= visit
        return visits | self._store_timelines(timelines)

    @api.model
    def _close_visits(self, visits, at):
        """End at ``at`` every stretch of ``visits`` that lasts or runs past it."""
        logs = self.search(
            [
                ("visit_id", "in", visits.ids),
                ("start", "<=", at),
                "|",
                ("stop", "=", False),
                ("stop", ">", at),
            ]
        )
        logs._guarded_write({"stop": at})

    @api.model
    def _timelines(self, resources, at):
        """Return ``{resource.id: [Stretch, …]}`` of what is known from ``at`` on."""
        logs = self.search(
            [
                ("resource_id", "in", resources.ids),
                "|",
                ("stop", "=", False),
                ("stop", ">=", at),
            ]
        )
        timelines = {}
        for log in logs:
            timelines.setdefault(log.resource_id.id, []).append(
                timeline.Stretch(
                    log.start, log.stop or None, log.kind, log.visit_id.id, log.id
                )
            )
        return timelines

    @api.model
    def _store_timelines(self, timelines):
        """Write what changed and create what is new.

        :return: the visits of the changed stretches
        """
        new, touched = [], self.browse()
        for resource_id, stretches in timelines.items():
            for stretch in stretches:
                if stretch.key is None:
                    new.append(
                        {
                            "visit_id": stretch.visit,
                            "resource_id": resource_id,
                            "kind": stretch.kind,
                            "start": stretch.start,
                            "stop": stretch.stop,
                        }
                    )
                elif stretch.changed:
                    log = self.browse(stretch.key)
                    log._guarded_write({"stop": stretch.stop})
                    touched |= log
        # The shortened ones go first: one open stretch each.
        touched.flush_recordset(["stop"])
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self._guarded_create(new)
        except IntegrityError as error:
            raise ConcurrencyError("another event of this person") from error
        return touched.visit_id

    # ------------------------------------------------------------------
    # Corrections and forgotten stretches
    # ------------------------------------------------------------------

    def action_correct(self, start=None, stop=None, kind=None, reason=None):
        """Correct a stretch; the old values and who changed them are kept.

        :param start: new start, None to leave it; likewise ``stop`` and ``kind``
        :param str reason: required
        :raise UserError: no reason, no right, or it would overlap another stretch of
            the same person
        """
        self.ensure_one()
        self._check_may_correct(reason)
        vals = {
            "start": as_utc(self.env, start) or self.start,
            "stop": as_utc(self.env, stop) or self.stop,
            "kind": kind or self.kind,
        }
        self._check_correction(vals)
        log = self.sudo()  # the dispatcher may, the checks above have said so
        log.env["fieldwork.worklog.correction"].create(
            {
                "worklog_id": log.id,
                "old_start": log.start,
                "old_stop": log.stop,
                "old_kind": log.kind,
                "reason": reason.strip(),
                "user_id": self.env.uid,
            }
        )
        log._guarded_write({**vals, "forgotten": False})
        log.visit_id._update_state_from_worklogs()
        return True

    def _check_may_correct(self, reason):
        self.check_access("read")
        if not self.visit_id._is_office():
            raise UserError(
                self.env._("Only the office corrects times: tell your dispatcher.")
            )
        if not (reason or "").strip():
            raise UserError(
                self.env._("Give a reason: it is kept with the corrected time.")
            )

    def _check_correction(self, vals):
        """:raise UserError: the stretch cannot lie at those times"""
        start, stop = vals["start"], vals["stop"]
        self._check_stretch(start, stop)
        other = self._other_stretch(start, stop)
        if other and start != stop:
            raise UserError(
                self.env._(
                    "%(person)s was on %(visit)s at that time: correct that stretch "
                    "first.",
                    person=self.resource_id.sudo().name,
                    visit=other.visit_id.display_name,
                )
            )

    def _check_stretch(self, start, stop):
        """Refuse a stretch that ends before it starts, in the future, or never."""
        now = fields.Datetime.now()
        if start > (stop or now) or (stop or now) > now:
            raise UserError(
                self.env._(
                    "The stretch of %(person)s must end after it starts, and not in "
                    "the future.",
                    person=self.resource_id.sudo().name,
                )
            )
        if not stop and self.visit_id.closed_at:
            raise UserError(
                self.env._(
                    "Visit %(visit)s is closed: its stretches need an end.",
                    visit=self.visit_id.display_name,
                )
            )

    def _other_stretch(self, start, stop):
        """Return another stretch of the person in that time, as superuser."""
        domain = Domain("resource_id", "=", self.resource_id.id)
        domain &= Domain("id", "!=", self.id) & Domain("kind", "!=", "leave")
        domain &= Domain("stop", "=", False) | Domain("stop", ">", start)
        if stop:
            domain &= Domain("start", "<", stop)
        return self.sudo().search(domain, limit=1)

    @api.model
    def _cron_close_forgotten(self):
        """Close the stretches that nobody ended; see ``_close_forgotten``."""
        companies = self.env["res.company"]._fieldwork_all()
        limits = {
            company: company.fieldwork_forgotten_hours
            for company in companies
            if company.fieldwork_forgotten_hours > 0
        }
        now = fields.Datetime.now()
        domain = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("start", "<", now - timedelta(hours=hours))
            for company, hours in limits.items()
        )
        logs = self.search(Domain("stop", "=", False) & domain)
        logs._close_forgotten(limits)

    def _close_forgotten(self, limits):
        """Close open stretches by rule and mark them.

        They end with the slot the person was planned for, where that is later than
        their start, and after the company's limit at the latest.

        :param dict limits: ``{company: hours}``
        """
        if not self:
            return
        slots = {
            (assignment.visit_id, assignment.resource_id): assignment.stop
            for assignment in self.visit_id.assignment_ids
        }
        for log in self:
            latest = log.start + timedelta(hours=limits[log.company_id])
            planned = slots.get((log.visit_id, log.resource_id))
            stop = min(planned, latest) if planned and planned > log.start else latest
            log._guarded_write({"stop": stop, "forgotten": True})
        self.visit_id._update_state_from_worklogs()
        for visit in self.visit_id:
            names = self.filtered(lambda log, visit=visit: log.visit_id == visit)
            visit.order_id._tell_dispatcher(
                self.env._("Forgotten time"),
                self.env._(
                    "The time of %(people)s on %(visit)s was never ended; the system "
                    "closed it. Check it, and correct it if needed.",
                    people=", ".join(names.resource_id.mapped("name")),
                    visit=visit.display_name,
                ),
            )
