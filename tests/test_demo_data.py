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
# Loads the demo files of our addons into a database without them, at each of these
# moments (UTC), says what is seen then, and undoes it.
LOAD = """
import json
from freezegun import freeze_time
from odoo.modules.module import Manifest
from odoo.modules.module_graph import ModuleGraph
from odoo.tools.convert import convert_file

class Undo(Exception):
    pass

installed = env["ir.module.module"].search([("state", "=", "installed")])
graph = ModuleGraph(env.cr)
graph.extend(installed.mapped("name"))
ours = [node.name for node in graph if node.name.startswith("fieldwork")]

def load(moment):
    with freeze_time(moment):
        for module in ours:
            for name in Manifest.for_addon(module).get("demo") or []:
                convert_file(env, module, name, {}, "init", noupdate=True)
        env.flush_all()
        print("SEEN", json.dumps(look()))
        raise Undo

def at_each(moments):
    for moment in moments:
        try:
            with env.cr.savepoint():
                load(moment)
        except Undo:
            env.invalidate_all()
            env.registry.clear_cache()
"""
STORY = """
def look():
    orders = env["fieldwork.order"].search([])
    seen = {
        name: sorted(set(filter(None, orders.mapped(name))))
        for name in ("state", "age_colour", "pending_reason", "attention_reason")
    }
    seen["conflicts"] = sorted(set(orders.conflict_ids.mapped("kind")))
    seen["mails"] = env["mail.mail"].search_count([])
    people = env["fieldwork.assignment"]
    seen["to tell"] = people.search_count(people._domain_to_tell())
    return seen
"""
# What the addons above the first have to show, in a firm that keeps books.
BUSINESS = """
env["account.chart.template"].try_loading("generic_coa", env.company)

def look():
    orders = env["fieldwork.order"].search([])
    charges = orders.charge_ids
    return {
        "billing": sorted(set(filter(None, orders.mapped("billing_state")))),
        "free of charge": len(charges.filtered(lambda c: c.verdict == "free")),
        "invoices": sorted(set(charges.move_id.mapped("move_type"))),
        "quotes": sorted(
            env["sale.order"]
            .search([("fieldwork_order_id", "!=", False)])
            .mapped("state")
        ),
    }
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


@pytest.fixture
def seen_at(databases, templates):
    """What code sees of the demo data of some addons, loaded at different moments."""

    def see(addons, look):
        plain = templates.with_addons(addons, demo=False)
        code = f"{look}{LOAD}\nat_each({MOMENTS!r})\n"
        with only(databases, plain, "fieldwork_demo_hours") as name:
            printed = Odoo(databases).shell(name, code, timeout=900)
        lines = [line for line in printed.splitlines() if "SEEN" in line]
        assert len(lines) == len(MOMENTS), printed
        seen = [json.loads(line.split("SEEN", 1)[1]) for line in lines]
        return zip(MOMENTS, seen, strict=True)

    return see


def test_story_holds_at_any_hour(seen_at):
    for moment, seen in seen_at(["fieldwork"], STORY):
        assert seen == {
            "state": sorted(STATES),
            "age_colour": sorted(COLOURS),
            "pending_reason": sorted(PENDING),
            "attention_reason": sorted(ATTENTION),
            "conflicts": sorted(CONFLICTS),
            "mails": 0,
            "to tell": 0,
        }, moment


def test_business_is_shown_at_any_hour(seen_at):
    for moment, seen in seen_at(["fieldwork_suite"], BUSINESS):
        assert seen == {
            "billing": ["billed", "not_billed", "nothing", "to_bill"],
            "free of charge": 1,
            "invoices": ["out_invoice", "out_refund"],
            "quotes": ["cancel", "draft", "sale"],
        }, moment
