from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ...const import OPEN_STATES
from ...tools.days import day_start, local_today
from ..order.fieldwork_order_age import AGE_COLOURS, COMPANY_ZONE

# How far back the dashboard looks: bounded, so that it costs the same in ten years.
DONE_DAYS = 30
WEEKS = 12


class FieldworkOrder(models.Model):
    """The numbers of the dashboard, each counted where one index holds it all.

    All go by the rules of the user, as the lists do that a click opens.
    """

    _inherit = "fieldwork.order"

    @api.model
    def _figures_query(self, where):
        """Return the query of the orders the user may see, where ``where`` holds."""
        query = self.with_context(active_test=False)._search([])
        query.add_where(where)
        return query

    @api.model
    def _figures_done(self, since):
        """Return ``({type id: n}, {brand id or False: n}, {brand id: [keys]})``.

        :param since: orders done from then on count; one on machines of two brands
            counts for both
        """
        query = self._figures_query(
            SQL(
                "fieldwork_order.state = 'done' AND fieldwork_order.done_at >= %s",
                since,
            )
        )
        columns = SQL("fieldwork_order.type_id, fieldwork_order.brand_key")
        query.groupby = columns
        types, brands, keys = {}, {}, {}
        for type_id, key, number in self.env.execute_query(
            query.select(columns, SQL("count(*)"))
        ):
            types[type_id] = types.get(type_id, 0) + number
            for brand in map(int, key.split(",")) if key else [False]:
                brands[brand] = brands.get(brand, 0) + number
                keys.setdefault(brand, set()).add(key or False)
        return types, brands, {brand: sorted(keys[brand]) for brand in keys}

    @api.model
    def _figures_zones(self):
        """Return ``{company id: zone}`` of the companies in use: one query, where the
        records' own method would read three tables, with all their columns."""
        rows = self.env.execute_query(
            SQL(
                "SELECT c.company_id, %s FROM unnest(%s) c (company_id)",
                SQL(COMPANY_ZONE, SQL("c")),
                (self.env.companies | self.env.company).ids,
            )
        )
        return dict(rows)

    @api.model
    def _figures_open(self, zones):
        """Return ``{colour: n}`` of the open orders, by the rule of ``_age_sql``.

        That rule turns both dates of each order into local days; here the days of
        the thresholds are turned into moments once, per company and type.
        """
        bounds = self._figures_age_bounds(zones)
        counts = dict.fromkeys((colour for colour, _label in AGE_COLOURS), 0)
        if not bounds:
            return counts
        query = self._figures_query(SQL("fieldwork_order.state IN %s", OPEN_STATES))
        self._figures_join_bounds(query, bounds)
        query.groupby = SQL("1")
        counts.update(
            self.env.execute_query(query.select(SQL(AGE_BY_BOUNDS), SQL("count(*)")))
        )
        return counts

    @api.model
    def _figures_join_bounds(self, query, bounds):
        """Give each order of ``query`` the bounds of its company and type, as the
        alias ``bound`` that ``AGE_BY_BOUNDS`` reads."""
        values = SQL(", ").join(
            SQL(
                "(%s, %s, %s::timestamp, %s::timestamp, %s::timestamp, %s::timestamp)",
                *b,
            )
            for b in bounds
        )
        query.add_join(
            "JOIN",
            "bound",
            SQL(
                "(SELECT * FROM (VALUES %s) b"
                " (company_id, type_id, red, orange, today, tomorrow))",
                values,
            ),
            SQL(
                "bound.company_id = fieldwork_order.company_id"
                " AND bound.type_id = fieldwork_order.type_id"
            ),
        )

    @api.model
    def _figures_age_bounds(self, zones):
        """Return ``[(company id, type id, red, orange, today, tomorrow), …]``: the
        moments, as naive UTC, from which on a colour no longer holds."""
        # sudo: thresholds decide a colour that the user may see
        types = self.env["fieldwork.order.type"].sudo().with_context(active_test=False)
        types = types.search_fetch([], ["red_days", "orange_days"])
        bounds = []
        for company in self.env.companies:
            zone = zones[company.id]
            today = local_today(zone)

            def begins(days, zone=zone, today=today):
                return day_start(zone, today + timedelta(days=days))

            bounds += [
                (
                    company.id,
                    kind.id,
                    begins(1 - kind.red_days),
                    begins(1 - kind.orange_days),
                    begins(0),
                    begins(1),
                )
                for kind in types
            ]
        return bounds

    @api.model
    def _figures_weeks(self, zone, still_open):
        """Return the last weeks, oldest first, the running one last.

        ``backlog`` is what was registered before the week's end and not done by
        then. Cancelled orders are left out, of the past too: most were merged into
        others, or registered by mistake.

        :param str zone: in which weeks begin, on Monday
        :param int still_open: how many orders are open now
        :return: dicts of ``start``, ``stop`` (naive UTC), ``day`` (date of the Monday),
            ``registered``, ``done``, ``backlog``
        """
        today = local_today(zone)
        monday = today - timedelta(days=today.weekday())
        days = [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -2, -1)]
        edges = [day_start(zone, day) for day in days]
        weeks = [
            {"day": day, "start": start, "stop": stop}
            for day, start, stop in zip(days, edges, edges[1:], strict=False)
        ]
        to_come = self._figures_by_week(weeks)
        self._figures_backlog(weeks, still_open - to_come)
        return weeks

    @api.model
    def _figures_by_week(self, weeks):
        """Write into ``weeks`` what was registered and done in each; one query.

        :return: how many open orders are registered for after the last week
        """
        wheres = self._figures_week_wheres(weeks[-1]["stop"])
        counts = [self._figures_query(w).select(SQL("count(*)")) for w in wheres]
        rows = self.env.execute_query(
            SQL(
                "SELECT (%s), (%s), (%s) FROM (VALUES %s) week (start, stop)"
                " ORDER BY week.start",
                *counts,
                SQL(", ").join(
                    SQL("(%s::timestamp, %s::timestamp)", week["start"], week["stop"])
                    for week in weeks
                ),
            )
        )
        for week, (came, went, _to_come) in zip(weeks, rows, strict=True):
            week.update(registered=came, done=went)
        return rows[0][2]

    @api.model
    def _figures_week_wheres(self, end):
        """Return what an order registered in ``week`` fulfils, one done in it, and an
        open one registered from ``end`` on."""
        order = SQL.identifier(self._table)
        return (
            SQL(
                "%(o)s.state <> 'cancelled' AND %(o)s.registered_on >= week.start"
                " AND %(o)s.registered_on < week.stop",
                o=order,
            ),
            SQL(
                "%(o)s.state = 'done' AND %(o)s.done_at >= week.start"
                " AND %(o)s.done_at < week.stop",
                o=order,
            ),
            SQL(
                "%(o)s.state IN %(open)s AND %(o)s.registered_on >= %(end)s",
                o=order,
                open=OPEN_STATES,
                end=end,
            ),
        )

    @api.model
    def _figures_backlog(self, weeks, number):
        """Count back from ``number``, the open orders at the end of the last week: what
        came was not there before, what was done then was."""
        end = weeks[-1]["stop"]
        # Told to be done before they were registered: they were never waiting.
        odd = self._figures_query(
            SQL(
                "fieldwork_order.state = 'done'"
                " AND fieldwork_order.done_at < fieldwork_order.registered_on"
                " AND fieldwork_order.registered_on >= %s",
                weeks[0]["stop"],
            )
        )
        strays = self.env.execute_query(
            odd.select(
                SQL("fieldwork_order.registered_on"), SQL("fieldwork_order.done_at")
            )
        )
        for week in reversed(weeks):
            stop = week["stop"]
            wrong = sum((d >= stop) - (stop <= r < end) for r, d in strays)
            week["backlog"] = number - wrong
            number += week["done"] - week["registered"]


AGE_BY_BOUNDS = """
    CASE WHEN fieldwork_order.registered_on < bound.red THEN 'red'
         WHEN fieldwork_order.registered_on < bound.orange THEN 'orange'
         WHEN COALESCE(fieldwork_order.planned_start, fieldwork_order.window_stop,
                       fieldwork_order.window_start) < bound.today THEN 'yellow'
         WHEN COALESCE(fieldwork_order.planned_start, fieldwork_order.window_start)
              < bound.tomorrow THEN 'blue'
         ELSE 'green' END
"""
