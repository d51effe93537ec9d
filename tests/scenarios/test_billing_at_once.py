"""Invoices of many orders: two people at once, and a server that is killed between two
batches. Nothing is billed twice, and nothing is lost."""

import threading

from test_at_once import at_once

# More than are made while one waits, and fewer.
MANY, FEW = 60, 30
# Each order has one visit in vain, billed by the call-out of the demo data's rates.
DONE = """
customers = env["res.partner"].create(
    [{"name": f"Billed {n}", "is_company": True} for n in range(count)])
person = env["resource.resource"].search(
    [("fieldwork_kind", "=", "technician")], limit=1)
orders = env["fieldwork.order"].create(
    [{"partner_id": customer.id, "site_id": customer.id, "billing_mode": "time"}
     for customer in customers])
orders.action_confirm()
now = fields.Datetime.now()
visits = orders._plan([
    {"order": order, "start": now, "technicians": person} for order in orders])
visits.action_done("not_needed")
open_ = orders.filtered(lambda order: order.state != "done")
open_.action_done()
env.cr.commit()
print("orders", *orders.ids)
"""


class Accounts:
    """Finished orders to bill, and what became of them."""

    def __init__(self, server, count):
        self.server, self.count = server, count
        out = server.shell(f"count = {count}\nfrom odoo import fields\n" + DONE)
        line = next(row for row in out.splitlines() if row.startswith("orders "))
        self.orders = [int(word) for word in line.split()[1:]]
        self.rpc = server.rpc("admin")

    def run(self):
        """Return a run with the preview of the orders."""
        run = self.rpc.call(
            "fieldwork.billing.run", "create", {"order_ids": [(6, 0, self.orders)]}
        )
        self.rpc.call("fieldwork.billing.run", "action_preview", [run])
        return run

    def create_invoices(self, run):
        return self.server.rpc("admin").call(
            "fieldwork.billing.run", "action_create_invoices", [run]
        )

    def made(self):
        """Return how many of the orders stand on an invoice."""
        rows = self.server.databases.query(
            self.server.database,
            "SELECT count(DISTINCT fieldwork_order_id) FROM account_move_line"
            f" WHERE fieldwork_order_id IN {tuple(self.orders)}",
        )
        return rows[0][0]

    def assert_billed_once(self):
        rows = self.server.databases.query(
            self.server.database,
            "SELECT fieldwork_order_id, count(*), sum(price_subtotal)"
            " FROM account_move_line"
            f" WHERE fieldwork_order_id IN {tuple(self.orders)}"
            " AND display_type = 'product' GROUP BY 1",
        )
        assert len(rows) == self.count
        assert {(count, float(total)) for _order, count, total in rows} == {(1, 25.0)}
        open_ = self.server.databases.query(
            self.server.database,
            "SELECT count(*) FROM fieldwork_charge WHERE state = 'open'"
            f" AND order_id IN {tuple(self.orders)}",
        )
        assert open_ == [(0,)]


def test_killed_between_two_batches(own_server):
    accounts = Accounts(own_server, MANY)
    accounts.create_invoices(accounts.run())
    cron = "fieldwork_billing.ir_cron_billing_run"

    def work():
        try:
            own_server.run_cron(cron)
        except Exception:  # its server is killed
            return

    worker = threading.Thread(target=work)
    worker.start()
    while not accounts.made() and worker.is_alive():
        threading.Event().wait(0.05)
    own_server.kill_and_restart()
    worker.join()
    assert 0 < accounts.made() < MANY
    own_server.run_cron(cron)
    accounts.assert_billed_once()


def test_two_people_make_the_invoices_of_one_run(own_server):
    accounts = Accounts(own_server, FEW)
    run = accounts.run()
    own_server.expect_in_log("could not serialize access")
    own_server.expect_in_log("has begun")
    at_once(*[lambda: accounts.create_invoices(run)] * 2)
    accounts.assert_billed_once()
