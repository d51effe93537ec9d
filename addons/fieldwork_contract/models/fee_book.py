"""What fees are counted by, for a batch of contracts: one query for each kind."""

from collections import defaultdict

from odoo.tools import SQL

from odoo.addons.fieldwork.tools.days import day_start


class FeeBook:
    """Visits done and meters read in the periods of a batch of fees.

    :param due: list of ``(fee, part)``, see ``tools.fee_periods``
    """

    def __init__(self, env, due):
        self.env = env
        self._visits = self._read_visits([one for one in due if _is(one, "visit")])
        self._totals = self._read_totals([one for one in due if _is(one, "meter")])

    def visits(self, fee, part):
        """Return how many visits were done in the days of a part that are paid."""
        types = set(fee.order_type_ids.ids)
        return sum(
            count
            for day, type_id, count in self._visits[fee.contract_id.id]
            if (not types or type_id in types)
            and any(start <= day <= stop for start, stop in part.stretches)
        )

    def consumption(self, fee, part):
        """Return how far a meter went in a period: as read by its last day."""
        begin, end = (self._totals.get(one) for one in _moments(fee, part))
        if not begin or not end or end[0] is None:
            return 0.0
        # A counter that was not read before begins with its first reading.
        first = begin[1] if begin[0] is None else begin[0]
        return end[0] - first

    def _read_visits(self, due):
        """Return ``{contract id: [(local day, order type id, number of visits)]}``."""
        found = defaultdict(list)
        if not due:
            return found
        self.env["fieldwork.visit"].flush_model()
        self.env["fieldwork.order"].flush_model(["contract_id", "type_id"])
        company = due[0][0].company_id
        starts = [part.start for _fee, part in due]
        stops = [part.stop for _fee, part in due]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT done.contract_id, done.day, done.type_id, count(*)
                  FROM (SELECT own.contract_id, own.type_id,
                               (visit.closed_at AT TIME ZONE 'UTC'
                                AT TIME ZONE %(zone)s)::date AS day
                          FROM fieldwork_visit visit
                          JOIN fieldwork_order own ON own.id = visit.order_id
                         WHERE own.contract_id IN %(contracts)s
                           AND visit.state = 'done'
                           AND visit.outcome = 'solved') done
                 WHERE done.day BETWEEN %(first)s AND %(last)s
                 GROUP BY done.contract_id, done.day, done.type_id
                """,
                zone=company._fieldwork_tz(),
                contracts=tuple({fee.contract_id.id for fee, _part in due}),
                first=min(starts),
                last=max(stops),
            )
        )
        for contract_id, day, type_id, count in rows:
            found[contract_id].append((day, type_id, count))
        return found

    def _read_totals(self, due):
        """Return ``{(meter id, moment): (total at the last reading before, total at
        the first one after)}``."""
        wanted = sorted({one for fee, part in due for one in _moments(fee, part)})
        if not wanted:
            return {}
        self.env["fieldwork.meter.reading"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT want.meter_id, want.moment,
                       (SELECT total FROM fieldwork_meter_reading
                         WHERE meter_id = want.meter_id AND date < want.moment
                         ORDER BY date DESC, id DESC LIMIT 1),
                       (SELECT total FROM fieldwork_meter_reading
                         WHERE meter_id = want.meter_id AND date >= want.moment
                         ORDER BY date, id LIMIT 1)
                  FROM unnest(%s::int[], %s::timestamp[]) want (meter_id, moment)
                """,
                [meter for meter, _moment in wanted],
                [moment for _meter, moment in wanted],
            )
        )
        return {(meter, moment): (low, high) for meter, moment, low, high in rows}


def _is(one, kind):
    return one[0].kind == kind


def _moments(fee, part):
    """Return the two moments between which a meter counts."""
    zone = fee.company_id._fieldwork_tz()
    meter = fee.meter_id.id
    return (
        (meter, day_start(zone, part.start)),
        (meter, day_start(zone, part.after)),
    )
