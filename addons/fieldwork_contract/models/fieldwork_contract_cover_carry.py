from odoo import fields, models


class FieldworkContractCover(models.Model):
    """What is left of a limit when its contract is renewed."""

    _inherit = "fieldwork.contract.cover"

    carry_over = fields.Boolean(
        string="Unused Goes On",
        help="What is left of the last period is added to the first one of the "
        "contract that follows.",
    )
    origin_cover_id = fields.Many2one(
        "fieldwork.contract.cover",
        string="Continues",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    def _limit(self, first=None):
        return super()._limit(first) + self._carried(first)

    def _carried(self, first):
        """Return what the contract before has left for the period that begins on
        ``first``, in what is counted."""
        self.ensure_one()
        before = self.origin_cover_id
        if (
            not before.carry_over
            or first != self.contract_id.date_start
            or self.cap_period not in ("year", "term")
            or before.cap_unit != self.cap_unit
        ):
            return 0
        counter, start = before._last_counter()
        return max(before._limit(start) - counter.used, 0)

    def _last_counter(self):
        """Return ``(counter, first day)`` of the last period of the contract; no
        counter where nothing was taken in it."""
        self.ensure_one()
        key, first, _last = self._period(self.contract_id.date_end, False)
        return self.counter_ids.filtered(lambda one: one.key == key), first
