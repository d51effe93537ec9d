from collections import defaultdict

from odoo import api, fields, models

from ..const import HOLDING_STATES, RUNNING_STATES


class FieldworkContract(models.Model):
    """For what a contract holds, and where two hold at once."""

    _inherit = "fieldwork.contract"

    overlap_text = fields.Text(
        compute="_compute_overlap_text",
        compute_sudo=True,
        help="Other contracts for the same machines in the same time.",
    )

    @api.depends(
        "coverage_ids.equipment_id",
        "coverage_ids.include_children",
        "date_start",
        "date_end",
        "sequence",
        "state",
    )
    def _compute_overlap_text(self):
        rows = self._rows_of_others()
        for contract in self:
            texts = [
                contract._overlap_line(row)
                for row in rows.get(contract.commercial_partner_id, ())
                if row.contract_id != contract._origin and contract._overlaps(row)
            ]
            contract.overlap_text = "\n".join(dict.fromkeys(texts)) or False

    def _rows_of_others(self):
        """Return ``{customer: rows of running contracts}`` of these customers."""
        rows = defaultdict(list)
        found = self.env["fieldwork.contract.equipment"].search(
            [
                (
                    "contract_id.commercial_partner_id",
                    "in",
                    self.commercial_partner_id.ids,
                ),
                ("contract_id.company_id", "in", self.company_id.ids),
                ("contract_id.state", "in", RUNNING_STATES),
            ]
        )
        for row in found:
            rows[row.contract_id.commercial_partner_id].append(row)
        return rows

    def _overlaps(self, row):
        """Tell whether the row of another contract is for a machine of this one, in
        the same time."""
        self.ensure_one()
        other = row.contract_id
        if self.state not in ("draft", *RUNNING_STATES):
            return False
        apart = (self.date_end and other.date_start > self.date_end) or (
            other.date_end and self.date_start and other.date_end < self.date_start
        )
        if apart or other == self.previous_id:
            return False
        return any(
            row._includes(own.equipment_id._origin) or own._includes(row.equipment_id)
            for own in self.coverage_ids
            if own.equipment_id
        )

    def _overlap_line(self, row):
        other = row.contract_id
        what = {"machine": row.equipment_id.display_name, "other": other.name}
        if (other.sequence, other.id) < (self.sequence, self._origin.id or 1 << 31):
            return self.env._(
                "%(machine)s is under contract %(other)s too, which counts before this "
                "one.",
                **what,
            )
        return self.env._(
            "%(machine)s is under contract %(other)s too; this one counts before it.",
            **what,
        )

    # ------------------------------------------------------------------
    # Which contract an order is done under
    # ------------------------------------------------------------------

    @api.model
    def _find_for(self, orders):
        """Return ``{order: contract}`` of the orders that a contract is for.

        One that names the machine comes before one that names the site; among equals
        the priority decides, then the older one.
        """
        if not orders.commercial_partner_id:
            return {}
        found = defaultdict(list)
        for contract in self.search(
            [
                ("commercial_partner_id", "in", orders.commercial_partner_id.ids),
                ("company_id", "in", orders.company_id.ids),
                ("state", "in", HOLDING_STATES),
            ]
        ):
            found[contract.company_id, contract.commercial_partner_id].append(contract)
        best = {}
        for order in orders:
            key = (order.company_id, order.commercial_partner_id)
            ranks = [
                (-contract._match(order), contract.sequence, contract.id, contract)
                for contract in found.get(key, ())
                if contract._match(order)
            ]
            if ranks:
                best[order] = min(ranks)[-1]
        return best

    def _holds_on(self, day):
        """Tell whether the contract holds on a day."""
        self.ensure_one()
        return (
            self.state in HOLDING_STATES
            and self.date_start <= day
            and (not self.date_end or day <= self.date_end)
        )

    def _match(self, order):
        """Return how well the contract fits an order: 2 by machine, 1 by site, 0."""
        self.ensure_one()
        day = order._contract_day()
        if not self._holds_on(day):
            return 0
        if self.order_type_ids and order.type_id not in self.order_type_ids:
            return 0
        machines = order.equipment_ids._origin
        if self.coverage_ids and machines:
            rows = self.coverage_ids._holds_on(day)
            return 2 if any(rows._includes(machine) for machine in machines) else 0
        return 1 if order.site_id._origin in self.site_ids else 0

    def _refusal(self, order, machines, day):
        """Return why the contract does not cover work on a day, in words, or nothing.

        :param machines: what the work was on; none where the order does not say
        """
        self.ensure_one()
        env = self.env
        if not self._holds_on(day):
            return env._(
                "Contract %(contract)s does not hold on %(day)s.",
                contract=self.name,
                day=self._day_text(day),
            )
        if self.coverage_ids and machines:
            rows = self.coverage_ids._holds_on(day)
            outside = [m.name for m in machines if not rows._includes(m)]
            if outside:
                return env._(
                    "Not under contract %(contract)s: %(machines)s.",
                    contract=self.name,
                    machines=", ".join(outside),
                )
        return False
