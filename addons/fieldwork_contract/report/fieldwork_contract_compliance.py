from odoo import api, fields, models
from odoo.tools import SQL

RESULTS = [
    ("early", "Done early"),
    ("in_time", "Done in its window"),
    ("late", "Done late"),
    ("overdue", "Not done in time"),
    ("skipped", "Skipped"),
    ("exempt", "Not due: paused, closed or ended"),
    ("included", "Included in another service"),
    ("open", "Not due yet"),
]


class FieldworkContractCompliance(models.Model):
    """What became of each date of the programmes, as it stands at this moment.

    Counted is what was to be done: neither what a pause, a closed month, the end of the
    contract or a greater service took away, nor what may still be done in time.
    """

    _name = "fieldwork.contract.compliance"
    _description = "Compliance of Contracts"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "line_id"
    _depends = {
        "fieldwork.contract.occurrence": [
            "line_id",
            "contract_id",
            "company_id",
            "partner_id",
            "site_id",
            "equipment_id",
            "order_type_id",
            "order_id",
            "date",
            "window_stop",
            "done_on",
            "hours",
            "state",
            "skip_kind",
            "skip_reason",
            "punctuality",
        ],
        "fieldwork.contract": ["user_id", "type_id"],
    }

    occurrence_id = fields.Many2one("fieldwork.contract.occurrence", readonly=True)
    line_id = fields.Many2one(
        "fieldwork.contract.line", string="Service", readonly=True
    )
    contract_id = fields.Many2one("fieldwork.contract", readonly=True)
    contract_type_id = fields.Many2one("fieldwork.contract.type", readonly=True)
    user_id = fields.Many2one("res.users", string="Manager", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    site_id = fields.Many2one("res.partner", readonly=True)
    equipment_id = fields.Many2one(
        "fieldwork.equipment", string="Machine", readonly=True
    )
    order_type_id = fields.Many2one("fieldwork.order.type", readonly=True)
    order_id = fields.Many2one("fieldwork.order", readonly=True)
    date = fields.Date(string="Due", readonly=True)
    window_stop = fields.Datetime(string="Not after", readonly=True)
    done_on = fields.Date(readonly=True)
    skip_reason = fields.Char(string="Reason", readonly=True)
    result = fields.Selection(RESULTS, readonly=True)
    due = fields.Integer(
        string="To Be Done",
        readonly=True,
        help="1 where it was to be done by now, or is done.",
    )
    in_time = fields.Integer(
        string="In Its Window", readonly=True, help="1 where it was done in its window."
    )
    early = fields.Integer(string="Done Early", readonly=True)
    late = fields.Integer(string="Done Late", readonly=True)
    overdue = fields.Integer(
        string="Not Done", readonly=True, help="1 where its window is over."
    )
    skipped = fields.Integer(
        readonly=True, help="1 where it was left out by hand or its order cancelled."
    )
    rate = fields.Float(
        string="In Time (%)",
        readonly=True,
        aggregator="avg",
        help="Of what was to be done: the share that was done in its window or before "
        "it.",
    )

    @property
    def _table_query(self):
        # Of the moment of the question: nothing that depends on today is stored.
        return SQL(COMPLIANCE, now=fields.Datetime.now())

    @api.model
    def _rates(self, contracts):
        """Return ``{contract: (to be done, done in time or early)}``."""
        rows = self._read_group(
            [("contract_id", "in", contracts.ids), ("due", "=", 1)],
            ["contract_id"],
            ["due:sum", "in_time:sum", "early:sum"],
        )
        return {one: (due, in_time + early) for one, due, in_time, early in rows}

    def action_open_order(self):
        return self.occurrence_id.action_open_order()


COMPLIANCE = """
    SELECT one.id, one.id AS occurrence_id, one.line_id, one.contract_id,
           contract.type_id AS contract_type_id, contract.user_id, one.company_id,
           one.partner_id, one.site_id, one.equipment_id, one.order_type_id,
           one.order_id, one.date, one.window_stop, one.done_on, one.skip_reason,
           became.result,
           (became.result IN ('early', 'in_time', 'late', 'overdue', 'skipped'))::int
               AS due,
           (became.result = 'in_time')::int AS in_time,
           (became.result = 'early')::int AS early,
           (became.result = 'late')::int AS late,
           (became.result = 'overdue')::int AS overdue,
           (became.result = 'skipped')::int AS skipped,
           CASE WHEN became.result IN ('early', 'in_time') THEN 100.0
                WHEN became.result IN ('late', 'overdue', 'skipped') THEN 0.0
                END AS rate
      FROM fieldwork_contract_occurrence one
      JOIN fieldwork_contract contract ON contract.id = one.contract_id
     CROSS JOIN LATERAL (
           SELECT CASE
                  WHEN one.state = 'done' THEN COALESCE(one.punctuality, 'in_time')
                  WHEN one.state = 'skipped' THEN
                       CASE one.skip_kind
                       WHEN 'absorbed' THEN 'included'
                       WHEN 'hand' THEN 'skipped'
                       WHEN 'cancelled' THEN 'skipped'
                       ELSE 'exempt' END
                  WHEN one.window_stop < %(now)s THEN 'overdue'
                  ELSE 'open' END AS result
           ) became
"""
