"""The programme of contracts under load: dates written down and orders made of a year,
a night with nothing to do, and the preview of it all."""

import time
from datetime import date, timedelta

from firm import cost, customers

from devtools.bench import benchmark

# A tenth of the firm of 10,000 contracts; what one order costs is the same.
CONTRACTS = 1_000
LINES = 10_000
MONTHS = (
    "january february march april may june july august september october november "
    "december"
).split()


def programme(env, count, horizon=366):
    """Return running contracts, each with one machine that is serviced every month."""
    partners = customers(env, count)
    machines = env["fieldwork.equipment"].create(
        [
            {"name": f"Machine {i}", "partner_id": partner.id}
            for i, partner in enumerate(partners)
        ]
    )
    start = date.today() + timedelta(days=1)
    contracts = env["fieldwork.contract"].create(
        [
            {
                "partner_id": partner.id,
                "date_start": start,
                "horizon_days": horizon,
                "programme_line_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Service",
                            "order_type_id": env["fieldwork.order.type"]
                            .search([], limit=1)
                            .id,
                            "equipment_ids": [(6, 0, machine.ids)],
                            **{f"month_{month}": True for month in MONTHS},
                        },
                    )
                ],
            }
            for partner, machine in zip(partners, machines, strict=True)
        ]
    )
    contracts._guarded_write({"state": "active"})
    env.flush_all()
    env.invalidate_all()
    return contracts


def columns(records, names, extra=()):
    """Return the values that would create rows like ``records``."""
    rows = records.read([*names, *extra], load=None)
    return [{name: row[name] for name in names if name in row} for row in rows]


def bare(env, orders):
    """Return what the bare ``create`` of the same orders and dates takes."""
    order_names = (
        "partner_id invoice_partner_id site_id company_id type_id team_id window_start "
        "window_stop deadline duration description registered_on pending_kind "
        "pending_since equipment_ids preferred_resource_id state"
    ).split()
    dates = orders.occurrence_ids
    date_names = (
        "line_id root_line_id contract_id company_id partner_id site_id equipment_id "
        "order_type_id key cycle nominal_date date window_start window_stop hours"
    ).split()
    order_vals = columns(orders, order_names)
    for vals in order_vals:
        vals["equipment_ids"] = [(6, 0, vals["equipment_ids"])]
    date_vals = columns(dates, date_names)
    for vals in date_vals:
        vals["key"] = f"B{vals['key']}"
    env.invalidate_all()
    start = time.perf_counter()
    env["fieldwork.order"]._guarded_create(order_vals)
    env["fieldwork.contract.occurrence"]._guarded_create(date_vals)
    env.flush_all()
    return time.perf_counter() - start


def generated(env, count=CONTRACTS):
    contracts = programme(env, count)

    def work():
        orders = env["fieldwork.order"]
        for first in range(0, count, 200):
            orders |= contracts[first : first + 200]._generate_or_say()
        return orders

    seconds, queries, orders = cost(env, work)
    return seconds, queries, orders


@benchmark(
    f"{12 * CONTRACTS:,} orders of {CONTRACTS:,} contracts",
    unit="x the bare create",
    at_most=2.3,
)
def make_orders(env):
    seconds, _queries, orders = generated(env)
    floor = bare(env, orders)
    number = len(orders)
    return (
        seconds / floor,
        f"{number / seconds:.0f} orders/s, bare {number / floor:.0f}",
    )


@benchmark(f"{12 * CONTRACTS:,} orders of contracts: queries", unit="each", at_most=0.1)
def make_orders_queries(env):
    _seconds, queries, orders = generated(env)
    return queries / len(orders)


@benchmark(f"{LINES:,} services with nothing to do", unit="s", at_most=0.1)
def nothing_to_do(env):
    contracts = programme(env, LINES, horizon=0)
    env.cr.execute(
        "UPDATE fieldwork_contract_line SET refresh_from = %s WHERE contract_id IN %s",
        [date.today() + timedelta(days=400), contracts._ids],
    )
    env.invalidate_all()
    env.cr.execute("ANALYZE fieldwork_contract_line")
    return cost(env, contracts._programme_due_ids)[0]


@benchmark(
    f"preview of {12 * LINES:,} visits of {LINES:,} services", unit="s", at_most=5
)
def preview(env):
    contracts = programme(env, LINES)
    wizard = env["fieldwork.contract.generate.wizard"].create(
        {"date_to": date.today() + timedelta(days=365)}
    )
    seconds, queries, _vals = cost(env, lambda: wizard._preview_vals(contracts))
    return seconds, f"{queries} queries"
