"""The programme of contracts under load: dates written down and orders made of a year,
a night with nothing to do, and the preview of it all.

``BENCH_CONTRACTS=10000 make bench BENCH=contracts`` makes the orders of the whole firm.
"""

import gc
import os
import re
import time
from datetime import date, timedelta
from functools import cache

from firm import cost, customers

from devtools.bench import benchmark

# A tenth of the firm of 10,000 contracts; what one order costs is the same.
CONTRACTS = int(os.environ.get("BENCH_CONTRACTS", 1_000))
# Contracts whose orders are made in one transaction, as the scheduled action does.
BATCH = 200
LINES = 10_000
MONTHS = (
    "january february march april may june july august september october november "
    "december"
).split()


ORDER_COLUMNS = (
    "partner_id invoice_partner_id site_id company_id type_id team_id window_start "
    "window_stop deadline duration description registered_on pending_kind "
    "pending_since equipment_ids preferred_resource_id state"
).split()
DATE_COLUMNS = (
    "line_id root_line_id contract_id company_id partner_id site_id equipment_id "
    "order_type_id key cycle nominal_date date window_start window_stop hours"
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
    kind = env["fieldwork.order.type"].search([], limit=1)
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
                            "order_type_id": kind.id,
                            "day_of_month": i % 28 + 1,
                            "equipment_ids": [(6, 0, machine.ids)],
                            **{f"month_{month}": True for month in MONTHS},
                        },
                    )
                ],
            }
            for i, (partner, machine) in enumerate(zip(partners, machines, strict=True))
        ]
    )
    contracts._guarded_write({"state": "active"})
    env.flush_all()
    env.invalidate_all()
    return contracts


def columns(records, names):
    """Return the values that would create rows like ``records``."""
    rows = records.read(names, load=None)
    return [{name: row[name] for name in names if name in row} for row in rows]


def bare(env, orders):
    """Return what the bare ``create`` of the same orders and dates takes."""
    order_vals = columns(orders, ORDER_COLUMNS)
    for vals in order_vals:
        vals["equipment_ids"] = [(6, 0, vals["equipment_ids"])]
    date_vals = columns(orders.occurrence_ids, DATE_COLUMNS)
    for vals in date_vals:
        vals["key"] = f"B{vals['key']}"
    env.invalidate_all()
    start = time.perf_counter()
    env["fieldwork.order"]._guarded_create(order_vals)
    env["fieldwork.contract.occurrence"]._guarded_create(date_vals)
    env.flush_all()
    return time.perf_counter() - start


def forget_peak():
    """Let the peak of this process's memory count from here."""
    gc.collect()
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def peak():
    """Return the peak of this process's memory, in MB."""
    with open("/proc/self/status") as file:
        return int(re.search(r"VmHWM:\s+(\d+)", file.read())[1]) / 1024


def generate(env, contracts):
    """Make the orders of contracts, batch by batch; then the same rows by ``create``.

    :return: seconds, queries and orders of the one, seconds of the other, MB of both
    """
    figures = {"seconds": 0, "queries": 0, "orders": 0, "bare": 0}
    forget_peak()
    for first in range(0, len(contracts), BATCH):
        batch = contracts[first : first + BATCH]
        seconds, queries, orders = cost(env, batch._generate_or_say)
        figures["seconds"] += seconds
        figures["queries"] += queries
        figures["orders"] += len(orders)
        figures["bare"] += bare(env, orders)
        # As a commit does.
        env.invalidate_all()
    figures["memory"] = peak()
    return figures


@cache
def year(env):
    """Return the figures of a year's orders, found out once for all benchmarks."""
    return generate(env, programme(env, CONTRACTS))


ORDERS = f"{12 * CONTRACTS:,} orders of {CONTRACTS:,} contracts"


@benchmark(ORDERS, unit="x the bare create", at_most=2.3)
def make_orders(env):
    figures = year(env)
    rates = [figures["orders"] / figures[each] for each in ("seconds", "bare")]
    return (
        figures["seconds"] / figures["bare"],
        "{:.0f} orders/s, bare {:.0f}".format(*rates),
    )


@benchmark(f"{ORDERS}: queries", unit="each", at_most=0.1)
def make_orders_queries(env):
    return year(env)["queries"] / year(env)["orders"]


@benchmark(f"{ORDERS}: memory", unit="MB", at_most=1024)
def make_orders_memory(env):
    return year(env)["memory"], "peak of the whole process"


@benchmark(
    "orders of 400 contracts with ten years behind them",
    unit="x those without",
    at_most=1.3,
)
def make_orders_history(env):
    old = programme(env, 400)
    env.cr.execute(
        """
        INSERT INTO fieldwork_contract_occurrence (
               line_id, root_line_id, contract_id, company_id, partner_id, site_id,
               equipment_id, key, cycle, nominal_date, date, window_start, window_stop,
               hours, state, done_on)
        SELECT line.id, line.id, line.contract_id, line.company_id, line.partner_id,
               line.partner_id, machine.equipment_id, 'H' || month, 0,
               now() - month * interval '30 days', now() - month * interval '30 days',
               now(), now(), 1, 'done', now()
          FROM fieldwork_contract_line line
          JOIN fieldwork_contract_line_equipment_rel machine
            ON machine.line_id = line.id
         CROSS JOIN generate_series(1, 120) AS month
         WHERE line.contract_id IN %s
        """,
        [old._ids],
    )
    env.cr.execute("ANALYZE fieldwork_contract_occurrence")
    new = programme(env, 400)
    cost(env, programme(env, 50)._generate_or_say)  # what is read once
    seconds = [
        sum(cost(env, batch._generate_or_say)[0] for batch in (many[:200], many[200:]))
        for many in (new, old)
    ]
    return seconds[1] / seconds[0]


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
        {
            "date_to": date.today() + timedelta(days=365),
            "contract_ids": [(6, 0, contracts.ids)],
        }
    )
    forget_peak()
    seconds, queries, _action = cost(env, wizard.action_preview)
    if not 11.5 * len(contracts) < wizard.order_count <= 13 * len(contracts):
        raise ValueError(f"{wizard.order_count} visits")
    return seconds, f"{queries} queries, {peak():.0f} MB"
