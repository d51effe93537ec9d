"""The heart of the addon under load: what a batch costs, and how long screens take
with a million orders and two million assignments behind them."""

import statistics
import time
from datetime import datetime, timedelta

from firm import cost, customers, technicians

from devtools.bench import benchmark

ORDERS = 1_000_000
TECHNICIANS = 1_000
CUSTOMERS = 2_000
TYPES = 8
OPEN = 20_000
DAYS = 1_095
# Floors and figures are the median of so many runs.
RUNS = 7


# ----------------------------------------------------------------------------
# Batches
# ----------------------------------------------------------------------------


def raw_insert(env, orders):
    """Return how long the same rows take as plain INSERTs, 1,000 a statement."""
    cr = env.cr
    columns = [
        name
        for name, field in env["fieldwork.order"]._fields.items()
        if field.store and field.column_type and name != "id"
    ]
    names = ", ".join(f'"{name}"' for name in columns)
    cr.execute(
        f"SELECT {names} FROM fieldwork_order WHERE id IN %s", [tuple(orders.ids)]
    )
    rows = cr.fetchall()
    start = time.perf_counter()
    cr.execute("SAVEPOINT raw_insert")
    for first in range(0, len(rows), 1000):
        batch = rows[first : first + 1000]
        cr.execute(
            f"INSERT INTO fieldwork_order ({names}) VALUES "
            + ", ".join(["%s"] * len(batch)),
            batch,
        )
    seconds = time.perf_counter() - start
    cr.execute("ROLLBACK TO SAVEPOINT raw_insert")
    return seconds


def created(env, count=10_000):
    partners = customers(env, 500)
    vals_list = [
        {"partner_id": partners[i % 500].id, "description": f"Job {i}"}
        for i in range(count)
    ]
    return cost(env, lambda: env["fieldwork.order"].create(vals_list))


@benchmark("create 10,000 orders in one call", unit="x the raw insert", at_most=15)
def create_orders(env):
    seconds, _queries, orders = created(env)
    floor = min(raw_insert(env, orders) for _run in range(3))
    return seconds / floor, f"{seconds:.1f} s, raw insert {floor:.2f} s"


@benchmark("create 10,000 orders: queries", unit="queries", at_most=16 + 0.05 * 10_000)
def create_queries(env):
    return created(env)[1]


def planned(env, count=1_000):
    """Return ``(cost, orders)`` of planning ``count`` orders on as many people."""
    people = technicians(env, count)
    partners = customers(env, 100)
    orders = env["fieldwork.order"].create(
        [{"partner_id": partners[i % 100].id} for i in range(count)]
    )
    orders.action_confirm()
    start = datetime.now().replace(microsecond=0) + timedelta(days=1)
    plans = [
        {"order": order, "start": start, "technicians": person}
        for order, person in zip(orders, people, strict=True)
    ]
    return cost(env, lambda: orders._plan(plans))


@benchmark("plan 1,000 orders", unit="queries each", at_most=3)
def plan_orders(env):
    seconds, queries, _visits = planned(env)
    return queries / 1_000, f"{1_000 / seconds:.0f} orders/s"


@benchmark("travel, start, done of 1,000 visits", unit="queries each", at_most=3)
def move_visits(env):
    visits = planned(env)[2]
    spent, queries = 0, []
    for move in (
        visits.action_travel,
        visits.action_start,
        lambda: visits.action_done("solved"),
    ):
        seconds, number, _result = cost(env, move)
        spent += seconds
        queries.append(number / 1_000)
    return max(queries), f"{3_000 / spent:.0f} moves/s"


# ----------------------------------------------------------------------------
# A million orders
# ----------------------------------------------------------------------------


