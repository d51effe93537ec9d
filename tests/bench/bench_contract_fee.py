"""The fees of contracts under load: charged by night, and invoiced beside core."""

from datetime import date

from bench_billing import beside_core
from firm import cost, customers

from devtools.bench import benchmark

CONTRACTS = 10_000


def contracts_with_fees(env, count):
    """Return so many running contracts of last year, each with a fee by the year, a
    chart of accounts at hand."""
    env["account.chart.template"].try_loading("generic_coa", env.company)
    product = env["product.product"].create(
        {"name": "Full service", "type": "service", "list_price": 1200}
    )
    year = date.today().year - 1
    contracts = env["fieldwork.contract"].create(
        [
            {
                "partner_id": partner.id,
                "date_start": date(year, 1, 1),
                "fee_ids": [(0, 0, {"product_id": product.id, "months": "12"})],
            }
            for partner in customers(env, count)
        ]
    )
    contracts._guarded_write({"state": "active"})
    env.flush_all()
    env.invalidate_all()
    return contracts, date(year, 12, 31)


def night(env, until):
    """Charge as the cron does, batch by batch."""
    model = env["fieldwork.contract"]
    due = model.search(model._domain_fees_due(until), order="id")
    for first in range(0, len(due), 200):
        due[first : first + 200]._charge_fees_or_say(until)
    env.flush_all()
    return due


@benchmark("fees of 10,000 contracts charged", unit="s", at_most=30)
def fees_charged(env):
    _contracts, until = contracts_with_fees(env, CONTRACTS)
    seconds, queries, due = cost(env, lambda: night(env, until))
    return seconds, f"{len(due)} contracts, {queries / len(due):.2f} queries each"


@benchmark("a night without fees, 10,000 contracts", unit="s", at_most=0.1)
def fees_idle(env):
    _contracts, until = contracts_with_fees(env, CONTRACTS)
    night(env, until)
    seconds, _queries, due = cost(env, lambda: night(env, until))
    return seconds, f"{len(due)} contracts due"


@benchmark("margin of 10,000 contracts by year", unit="s", at_most=3)
def margin(env):
    contracts, until = contracts_with_fees(env, CONTRACTS)
    night(env, until)
    report = env["fieldwork.contract.margin"]
    seconds, _queries, rows = cost(
        env,
        lambda: report._read_group([], ["contract_id", "date:year"], ["margin:sum"]),
    )
    one, _queries, _sums = cost(env, lambda: report._sums(contracts[:80]))
    return seconds, f"{len(rows)} rows; a page of 80 contracts {1000 * one:.0f} ms"


@benchmark("10,000 fee invoices", unit="x core's create of the same", at_most=1.3)
def fee_invoices(env):
    contracts, until = contracts_with_fees(env, CONTRACTS)
    night(env, until)
    return beside_core(env, contracts.fee_charge_ids)
