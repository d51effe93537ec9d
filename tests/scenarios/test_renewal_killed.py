"""Contracts that are renewed and reminded of by night, on a server that is killed again
and again meanwhile, and by two at once: nothing is lost, and nothing is there twice."""

import random
import threading
import time

from test_at_once import at_once

from harness.server import RpcError

CONTRACTS, KILLS = 150, 20
# Small ones, so that kills fall between two of them as well as into one.
BATCH = 3
STATES = "fieldwork_contract.ir_cron_contract_states"
# Every second contract ended yesterday and renews itself, the others are to be decided
# on. Each has two services with a date that is still due.
AGREED = """
from dateutil.relativedelta import relativedelta
from odoo import fields
today = fields.Date.today()
kind = env["fieldwork.order.type"].search([], limit=1)
customers = env["res.partner"].create([
    {"name": f"Renewed {n}", "is_company": True, "email": f"r{n}@example.com"}
    for n in range(count)])
machines = env["fieldwork.equipment"].create([
    {"name": customer.name, "partner_id": customer.id} for customer in customers])
month = {f"month_{today.strftime('%B').lower()}": True, "day_of_month": 31,
         "date_from": today - relativedelta(years=1)}
contracts = env["fieldwork.contract"].create([
    {"partner_id": customer.id,
     "date_start": today - relativedelta(years=1),
     "date_end": today - relativedelta(days=1) if n % 2
                 else today + relativedelta(days=70),
     "renewal": "automatic", "renewal_months": 12, "notice_days": 60,
     "coverage_ids": [(0, 0, {"equipment_id": machine.id})],
     "cover_ids": [(0, 0, {"labour": True})],
     "programme_line_ids": [
        (0, 0, {"name": name, "order_type_id": kind.id, "shift_policy": "none",
                **month}) for name in ("Small", "Large")]}
    for n, (customer, machine) in enumerate(zip(customers, machines))])
contracts.action_activate()
contracts.programme_line_ids._refresh_occurrences()
cron = env.ref("fieldwork_contract.ir_cron_contract_states")
cron.code = f"model._cron_update_states(batch={batch})"
env.cr.commit()
print("contracts", *contracts.ids)
"""


class Contracts:
    """Contracts that the night has work with, and what it has made of them."""

    def __init__(self, server, count=CONTRACTS):
        self.server = server
        out = server.shell(f"count, batch = {count}, {BATCH}\n" + AGREED)
        row = next(row for row in out.splitlines() if row.startswith("contracts"))
        self.ids = list(map(int, row.split()[1:]))
        self.over, self.lasting = self.ids[1::2], self.ids[::2]
        self.dates = self.keys()

    def query(self, statement, *values):
        return self.server.databases.query(self.server.database, statement, *values)

    def night(self):
        self.server.run_cron(STATES)

    def is_writing(self):
        """Tell whether the server has written what it has not committed."""
        return self.query(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_xid IS NOT NULL AND pid != pg_backend_pid()"
        ) != [(0,)]

    def left(self):
        """Return how many still wait for the night."""
        return self.query(
            "SELECT count(*) FROM fieldwork_contract"
            " WHERE id = ANY(%s) AND state = 'active'",
            self.ids,
        )[0][0]

    def keys(self):
        """Return the dates of all chains, as the rules know them."""
        return self.query(
            "SELECT root_line_id, equipment_id, key FROM fieldwork_contract_occurrence"
            " WHERE root_line_id IN (SELECT id FROM fieldwork_contract_line"
            " WHERE contract_id = ANY(%s)) ORDER BY 1, 2, 3",
            self.ids,
        )

    def assert_whole(self):
        """What the night has been at is done wholly, what it has not, not at all."""
        self.assert_renewed_whole()
        self.assert_reminded_whole()
        assert self.keys() == self.dates

    def assert_renewed_whole(self):
        rows = self.query(
            "SELECT old.state, old.date_end + 1 = new.date_start, new.state,"
            " (SELECT count(*) FROM fieldwork_contract_line line"
            "   WHERE line.contract_id = new.id AND line.origin_line_id IS NOT NULL),"
            " (SELECT count(*) FROM fieldwork_contract_equipment row"
            "   WHERE row.contract_id = new.id),"
            " (SELECT count(*) FROM fieldwork_contract_cover cover"
            "   WHERE cover.contract_id = new.id),"
            " (SELECT count(*) FROM fieldwork_contract_occurrence one"
            "   WHERE one.contract_id = COALESCE(new.id, old.id)"
            "   AND one.state = 'planned'),"
            " count(*) OVER (PARTITION BY old.id)"
            " FROM fieldwork_contract old LEFT JOIN fieldwork_contract new"
            " ON new.previous_id = old.id WHERE old.id = ANY(%s)",
            self.over,
        )
        assert len(rows) == len(self.over)
        assert set(rows) <= {
            ("active", None, None, 0, 0, 0, rows[0][6], 1),
            ("expired", True, "active", 2, 1, 1, rows[0][6], 1),
        }
        assert rows[0][6]

    def assert_reminded_whole(self):
        rows = self.query(
            "SELECT contract.state, contract.reminded_on IS NOT NULL,"
            " (SELECT count(*) FROM mail_activity activity"
            "   WHERE activity.res_model = 'fieldwork.contract'"
            "   AND activity.res_id = contract.id),"
            " (SELECT count(*) FROM mail_mail mail JOIN mail_message message"
            "   ON message.id = mail.mail_message_id"
            "   WHERE message.model = 'fieldwork.contract'"
            "   AND message.res_id = contract.id AND mail.email_to LIKE %s)"
            " FROM fieldwork_contract contract WHERE contract.id = ANY(%s)",
            '"Renewed %',
            self.lasting,
        )
        assert len(rows) == len(self.lasting)
        assert set(rows) <= {("active", False, 0, 0), ("to_renew", True, 1, 1)}


