"""Parts of many visits that are finished in one go, on a server that is killed again
and again while it moves them: nothing is lost, and nothing leaves the van twice."""

import random
import threading
import time

VISITS, KILLS = 80, 4
USED, LEFT = 2, 1
# Each visit has used two parts and leaves one, out of one van.
AT_WORK = """
from odoo import fields
company = env.ref("base.main_company")
person = env["resource.resource"].search(
    [("fieldwork_kind", "=", "technician")], limit=1)
van = env["resource.resource"].create({
    "name": "Van of the killed", "fieldwork_kind": "van", "company_id": company.id})
part = env["product.product"].create({
    "name": "Part of the killed", "type": "consu", "is_storable": True})
place = van._fieldwork_stock_location(company)[van.id]
env["stock.quant"]._update_available_quantity(part, place, 1000)
kind = env["fieldwork.order.type"].create({"name": "Killed"})
customers = env["res.partner"].create(
    [{"name": f"Killed {n}", "is_company": True} for n in range(count)])
orders = env["fieldwork.order"].create(
    [{"partner_id": customer.id, "site_id": customer.id, "type_id": kind.id}
     for customer in customers])
orders.action_confirm()
now = fields.Datetime.now()
visits = orders._plan([
    {"order": order, "start": now, "technicians": person, "resources": van}
    for order in orders])
env["fieldwork.material"].create([
    {"order_id": visit.order_id.id, "visit_id": visit.id, "product_id": part.id,
     "used_qty": used, "left_qty": left} for visit in visits])
env.cr.commit()
print("part", part.id, place.id)
print("visits", *visits.ids)
"""


class Field:
    """Visits that are under way, and what has become of their parts."""

    def __init__(self, server):
        self.server = server
        out = server.shell(f"count, used, left = {VISITS}, {USED}, {LEFT}\n" + AT_WORK)
        words = {row.split()[0]: row.split()[1:] for row in out.splitlines() if row}
        self.part, self.place = map(int, words["part"])
        self.visits = list(map(int, words["visits"]))

    def query(self, statement, *values):
        return self.server.databases.query(self.server.database, statement, *values)

    def finish(self, visits):
        self.server.rpc("admin").call(
            "fieldwork.visit", "action_done", visits, outcome="solved"
        )

    def is_writing(self):
        """Tell whether the server has written what it has not committed."""
        return self.query(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_xid IS NOT NULL AND pid != pg_backend_pid()"
        ) != [(0,)]

    def open_visits(self):
        rows = self.query(
            "SELECT id FROM fieldwork_visit WHERE state != 'done' AND id = ANY(%s)"
            " ORDER BY id",
            self.visits,
        )
        return [row[0] for row in rows]

    def assert_whole(self):
        """What is done has moved its parts, once; what is not has moved none."""
        self.assert_moves_whole()
        self.assert_places_whole()

    def assert_moves_whole(self):
        done = len(self.visits) - len(self.open_visits())
        moved = self.query(
            "SELECT line.visit_id, count(DISTINCT move.fieldwork_kind), count(*),"
            "       sum(move.quantity) FROM stock_move move"
            " JOIN fieldwork_material line ON line.id = move.fieldwork_material_id"
            " WHERE move.state = 'done' AND move.product_id = %s GROUP BY 1",
            self.part,
        )
        assert len(moved) == done
        assert {(row[1], row[2], float(row[3])) for row in moved} <= {
            (2, 2, float(USED + LEFT))
        }
        assert {row[0] for row in moved}.isdisjoint(self.open_visits())
        slips = self.query(
            "SELECT fieldwork_visit_id, count(*) FROM stock_picking"
            " WHERE fieldwork_visit_id = ANY(%s) AND state = 'done' GROUP BY 1",
            self.visits,
        )
        assert sorted(slips) == sorted((row[0], 1) for row in moved)

    def assert_places_whole(self):
        done = len(self.visits) - len(self.open_visits())
        gone = done * (USED + LEFT)
        here = self.query(
            "SELECT sum(quantity) FROM stock_quant"
            " WHERE location_id = %s AND product_id = %s",
            self.place,
            self.part,
        )
        assert float(here[0][0]) == 1000 - gone
        unfinished = self.query(
            "SELECT count(*) FROM stock_move WHERE product_id = %s"
            " AND state NOT IN ('done', 'cancel')",
            self.part,
        )
        assert unfinished == [(0,)]
        lines = self.query(
            "SELECT stock_state, count(*) FROM fieldwork_material"
            " WHERE product_id = %s GROUP BY 1",
            self.part,
        )
        assert dict(lines).get("moved", 0) == done


def test_killed_while_it_moves_the_parts(own_server):
    field = Field(own_server)
    started = time.monotonic()
    field.finish(field.visits[:5])
    each = (time.monotonic() - started) / 5
    field.assert_whole()
    caught = 0
    for seed in range(KILLS):
        left = field.open_visits()
        # Batch by batch, as people mark a list: some are committed, one is under way.
        answers = []

        def work(left=left, answers=answers):
            try:
                for first in range(0, len(left), 10):
                    field.finish(left[first : first + 10])
                    answers.append(first)
            except Exception:  # its server is killed
                return

        worker = threading.Thread(target=work)
        worker.start()
        while not field.is_writing() and worker.is_alive():
            threading.Event().wait(0.01)
        threading.Event().wait(random.Random(seed).uniform(0, 3 * each))
        own_server.kill_and_restart()
        worker.join()
        field.assert_whole()
        caught += len(answers) * 10 < len(left)
    # Else the test would say nothing.
    assert caught > 1
    field.finish(field.open_visits())
    field.assert_whole()
    assert not field.open_visits()
    # Told again, as an impatient person does, it is nothing new.
    field.server.rpc("admin").call(
        "fieldwork.material",
        "action_move_stock",
        [
            row[0]
            for row in field.query(
                "SELECT id FROM fieldwork_material WHERE product_id = %s", field.part
            )
        ],
    )
    field.assert_whole()