@benchmark("a million orders, two million assignments", unit="s", keep=True)
def million(env):
    """Three years of a large firm, written straight into the tables: 2 % are open,
    the last of them planned over the next four weeks."""
    start = time.perf_counter()
    people = technicians(env, TECHNICIANS)
    partners = customers(env, CUSTOMERS)
    team = env["fieldwork.team"].create({"name": "Bench"})
    user = env["res.users"].create(
        {
            "name": "Bench Technician",
            "login": "bench_technician",
            "group_ids": [(6, 0, env.ref("fieldwork.group_fieldwork_technician").ids)],
        }
    )
    people[0].user_id = user
    env.flush_all()
    params = {
        "orders": ORDERS,
        "open": OPEN,
        "days": DAYS,
        "partners": partners.ids,
        "people": people.ids,
        "team": team.id,
        "types": env["fieldwork.order.type"]
        .create([{"name": f"Type {i}"} for i in range(TYPES)])
        .ids,
        "company": env.company.id,
        "uid": env.uid,
    }
    cr = env.cr
    # Only references that exist are written: their checks would take longer than all
    # else.
    cr.execute("SET LOCAL session_replication_role = replica")
    for statement in MILLION:
        cr.execute(statement, params)
    cr.execute("SET LOCAL session_replication_role = origin")
    for table in ("order", "visit", "assignment"):
        cr.execute(
            f"SELECT setval('fieldwork_{table}_id_seq', max(id)) FROM fieldwork_{table}"
        )
        cr.execute(f"ANALYZE fieldwork_{table}")
    cr.execute("ANALYZE res_partner")
    env.invalidate_all()
    vacuum(env)
    return time.perf_counter() - start


def vacuum(env):
    """Clear away what earlier benchmarks wrote and took back, as the server does by
    itself after a while: the indexes are full of it."""
    env.cr.commit()
    with env.registry.cursor() as cr:
        cr.commit()
        cr._cnx.autocommit = True
        for table in ("order", "visit", "assignment"):
            cr.execute(f"VACUUM fieldwork_{table}")
        cr._cnx.autocommit = False


MILLION = (
    # Order i was registered so many minutes ago that the newest are the open ones.
    """
    INSERT INTO fieldwork_order (
        id, name, company_id, type_id, team_id, priority, partner_id, site_id,
        invoice_partner_id, registered_on, deadline, duration, state, planned_start,
        planned_stop, planned_day, pending_kind, pending_since, done_at, attention_at,
        rating_last_value, create_uid, write_uid, create_date, write_date)
    SELECT 1000 + i, 'B' || lpad(i::text, 7, '0'), %(company)s,
           (%(types)s::int[])[1 + i %% array_length(%(types)s::int[], 1)], %(team)s,
           '0', partner, partner, partner, registered, registered + interval '10 days',
           2, state, CASE WHEN state = 'planned' THEN slot END,
           CASE WHEN state = 'planned' THEN slot + interval '2 hours' END,
           CASE WHEN state = 'planned' THEN slot::date END,
           CASE state WHEN 'planned' THEN CASE WHEN i %% 4 = 0 THEN 'no_answer' END
                      WHEN 'ready' THEN 'no_technician' END,
           CASE WHEN state IN ('planned', 'ready') THEN registered END,
           CASE WHEN state = 'done' THEN slot + interval '3 hours' END,
           CASE WHEN state IN ('draft', 'ready', 'planned')
                THEN LEAST(registered + interval '10 days', slot) END,
           0, %(uid)s, %(uid)s, registered, registered
      FROM (
        SELECT i, (%(partners)s::int[])[1 + i %% array_length(%(partners)s::int[], 1)]
                   AS partner,
               date_trunc('hour', now() AT TIME ZONE 'UTC')
               - (%(orders)s - i) * (interval '1 day' * %(days)s / %(orders)s)
               - interval '5 days' AS registered,
               date_trunc('day', now() AT TIME ZONE 'UTC') + interval '7 hours'
               - (%(orders)s - %(open)s - i)
               * (interval '1 day' * %(days)s / %(orders)s)
               + (i %% 8) * interval '1 hour' AS slot,
               CASE WHEN i <= %(orders)s - %(open)s
                    THEN CASE WHEN i %% 50 = 0 THEN 'cancelled' ELSE 'done' END
                    ELSE (ARRAY['planned', 'planned', 'ready', 'draft'])[1 + i %% 4] END
                    AS state
          FROM generate_series(1, %(orders)s) i) numbers
    """,
    """
    INSERT INTO fieldwork_visit (
        id, order_id, company_id, team_id, start, stop, day, state,
        customer_response, create_uid, write_uid, create_date, write_date)
    SELECT id, id, company_id, team_id, start, start + interval '2 hours', start::date,
           CASE WHEN state = 'done' THEN 'done' ELSE 'planned' END,
           'none', %(uid)s, %(uid)s, create_date, write_date
      FROM (SELECT *, COALESCE(planned_start, done_at - interval '3 hours') AS start
              FROM fieldwork_order WHERE id > 1000) orders
     WHERE start IS NOT NULL
    """,
    # A lead and a helper on each visit.
    """
    INSERT INTO fieldwork_assignment (
        id, visit_id, order_id, company_id, team_id, visit_state, day, resource_id,
        kind, role, start, stop, response, create_uid, write_uid, create_date,
        write_date)
    SELECT 2 * id + who, id, order_id, company_id, team_id, state, day,
           (%(people)s::int[])
           [1 + (id + who * 500) %% array_length(%(people)s::int[], 1)],
           'technician', CASE who WHEN 0 THEN 'lead' ELSE 'helper' END, start, stop,
           'accepted', %(uid)s, %(uid)s, create_date, write_date
      FROM fieldwork_visit, generate_series(0, 1) who WHERE id > 1000
    """,
)


