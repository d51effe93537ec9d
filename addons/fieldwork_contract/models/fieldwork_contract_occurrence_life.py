from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.fieldwork.tools.days import to_local


class FieldworkContractOccurrence(models.Model):
    """The life of a date: the methods that change its state, and nothing else."""

    _inherit = "fieldwork.contract.occurrence"

    def action_skip(self, reason=None):
        """Leave dates out.

        :param str reason: required, kept with the date
        :raise UserError: no reason, or a date has an order or is done
        """
        self.check_access("write")
        reason = str(reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give a reason: it is kept with the date."))
        self._require_state(("planned",))
        self._skip("hand", reason)
        return True

    def action_plan_again(self):
        """Take skipped dates up again: they fall due as before.

        :raise UserError: a date is not skipped, or its contract is not running
        """
        self.check_access("write")
        self._require_state(("skipped",))
        for one in self:
            if not one.contract_id._programme_runs():
                raise UserError(
                    self.env._(
                        "Contract %(contract)s is not running: renew it before "
                        "“%(date)s” is done after all.",
                        contract=one.contract_id.name,
                        date=one.display_name,
                    )
                )
        self._give_back()
        return True

    def _require_state(self, states):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for one in self:
            if one.state not in states:
                raise UserError(
                    self.env._(
                        "“%(date)s” of %(day)s is “%(state)s”; that needs: %(states)s. "
                        "Where it has an order, cancel the order.",
                        date=one.display_name,
                        day=one.date,
                        state=labels[one.state],
                        states=", ".join(labels[state] for state in states),
                    )
                )

    def _skip(self, kind, reason):
        """Leave dates out; what was included in them falls due again itself."""
        self._guarded_write(
            {
                "state": "skipped",
                "skip_kind": kind,
                "skip_reason": reason,
                "order_id": False,
            }
        )
        self._absorbed()._give_back()
        self._count_on()

    def _give_back(self):
        """Let dates fall due as if there had been no order."""
        if self:
            self._guarded_write(
                {
                    "state": "planned",
                    "skip_kind": False,
                    "skip_reason": False,
                    "order_id": False,
                    "absorbed_by_id": False,
                    "done_on": False,
                    "punctuality": False,
                }
            )

    def _mark_generated(self):
        """Dates whose order is open again."""
        self._guarded_write(
            {
                "state": "generated",
                "skip_kind": False,
                "skip_reason": False,
                "done_on": False,
                "punctuality": False,
            }
        )

    def _mark_done(self):
        """Dates whose order is done: services that count from here count on."""
        for order, dates in self.grouped("order_id").items():
            at = order.done_at or fields.Datetime.now()
            day = to_local(at, order._site_zone()).date()
            for punctuality, group in dates.grouped(
                lambda one, at=at: one._punctuality_at(at)
            ).items():
                group._guarded_write(
                    {"state": "done", "done_on": day, "punctuality": punctuality}
                )
        self._count_on()

    def _punctuality_at(self, at):
        if at < self.window_start:
            return "early"
        return "late" if at > self.window_stop else "in_time"

    def _absorbed(self):
        return self.search([("absorbed_by_id", "in", self.ids)]) if self else self

    def _count_on(self):
        """Have the next cycle of services that count from this one written down."""
        roots = (self | self._absorbed()).root_line_id
        # Of all versions: the next cycle may be that of another contract.
        lines = roots.search([("root_id", "in", roots.ids)])
        lines.filtered(lambda line: line._counts_cycles())._refresh_soon()
