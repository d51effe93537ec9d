"""From finished visits to invoices: what the ledger costs, and what it adds to core's
making of the same invoices."""

import time
from datetime import datetime

from firm import cost, customers, technicians

from devtools.bench import benchmark

VISITS = 10_000
TECHNICIANS = 200

VISIT = """
    INSERT INTO fieldwork_visit (
        order_id, company_id, start, stop, day, state, outcome, closed_at,
        customer_response, create_uid, write_uid, create_date, write_date)
    SELECT id, company_id, at, at + interval '2 hours', at::date, 'done', 'solved',
           at + interval '2 hours', 'none', 1, 1, at, at
      FROM (SELECT *, %(start)s::timestamp
                      + (row_number() OVER (ORDER BY id) / %(people)s)
                      * interval '3 hours' AS at
              FROM fieldwork_order WHERE id IN %(orders)s) orders
"""
# Three stretches: the way, and work before and after noon.
WORKLOG = """
    INSERT INTO fieldwork_worklog (
        visit_id, order_id, company_id, resource_id, kind, start, stop, duration,
        create_uid, write_uid, create_date, write_date)
    SELECT visit.id, visit.order_id, visit.company_id,
           (%(resources)s::int[])[1 + visit.id %% %(people)s], part.kind,
           visit.start + part.after, visit.start + part.after + part.length,
           extract(epoch FROM part.length) / 3600, 1, 1, visit.start, visit.start
      FROM fieldwork_visit visit,
           (VALUES ('travel', interval '0', interval '20 minutes'),
                   ('work', interval '20 minutes', interval '50 minutes'),
                   ('work', interval '80 minutes', interval '35 minutes'))
           part (kind, after, length)
     WHERE visit.order_id IN %(orders)s
"""
MATERIAL = """
    INSERT INTO fieldwork_material (
        order_id, visit_id, company_id, product_id, name, uom_id, used_qty,
        create_uid, write_uid, create_date, write_date)
    SELECT visit.order_id, visit.id, visit.company_id, part.id, 'Part',
           %(unit)s, 1 + visit.id %% 3, 1, 1, visit.start, visit.start
      FROM fieldwork_visit visit, unnest(%(parts)s::int[]) part (id)
     WHERE visit.order_id IN %(orders)s
"""


def finished_orders(env, count, what=(VISIT, WORKLOG, MATERIAL)):
    """Return so many done orders, each with a visit, its time and two parts; five of
    each customer.

    :param what: the statements that make what was done
    """
    partners = customers(env, count // 5)
    orders = env["fieldwork.order"].create(
        [{"partner_id": partners[i % len(partners)].id} for i in range(count)]
    )
    env.flush_all()
    parts = env["product.product"].create(
        [{"name": f"Part {i}", "list_price": 10 + i} for i in range(2)]
    )
    params = {
        "orders": tuple(orders.ids),
        "start": datetime(2026, 1, 5, 6),
        "people": TECHNICIANS,
        "resources": technicians(env, TECHNICIANS).ids,
        "parts": parts.ids,
        "unit": env.ref("uom.product_uom_unit").id,
    }
    env.flush_all()
    for statement in what:
        env.cr.execute(statement, params)
    env.cr.execute(
        "UPDATE fieldwork_order SET state = 'done', done_at = %(start)s"
        " WHERE id IN %(orders)s",
        params,
    )
    for table in ("visit", "worklog", "material", "order"):
        env.cr.execute(f"ANALYZE fieldwork_{table}")
    env.invalidate_all()
    return orders


def rates(env):
    hour, unit = env.ref("uom.product_uom_hour"), env.ref("uom.product_uom_unit")
    night = env["fieldwork.time.band"].create(
        {"name": "Night", **dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), True)}
    )
    for kind, uom in (("labour", hour), ("travel", hour), ("callout", unit)):
        product = env["product.product"].create(
            {
                "name": kind.title(),
                "type": "service",
                "list_price": 60,
                "uom_id": uom.id,
            }
        )
        env["fieldwork.rate"].create(
            {
                "kind": kind,
                "product_id": product.id,
                "step_minutes": 15,
                "minimum_minutes": 60 if kind == "labour" else 0,
                "band_ids": [(6, 0, night.ids)],
            }
        )


def billed_orders(env, count, **done):
    """Return finished orders with their charges, and a chart of accounts."""
    env["account.chart.template"].try_loading("generic_coa", env.company)
    rates(env)
    orders = finished_orders(env, count, **done)
    return orders, cost(env, orders._update_charges)


def beside_core(env, lines):
    """Return how long the invoices of charges take beside core's ``create`` of the same
    from ready values, with a note."""
    groups = lines._group_for_invoices("customer")
    ready = [
        group._prepare_invoice_vals(group._invoice_lines()) for group in groups.values()
    ]
    env.flush_all()
    env.invalidate_all()
    start = time.perf_counter()
    env.cr.execute("SAVEPOINT core")
    env["account.move"].create(ready)
    env.flush_all()
    core = time.perf_counter() - start
    env.cr.execute("ROLLBACK TO SAVEPOINT core")
    env.invalidate_all(flush=False)
    seconds, _queries, moves = cost(env, lambda: lines._create_invoices("customer"))
    return seconds / core, f"{len(moves)} invoices, {seconds:.0f} s, core {core:.0f} s"


@benchmark("charges of 10,000 finished visits", unit="s", at_most=30)
def charges(env):
    orders, (seconds, queries, _result) = billed_orders(env, VISITS)
    number = len(orders.charge_ids)
    return seconds, f"{number} charges, {queries / VISITS:.2f} queries each visit"


@benchmark("margin by technician of 10,000 orders", unit="s", at_most=1)
def margin(env):
    orders, _cost = billed_orders(env, VISITS)
    seconds, _queries, rows = cost(
        env,
        lambda: env["fieldwork.margin"]._read_group(
            [("order_id", "in", orders.ids)],
            ["resource_id", "done_at:month"],
            ["margin:sum"],
        ),
    )
    return seconds, f"{len(rows)} rows"


@benchmark(
    "200 invoices of 1,000 orders, 30 lines each",
    unit="x core's create of the same",
    at_most=1.3,
)
def invoices(env):
    orders, _cost = billed_orders(env, VISITS // 10)
    return beside_core(env, orders.charge_ids)


@benchmark(
    "2,000 invoices of 10,000 orders", unit="x core's create of the same", at_most=1.3
)
def many_invoices(env):
    """One charge for each order: core makes a line in the same time however many there
    are, and needs ten minutes for all of them."""
    orders, _cost = billed_orders(env, VISITS, what=(VISIT,))
    return beside_core(env, orders.charge_ids)
