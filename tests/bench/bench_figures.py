"""The dashboard over a million orders, and the pivots over their visits."""

import statistics
import time

from devtools.bench import benchmark

BRANDS = 12
MACHINES = 50_000
RUNS = 7
TABLES = ("fieldwork_order", "fieldwork_equipment", "fieldwork_order_equipment_rel")


@benchmark("the machines of a million orders", unit="s", keep=True)
def machines(env):
    """One machine an order, every tenth has a second one; a dozen brands."""
    start = time.perf_counter()
    brands = env["fieldwork.equipment.brand"].create(
        [{"name": f"Brand {i}"} for i in range(BRANDS)]
    )
    params = {
        "brands": brands.ids,
        "machines": MACHINES,
        "company": env.company.id,
        "uid": env.uid,
    }
    env.flush_all()
    cr = env.cr
    cr.execute("SET LOCAL session_replication_role = replica")
    for statement in MACHINES_SQL:
        cr.execute(statement, params)
    cr.execute("SET LOCAL session_replication_role = origin")
    cr.execute(
        "SELECT setval('fieldwork_equipment_id_seq', max(id)) FROM fieldwork_equipment"
    )
    for table in TABLES:
        cr.execute(f"ANALYZE {table}")
    env.invalidate_all()
    return time.perf_counter() - start


MACHINES_SQL = (
    """
    INSERT INTO fieldwork_equipment (
        id, name, company_id, partner_id, site_id, brand_id, state, active,
        create_uid, write_uid, create_date, write_date)
    SELECT 1000 + i, 'Machine ' || i, %(company)s, partner, partner,
           (%(brands)s::int[])[1 + i %% array_length(%(brands)s::int[], 1)],
           'active', TRUE, %(uid)s, %(uid)s, now(), now()
      FROM (SELECT i, (SELECT id FROM res_partner WHERE name = 'Customer 1' LIMIT 1)
                   AS partner FROM generate_series(1, %(machines)s) i) numbers
    """,
    """
    INSERT INTO fieldwork_order_equipment_rel (order_id, equipment_id)
    SELECT id, 1001 + (id * 7 + second * 5) %% %(machines)s
      FROM fieldwork_order, generate_series(0, 1) second
     WHERE id > 1000 AND (second = 0 OR id %% 10 = 0)
    """,
    """
    UPDATE fieldwork_order SET brand_key = found.key
      FROM (SELECT order_id, string_agg(DISTINCT brand_id::text, ',') AS key
              FROM fieldwork_order_equipment_rel rel
              JOIN fieldwork_equipment equipment ON equipment.id = rel.equipment_id
             GROUP BY order_id) found
     WHERE id = found.order_id
    """,
)


def vacuum(env):
    """Mark the pages that everybody sees, as the server does by itself after a load."""
    with env.registry.cursor() as cr:
        cr.commit()
        cr._cnx.autocommit = True
        cr.execute("VACUUM fieldwork_order")
        cr._cnx.autocommit = False


def timed(env, work):
    """Return the median milliseconds of ``work`` with a cold cache of records."""
    figures = []
    for _run in range(RUNS):
        env.invalidate_all()
        start = time.perf_counter()
        work()
        figures.append((time.perf_counter() - start) * 1000)
    return statistics.median(figures)


def manager(env):
    """Return a manager's environment: the superuser goes by no rule."""
    return env(user=env.ref("base.user_admin").id, su=False)


@benchmark("dashboard over a million orders", at_most=50)
def dashboard(env):
    vacuum(env)
    orders = manager(env)["fieldwork.order"]
    data = orders.get_dashboard()
    wrong = [
        row["label"]
        for row in data["done"]["types"]["rows"] + data["done"]["brands"]["rows"]
        if orders.search_count(row["domain"]) != row["count"]
    ]
    assert not wrong, f"figures that their lists contradict: {wrong}"
    return timed(env, orders.get_dashboard)


@benchmark("pivot of 90 days: first time fix by cause", unit="s", at_most=3)
def pivot(env):
    report = manager(env)["fieldwork.visit.report"]
    return (
        timed(
            env,
            lambda: report.formatted_read_group(
                [("closed_at", ">=", "today -90d"), ("first_visits", "=", 1)],
                ["cause"],
                ["first_visits:sum", "first_time_fix:avg"],
            ),
        )
        / 1000
    )
