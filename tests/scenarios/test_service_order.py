"""A service order from the call to the work done, as its people live it.

The dispatcher registers and plans it, the technician answers by mail and works through
the day on a phone, parts are missing, a second visit solves it, and the office cancels
and reopens with reasons. `FIELDWORK_DOCS=1` takes the screenshots of the user guide.
"""

import os
import re

import pytest
from playwright.sync_api import expect

from harness.firm import (
    FIRM,
    choose,
    give_reason,
    open_visit,
    plan,
    press,
    wait_state,
)
from harness.mailbox import attachment, text_of
from harness.people import web_client_ready

DOCS = bool(os.environ.get("FIELDWORK_DOCS"))


@pytest.fixture
def office(own_server, people):
    """A dispatcher's page on a database with two technicians, a van and a customer."""
    own_server.shell(FIRM)
    page = people.page(own_server, "dora.scenario")
    return page


def register(page):
    page.goto("/odoo/service-orders/new")
    web_client_ready(page)
    choose(page, "partner_id", "Scenario Bakery")
    # The customer's only site comes by itself.
    expect(page.locator("[name=site_id] input")).to_have_value(re.compile("Oven Room"))
    choose(page, "equipment_ids", "Oven Scenario")
    page.locator("[name=description] textarea").first.fill("The oven stays cold")
    page.locator("button[name=action_confirm]").click()
    wait_state(page, "ready")


def pending(server, number):
    found = server.rpc("dora.scenario").search_read(
        "fieldwork.order",
        [("name", "=", number)],
        ["state", "pending_reason", "pending_text", "work_hours", "travel_hours"],
    )
    return found[0]


def test_from_the_call_to_the_work_done(office, own_server, people, screenshot):
    server = own_server

    # The call: customer, site by itself, equipment, the request.
    register(office)
    number = office.locator("[name=name] span, h1 [name=name]").first.inner_text()
    screenshot(office, "order-registered", docs=DOCS)

    # Planned on a technician, a helper and a van.
    button = plan(office, "Marta Scenario", "Hugo Scenario", "Scenario Van")
    screenshot(office, "order-plan", docs=DOCS)
    button.click()
    office.locator(".modal").wait_for(state="hidden")
    wait_state(office, "planned")
    assert pending(server, number)["pending_reason"] == "no_answer"

    # The mail with its invitation; accepting is a button behind the link.
    server.run_cron("mail.ir_cron_mail_scheduler_action")
    mail = server.mailbox.wait_for("marta.scenario@example.com", number)
    assert b"METHOD:REQUEST" in attachment(mail, ".ics")
    link = re.search(r'href="[^"]*(/fieldwork/a/[^"]+)"', text_of(mail)).group(1)
    guest = people.page(server, phone=True)
    guest.goto(link)
    screenshot(guest, "assignment-by-link", docs=DOCS)
    assert pending(server, number)["pending_reason"] == "no_answer"
    guest.locator("button.accept").click()
    guest.get_by_text("You have accepted this visit").wait_for()
    assert pending(server, number)["pending_reason"] is False

    # The technician's day, on a phone.
    phone = people.page(server, "marta.scenario", phone=True)
    open_visit(phone, server, number)
    screenshot(phone, "my-day-visit", docs=DOCS)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    press(phone, "travel")
    phone.locator(".o_fieldwork_my_day_clock_travel").wait_for()
    press(phone, "start")
    phone.locator(".o_fieldwork_my_day_clock_work").wait_for()
    screenshot(phone, "my-day-working", docs=DOCS)
    press(phone, "material")
    phone.locator("[name=term]").fill("Igniter")
    press(phone, "free")
    press(phone, "send")
    phone.locator("[data-material]", has_text="Igniter").wait_for()
    phone.locator(".o_fieldwork_my_day_back").click()
    press(phone, "pause")
    phone.locator("textarea").fill("Waiting for the baker")
    press(phone, "send")
    phone.locator(".o_fieldwork_my_day_clock_pause").wait_for()
    press(phone, "resume")
    phone.locator(".o_fieldwork_my_day_clock_work").wait_for()
    press(phone, "done")
    phone.locator("[data-outcome=to_continue]").click()
    phone.locator("[data-reason=parts]").click()
    phone.locator("[name=findings]").fill("The igniter is broken")
    screenshot(phone, "my-day-done", docs=DOCS)
    press(phone, "send")
    phone.locator(".o_fieldwork_my_day_visit .alert", has_text="Done").wait_for()

    # Ready again, and it says why.
    order = pending(server, number)
    assert (order["state"], order["pending_reason"]) == ("ready", "to_continue")
    assert "Parts are missing" in order["pending_text"]
    office.reload()
    wait_state(office, "ready")
    office.get_by_text("Parts are missing").first.wait_for()
    screenshot(office, "order-to-continue", docs=DOCS)

    # The second visit, by the helper, solves it.
    plan(office, "Hugo Scenario").click()
    office.locator(".modal").wait_for(state="hidden")
    wait_state(office, "planned")
    other = people.page(server, "hugo.scenario", phone=True)
    open_visit(other, server, number)
    press(other, "travel")
    other.locator(".o_fieldwork_my_day_clock_travel").wait_for()
    press(other, "start")
    other.locator(".o_fieldwork_my_day_clock_work").wait_for()
    press(other, "done")
    other.locator("[data-outcome=solved]").click()
    press(other, "send")
    other.locator(".o_fieldwork_my_day_visit .alert", has_text="Done").wait_for()

    # Hours add up over both people and visits.
    logs = server.rpc("admin").search_read(
        "fieldwork.worklog",
        [("order_id.name", "=", number), ("kind", "in", ["work", "travel"])],
        ["kind", "duration", "resource_id", "visit_id"],
    )
    assert len({log["resource_id"][0] for log in logs}) == 2
    assert len({log["visit_id"][0] for log in logs}) == 2
    order = pending(server, number)
    assert order["state"] == "done"
    for kind in ("work", "travel"):
        total = sum(log["duration"] for log in logs if log["kind"] == kind)
        assert order[f"{kind}_hours"] == pytest.approx(total)

    # Reopened with a reason, cancelled with a reason.
    office.reload()
    wait_state(office, "done")
    give_reason(office, "Reopen", "Cold again on the next day")
    wait_state(office, "ready")
    give_reason(office, "Cancel", "The customer bought a new oven")
    office.get_by_text("The customer bought a new oven").first.wait_for()
    screenshot(office, "order-cancelled", docs=DOCS)
    assert pending(server, number)["state"] == "cancelled"
