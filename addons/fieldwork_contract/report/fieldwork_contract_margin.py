from odoo import api, fields, models
from odoo.tools import SQL


class FieldworkContractMargin(models.Model):
    """What contracts bring in and what they cost, by machine and month.

    Fees count in the months that they are for, by the day, and not when they are
    billed: half of a year's fee from July on is next year's. What is done on an order
    counts on the day on which the order was done. What is not for one machine is shared
    alike by those it is for: a fee by the machines under contract in its period, an
    order by its machines. Components count with the machine under contract.
    """

    _name = "fieldwork.contract.margin"
    _description = "Margin of Contracts"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "contract_id"
    _depends = {
        "fieldwork.charge": [
            "contract_id",
            "company_id",
            "currency_id",
            "equipment_id",
            "date_from",
            "date_to",
            "state",
            "amount",
        ],
        "fieldwork.order": [
            "contract_id",
            "company_id",
            "equipment_ids",
            "done_at",
            "planned_start",
            "registered_on",
            "revenue",
            "labour_cost",
            "travel_cost",
        ],
        "fieldwork.material": ["order_id", "equipment_id", "cost"],
        "fieldwork.contract": ["type_id", "user_id", "partner_id", "root_id"],
        "fieldwork.contract.equipment": [
            "contract_id",
            "equipment_id",
            "date_from",
            "date_to",
            "include_children",
        ],
        "fieldwork.equipment": ["parent_path"],
    }

    contract_id = fields.Many2one("fieldwork.contract", readonly=True)
    root_id = fields.Many2one(
        "fieldwork.contract",
        string="Chain of Renewals",
        readonly=True,
        help="The first contract of those that renewed each other.",
    )
    contract_type_id = fields.Many2one("fieldwork.contract.type", readonly=True)
    user_id = fields.Many2one("res.users", string="Manager", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    equipment_id = fields.Many2one(
        "fieldwork.equipment",
        string="Machine",
        readonly=True,
        help="The machine under contract; its components are counted with it.",
    )
    component_id = fields.Many2one(
        "fieldwork.equipment",
        string="Machine or Component",
        readonly=True,
        help="What the work was done on.",
    )
    order_id = fields.Many2one("fieldwork.order", readonly=True)
    date = fields.Date(
        readonly=True,
        help="Of fees: a day of the month that they are for; of orders: when they were "
        "done.",
    )
    fee = fields.Monetary(string="Fees", readonly=True)
    besides = fields.Monetary(
        string="Billed Besides",
        readonly=True,
        help="What is billed for orders under contract and not covered.",
    )
    labour_cost = fields.Monetary(string="Labour", readonly=True)
    travel_cost = fields.Monetary(string="Travel", readonly=True)
    material_cost = fields.Monetary(string="Parts", readonly=True)
    margin = fields.Monetary(
        readonly=True,
        help="Fees and what is billed besides, less labour, travel and parts.",
    )

    @property
    def _table_query(self):
        return SQL(MARGIN, fees=SQL(FEES), orders=SQL(ORDERS), parts=SQL(PARTS))

    @api.model
    def _sums(self, contracts):
        """Return ``{contract: margin up to now}``, in the currency of its company.

        Of a fee that is billed in advance the months to come are not earned yet.
        """
        rows = self._read_group(
            [("contract_id", "in", contracts.ids), ("date", "<=", fields.Date.today())],
            ["contract_id"],
            ["margin:sum"],
        )
        return dict(rows)


# The zone in which a company counts its days: see res.company._fieldwork_tz.
ZONE = """
      JOIN res_company company ON company.id = {source}.company_id
      JOIN res_partner owner ON owner.id = company.partner_id
      LEFT JOIN resource_calendar calendar
             ON calendar.id = company.resource_calendar_id
     CROSS JOIN LATERAL (
           SELECT COALESCE(owner.tz, calendar.tz, 'UTC') AS tz
           ) zone
"""
# As core converts: by the rate of the day, else by the first one there is.
RATE = """COALESCE(
                  (SELECT rate.rate FROM res_currency_rate rate
                    WHERE rate.currency_id = {currency} AND rate.name <= period.first
                      AND (rate.company_id IS NULL OR rate.company_id = root.id)
                    ORDER BY rate.company_id, rate.name DESC LIMIT 1),
                  (SELECT rate.rate FROM res_currency_rate rate
                    WHERE rate.currency_id = {currency}
                      AND (rate.company_id IS NULL OR rate.company_id = root.id)
                    ORDER BY rate.company_id, rate.name LIMIT 1),
                  1.0)"""
# No period is longer than a year, which may touch thirteen months; a constant tells the
# planner so.
FEES = f"""
    SELECT charge.id * 3 AS id, charge.contract_id, charge.company_id,
           company.currency_id,
           COALESCE(charge.equipment_id, machine.equipment_id) AS equipment_id,
           NULL::int AS order_id, month.first AS date,
           charge.amount * conversion.rate
               * (month.last - month.first + 1) / (period.last - period.first + 1)
               / GREATEST(machines.count, 1) AS fee,
           0 AS besides, 0 AS labour_cost, 0 AS travel_cost, 0 AS material_cost
      FROM fieldwork_charge charge
      {ZONE.format(source="charge")}
     CROSS JOIN LATERAL (
           SELECT (charge.date_from AT TIME ZONE 'UTC' AT TIME ZONE zone.tz)::date
                      AS first,
                  (charge.date_to AT TIME ZONE 'UTC' AT TIME ZONE zone.tz)::date
                      AS last
           ) period
      JOIN res_company root
        ON root.id = split_part(company.parent_path, '/', 1)::int
     CROSS JOIN LATERAL (
           SELECT CASE WHEN charge.currency_id = company.currency_id THEN 1
                  ELSE {RATE.format(currency="company.currency_id")}
                  / {RATE.format(currency="charge.currency_id")} END AS rate
           ) conversion
     CROSS JOIN generate_series(0, 12) step
     CROSS JOIN LATERAL (
           SELECT date_trunc('month', period.first::timestamp)
                  + step * interval '1 month' AS start
           ) begun
     CROSS JOIN LATERAL (
           SELECT GREATEST(begun.start::date, period.first) AS first,
                  LEAST((begun.start + interval '1 month - 1 day')::date, period.last)
                      AS last
           ) month
      LEFT JOIN fieldwork_contract_equipment machine
             ON charge.equipment_id IS NULL
            AND machine.contract_id = charge.contract_id
            AND COALESCE(machine.date_from, period.first) <= period.last
            AND COALESCE(machine.date_to, period.last) >= period.first
     CROSS JOIN LATERAL (
           SELECT count(*) AS count
             FROM fieldwork_contract_equipment other
            WHERE charge.equipment_id IS NULL
              AND other.contract_id = charge.contract_id
              AND COALESCE(other.date_from, period.first) <= period.last
              AND COALESCE(other.date_to, period.last) >= period.first
           ) machines
     WHERE charge.contract_id IS NOT NULL AND charge.state != 'void'
       AND begun.start <= period.last
"""
# When an order counts, and how many machines it is for.
ORDER = f"""
      {ZONE.format(source="fs_order")}
     CROSS JOIN LATERAL (
           SELECT (COALESCE(fs_order.done_at, fs_order.planned_start,
                            fs_order.registered_on)
                   AT TIME ZONE 'UTC' AT TIME ZONE zone.tz)::date AS date
           ) day
     CROSS JOIN LATERAL (
           SELECT count(*) AS count
             FROM fieldwork_order_equipment_rel other
            WHERE other.order_id = fs_order.id
           ) machines
"""
ORDERS = f"""
    SELECT fs_order.id * 3 + 1, fs_order.contract_id, fs_order.company_id,
           company.currency_id,
           machine.equipment_id, fs_order.id, day.date, 0,
           fs_order.revenue / GREATEST(machines.count, 1),
           fs_order.labour_cost / GREATEST(machines.count, 1),
           fs_order.travel_cost / GREATEST(machines.count, 1), 0
      FROM fieldwork_order fs_order
      {ORDER}
      LEFT JOIN fieldwork_order_equipment_rel machine
             ON machine.order_id = fs_order.id
     WHERE fs_order.contract_id IS NOT NULL
"""
PARTS = f"""
    SELECT material.id * 3 + 2, fs_order.contract_id, fs_order.company_id,
           company.currency_id,
           COALESCE(material.equipment_id, machine.equipment_id), fs_order.id,
           day.date, 0, 0, 0, 0,
           CASE WHEN material.equipment_id IS NULL
                THEN material.cost / GREATEST(machines.count, 1)
                ELSE material.cost END
      FROM fieldwork_material material
      JOIN fieldwork_order fs_order ON fs_order.id = material.order_id
      {ORDER}
      LEFT JOIN fieldwork_order_equipment_rel machine
             ON material.equipment_id IS NULL AND machine.order_id = fs_order.id
     WHERE fs_order.contract_id IS NOT NULL AND material.cost != 0
"""
MARGIN = """
    SELECT source.id, source.contract_id, contract.root_id,
           contract.type_id AS contract_type_id, contract.user_id, source.company_id,
           source.currency_id, contract.partner_id,
           COALESCE(covered.equipment_id, source.equipment_id) AS equipment_id,
           source.equipment_id AS component_id, source.order_id,
           source.date, source.fee, source.besides, source.labour_cost,
           source.travel_cost, source.material_cost,
           source.fee + source.besides - source.labour_cost - source.travel_cost
               - source.material_cost AS margin
      FROM (%(fees)s UNION ALL %(orders)s UNION ALL %(parts)s) source
      JOIN fieldwork_contract contract ON contract.id = source.contract_id
      LEFT JOIN fieldwork_equipment component ON component.id = source.equipment_id
      LEFT JOIN LATERAL (
           SELECT machine.equipment_id
             FROM fieldwork_contract_equipment machine
             JOIN fieldwork_equipment top ON top.id = machine.equipment_id
            WHERE machine.contract_id = source.contract_id
              AND (top.id = component.id
                   OR (machine.include_children
                       AND starts_with(component.parent_path, top.parent_path)))
            ORDER BY length(top.parent_path) DESC
            LIMIT 1
           ) covered ON TRUE
"""
