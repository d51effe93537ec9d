"""The orders of contracts are made in a second process that is killed, twenty times, at
random moments: nothing is lost, and nothing is made twice."""

# So many contracts that there is work left at the last kill.
CONTRACTS, MONTHS, KILLS = 400, 4, 20
# Runs in a process of its own, which forks those that are killed.
KILLED = """
import os, random, signal, time
import odoo.sql_db
from datetime import date, timedelta

start = date.today() + timedelta(days=1)
months = ["january", "april", "july", "october"]
kind = env["fieldwork.order.type"].create({"name": "Killed"})
customers = env["res.partner"].create(
    [{"name": f"Killed {n}", "is_company": True} for n in range(count)])
contracts = env["fieldwork.contract"].create([{
    "partner_id": customer.id,
    "date_start": start,
    "horizon_days": 366,
    "site_ids": [(6, 0, customer.ids)],
    "programme_line_ids": [(0, 0, {
        "name": "Service", "order_type_id": kind.id, "scope": "site",
        **{f"month_{month}": True for month in months}})],
} for customer in customers])
contracts._guarded_write({"state": "active"})
env.cr.commit()

def work():
    # The connections of the parent are not those of the child.
    odoo.sql_db._Pool = odoo.sql_db._Pool_readonly = None
    env.registry._db = odoo.sql_db.db_connect(env.cr.dbname)
    with env.registry.cursor() as cursor:
        own = env(cr=cursor)
        own["fieldwork.contract"]._cron_generate_programme(batch=batch)

def ask(statement):
    env.cr.rollback()
    env.cr.execute(statement, [contracts.ids])
    return env.cr.fetchall()

def settle():
    # The database ends what a killed client has begun.
    while ask('''SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
            AND pid != pg_backend_pid() AND xact_start IS NOT NULL
            AND %s IS NOT NULL'''):
        time.sleep(0.01)

def check():
    orders = ask("SELECT count(*) FROM fieldwork_order WHERE contract_id = ANY(%s)")
    linked = ask('''SELECT count(*), count(DISTINCT order_id) FROM
        fieldwork_contract_occurrence WHERE contract_id = ANY(%s)
        AND state = 'generated' AND order_id IS NOT NULL''')
    assert orders[0][0] == linked[0][0] == linked[0][1], (orders, linked)
    torn = ask('''SELECT contract_id FROM fieldwork_contract_occurrence
        WHERE contract_id = ANY(%s) GROUP BY 1
        HAVING count(DISTINCT state) > 1 OR count(*) != 4''')
    assert not torn, torn
    return orders[0][0]

began = time.monotonic()
contracts[:batch]._generate_programme()
env.cr.commit()
each = time.monotonic() - began
made, caught, partly = [check()], 0, 0
for seed in range(kills):
    pid = os.fork()
    if not pid:
        work()
        os._exit(0)
    time.sleep(random.Random(seed).uniform(0, 3 * each))
    caught += os.waitpid(pid, os.WNOHANG) == (0, 0)
    try:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    except (ProcessLookupError, ChildProcessError):
        pass
    settle()
    made.append(check())
print("killed", caught, len(set(made)), *made)
env.invalidate_all()
env["fieldwork.contract"]._cron_generate_programme(batch=50)
done = check()
env["fieldwork.contract"]._cron_generate_programme(batch=50)
print("done", done, check())
"""


def test_killed_while_it_makes_the_orders(own_server):
    out = own_server.shell(f"count, batch, kills = {CONTRACTS}, 4, {KILLS}\n" + KILLED)
    rows = {row.split()[0]: row.split()[1:] for row in out.splitlines() if row}
    caught, steps, *made = map(int, rows["killed"])
    # Else the test would say nothing: it was at work, and some batches came through.
    assert caught > KILLS // 2, made
    assert steps > 2, made
    assert rows["done"] == [str(CONTRACTS * MONTHS)] * 2
