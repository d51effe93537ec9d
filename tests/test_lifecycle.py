"""Each addon comes and goes cleanly: installs alone, beside Odoo's big applications,
upgrades, uninstalls, and leaves the rest whole."""

import pytest

from devtools import addons, i18n, po
from devtools.odoo import Odoo
from harness.jobs import job, only

# What most companies have beside us.
BIG = ["sale_management", "stock", "account"]
ADDONS = [name for name in addons.ours() if name not in addons.WITHOUT_TESTS]


@pytest.mark.parametrize("name", ADDONS)
def test_installs_alone(name, templates):
    # Making the template is the installation; an unexpected log line fails it.
    assert templates.with_addons([name], demo=False)


@pytest.fixture(scope="module")
def big_template(templates):
    return templates.with_addons(
        ["fieldwork"], demo=False, extra_core=BIG, languages=False
    )


@pytest.fixture(scope="module")
def plain_template(templates):
    return templates.with_addons(list(addons.ours()), demo=False)


def test_installs_beside_sales_stock_and_accounting(big_template):
    assert big_template


def test_upgrades(databases, plain_template):
    with only(databases, plain_template, "fieldwork_upgrade") as name:
        job(databases, name, "-u", "all", "--stop-after-init", "--no-http")


def test_uninstalls_and_leaves_the_rest_whole(databases, big_template):
    with only(databases, big_template, "fieldwork_uninstall") as name:
        Odoo(databases).shell(
            name,
            "customer = env['res.partner'].create({'name': 'C', 'is_company': True})\n"
            "env['res.partner'].create("
            "{'name': 'A site', 'type': 'site', 'parent_id': customer.id})\n"
            "env.cr.commit()\n",
        )
        job(databases, name, "fieldwork", subcommand=["module", "uninstall"])
        rows = databases.query(
            name, "SELECT type FROM res_partner WHERE name = 'A site'"
        )
        assert rows == [("other",)]
        left = databases.query(
            name,
            "SELECT relname::text FROM pg_class"
            " WHERE relkind = 'r' AND relname LIKE 'fieldwork%%'",
        )
        assert left == []
        left = databases.query(
            name,
            "SELECT model, name FROM ir_model_data WHERE module LIKE 'fieldwork%%'",
        )
        assert left == []
        states = databases.query(
            name,
            "SELECT DISTINCT state FROM ir_module_module WHERE name = ANY(%s)",
            BIG,
        )
        assert states == [("installed",)]
        # The registry loads, and everybody's views still stand.
        job(databases, name, "--stop-after-init", "--no-http")
        job(
            databases,
            name,
            "-u",
            "portal,hr",
            "--stop-after-init",
            "--no-http",
        )


def test_translation_templates_are_current(databases, templates):
    texts = i18n.exported(databases, templates)
    stale = [name for name, text in texts.items() if not po.is_current(name, text)]
    assert not stale, f"run make i18n: {', '.join(stale)}"
