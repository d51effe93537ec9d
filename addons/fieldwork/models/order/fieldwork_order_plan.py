from datetime import datetime, timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import mute_logger

from ...const import OPEN_VISIT_STATES, PLANNABLE_STATES
from ...tools.arguments import as_date, as_resources, as_utc
from ...tools.days import to_utc

# Days that are planned in one call.
MAX_DAYS = 366


class FieldworkOrder(models.Model):
    """Planning: from an order to its visits and crews."""

    _inherit = "fieldwork.order"

    def plan(
        self,
        start,
        stop=None,
        technicians=None,
        resources=None,
        additional=False,
        promised=None,
        client_uuid=None,
    ):
        """Plan one visit for each order.

        :param start: naive UTC datetime or ISO string
        :param stop: likewise; default ``start`` and the order's planned duration
        :param technicians: employees, resources or ids of resources; the first one
            leads, the others help
        :param resources: vans, tools, instruments
        :param bool additional: plan although a visit is open
        :param promised: ``(start, stop)`` told to the customer, apart from the slot
        :param str client_uuid: id the caller gave this visit (of one order only)
        :return: the visits, in the order of ``self``
        :raise UserError: an order may not be planned, has an open visit, a resource
            does not fit, a conflict is one that the company blocks, or the
            ``client_uuid`` is another order's
        """
        plans = [
            {
                "order": order,
                "start": start,
                "stop": stop,
                "technicians": technicians,
                "resources": resources,
                "promised": promised,
                "client_uuid": client_uuid,
            }
            for order in self
        ]
        return self._plan(plans, additional)

    def plan_days(
        self,
        first_day,
        days,
        hour_from,
        hour_to,
        technicians=None,
        resources=None,
        additional=False,
    ):
        """Plan work over several days: one visit a day, at the same local hours.

        Days on which none of the technicians works are passed over. An end at or
        before the beginning is past midnight.

        :param first_day: local date at the site, or its ISO string
        :param int days: how many visits, a year of them at most
        :param float hour_from: local hour at the site, 8.5 is half past eight
        :param float hour_to: likewise
        :return: the visits, by order and day
        :raise UserError: no such date or hours, too few or too many days, and as
            for :meth:`plan`
        """
        first_day = as_date(self.env, first_day)
        self._check_days(days, hour_from, hour_to)
        people = as_resources(self.env, technicians)
        plans = []
        for order in self:
            slots = order._day_slots(first_day, days, hour_from, hour_to, people)
            plans += [
                {
                    "order": order,
                    "start": start,
                    "stop": stop,
                    "technicians": people,
                    "resources": resources,
                }
                for start, stop in slots
            ]
        return self._plan(plans, additional)

    def _check_days(self, days, hour_from, hour_to):
        if not 1 <= days <= MAX_DAYS:
            raise UserError(
                self.env._(
                    "Plan one to %(most)s days at once, not %(days)s.",
                    most=MAX_DAYS,
                    days=days,
                )
            )
        if not (0 <= hour_from < 24 and 0 <= hour_to <= 24):
            raise UserError(
                self.env._("The hours of a day go from 0:00 to 24:00: correct them.")
            )

    def _day_slots(self, first_day, days, hour_from, hour_to, people):
        """Return the ``days`` first slots on which somebody of ``people`` works."""
        self.ensure_one()
        zone = self._site_zone()
        slots = []
        # A month more than asked for is enough for holidays; then it is a mistake.
        for offset in range(days * 2 + 31):
            day = first_day + timedelta(days=offset)
            slots.append(_local_slot(day, hour_from, hour_to, zone))
        if people:
            free = people._fieldwork_available_intervals(slots[0][0], slots[-1][1])
            slots = [
                slot
                for slot in slots
                if any(_overlaps(free[person.id], slot) for person in people)
            ]
        if len(slots) < days:
            raise UserError(
                self.env._(
                    "%(people)s do not work on %(days)s days from %(day)s on: choose "
                    "other technicians or fewer days.",
                    people=", ".join(people.sudo().mapped("name")),
                    days=days,
                    day=first_day,
                )
            )
        return slots[:days]

    def _plan(self, plans, additional=False):
        """Make the visits and assignments of ``plans``, a list of dicts with the keys
        of :meth:`plan` and ``order``."""
        known = self._planned_before(plans)
        fresh = [{**plan} for plan in plans if plan.get("client_uuid") not in known]
        visits = iter(self._plan_fresh(fresh, additional))
        return self.env["fieldwork.visit"].union(
            *(known.get(plan.get("client_uuid")) or next(visits) for plan in plans)
        )

    def _planned_before(self, plans):
        """Return ``{client_uuid: visit}`` of the plans that were received already."""
        uuids = [plan["client_uuid"] for plan in plans if plan.get("client_uuid")]
        if not uuids:
            return {}
        found = self.env["fieldwork.visit"].search([("client_uuid", "in", uuids)])
        known = {visit.client_uuid: visit for visit in found}
        orders = {}
        for plan in plans:
            uuid = plan.get("client_uuid")
            visit = known.get(uuid)
            planned = (
                visit.order_id if visit else orders.setdefault(uuid, plan["order"])
            )
            if uuid and planned != plan["order"]:
                raise UserError(
                    self.env._(
                        "The id %(uuid)s was used for a visit of order %(order)s: "
                        "every visit needs an id of its own.",
                        uuid=uuid,
                        order=planned.name,
                    )
                )
        return known

    def _plan_fresh(self, plans, additional):
        visits_model = self.env["fieldwork.visit"]
        if not plans:
            return visits_model
        orders = self.union(*(plan["order"] for plan in plans))
        orders._check_plannable(additional)
        for plan in plans:
            plan["technicians"] = as_resources(self.env, plan.get("technicians"))
            plan["resources"] = as_resources(self.env, plan.get("resources"))
            plan["order"]._check_crew(plan["technicians"], plan["resources"])
        visits = self._create_visits(
            [plan["order"]._prepare_visit_vals(plan) for plan in plans]
        )
        # Planning takes the assignments along; dispatchers make them only this way.
        assignments = self.env["fieldwork.assignment"]._guarded_create(
            [
                vals
                for visit, plan in zip(visits, plans, strict=True)
                for vals in visit._prepare_assignment_vals(
                    plan["technicians"], plan["resources"]
                )
            ]
        )
        visits._after_slots_changed()
        visits._event_model()._record("plan", visits, visits._event_time(None))
        assignments._on_planned()
        return visits

    @api.model
    def _create_visits(self, vals_list):
        """Create visits; of the same one sent twice at once the second try finds it.

        :raise ConcurrencyError: a ``client_uuid`` arrives in parallel
        """
        visits = self.env["fieldwork.visit"]
        if not any(vals["client_uuid"] for vals in vals_list):
            return visits._guarded_create(vals_list)
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return visits._guarded_create(vals_list)
        except UniqueViolation as error:
            if "client_uuid" in (error.diag.constraint_name or ""):
                raise ConcurrencyError("a visit is being planned twice") from error
            raise

    def _prepare_visit_vals(self, plan):
        """Return the values of the visit that ``plan`` asks for (hook)."""
        self.ensure_one()
        start = as_utc(self.env, plan["start"])
        if not start:
            raise UserError(
                self.env._(
                    "Say when order %(order)s is to be visited.", order=self.name
                )
            )
        stop = as_utc(self.env, plan.get("stop"))
        stop = stop or start + timedelta(hours=self.duration)
        self._check_slot(start, stop)
        promised = plan.get("promised") or (None, None)
        return {
            "order_id": self.id,
            "start": start,
            "stop": stop,
            "promised_start": as_utc(self.env, promised[0]),
            "promised_stop": as_utc(self.env, promised[1]),
            "client_uuid": plan.get("client_uuid") or False,
        }

    def _check_slot(self, start, stop):
        if stop <= start:
            raise UserError(
                self.env._(
                    "The visit of order %(order)s would end (%(stop)s UTC) before it "
                    "starts (%(start)s UTC).",
                    order=self.name,
                    start=start,
                    stop=stop,
                )
            )

    def _check_crew(self, technicians, resources):
        """Refuse who is no technician, what is no thing, and who has left."""
        # Kinds and names of resources are no secret to whoever plans them.
        wrong = technicians.sudo().filtered(
            lambda r: r.fieldwork_kind != "technician" or not r.active
        )
        wrong |= resources.sudo().filtered(
            lambda r: r.fieldwork_kind in (False, "technician") or not r.active
        )
        if wrong:
            raise UserError(
                self.env._(
                    "%(names)s cannot be planned for order %(order)s: make them a "
                    "technician (or van, tool, instrument) first, or unarchive them.",
                    names=", ".join(wrong.mapped("name")),
                    order=self.name,
                )
            )

    def _check_plannable(self, additional):
        """Refuse orders that may not be planned, or that wait for an open visit."""
        self._require_state(PLANNABLE_STATES, self.env._("planned"))
        if additional:
            return
        busy = self.env["fieldwork.visit"].search(
            [("order_id", "in", self.ids), ("state", "in", OPEN_VISIT_STATES)], limit=1
        )
        if busy:
            raise UserError(
                self.env._(
                    "Order %(order)s has an open visit already (%(visit)s): move that "
                    "one, or plan an additional visit.",
                    order=busy.order_id.name,
                    visit=busy.display_name,
                )
            )


def _local_slot(day, hour_from, hour_to, zone):
    """Return the slot of one day as naive UTC datetimes; an end at or before the
    beginning is on the next day."""
    midnight = datetime.combine(day, datetime.min.time())
    until = midnight + timedelta(days=1 if hour_to <= hour_from else 0, hours=hour_to)
    return (
        to_utc(midnight + timedelta(hours=hour_from), zone),
        to_utc(until, zone),
    )


def _overlaps(intervals, slot):
    start, stop = slot
    return any(
        begin.replace(tzinfo=None) - begin.utcoffset() < stop
        and end.replace(tzinfo=None) - end.utcoffset() > start
        for begin, end, _records in intervals
    )
