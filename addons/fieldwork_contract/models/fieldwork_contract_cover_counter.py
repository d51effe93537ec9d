from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL, mute_logger

from odoo.addons.fieldwork.tools.common_row import one_at_a_time


class FieldworkContractCoverCounter(models.Model):
    """How much of a limited cover is used in one period: the row that whoever draws
    on it writes, so that two who draw at once do so one after the other."""

    _name = "fieldwork.contract.cover.counter"
    _description = "What Is Used of a Cover"
    _order = "cover_id, date_from, id"

    cover_id = fields.Many2one(
        "fieldwork.contract.cover", required=True, ondelete="cascade", index=True
    )
    contract_id = fields.Many2one(related="cover_id.contract_id", string="Contract")
    key = fields.Char(
        required=True, help="The visit, the first day of the year, or the term."
    )
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="Until")
    used = fields.Float(
        readonly=True, digits=(16, 2), help="In visits, minutes or money."
    )
    draw_ids = fields.One2many("fieldwork.contract.draw", "counter_id")

    _period_uniq = models.UniqueIndex(
        "(cover_id, key)", "This period of the cover is counted already."
    )

    @api.model
    def _make(self, vals):
        """Return a new counter.

        :raise ConcurrencyError: somebody makes it at the same moment
        """
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                counter = self.create(vals)
                counter.flush_recordset()
                return counter
        except UniqueViolation as error:
            raise ConcurrencyError("the counter is being made") from error

    def _lock(self):
        """Let nobody else draw on these counters until this transaction ends.

        Whoever read them before another one drew on them is refused by PostgreSQL and
        runs again.
        """
        one_at_a_time(self)

    def _count(self):
        """Write what the draws add up to."""
        if not self:
            return
        self.env["fieldwork.contract.draw"].flush_model()
        self.env.cr.execute(
            SQL(
                """
                UPDATE fieldwork_contract_cover_counter counter
                   SET used = COALESCE((
                       SELECT sum(draw.amount) FROM fieldwork_contract_draw draw
                        WHERE draw.counter_id = counter.id), 0)
                 WHERE counter.id IN %s
                """,
                tuple(self.ids),
            )
        )
        self.invalidate_recordset(["used"])
