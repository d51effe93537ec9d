from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ...const import OPEN_VISIT_STATES
from ...tools.days import local_today

# What the screen needs of the records around the visits; one read per model.
FETCHED = {
    "partner": [
        "name",
        "complete_name",
        "phone",
        "tz",
        "street",
        "street2",
        "zip",
        "city",
        "partner_latitude",
        "partner_longitude",
        "site_access_notes",
        "site_door_code",
        "site_contact_ids",
    ],
    "equipment": ["name", "serial", "product_id", "category_id", "under_warranty"],
}


class FieldworkVisit(models.Model):
    """A technician's day, in one call."""

    _inherit = "fieldwork.visit"

    @api.model
    @api.readonly
    def get_my_day(self, day=None):
        """Return the signed-in technician's visits of one local day.

        Visits that begin on that day at their site, in order of time; with today
        also the open ones of the days before. What a technician receives is decided
        by ``fieldwork.assignment._domain_received``; no prices are among it.

        :param day: date or ISO string; default and earliest is today
        :return: dict with ``day``, ``today``, ``now`` (the server's clock, UTC),
            ``days`` (those of the horizon with their number of open visits),
            ``visits`` (see ``_my_day_values``), ``why_empty``: False,
            ``no_access``, ``no_technician`` or ``nothing``, and ``horizon_days``
        """
        today = local_today(self._my_day_zone())
        day = max(fields.Date.to_date(day) or today, today)
        result = {
            "day": fields.Date.to_string(day),
            "today": fields.Date.to_string(today),
            "now": fields.Datetime.to_string(fields.Datetime.now()),
            "days": [],
            "visits": [],
            "horizon_days": 0,
            "why_empty": self._my_day_closed(),
        }
        if result["why_empty"]:
            return result
        last = self._my_day_last()
        counts = self._my_day_counts(today)
        visits = self._my_day_visits(day, today)
        return result | {
            "days": self._my_day_days(today, last, counts),
            "visits": visits._my_day_values(),
            "horizon_days": (last - today).days + 1,
            "why_empty": False if visits else "nothing",
        }

    @api.model
    def _my_day_zone(self):
        """Return the zone in which the technician counts days."""
        user = self.env.user
        return user.tz or self.env.company._fieldwork_tz()

    @api.model
    def _my_day_closed(self):
        """Return why the user has no day at all, or False."""
        if not self.env.user.has_group("fieldwork.group_fieldwork_technician"):
            return "no_access"
        # sudo: the own resources are the user's own
        return not self.env.user.sudo().fieldwork_resource_ids and "no_technician"

    @api.model
    def _my_day_last(self):
        """Return the last date inside the horizon of the technician's companies."""
        resources = self.env.user.sudo().fieldwork_resource_ids  # the user's own
        companies = resources.company_id or self.env.company
        return max(c._fieldwork_horizon_day() for c in companies) - timedelta(days=1)

    @api.model
    def _my_day_open(self):
        """Return the domain of the technician's open visits that are received.

        The record rule would ask the same a second time and more slowly: the reads
        with it are made as superuser.
        """
        received = self.env["fieldwork.assignment"]._domain_received()
        received &= Domain("company_id", "in", self.env.companies.ids)
        return received & Domain("visit_state", "in", OPEN_VISIT_STATES)

    @api.model
    def _my_day_counts(self, today):
        """Return ``{date: open visits}``; those of days before count as today's."""
        rows = (
            self.env["fieldwork.assignment"]
            .sudo()
            ._read_group(self._my_day_open(), ["day:day"], ["visit_id:count_distinct"])
        )
        counts = {}
        for day, count in rows:
            day = max(day, today)
            counts[day] = counts.get(day, 0) + count
        return counts

    @api.model
    def _my_day_days(self, today, last, counts):
        days = max((last - today).days + 1, 1)
        return [
            {
                "day": fields.Date.to_string(today + timedelta(days=n)),
                "count": counts.get(today + timedelta(days=n), 0),
            }
            for n in range(days)
        ]

    @api.model
    def _my_day_visits(self, day, today):
        received = self.env["fieldwork.assignment"]._domain_received()
        received &= Domain("company_id", "in", self.env.companies.ids)
        on_day = Domain("day", "=", day)
        if day == today:
            left = Domain("visit_state", "in", OPEN_VISIT_STATES)
            on_day |= Domain("day", "<", today) & left
        # sudo: see _my_day_open
        mine = self.env["fieldwork.assignment"].sudo().search(received & on_day)
        return mine.visit_id.sorted(lambda visit: (visit.start, visit.id))

    def _my_day_values(self):
        """Return one dict per visit with all that the technician's screen shows.

        Called as superuser on visits that the caller is on: what hangs on them
        (names of colleagues, machines, people at the site) is partly out of a
        technician's reach, and of it only what is named here leaves. No prices.
        """
        self._my_day_fetch()
        mine = self.env.user.fieldwork_resource_ids
        labels = dict(self._fields["state"]._description_selection(self.env))
        logs = self.env["fieldwork.worklog"].search_fetch(
            [("visit_id", "in", self.ids), ("resource_id", "in", mine.ids)],
            ["visit_id", "kind", "start", "stop", "duration"],
        )
        by_visit = logs.grouped("visit_id")
        return [
            {
                **visit._my_day_visit(labels),
                **visit._my_day_order(),
                **visit._my_day_crew(mine),
                **visit._my_day_time(by_visit.get(visit, logs.browse())),
                "site": visit._my_day_site(),
                "phones": visit._my_day_phones(),
                "equipment": visit._my_day_equipment(),
                "materials": visit._my_day_materials(),
            }
            for visit in self
        ]

    def _my_day_fetch(self):
        """Read what the visits hang on, each model once."""
        orders = self.order_id
        places = orders.site_id | orders.partner_id | orders.contact_id
        places.fetch(FETCHED["partner"])
        places.site_contact_ids.fetch(["name", "phone"])
        orders.equipment_ids.fetch(FETCHED["equipment"])
        self.assignment_ids.resource_id.fetch(["name", "fieldwork_kind"])

    def _my_day_visit(self, labels):
        """Return what stands in the visit itself.

        :param dict labels: of the states
        """
        self.ensure_one()
        return {
            "id": self.id,
            "start": fields.Datetime.to_string(self.start),
            "stop": fields.Datetime.to_string(self.stop),
            "day": fields.Date.to_string(self.day),
            "state": self.state,
            "state_label": labels[self.state],
            "outcome": self.outcome,
            "findings": self.findings or "",
            "work_done": self.work_done or "",
            "customer_remarks": self.customer_remarks or "",
            "promised_start": fields.Datetime.to_string(self.promised_start),
            "promised_stop": fields.Datetime.to_string(self.promised_stop),
        }

    def _my_day_order(self):
        self.ensure_one()
        order = self.order_id
        return {
            "order_id": order.id,
            "name": order.name,
            "type": order.type_id.name,
            "color": order.type_id.color,
            "priority": order.priority,
            "customer": order.partner_id.commercial_partner_id.name,
            "customer_reference": order.customer_reference or "",
            "description": order.description or "",
            "internal_note": order.internal_note or "",
            "deadline": fields.Datetime.to_string(order.deadline),
        }

    def _my_day_crew(self, mine):
        """Return the crew without those who refused, and the caller's part in it."""
        self.ensure_one()
        crew = self.assignment_ids.filtered(lambda a: a.response != "refused")
        own = crew.filtered(lambda a: a.resource_id in mine)
        people = crew.filtered(lambda a: a.role != "equipment")
        return {
            "assignment_id": own[:1].id,
            "response": own[:1].response,
            "is_lead": "lead" in own.mapped("role"),
            "crew": [
                {
                    "name": assignment.resource_id.name,
                    "lead": assignment.role == "lead",
                    "me": assignment in own,
                }
                for assignment in people.sorted(lambda a: (a.role != "lead", a.id))
            ],
            "things": (crew - people).resource_id.mapped("name"),
        }

    def _my_day_time(self, logs):
        """Return what the caller is doing on this visit and has done so far."""
        running = logs.filtered(lambda log: not log.stop)[:1]
        hours = dict.fromkeys(("travel", "work", "pause"), 0.0)
        for log in logs.filtered(lambda log: log.kind in hours):
            hours[log.kind] += log.duration
        start = fields.Datetime.to_string(running.start)
        return {
            "running": {"kind": running.kind, "start": start} if running else False,
            "hours": hours,
            "has_begun": bool(logs),
        }

    def _my_day_site(self):
        self.ensure_one()
        site = self.order_id.site_id
        address = site._display_address(without_company=True)
        located = bool(site.partner_latitude or site.partner_longitude)
        return {
            "name": site.name or site.complete_name or "",
            "address": ", ".join(
                line.strip() for line in address.splitlines() if line.strip()
            ),
            "map_url": site._fieldwork_map_url() or "",
            "latitude": site.partner_latitude if located else False,
            "longitude": site.partner_longitude if located else False,
            "tz": self.order_id._site_zone(),
            "access_notes": site.site_access_notes or "",
            "door_code": site.site_door_code or "",
        }

    def _my_day_phones(self):
        """Return whom to call, nearest to the work first, each number once."""
        self.ensure_one()
        order = self.order_id
        people = [
            order.contact_id,
            *order.site_id.site_contact_ids,
            order.site_id,
            order.partner_id,
            order.partner_id.commercial_partner_id,
        ]
        phones = {}
        for person in people:
            if person.phone and person.phone not in phones:
                phones[person.phone] = person.name or person.complete_name
        return [{"name": name, "phone": phone} for phone, name in phones.items()]

    def _my_day_equipment(self):
        self.ensure_one()
        return [
            {
                "id": equipment.id,
                "name": equipment.name,
                "serial": equipment.serial or "",
                "product": equipment.product_id.name or "",
                "category": equipment.category_id.name or "",
                "under_warranty": equipment.under_warranty,
            }
            for equipment in self.order_id.equipment_ids
        ]

    def _my_day_materials(self):
        """Return this visit's lines and the order's planned ones; no prices."""
        self.ensure_one()
        lines = self.order_id.material_ids.filtered(
            lambda line: not line.visit_id or line.visit_id == self
        )
        return [
            {
                "id": line.id,
                "name": line.name,
                "uom": line.uom_id.name,
                "planned_qty": line.planned_qty,
                "used_qty": line.used_qty,
                "left_qty": line.left_qty,
                "returned_qty": line.returned_qty,
                "serial": line.serial or "",
                "here": line.visit_id == self,
            }
            for line in lines
        ]
