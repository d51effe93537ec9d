from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError

from ...tools.arguments import as_resources, as_utc
from ...tools.days import to_local, to_utc


class FieldworkVisit(models.Model):
    """Planning after the first time: another slot, another crew."""

    _inherit = "fieldwork.visit"

    def reschedule(self, start=None, stop=None, break_promise=False):
        """Move visits to another slot.

        All go to the same ``start``; each keeps its length unless ``stop`` is given.
        The technicians are asked again.

        :param start: naive UTC datetime or ISO string; None keeps each visit's
        :param stop: likewise
        :param bool break_promise: leave the window promised to the customer
        :raise UserError: a visit has begun or is closed, leaves what the customer was
            promised, or gets a conflict that the company blocks
        """
        start, stop = as_utc(self.env, start), as_utc(self.env, stop)
        slots = {}
        for visit in self:
            begin = start or visit.start
            end = stop or begin + (visit.stop - visit.start)
            visit.order_id._check_slot(begin, end)
            slots[visit] = (begin, end)
        return self._reschedule(slots, break_promise)

    def shift_days(self, days, break_promise=False):
        """Move visits by whole days; the local hour at the site holds.

        :param int days: negative to bring them forward
        """
        slots = {}
        for visit in self:
            zone = visit._zone()
            begin, end = (
                to_utc(
                    to_local(moment, zone).replace(tzinfo=None) + timedelta(days=days),
                    zone,
                )
                for moment in (visit.start, visit.stop)
            )
            slots[visit] = (begin, end)
        return self._reschedule(slots, break_promise)

    def _reschedule(self, slots, break_promise=False):
        """Move visits; ``slots`` is ``{visit: (start, stop)}``."""
        self._check_reschedule(slots, break_promise)
        assignments = self.assignment_ids
        before = {
            assignment.id: (
                assignment.start,
                assignment.stop,
                assignment._is_received(),
            )
            for assignment in assignments
        }
        for visit, (start, stop) in slots.items():
            shift = start - visit.start
            for assignment in visit.assignment_ids:
                assignment._guarded_write(
                    assignment._prepare_moved_vals(shift, start, stop)
                )
            visit._guarded_write({"start": start, "stop": stop})
        self._after_slots_changed()
        self._event_model()._record("reschedule", self, self._event_time(None))
        assignments._on_changed(before)
        return True

    def _check_reschedule(self, slots, break_promise):
        self.check_access("write")
        self._check_office()
        for visit, (start, _stop) in slots.items():
            if visit.state != "planned":
                raise UserError(
                    self.env._(
                        "Visit %(visit)s has begun or is closed and cannot be moved: "
                        "plan another one.",
                        visit=visit.display_name,
                    )
                )
            if not break_promise and visit._leaves_promise(start):
                raise UserError(
                    self.env._(
                        "The customer of %(visit)s was promised %(start)s to "
                        "%(stop)s UTC: confirm that the promise is given up, or choose "
                        "a time inside it.",
                        visit=visit.display_name,
                        start=visit.promised_start,
                        stop=visit.promised_stop,
                    )
                )

    def _leaves_promise(self, start):
        self.ensure_one()
        if not (self.promised_start or self.promised_stop):
            return False
        early = self.promised_start and start < self.promised_start
        late = self.promised_stop and start > self.promised_stop
        return bool(early or late)

    def action_promise(self, start=None, stop=None):
        """Set the window the customer was told; None for both takes it back."""
        self.check_access("write")
        self._check_office()
        vals = {
            "promised_start": as_utc(self.env, start),
            "promised_stop": as_utc(self.env, stop),
        }
        return self._guarded_write(vals)

    def assign(self, technicians=None, resources=None):
        """Give open visits another crew; None leaves people, or things, as they are.

        Those who stay keep their answer; those who go are told, those who come are
        asked.

        :param technicians: employees, resources or ids; the first one leads
        :param resources: vans, tools, instruments
        :raise UserError: a visit is closed, or someone with time on it would go
        """
        self.check_access("write")
        self._check_office()
        people = (
            as_resources(self.env, technicians) if technicians is not None else None
        )
        things = as_resources(self.env, resources) if resources is not None else None
        gone, new = self.env["fieldwork.assignment"], []
        for visit in self:
            if visit.closed_at:
                raise UserError(
                    self.env._(
                        "Visit %(visit)s is closed: its crew stays.",
                        visit=visit.display_name,
                    )
                )
            gone |= visit._assignments_to_drop(people, things)
            new += visit._assignments_to_add(people, things)
        gone._check_no_time()
        gone._on_withdrawn()
        gone.unlink()
        added = self.env["fieldwork.assignment"]._guarded_create(new)
        if people is not None:
            self._set_roles(people)
        self._after_slots_changed()
        added._on_planned()
        return True

    def _assignments_to_drop(self, people, things):
        return self.assignment_ids.filtered(
            lambda a: (
                a.resource_id not in things
                if a.role == "equipment" and things is not None
                else a.role != "equipment"
                and people is not None
                and (a.resource_id not in people or a.response == "refused")
            )
        )

    def _assignments_to_add(self, people, things):
        kept = (
            self.assignment_ids - self._assignments_to_drop(people, things)
        ).resource_id
        return self._prepare_assignment_vals(
            (people if people is not None else kept.browse()) - kept,
            (things if things is not None else kept.browse()) - kept,
        )

    def _set_roles(self, people):
        for assignment in self.assignment_ids:
            if assignment.role != "equipment":
                role = "lead" if assignment.resource_id == people[:1] else "helper"
                if assignment.role != role:
                    assignment._guarded_write({"role": role})

    def _prepare_assignment_vals(self, technicians, resources):
        """Return the values of the crew's assignments to this visit (hook)."""
        self.ensure_one()
        self.order_id._check_crew(technicians, resources)
        roles = [(person, "helper") for person in technicians]
        if roles:
            roles[0] = (roles[0][0], "lead")
        roles += [(thing, "equipment") for thing in resources]
        return [
            {
                "visit_id": self.id,
                "resource_id": resource.id,
                "role": role,
                "start": self.start,
                "stop": self.stop,
                "response": "accepted" if role == "equipment" else "pending",
            }
            for resource, role in roles
        ]

    def _after_slots_changed(self):
        """Find conflicts anew, refuse the blocked ones, and bring orders in line."""
        self._find_conflicts()
        self._check_blocked()
        self.order_id._update_state_from_visits()
