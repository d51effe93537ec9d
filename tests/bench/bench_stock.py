"""Parts under load: what consumption costs beside core, and kits in lists."""

import statistics
import time
from datetime import datetime, timedelta

from devtools.bench import benchmark

VISITS = 2_000
ORDERS = 5_000
RUNS = 7


def cost(env, work):
    """Return the seconds of ``work``, all written, with a cold cache of records."""
    env.flush_all()
    env.invalidate_all()
    start = time.perf_counter()
    work()
    env.flush_all()
    return time.perf_counter() - start


def part(env):
    return env["product.product"].create(
        {"name": "Bench Part", "type": "consu", "is_storable": True}
    )


def orders(env, count):
    partner = env["res.partner"].create({"name": "Bench", "is_company": True})
    made = env["fieldwork.order"].create([{"partner_id": partner.id}] * count)
    made.action_confirm()
    return made


def used_lines(env, product):
    """Return lines of visits that are done, whose parts have not been moved."""
    van = env["resource.resource"].create(
        {"name": "Bench Van", "fieldwork_kind": "van"}
    )
    place = van._fieldwork_stock_location(env.company)[van.id]
    env["stock.quant"]._update_available_quantity(product, place, 3.0 * VISITS)
    start = datetime.now().replace(microsecond=0) + timedelta(days=30)
    plans = [
        {"order": order, "start": start + timedelta(hours=3 * i), "resources": van}
        for i, order in enumerate(orders(env, VISITS))
    ]
    visits = env["fieldwork.order"]._plan(plans, additional=False)
    lines = env["fieldwork.material"].create(
        [
            {
                "order_id": visit.order_id.id,
                "visit_id": visit.id,
                "product_id": product.id,
                "used_qty": 1,
            }
            for visit in visits
        ]
    )
    visits._guarded_write({"stock_followed": True})
    return lines


@benchmark("parts of 2,000 visits done at once", unit="x core's moves", at_most=1.3)
def consume(env):
    product = part(env)
    lines = used_lines(env, product)
    ours = cost(env, lines._move_stock)
    move = lines.move_ids[0]
    vals = env["stock.move"]._fieldwork_done_vals(
        product,
        move.location_id,
        move.location_dest_id,
        [{"quantity": 1.0, "location_id": move.location_id.id}],
        company_id=env.company.id,
    )
    core = cost(
        env,
        lambda: env["stock.move"].create([dict(vals) for _i in lines])._action_done(),
    )
    return ours / core, f"{ours * 1000 / VISITS:.1f} ms a visit"


def kits(env):
    """Return confirmed orders that each take one part along, of which there is none."""
    product, every = part(env), orders(env, ORDERS)
    env["fieldwork.material"].create(
        [
            {"order_id": order.id, "product_id": product.id, "planned_qty": 1}
            for order in every
        ]
    )
    env.flush_all()
    for table in ("order", "material"):
        # What the server does by itself after so many new rows.
        env.cr.execute(f"ANALYZE fieldwork_{table}")
    return every


@benchmark("kit of a page of 80 orders of 5,000", at_most=40)
def kit_page(env):
    kits(env)
    domain = [("kit_state", "in", ("partial", "missing"))]
    spec = {"name": {}, "kit_state": {}}
    times = []
    for _run in range(RUNS):
        times.append(
            cost(
                env,
                lambda: env["fieldwork.order"].web_search_read(domain, spec, limit=80),
            )
        )
    return statistics.median(times) * 1000


@benchmark("kit ready of 5,000 orders, with what is missing", unit="s", at_most=2)
def kit_ready(env):
    every = kits(env)
    return cost(env, lambda: every.mapped("kit_text"))
