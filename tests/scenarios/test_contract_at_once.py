"""The orders of contracts are made by two people at once, and by somebody while the
scheduled action does so: each order is there once."""

import pytest
from test_at_once import at_once

CONTRACTS, MONTHS = 12, 3
CRON = "fieldwork_contract.ir_cron_generate_programme"
AGREED = """
from datetime import date, timedelta
kind = env["fieldwork.order.type"].create({"name": "At once"})
customers = env["res.partner"].create(
    [{"name": f"At once {n}", "is_company": True} for n in range(count)])
contracts = env["fieldwork.contract"].create([{
    "partner_id": customer.id,
    "date_start": date.today() + timedelta(days=1),
    "horizon_days": 366,
    "site_ids": [(6, 0, customer.ids)],
    "programme_line_ids": [(0, 0, {
        "name": "Service", "order_type_id": kind.id, "scope": "site",
        "month_march": True, "month_july": True, "month_november": True})],
} for customer in customers])
contracts._guarded_write({"state": "active"})
env.cr.commit()
print("contracts", *contracts.ids)
"""


class Programme:
    """Contracts whose orders are to be made."""

    def __init__(self, server):
        self.server = server
        out = server.shell(f"count = {CONTRACTS}\n" + AGREED)
        line = next(row for row in out.splitlines() if row.startswith("contracts "))
        self.contracts = [int(word) for word in line.split()[1:]]

    def window(self):
        """Return a call that makes the orders, in a window of its own."""
        call = self.server.rpc("admin").call
        return lambda: call(
            "fieldwork.contract", "action_generate_orders", self.contracts
        )

    def query(self, statement):
        return self.server.databases.query(
            self.server.database, statement, self.contracts
        )

    def assert_made_once(self):
        orders = self.query(
            "SELECT count(*) FROM fieldwork_order WHERE contract_id = ANY(%s)"
        )
        dates = self.query(
            "SELECT count(*), count(DISTINCT order_id), count(DISTINCT (line_id, key))"
            "  FROM fieldwork_contract_occurrence"
            " WHERE contract_id = ANY(%s) AND state = 'generated'"
        )
        number = CONTRACTS * MONTHS
        assert orders == [(number,)]
        assert dates == [(number, number, number)]


@pytest.fixture
def programme(server):
    # One of the two is told by the database to try again, and Odoo does so.
    for words in (
        "could not serialize access",
        'INSERT INTO "fieldwork_contract_occurrence"',
        "orders of these dates are being made",
        "the dates are being written down",
    ):
        server.expect_in_log(words)
    return Programme(server)


def test_two_people_make_the_orders(programme):
    answers = at_once(programme.window(), programme.window())
    assert all(isinstance(answer, dict) for answer in answers), answers
    programme.assert_made_once()


def test_somebody_makes_the_orders_that_the_cron_makes(programme):
    answers = at_once(
        programme.window(), lambda: programme.server.run_cron(CRON), programme.window()
    )
    assert not any(isinstance(answer, Exception) for answer in answers), answers
    programme.assert_made_once()
