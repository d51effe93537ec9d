from collections import defaultdict

from odoo.fields import Domain

from ..tools.programme import Due
from .programme_plan import ProgrammePlan


class ProgrammeForecast(ProgrammePlan):
    """What will be done of contracts in a time to come, orders that are made among it.

    :param endless: contracts that are taken to go on after their end
    """

    def __init__(self, contracts, until, endless):
        self.endless = endless
        super().__init__(contracts, until)
        self.groups += self._ordered()

    def _last_day(self):
        return self.until + self._reach()

    def _todo(self, last):
        return self.lines

    def _slots(self, lines, last, stale):
        return lines._forecast_slots(last, stale, self.endless)

    def _ordered(self):
        """Return of each order that is made and still to be done its dues."""
        dates = self.env["fieldwork.contract.occurrence"]
        rows = dates.search_read(
            Domain("contract_id", "in", self.contracts.ids)
            & Domain("state", "=", "generated")
            & Domain("date", "<=", self.until),
            [*self.FIELDS, "order_id"],
            load=None,
            order="date, id",
        )
        by_order = defaultdict(list)
        for row in rows:
            by_order[row["order_id"]].append(self._due_of(row))
        return list(by_order.values())

    def _due_of(self, row) -> Due:
        # An order may be one of a service that is archived by now.
        if row["line_id"] not in self.services:
            line = self.lines.browse(row["line_id"])
            self.services[line.id] = line._service()
        return super()._due_of(row)
