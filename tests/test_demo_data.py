"""The demo data tell the story that the first screens and the guide count on, whatever
the hour and the weekday of the installation."""

import json

import pytest

from devtools.odoo import Odoo
from devtools.run import logins
from harness.jobs import only

STATES = {"draft", "ready", "planned", "progress", "done", "cancelled"}
COLOURS = {"red", "orange", "yellow", "blue", "green"}
PENDING = {
    "customer",
    "refused",
    "no_technician",
    "site_hours",
    "no_answer",
    "missed",
    "to_continue",
    "to_close",
    "horizon",
}
ATTENTION = {"refused", "missed", "late", "unanswered", "conflict", "window"}
CONFLICTS = {
    "overlap",
    "absent",
    "skill",
    "calibration",
    "site",
    "window",
    "missing",
}
# Loads the demo files into a database without them, at each of these moments (UTC),
# and undoes it.
LOAD = """
import json
from freezegun import freeze_time
from odoo.modules.module import Manifest
from odoo.tools.convert import convert_file

class Undo(Exception):
    pass

def load(moment):
    with freeze_time(moment):
        for name in Manifest.for_addon("fieldwork")["demo"]:
            convert_file(env, "fieldwork", name, {}, "init", noupdate=True)
        env.flush_all()
        orders = env["fieldwork.order"].search([])
        seen = {
            name: sorted(set(filter(None, orders.mapped(name))))
            for name in ("state", "age_colour", "pending_reason", "attention_reason")
        }
        seen["conflicts"] = sorted(set(orders.conflict_ids.mapped("kind")))
        seen["mails"] = env["mail.mail"].search_count([])
        people = env["fieldwork.assignment"]
        seen["to tell"] = people.search_count(people._domain_to_tell())
        print("SEEN", json.dumps(seen))
        raise Undo

for moment in MOMENTS:
    try:
        with env.cr.savepoint():
            load(moment)
    except Undo:
        env.invalidate_all()
        env.registry.clear_cache()
"""
# Noon of a working day, a Sunday evening, the night of a clock change, and just before
# midnight of a Friday, in the zone of the firm.
MOMENTS = [
    "2026-11-24 11:10:00",
    "2026-11-22 19:00:00",
    "2026-03-29 00:55:00",
    "2026-11-20 22:50:00",
]


@pytest.fixture
def admin(server):
    return server.rpc("admin")


def demo_ids(rpc, model, prefix):
    rows = rpc.search_read(
        "ir.model.data",
        [
            ("module", "=", "fieldwork"),
            ("model", "=", model),
            ("name", "=like", f"{prefix}%"),
        ],
        ["res_id"],
    )
    return [row["res_id"] for row in rows]


def test_there_is_as_much_as_promised(admin):
    counts = {
        prefix: len(demo_ids(admin, model, prefix))
        for model, prefix in [
            ("res.partner", "demo_customer_"),
            ("fieldwork.equipment", "demo_equipment_"),
            ("fieldwork.order", "demo_order_"),
            ("hr.employee", "demo_employee_"),
            ("resource.resource", "demo_van_"),
            ("fieldwork.team", "demo_team_"),
        ]
    }
    assert counts == {
        "demo_customer_": 25,
        "demo_equipment_": 40,
        "demo_order_": 60,
        "demo_employee_": 4,
        "demo_van_": 2,
        "demo_team_": 2,
    }


def test_customers_speak_three_languages(admin):
    ids = demo_ids(admin, "res.partner", "demo_customer_")
    rows = admin.search_read("res.partner", [("id", "in", ids)], ["lang"])
    assert {row["lang"] for row in rows} == {"es_ES", "it_IT", "pt_BR"}


def test_contracts_stand_in_all_states(admin):
    rows = admin.search_read("fieldwork.contract", [], ["state", "sign_state"])
    assert len(rows) > 20
    assert {row["state"] for row in rows} == {
        "draft",
        "active",
        "to_renew",
        "expired",
        "terminated",
        "cancelled",
    }
    assert {row["sign_state"] for row in rows} >= {"none", "asked", "refused"}
    chain = admin.search_read(
        "fieldwork.contract", [("previous_id.previous_id", "!=", False)], ["state"]
    )
    assert [row["state"] for row in chain] == ["active"]
    assert admin.call("fieldwork.contract.draw", "search_count", [])


def test_everybody_can_sign_in(server):
    kinds = {kind for kind, _login, _password in logins()}
    assert kinds == {"manager", "dispatcher", "technician", "portal customer"}
    for _kind, login, password in logins():
        assert server.rpc(login, password).uid


def test_story_holds_at_any_hour(databases, templates):
    plain = templates.with_addons(["fieldwork"], demo=False)
    code = LOAD.replace("MOMENTS", repr(MOMENTS))
    with only(databases, plain, "fieldwork_demo_hours") as name:
        printed = Odoo(databases).shell(name, code, timeout=900)
    lines = [line for line in printed.splitlines() if "SEEN" in line]
    assert len(lines) == len(MOMENTS), printed
    for moment, line in zip(MOMENTS, lines, strict=True):
        seen = json.loads(line.split("SEEN", 1)[1])
        expected = {
            "state": sorted(STATES),
            "age_colour": sorted(COLOURS),
            "pending_reason": sorted(PENDING),
            "attention_reason": sorted(ATTENTION),
            "conflicts": sorted(CONFLICTS),
            "mails": 0,
            "to tell": 0,
        }
        assert seen == expected, moment
