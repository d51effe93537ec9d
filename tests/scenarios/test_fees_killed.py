"""Fees of many contracts that are charged by night and then invoiced by a run, on a
server that is killed again and again: nothing is lost, and nothing is billed twice."""

import random
import threading
import time

CONTRACTS, KILLS, MONTHS, PRICE = 150, 4, 12, 100
# In small batches, so that a kill finds some committed and one under way.
CHARGE_BATCH, BILL_BATCH = 10, 5
AGREED = """
from datetime import date
company = env.ref("base.main_company")
start = date(date.today().year - 1, 1, 1)
if not company.chart_template:
    env["account.chart.template"].try_loading("generic_coa", company)
product = env["product.product"].create({
    "name": "Fee of the killed", "type": "service", "list_price": price})
customers = env["res.partner"].create(
    [{"name": f"Killed fee {n}", "is_company": True} for n in range(count)])
contracts = env["fieldwork.contract"].create([
    {"partner_id": customer.id, "date_start": start,
     "date_end": date(start.year, 12, 31),
     "site_ids": [(6, 0, customer.ids)],
     "fee_ids": [(0, 0, {"product_id": product.id, "price_unit": price})]}
    for customer in customers])
contracts.action_activate()
env.cr.commit()
print("contracts", *contracts.ids)
print("customers", *customers.ids)
"""


class Ledger:
    """Contracts of a year that has passed, and what was charged of them."""

    def __init__(self, server):
        self.server = server
        out = server.shell(f"count, price = {CONTRACTS}, {PRICE}\n" + AGREED)
        words = {row.split()[0]: row.split()[1:] for row in out.splitlines() if row}
        self.contracts = list(map(int, words["contracts"]))
        self.customers = list(map(int, words["customers"]))
        self.run = None

    def query(self, statement, *values):
        return self.server.databases.query(self.server.database, statement, *values)

    def call(self, *args, **kwargs):
        return self.server.rpc("admin").call(*args, **kwargs)

    def charge(self, contracts):
        """Charge as by night: batch by batch, each with its own commit."""
        for first in range(0, len(contracts), CHARGE_BATCH):
            self.call(
                "fieldwork.contract",
                "action_charge_fees",
                contracts[first : first + CHARGE_BATCH],
            )

    def bill(self, customers):
        """Make the invoices of customers, one run for a batch."""
        for first in range(0, len(customers), BILL_BATCH):
            run = self.call(
                "fieldwork.billing.run",
                "create",
                {"partner_ids": [(6, 0, customers[first : first + BILL_BATCH])]},
            )
            self.call("fieldwork.billing.run", "action_preview", [run])
            self.call("fieldwork.billing.run", "action_create_invoices", [run])

    def uncharged(self):
        rows = self.query(
            "SELECT id FROM fieldwork_contract own WHERE id = ANY(%s) AND NOT EXISTS"
            " (SELECT FROM fieldwork_charge WHERE contract_id = own.id) ORDER BY id",
            self.contracts,
        )
        return [row[0] for row in rows]

    def unbilled(self):
        rows = self.query(
            "SELECT partner_id FROM fieldwork_contract own WHERE id = ANY(%s)"
            " AND EXISTS (SELECT FROM fieldwork_charge WHERE contract_id = own.id"
            "             AND state = 'open') ORDER BY id",
            self.contracts,
        )
        return [row[0] for row in rows]

    def is_writing(self):
        """Tell whether the server has written what it has not committed."""
        return self.query(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_xid IS NOT NULL AND pid != pg_backend_pid()"
        ) != [(0,)]

    def assert_whole(self):
        """A contract is charged for its whole year or not at all, each month once;
        what is billed stands on one invoice, for the same money."""
        years = self.query(
            "SELECT contract_id, count(*), count(DISTINCT source_key), sum(amount)"
            "  FROM fieldwork_charge WHERE contract_id = ANY(%s) AND state != 'void'"
            " GROUP BY 1",
            self.contracts,
        )
        assert {(row[1], row[2], float(row[3])) for row in years} <= {
            (MONTHS, MONTHS, float(MONTHS * PRICE))
        }
        assert len(years) == CONTRACTS - len(self.uncharged())
        invoiced = self.query(
            "SELECT fieldwork_contract_id, count(DISTINCT move_id), sum(price_subtotal)"
            "  FROM account_move_line WHERE fieldwork_contract_id = ANY(%s)"
            "   AND display_type = 'product' GROUP BY 1",
            self.contracts,
        )
        assert {(row[1], float(row[2])) for row in invoiced} <= {
            (1, float(MONTHS * PRICE))
        }
        billed = self.query(
            "SELECT count(DISTINCT contract_id) FROM fieldwork_charge"
            " WHERE contract_id = ANY(%s) AND state = 'billed'",
            self.contracts,
        )
        assert billed == [(len(invoiced),)]


def kill_at_random(ledger, work, left, each):
    """Kill the server while it works at what is ``left``, several times.

    :return: how often it was found at work
    """
    caught = 0
    for seed in range(KILLS):
        todo = left()
        if not todo:
            break

        def run(todo=todo):
            try:
                work(todo)
            except Exception:  # its server is killed
                return

        worker = threading.Thread(target=run)
        worker.start()
        while not ledger.is_writing() and worker.is_alive():
            threading.Event().wait(0.01)
        threading.Event().wait(random.Random(seed).uniform(0, 3 * each))
        caught += worker.is_alive()
        ledger.server.kill_and_restart()
        worker.join()
        ledger.assert_whole()
    return caught


def timed(work, some):
    started = time.monotonic()
    work(some)
    return time.monotonic() - started


def test_killed_while_it_charges_and_bills(own_server):
    ledger = Ledger(own_server)
    each = timed(ledger.charge, ledger.contracts[:CHARGE_BATCH])
    ledger.assert_whole()
    # Else the test would say nothing.
    assert kill_at_random(ledger, ledger.charge, ledger.uncharged, each) > 1
    ledger.charge(ledger.uncharged())
    ledger.assert_whole()
    assert not ledger.uncharged()
    each = timed(ledger.bill, ledger.customers[:BILL_BATCH])
    ledger.assert_whole()
    assert kill_at_random(ledger, ledger.bill, ledger.unbilled, each) > 1
    ledger.bill(ledger.unbilled())
    ledger.assert_whole()
    assert not ledger.unbilled()
    # Told again, as an impatient person does, it is nothing new.
    ledger.charge(ledger.contracts)
    ledger.assert_whole()
    assert not ledger.unbilled()
