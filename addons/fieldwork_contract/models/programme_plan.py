from datetime import timedelta

from odoo import fields
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.fieldwork.const import MAX_VISIT_HOURS

from ..tools.programme import Due, absorb, group
from .fieldwork_contract_line_refresh import place_key
from .working_days import WorkingDays

FIELDS = "line_id contract_id site_id equipment_id date hours state skip_reason".split()


class ProgrammePlan:
    """What would be done of contracts up to a day, without writing anything.

    :param contracts: running ones
    :param date until: the last day asked for
    :ivar dict services: ``{line id: Service}``
    :ivar list groups: of each order that would be made its :class:`Due`, of each
        ``ident`` the id of the line
    :ivar list skipped: ``(contract id, day, reason)`` of what is left out
    """

    FIELDS = (
        "line_id contract_id site_id equipment_id date hours state skip_reason".split()
    )

    def __init__(self, contracts, until):
        self.env = contracts.env
        self.contracts, self.until = contracts, until
        self.lines = contracts.programme_line_ids
        self.services = {line.id: line._service() for line in self.lines}
        self.skipped, self._dues = [], []
        self._plan()

    def _plan(self):
        last = self._last_day()
        todo = self._todo(last)
        stale = todo._stale()
        self._add_written(last, set(stale.ids))
        if todo:
            self._add_fresh(todo, last, stale)
        absorbed = absorb(self._dues)
        for minor, major in absorbed.items():
            self.skipped.append((minor.contract, minor.day, self._absorbed_text(major)))
        self.skipped = [one for one in self.skipped if one[1] <= self.until]
        left = [due for due in self._dues if due not in absorbed]
        groups = group(left, MAX_VISIT_HOURS)
        self.groups = [dues for dues in groups if dues[0].day <= self.until]

    def _last_day(self):
        """Return how far must be looked: to what may be merged with or included in what
        is due by then, and no further than dates are written down."""
        return min(self.until + self._reach(), self.lines._ahead())

    def _reach(self):
        days = [0, *self.lines.mapped("merge_days"), *self.lines.mapped("absorb_days")]
        return timedelta(days=max(days))

    def _todo(self, last):
        """Return the lines of which dates up to ``last`` are not written down."""
        return self.lines.filtered(
            lambda line: line.refresh_from and line.refresh_from <= last
        )

    def _slots(self, lines, last, stale):
        return lines._due_slots(last, stale)

    def _add_written(self, last, stale):
        """Take the rows that have no order: those to come, and what is overdue."""
        domain = Domain("contract_id", "in", self.contracts.ids)
        domain &= Domain("order_id", "=", False) & Domain("date", "<=", last)
        today = fields.Date.context_today(self.contracts)
        domain &= Domain("state", "=", "planned") | (
            Domain("state", "=", "skipped") & Domain("date", ">=", today)
        )
        dates = self.env["fieldwork.contract.occurrence"]
        for row in dates.search_read(domain, self.FIELDS, load=None):
            if row["id"] in stale:
                continue
            if row["state"] == "skipped":
                why = row["skip_reason"]
                self.skipped.append((row["contract_id"], row["date"], why))
                continue
            self._dues.append(self._due_of(row))

    def _due_of(self, row):
        return Due(
            row["line_id"],
            self.services[row["line_id"]],
            row["contract_id"],
            row["site_id"],
            row["equipment_id"] or 0,
            row["date"],
            row["hours"],
        )

    def _add_fresh(self, lines, last, stale):
        """Take what is not written down yet."""
        today = fields.Date.context_today(lines)
        starts = [line.refresh_from or today for line in lines]
        known = lines._known(min(starts), stale)
        days = WorkingDays(self.env)
        for line, place, rule, dates in self._slots(lines, last, stale):
            where = place_key(line, place)
            schedule = line._scheduler(place, rule, days)
            service, contract = self.services[line.id], line.contract_id.id
            hours, equipment = line.duration, place.equipment.id or 0
            for key, day, cycle in dates:
                if (*where, key) in known:
                    continue
                due, left_out = schedule(day, cycle)
                if left_out:
                    self.skipped.append((contract, due, left_out["skip_reason"]))
                    continue
                where_to = contract, place.site.id, equipment
                self._dues.append(Due(line.id, service, *where_to, due, hours))

    def _absorbed_text(self, major):
        line = self.env["fieldwork.contract.line"].browse(major.service.root)
        return self.env._(
            "Included in “%(service)s” of %(date)s.",
            service=line.name,
            date=format_date(self.env, major.day),
        )