def test_killed_while_it_renews(own_server):
    few = Contracts(own_server, 12)
    started = time.monotonic()
    few.night()
    each, stopped = (time.monotonic() - started) / 12, 0
    contracts = Contracts(own_server)
    contracts.assert_whole()
    for seed in range(KILLS):
        finished = threading.Event()

        def work(finished=finished):
            try:
                contracts.night()
                finished.set()
            except Exception:  # its server is killed
                return

        worker = threading.Thread(target=work)
        worker.start()
        while not contracts.is_writing() and worker.is_alive():
            threading.Event().wait(0.01)
        threading.Event().wait(random.Random(seed).uniform(0, 3 * BATCH * each))
        own_server.kill_and_restart()
        worker.join()
        contracts.assert_whole()
        stopped += not finished.is_set()
    # Else the test would say nothing: some nights were cut short, and some got on.
    assert stopped > KILLS // 2
    assert contracts.left() < len(contracts.ids)
    contracts.night()
    contracts.assert_whole()
    assert contracts.left() == 0
    contracts.night()
    contracts.assert_whole()


def test_two_nights_at_once(own_server):
    # The second one is refused or waits, as the framework has it.
    own_server.expect_in_log("could not serialize access")
    own_server.expect_in_log("already running")
    contracts = Contracts(own_server, 12)
    at_once(contracts.night, contracts.night)
    contracts.night()
    contracts.assert_whole()
    assert contracts.left() == 0


def test_two_people_renew_one_contract(own_server):
    own_server.expect_in_log("could not serialize access")
    own_server.expect_in_log("is renewed already")
    own_server.expect_in_log("is being renewed")
    own_server.expect_in_log("fieldwork_contract_renewed_once")
    contracts = Contracts(own_server, 4)
    windows = [own_server.rpc("admin").call for _window in range(2)]
    for contract in contracts.lasting:
        answers = at_once(
            *[
                lambda call=call, contract=contract: call(
                    "fieldwork.contract", "action_renew", [contract]
                )
                for call in windows
            ]
        )
        refused = [answer for answer in answers if isinstance(answer, RpcError)]
        assert len(refused) == 1
        assert "renewed already" in str(refused[0])
        found = contracts.query(
            "SELECT count(*) FROM fieldwork_contract WHERE previous_id = %s", contract
        )
        assert found == [(1,)]
