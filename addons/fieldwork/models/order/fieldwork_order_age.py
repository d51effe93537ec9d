from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...const import OPEN_STATES
from ...tools.days import local_today, to_local

AGE_COLOURS = [
    ("red", "Red: waits too long"),
    ("orange", "Orange: waits long"),
    ("yellow", "Yellow: date is past"),
    ("blue", "Blue: today"),
    ("green", "Green: later or not dated"),
]

# The zone in which the company of an order counts its days; as ``_fieldwork_tz``.
COMPANY_ZONE = """(
    SELECT COALESCE(partner.tz, calendar.tz, 'UTC')
      FROM res_company company
      JOIN res_partner partner ON partner.id = company.partner_id
      LEFT JOIN resource_calendar calendar
             ON calendar.id = company.resource_calendar_id
     WHERE company.id = %s.company_id)"""


class FieldworkOrder(models.Model):
    """How old an open order looks: five colours, the first that holds.

    They depend on today and are never stored: lists compute them, searches and sorts
    use the same rule in SQL.
    """

    _inherit = "fieldwork.order"

    age_colour = fields.Selection(
        AGE_COLOURS,
        string="Age",
        compute="_compute_age_colour",
        search="_search_age_colour",
        help="Red and orange by the days since registration (thresholds of the "
        "type), yellow when the date is past, blue today, green later or not dated.",
    )
    age_under_warranty = fields.Boolean(
        string="Old and under Warranty",
        compute="_compute_age_colour",
        help="Red or orange, on equipment under warranty.",
    )

    def _age_sql(self, alias):
        """Return the SQL that gives the age colour of the order ``alias``.

        Days are those of the company's zone; NULL when the order is closed.
        """
        order = SQL.identifier(alias)
        days = self._age_days_sql(order)
        threshold = "(SELECT %s FROM fieldwork_order_type WHERE id = %s.type_id)"
        return SQL(
            """CASE
                WHEN %(order)s.state NOT IN %(open)s THEN NULL
                WHEN %(today)s - %(registered)s >= %(red)s THEN 'red'
                WHEN %(today)s - %(registered)s >= %(orange)s THEN 'orange'
                WHEN %(last)s < %(today)s THEN 'yellow'
                WHEN %(first)s <= %(today)s THEN 'blue'
                ELSE 'green' END""",
            order=order,
            open=OPEN_STATES,
            red=SQL(threshold, SQL.identifier("red_days"), order),
            orange=SQL(threshold, SQL.identifier("orange_days"), order),
            **days,
        )

    def _age_days_sql(self, order):
        """Return SQL for the local dates that the colour of ``order`` depends on."""
        zone = SQL(COMPANY_ZONE, order)

        def day(moment, *args):
            return SQL(
                "timezone(%s, timezone('UTC', %s))::date", zone, SQL(moment, *args)
            )

        planned = "COALESCE(%s.planned_start, %s.window_start)"
        ended = "COALESCE(%s.planned_start, %s.window_stop, %s.window_start)"
        return {
            "today": day("%s::timestamp", fields.Datetime.now()),
            "registered": day("%s.registered_on", order),
            "first": day(planned, order, order),
            "last": day(ended, order, order, order),
        }

    def _flush_age(self):
        """Send to the database what ``_age_sql`` reads there."""
        self.flush_model()
        self.env["fieldwork.order.type"].flush_model(["red_days", "orange_days"])
        self.env["res.partner"].flush_model(["tz"])
        self.env["resource.calendar"].flush_model(["tz"])

    def _age_of(self, zone, today):
        """Return the age colour, as ``_age_sql`` does; ``today`` is the company's."""
        self.ensure_one()
        if self.state not in OPEN_STATES:
            return False
        age = (today - to_local(self.registered_on, zone).date()).days
        if age >= self.type_id.red_days:
            return "red"
        if age >= self.type_id.orange_days:
            return "orange"
        first = self.planned_start or self.window_start
        last = self.planned_start or self.window_stop or self.window_start
        if last and to_local(last, zone).date() < today:
            return "yellow"
        if first and to_local(first, zone).date() <= today:
            return "blue"
        return "green"

    @api.depends(
        "state",
        "registered_on",
        "planned_start",
        "window_start",
        "window_stop",
        "type_id.red_days",
        "type_id.orange_days",
    )
    def _compute_age_colour(self):
        days = {}
        for company in self.company_id:
            zone = company.sudo()._fieldwork_tz()  # a zone's name, no secret
            days[company] = (zone, local_today(zone))
        aged = self.browse()
        for order in self:
            order.age_colour = order._age_of(*days[order.company_id])
            if order.age_colour in ("red", "orange"):
                aged += order
        # The machines of the others are not read.
        (self - aged).age_under_warranty = False
        for order in aged.with_prefetch():
            machines = order.equipment_ids
            order.age_under_warranty = any(machines.mapped("under_warranty"))

    def _search_age_colour(self, operator, value):
        if operator != "in":
            return NotImplemented
        colours = tuple(colour for colour in value if colour)
        query = SQL(
            "(SELECT o.id FROM fieldwork_order o WHERE o.state IN %s AND %s IN %s)",
            OPEN_STATES,
            self._age_sql("o"),
            colours or ("",),
        )
        self._flush_age()
        found = Domain("id", "in", query)
        if False in value:
            found |= Domain("state", "not in", OPEN_STATES)
        return found

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name == "age_colour":
            self._flush_age()
            ranks = [colour for colour, _label in AGE_COLOURS]
            rank = SQL("array_position(%s, %s)", ranks, self._age_sql(alias))
            return SQL("%s %s %s", rank, direction, nulls)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)
