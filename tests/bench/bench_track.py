"""The customer's page against the page of core that is nearest to it: the one of a
sales order in the portal, opened by its link by somebody who is not signed in."""

import statistics
import time
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from werkzeug.test import Client

from odoo.http import root

from devtools.bench import benchmark

RUNS = 25
WARM = 3


def order_with_a_visit(env):
    customer = env["res.partner"].create({"name": "Bakery", "is_company": True})
    person = env["resource.resource"].create(
        {"name": "Ana Track", "fieldwork_kind": "technician"}
    )
    order = env["fieldwork.order"].create(
        {"partner_id": customer.id, "description": "No hot water"}
    )
    order.action_confirm()
    start = datetime.now().replace(microsecond=0) + timedelta(days=1)
    visit = order.plan(start, technicians=person)
    visit.action_promise(start, start + timedelta(hours=2))
    return order


def sales_order(env, partner):
    product = env["product.product"].create({"name": "Repair", "type": "service"})
    sale = env["sale.order"].create(
        {
            "partner_id": partner.id,
            "order_line": [(0, 0, {"product_id": product.id, "price_unit": 80.0})],
        }
    )
    sale.action_quotation_sent()
    return sale


def seconds(client, address):
    """Return how long the server takes for the page, without any network."""
    start = time.perf_counter()
    response = client.get(address)
    took = time.perf_counter() - start
    if response.status_code != 200:
        raise AssertionError(f"{address.partition('?')[0]}: {response.status}")
    return took


@benchmark("customer's page", unit="x core's portal order page", at_most=1.3)
def track_page(env):
    order = order_with_a_visit(env)
    ours = urlsplit(order._track_url()).path
    theirs = sales_order(env, order.partner_id).get_portal_url()
    # Pages are served in transactions of their own.
    env.cr.commit()
    root.initialize()
    times = {ours: [], theirs: []}
    for run in range(WARM + RUNS):
        for address, taken in times.items():
            # By turns, so that what else the machine does hits both alike.
            took = seconds(Client(root), address)
            if run >= WARM:
                taken.append(took)
    page, core = (statistics.median(times[address]) for address in (ours, theirs))
    return page / core, f"{page * 1000:.0f} ms, core's {core * 1000:.0f} ms"
