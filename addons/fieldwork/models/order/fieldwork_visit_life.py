from odoo import api, models
from odoo.exceptions import UserError

from ...const import OPEN_VISIT_STATES
from ...tools import timeline
from ...tools.arguments import as_resources, event_time


class FieldworkVisit(models.Model):
    """What happens on a visit, as told by its people.

    All methods take many visits, the device's time ``at`` (late and out of order as
    it comes), and ``client_uuid``, which makes the same call a second time a no-op.
    """

    _inherit = "fieldwork.visit"

    def action_travel(
        self,
        at=None,
        resources=None,
        client_uuid=None,
        position=None,
        eta_minutes=None,
    ):
        """Set out for the site.

        :param at: device time, see ``tools.arguments.event_time``
        :param resources: who; default the caller, for the office the whole crew
        :param str client_uuid: id the device gave this event
        :param dict position: ``latitude``, ``longitude``, ``accuracy`` in metres
        :param eta_minutes: in how many minutes they say they will be there
        :raise UserError: somebody is not on the visit, or it was closed before
        """
        return self._clock(
            "travel", at, resources, client_uuid, position, eta_minutes=eta_minutes
        )

    def action_start(self, at=None, resources=None, client_uuid=None, position=None):
        """Begin to work; parameters as for :meth:`action_travel`."""
        return self._clock("work", at, resources, client_uuid, position)

    def action_pause(
        self, reason=None, at=None, resources=None, client_uuid=None, position=None
    ):
        """Pause; parameters as for :meth:`action_travel`.

        :param str reason: kept in the journal
        """
        return self._clock("pause", at, resources, client_uuid, position, reason)

    def action_resume(self, at=None, resources=None, client_uuid=None, position=None):
        """Go on working after a pause; parameters as for :meth:`action_travel`."""
        return self._clock("work", at, resources, client_uuid, position)

    def action_leave(self, at=None, resources=None, client_uuid=None, position=None):
        """Leave the visit to the others; parameters as for :meth:`action_travel`."""
        return self._clock("leave", at, resources, client_uuid, position)

    def action_done(
        self,
        outcome=None,
        continue_reason=None,
        findings=None,
        work_done=None,
        customer_remarks=None,
        at=None,
        resources=None,
        client_uuid=None,
        position=None,
    ):
        """Finish visits; the lead's or the dispatcher's act.

        Closes all open stretches of the crew. A solved visit closes its order, where
        nothing else is open and the type does not leave that to the office.

        :param str outcome: ``solved``, ``to_continue`` or ``not_needed``
        :param str continue_reason: with ``to_continue``: ``parts``, ``time``,
            ``access`` or ``quote``
        :raise UserError: a visit is closed already, the caller does not lead it, the
            outcome is missing, or somebody worked on it after ``at``
        """
        if self._event_model()._already_received("done", self, client_uuid):
            return True
        self._check_may_close()
        self._check_outcome(outcome, continue_reason)
        at = self._event_time(at)
        self._check_nothing_after(at)
        # Before it is asked what is missing: other words than those signed make the
        # signature void. Who may close may also say what was done.
        self.sudo()._say(
            findings=findings, work_done=work_done, customer_remarks=customer_remarks
        )
        self._check_can_finish(outcome)
        self._finish(outcome, continue_reason, at, client_uuid, position)
        return True

    def _say(self, **words):
        """Write the words of the report, where they are others than before.

        :param words: text by field name; None leaves what is there
        """
        for visit in self:
            new = {
                name: text
                for name, text in words.items()
                if text is not None and (visit[name] or "") != text
            }
            if new:
                visit.write(new)

    def _finish(self, outcome, continue_reason, at, client_uuid, position):
        """Close the visits with what came out, and the orders that are solved by it."""
        goes_on = outcome == "to_continue"
        self._close(
            "done",
            at,
            client_uuid,
            position,
            outcome=outcome,
            continue_reason=continue_reason if goes_on else False,
            actual_stop=at,
        )
        if not goes_on:
            # Orders are the office's to write; their end follows from the visit's.
            self.order_id.sudo()._close_solved()

    def action_miss(self, reason=None, at=None, client_uuid=None, position=None):
        """Tell that visits did not take place; their orders wait to be planned anew.

        :param str reason: required
        :raise UserError: no reason, work was done on the visit, or it is closed
        """
        if self._event_model()._already_received("miss", self, client_uuid):
            return True
        reason = self.order_id._require_reason(reason)
        self._check_may_close()
        worked = self.sudo().worklog_ids.filtered(lambda log: log.kind == "work")
        for visit in self:
            if visit in worked.visit_id:
                raise UserError(
                    self.env._(
                        "Somebody has worked on %(visit)s: finish it as “to be "
                        "continued” instead.",
                        visit=visit.display_name,
                    )
                )
        at = self._event_time(at)
        self._check_nothing_after(at)
        self._close("miss", at, client_uuid, position, reason)
        return True

    def action_cancel(self, reason=None):
        """Call visits off that nobody has begun.

        :param str reason: required, told to the technicians
        :raise UserError: no reason, or a visit has begun or is closed
        """
        reason = self.order_id._require_reason(reason)
        self._check_office()
        for visit in self:
            if visit.state != "planned":
                raise UserError(
                    self.env._(
                        "Visit %(visit)s has begun or is closed and cannot be "
                        "cancelled.",
                        visit=visit.display_name,
                    )
                )
        self._cancel(reason)
        return True

    def _cancel(self, reason):
        if self:
            self.assignment_ids._on_withdrawn(reason)
            self._close("cancel", self._event_time(None), note=reason)

    # ------------------------------------------------------------------
    # Clocking
    # ------------------------------------------------------------------

    def _clock(
        self,
        kind,
        at,
        resources,
        client_uuid,
        position,
        note=None,
        eta_minutes=None,
    ):
        """Insert an event of the crew and bring states in line; see the actions."""
        if self._event_model()._already_received(kind, self, client_uuid):
            return True
        self.check_access("read")
        live = not at
        at = self._event_time(at)
        self._check_not_closed_before(at)
        if kind == "work":
            self._check_can_begin()
        # Technicians do not write visits and work time themselves; who may act for
        # whom is checked by _clocking.
        pairs = self._clocking(resources)
        self._event_model()._record(kind, self, at, client_uuid, position, note)
        logs = self.env["fieldwork.worklog"].sudo()
        visits = logs._insert_events(kind, pairs, at, live)
        visits._update_state_from_worklogs()
        visits._on_clocked(kind, at, position, eta_minutes)
        return True

    def _on_clocked(self, kind, at, position=None, eta_minutes=None):
        """Called as superuser with visits on which somebody has just clocked (hook).

        :param str kind: ``travel``, ``work``, ``pause`` or ``leave``
        """

    def _clocking(self, resources):
        """Return the ``(visit, resource)`` pairs an event is about, as superuser.

        :raise UserError: someone is not on a visit, or the caller is not
        """
        wanted = as_resources(self.env, resources).sudo()
        mine = self.env.user.sudo().fieldwork_resource_ids
        pairs = []
        for visit in self.sudo():
            crew = visit.assignment_ids.filtered(
                lambda a: a.role != "equipment" and a.response != "refused"
            )
            people = crew.resource_id
            own = people & mine
            if not own:
                self._check_office()
            who = wanted or own or people
            visit._check_on_visit(who, people)
            # Whoever sets out has accepted.
            crew.filtered(
                lambda a, who=who: a.response == "pending" and a.resource_id in who
            )._guarded_write({"response": "accepted"})
            pairs += [(visit, resource) for resource in who]
        return pairs

    def _check_on_visit(self, who, people):
        missing = who - people
        if missing or not who:
            raise UserError(
                self.env._(
                    "%(people)s is not on visit %(visit)s: plan them first.",
                    people=", ".join(missing.mapped("name")) or self.env._("Nobody"),
                    visit=self.display_name,
                )
            )

    def _update_state_from_worklogs(self):
        """Bring the state of open visits in line with the stretches of their people."""
        logs = self.env["fieldwork.worklog"].search_fetch(
            [("visit_id", "in", self.ids)], ["visit_id", "kind", "start", "stop"]
        )
        by_visit = logs.grouped("visit_id")
        for visit in self:
            own = by_visit.get(visit, logs.browse())
            work = own.filtered(lambda log: log.kind == "work")
            vals = {"actual_start": min(work.mapped("start"), default=False)}
            if visit.state in OPEN_VISIT_STATES:
                vals["state"] = timeline.state_of(
                    [
                        timeline.Stretch(
                            log.start, log.stop or None, log.kind, visit.id
                        )
                        for log in own
                    ]
                )
            vals = {name: value for name, value in vals.items() if visit[name] != value}
            if vals:
                visit._guarded_write(vals)
        self.order_id._update_state_from_visits()

    # ------------------------------------------------------------------
    # Closing
    # ------------------------------------------------------------------

    def _close(self, kind, at, client_uuid=None, position=None, note=None, **vals):
        """Close visits: journal, stretches, state, and the orders behind them."""
        state = {"done": "done", "miss": "missed", "cancel": "cancelled"}[kind]
        self._event_model()._record(kind, self, at, client_uuid, position, note)
        visits = self.sudo()  # technicians close through here only
        visits.env["fieldwork.worklog"]._close_visits(visits, at)
        visits._guarded_write(
            {"state": state, "closed_at": at, "close_reason": note, **vals}
        )
        visits._find_conflicts()
        visits.order_id._update_state_from_visits()
        visits._on_closed(kind)

    def _check_outcome(self, outcome, continue_reason):
        wanted = {"outcome": outcome}
        if outcome == "to_continue":
            wanted["continue_reason"] = continue_reason
        for name, value in wanted.items():
            choices = dict(self._fields[name]._description_selection(self.env))
            if value not in choices:
                raise UserError(
                    self.env._(
                        "“%(field)s” is missing for visit %(visit)s; choose one of: "
                        "%(choices)s.",
                        field=self._fields[name]._description_string(self.env),
                        visit=", ".join(self.mapped("display_name")),
                        choices=", ".join(choices.values()),
                    )
                )

    def _check_may_close(self):
        """Only the lead and the office close a visit, and only an open one."""
        self.check_access("read")
        mine = self.env.user.sudo().fieldwork_resource_ids
        office = self._is_office()
        for visit in self:
            leads = visit.sudo().assignment_ids.filtered(
                lambda a: a.role == "lead" and a.response != "refused"
            )
            if not office and not leads.resource_id & mine:
                raise UserError(
                    self.env._(
                        "Visit %(visit)s is closed by its lead, %(lead)s, or the "
                        "office. Use “Leave” to end your own time.",
                        visit=visit.display_name,
                        lead=", ".join(leads.resource_id.mapped("name")) or "–",
                    )
                )
            if visit.state not in OPEN_VISIT_STATES:
                labels = self._fields["state"]._description_selection(self.env)
                raise UserError(
                    self.env._(
                        "Visit %(visit)s is “%(state)s” already.",
                        visit=visit.display_name,
                        state=dict(labels)[visit.state],
                    )
                )

    def _check_can_begin(self):
        """Refuse to work while something that comes before it is missing (hook)."""

    def _check_can_finish(self, outcome):
        """Refuse to finish while something the type asks for is missing (hook)."""

    def _check_nothing_after(self, at):
        later = self.env["fieldwork.worklog"].sudo()  # also of the colleagues
        log = later.search([("visit_id", "in", self.ids), ("start", ">", at)], limit=1)
        if log:
            raise UserError(
                self.env._(
                    "%(person)s began something on %(visit)s after %(time)s UTC: the "
                    "visit cannot end before that.",
                    person=log.resource_id.name,
                    visit=log.visit_id.display_name,
                    time=at,
                )
            )

    def _check_not_closed_before(self, at):
        for visit in self:
            if visit.closed_at and at > visit.closed_at:
                raise UserError(
                    self.env._(
                        "Visit %(visit)s was closed at %(time)s UTC: plan another one "
                        "to go on.",
                        visit=visit.display_name,
                        time=visit.closed_at,
                    )
                )

    def _check_office(self):
        if not (self.env.su or self._is_office()):
            raise UserError(
                self.env._(
                    "You are not on visit %(visit)s: only its technicians and the "
                    "office can do that.",
                    visit=", ".join(self.mapped("display_name")),
                )
            )

    @api.model
    def _event_model(self):
        return self.env["fieldwork.visit.event"]

    def _event_time(self, at):
        return event_time(self.env, self.sudo().company_id[:1], at)

    def _on_closed(self, kind):
        """Called with visits just closed: ``done``, ``miss`` or ``cancel`` (hook)."""