def timed(env, work):
    """Return the median milliseconds of ``work`` with a cold cache of records."""
    figures = []
    for _run in range(RUNS):
        env.invalidate_all()
        start = time.perf_counter()
        work()
        figures.append((time.perf_counter() - start) * 1000)
    return statistics.median(figures)


def listed(env, domain, limit=80):
    """Read a page of the list of orders with what the list shows."""
    return env["fieldwork.order"].web_search_read(
        domain, LIST, limit=limit, count_limit=10_001
    )


LIST = {
    name: {}
    for name in (
        "name",
        "customer_reference",
        "priority",
        "planned_start",
        "deadline",
        "state",
        "age_colour",
        "pending_text",
        "attention_reason",
    )
} | {
    name: {"fields": {"display_name": {}}}
    for name in ("partner_id", "site_id", "type_id", "technician_ids")
}
OPEN_DOMAIN = [("state", "in", ("draft", "ready", "planned", "progress"))]


@benchmark("open list of 80", at_most=25)
def open_list(env):
    return timed(env, lambda: listed(env, OPEN_DOMAIN))


@benchmark('filter "late"', at_most=25)
def filter_late(env):
    return timed(
        env, lambda: listed(env, OPEN_DOMAIN + [("attention_reason", "=", "late")])
    )


@benchmark("kanban counts: open, and done in 30 days", at_most=25)
def kanban_counts(env):
    since = datetime.now() - timedelta(days=30)
    domain = ["|", *OPEN_DOMAIN, "&", ("state", "=", "done"), ("done_at", ">=", since)]
    return timed(
        env,
        lambda: env["fieldwork.order"].formatted_read_group(
            domain, ["state"], ["__count"]
        ),
    )


@benchmark("one-box search: an order's number", at_most=25)
def search_number(env):
    return timed(env, lambda: listed(env, [("quick_search", "ilike", "B0612345")]))


@benchmark("one-box search: a customer's name", at_most=25)
def search_customer(env):
    return timed(env, lambda: listed(env, [("quick_search", "ilike", "Customer 1234")]))


@benchmark("calendar: a week in mid-history of 50 technicians", at_most=25)
def calendar_week(env):
    people = env["resource.resource"].search(
        [("name", "like", "Technician 1%")], limit=50
    )
    week = datetime.now().replace(microsecond=0) - timedelta(days=DAYS // 2)
    domain = [
        ("start", "<=", week + timedelta(days=7)),
        ("stop", ">=", week),
        ("resource_id", "in", people.ids),
    ]
    names = ["display_name", "start", "stop", "resource_id", "order_id", "visit_state"]
    return timed(env, lambda: env["fieldwork.assignment"].search_read(domain, names))


def as_technician(env):
    user = env["res.users"].search([("login", "=", "bench_technician")])
    return env(user=user.id)


@benchmark("a technician's list under the record rule", at_most=25)
def technician_list(env):
    mine = as_technician(env)
    return timed(mine, lambda: listed(mine, []))


@benchmark('"my day"', at_most=25)
def my_day(env):
    mine = as_technician(env)
    today = datetime.now().date()
    return timed(
        mine,
        lambda: mine["fieldwork.visit"].search_read(
            [("is_mine", "=", True), ("day", "=", today)],
            ["display_name", "start", "stop", "state", "site_id", "partner_id"],
        ),
    )
