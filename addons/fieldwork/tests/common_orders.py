"""What the tests of orders, visits and planning share, on a fixed Tuesday."""

from datetime import datetime

from freezegun import freeze_time

from odoo import fields

from .common import FieldworkCommon

# A Tuesday in winter, 9:00 in Madrid.
NOW = "2026-03-10 08:00:00"


def at(hour, minute=0, day=10, month=3):
    """Return a naive UTC datetime in 2026; by default on the day of the tests."""
    return datetime(2026, month, day, hour, minute)


class FieldworkOrderCommon(FieldworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls._set_up_orders()

    @classmethod
    def _set_up_orders(cls):
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "Madrid 40 h", "tz": "Europe/Madrid"}
        )
        cls.company.resource_calendar_id = cls.calendar
        cls.company.partner_id.tz = "Europe/Madrid"
        (cls.customer | cls.site).tz = "Europe/Madrid"
        cls.team = cls.env["fieldwork.team"].create({"name": "North"})
        cls.ana = cls._create_technician("Ana", cls.technician)
        cls.ben = cls._create_technician("Ben", cls.technician_2)
        cls.van = cls._create_thing("Van 1", "van")
        cls.meter = cls._create_thing("Gas Analyser", "instrument")
        cls.order_type = cls.env["fieldwork.order.type"].create(
            {"name": "Repair", "duration": 2.0, "sequence": -1}
        )
        cls.equipment = cls._create_equipment("Boiler", serial="B-1")

    @classmethod
    def _create_technician(cls, name, user=None, **vals):
        employee = cls.env["hr.employee"].create(
            {
                "name": name,
                "user_id": user.id if user else False,
                "resource_calendar_id": cls.calendar.id,
                "tz": "Europe/Madrid",
            }
        )
        resource = employee.resource_id
        resource.write(
            {"fieldwork_kind": "technician", "fieldwork_team_id": cls.team.id, **vals}
        )
        return resource

    @classmethod
    def _create_thing(cls, name, kind, **vals):
        return cls.env["resource.resource"].create(
            {
                "name": name,
                "resource_type": "material",
                "fieldwork_kind": kind,
                "calendar_id": cls.calendar.id,
                "tz": "Europe/Madrid",
                **vals,
            }
        )

    @classmethod
    def _create_order(cls, ready=True, **vals):
        """Return an order as the dispatcher sees it, ready to be planned."""
        order = (
            cls.env["fieldwork.order"]
            .with_user(cls.dispatcher)
            .create({"partner_id": cls.customer.id, "site_id": cls.site.id, **vals})
        )
        if ready:
            order.action_confirm()
        return order

    @classmethod
    def _create_visit(cls, order=None, start=None, technicians=None, **kwargs):
        order = order or cls._create_order()
        return order.plan(
            start or at(9),
            technicians=cls.ana if technicians is None else technicians,
            **kwargs,
        )

    def _stretches(self, visit, resource=None):
        """Return ``[(kind, start, stop), …]`` of a visit in order of time."""
        logs = visit.sudo().worklog_ids
        if resource:
            logs = logs.filtered(lambda log: log.resource_id == resource)
        return [
            (log.kind, log.start, log.stop or None)
            for log in logs.sorted(lambda log: (log.start, log.id))
            if log.kind != "leave"
        ]

    def _in_days(self, days):
        return fields.Datetime.add(fields.Datetime.now(), days=days)
