from odoo import api, fields, models
from odoo.tools import SQL


class FieldworkVisitReport(models.Model):
    """One row per ended visit, for pivots and graphs; see the helps for definitions.

    A figure that a visit has no say in (no window was promised, nothing to be fixed)
    is empty there, so that it does not weigh on the averages.
    """

    _name = "fieldwork.visit.report"
    _description = "Visit Figures"
    _auto = False
    _order = "closed_at desc, id desc"
    _rec_name = "visit_id"
    _depends = {
        "fieldwork.order": ["type_id", "partner_id", "registered_on"],
        "fieldwork.visit": [
            "order_id",
            "company_id",
            "team_id",
            "state",
            "outcome",
            "continue_reason",
            "start",
            "closed_at",
            "actual_start",
            "promised_start",
            "promised_stop",
        ],
        "fieldwork.assignment": ["visit_id", "role", "resource_id"],
        "fieldwork.worklog": ["visit_id", "kind", "duration"],
    }

    visit_id = fields.Many2one("fieldwork.visit", readonly=True)
    order_id = fields.Many2one("fieldwork.order", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    team_id = fields.Many2one("fieldwork.team", readonly=True)
    type_id = fields.Many2one("fieldwork.order.type", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    lead_id = fields.Many2one("resource.resource", readonly=True)
    closed_at = fields.Datetime(string="Ended", readonly=True)
    cause = fields.Selection(
        [
            ("solved", "Solved"),
            ("returned", "Solved, but somebody had to come back"),
            ("parts", "Parts are missing"),
            ("time", "More time is needed"),
            ("access", "No access"),
            ("quote", "A quote is needed"),
            ("missed", "Visit missed"),
            ("not_needed", "Not needed"),
        ],
        readonly=True,
        help="How the visit ended, and if it did not solve the order, why.",
    )
    first_time_fix = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Share of orders that their first visit solved, with no later visit done "
        "on the same order. Counted on first visits only; those that were not needed "
        "or cancelled do not count. By “Cause” it says why the others were not.",
    )
    first_visits = fields.Integer(
        readonly=True,
        aggregator="sum",
        help="First visits that “First Time Fix” is counted on.",
    )
    promise_kept = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Share of visits with a promised window on which work began before that "
        "window ended. A missed visit broke its promise; a visit that ended without "
        "work for another reason does not count.",
    )
    promises = fields.Integer(
        string="Promised Visits",
        readonly=True,
        aggregator="sum",
        help="Visits that “Promise Kept” is counted on.",
    )
    travel_hours = fields.Float(readonly=True, aggregator="sum")
    work_hours = fields.Float(readonly=True, aggregator="sum")
    travel_share = fields.Float(
        readonly=True,
        aggregator="avg",
        help="Hours of travel in all hours of travel and work. Pauses do not count. Of "
        "several visits: their hours added up, so that long days weigh more.",
    )

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Divide the sums: an average of shares would weigh a short visit like a
        long one."""
        if aggregate_spec != "travel_share:avg":
            return super()._read_group_select(aggregate_spec, query)
        travel = self._field_to_sql(self._table, "travel_hours", query)
        work = self._field_to_sql(self._table, "work_hours", query)
        return SQL(
            "SUM(%(travel)s) / NULLIF(SUM(%(travel)s) + SUM(%(work)s), 0)",
            travel=travel,
            work=work,
        )

    @property
    def _table_query(self):
        return SQL(VISIT_REPORT)


# Both neighbours of a visit are looked up in the index on its order, the hours in the
# index on their visit: a filter on the end keeps the rest of history untouched.
VISIT_REPORT = """
    SELECT visit.id, visit.id AS visit_id, visit.order_id, visit.company_id,
           visit.team_id, orders.type_id, orders.partner_id, lead.lead_id,
           visit.closed_at, hours.travel_hours, hours.work_hours,
           hours.travel_hours / NULLIF(hours.travel_hours + hours.work_hours, 0)
               AS travel_share,
           CASE WHEN visit.state = 'missed' THEN 'missed'
                WHEN visit.outcome = 'to_continue' THEN visit.continue_reason
                WHEN visit.outcome = 'solved' AND later.found THEN 'returned'
                ELSE visit.outcome END AS cause,
           CASE WHEN counted.first THEN
                (visit.outcome IS NOT DISTINCT FROM 'solved' AND later.found IS NULL)
                ::int::float END AS first_time_fix,
           counted.first::int AS first_visits,
           CASE WHEN counted.promised THEN
                COALESCE(visit.actual_start <= visit.promised_stop, FALSE)::int::float
                END AS promise_kept,
           counted.promised::int AS promises
      FROM fieldwork_visit visit
      JOIN fieldwork_order orders ON orders.id = visit.order_id
      LEFT JOIN LATERAL (
           SELECT resource_id AS lead_id FROM fieldwork_assignment
            WHERE visit_id = visit.id AND role = 'lead' ORDER BY id LIMIT 1
           ) lead ON TRUE
      LEFT JOIN LATERAL (
           SELECT COALESCE(SUM(duration) FILTER (WHERE kind = 'travel'), 0)
                  AS travel_hours,
                  COALESCE(SUM(duration) FILTER (WHERE kind = 'work'), 0)
                  AS work_hours
             FROM fieldwork_worklog WHERE visit_id = visit.id
           ) hours ON TRUE
      LEFT JOIN LATERAL (
           SELECT TRUE AS found FROM fieldwork_visit other
            WHERE other.order_id = visit.order_id AND other.state = 'done'
              AND (other.closed_at, other.id) > (visit.closed_at, visit.id) LIMIT 1
           ) later ON TRUE
      LEFT JOIN LATERAL (
           SELECT TRUE AS found FROM fieldwork_visit other
            WHERE other.order_id = visit.order_id AND other.state IN ('done', 'missed')
              AND (other.closed_at, other.id) < (visit.closed_at, visit.id) LIMIT 1
           ) earlier ON TRUE
      CROSS JOIN LATERAL (
           SELECT earlier.found IS NULL
                  AND visit.outcome IS DISTINCT FROM 'not_needed' AS first,
                  visit.promised_stop IS NOT NULL
                  AND (visit.state = 'missed' OR visit.actual_start IS NOT NULL)
                  AS promised
           ) counted
     WHERE visit.state IN ('done', 'missed')
"""
