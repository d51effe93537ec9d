from odoo import fields, models


class FieldworkMargin(models.Model):
    """What finished orders earned, by the people who did them.

    Each has the cost of the own hours; what the order brought in and what its material
    cost are shared by the hours of work and travel. An order without any has one row
    without a person, so that the sums are those of the orders.
    """

    _name = "fieldwork.margin"
    _description = "Margin by Technician"
    _auto = False
    _order = "done_at desc, id desc"
    _rec_name = "order_id"
    _depends = {
        "fieldwork.order": [
            "company_id",
            "partner_id",
            "site_id",
            "type_id",
            "team_id",
            "state",
            "done_at",
            "revenue",
            "material_cost",
        ],
        "fieldwork.worklog": [
            "order_id",
            "resource_id",
            "kind",
            "duration",
            "hourly_cost",
        ],
    }

    order_id = fields.Many2one("fieldwork.order", readonly=True)
    resource_id = fields.Many2one(
        "resource.resource", string="Technician", readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    site_id = fields.Many2one("res.partner", readonly=True)
    type_id = fields.Many2one("fieldwork.order.type", readonly=True)
    team_id = fields.Many2one("fieldwork.team", readonly=True)
    done_at = fields.Datetime(string="Done on", readonly=True)
    hours = fields.Float(readonly=True, help="Of work and of travel.")
    revenue = fields.Monetary(
        readonly=True,
        help="The share of what the order brought in, by the hours of all.",
    )
    labour_cost = fields.Monetary(string="Cost of Labour", readonly=True)
    travel_cost = fields.Monetary(string="Cost of Travel", readonly=True)
    material_cost = fields.Monetary(
        string="Cost of Material",
        readonly=True,
        help="The share of the order's material, by the hours of all.",
    )
    margin = fields.Monetary(readonly=True)

    @property
    def _table_query(self):
        return MARGIN


# A row is named by the first stretch of its person, and one without by its order.
MARGIN = """
    SELECT COALESCE(person.first * 2, fs_order.id * 2 + 1) AS id,
           fs_order.id AS order_id, person.resource_id, fs_order.company_id,
           company.currency_id, fs_order.partner_id, fs_order.site_id,
           fs_order.type_id, fs_order.team_id, fs_order.done_at,
           COALESCE(person.hours, 0) AS hours,
           fs_order.revenue * part.share AS revenue,
           COALESCE(person.labour, 0) AS labour_cost,
           COALESCE(person.travel, 0) AS travel_cost,
           fs_order.material_cost * part.share AS material_cost,
           (fs_order.revenue - fs_order.material_cost) * part.share
               - COALESCE(person.labour, 0) - COALESCE(person.travel, 0) AS margin
      FROM fieldwork_order fs_order
      JOIN res_company company ON company.id = fs_order.company_id
      LEFT JOIN LATERAL (
           SELECT min(log.id) AS first, log.resource_id,
                  sum(log.duration)::numeric AS hours,
                  sum(sum(log.duration)::numeric) OVER () AS total,
                  count(*) OVER () AS people,
                  sum(log.hourly_cost * log.duration::numeric)
                      FILTER (WHERE log.kind = 'work') AS labour,
                  sum(log.hourly_cost * log.duration::numeric)
                      FILTER (WHERE log.kind = 'travel') AS travel
             FROM fieldwork_worklog log
            WHERE log.order_id = fs_order.id AND log.kind IN ('work', 'travel')
            GROUP BY log.resource_id
           ) person ON TRUE
     CROSS JOIN LATERAL (
           SELECT CASE WHEN person.total > 0 THEN person.hours / person.total
                       ELSE 1.0 / COALESCE(person.people, 1) END AS share
           ) part
     WHERE fs_order.state = 'done'
"""
