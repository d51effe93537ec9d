"""Extra work: asked for on the phone, priced by the office, accepted by the customer.

Once signed on the technician's screen, so that the order goes on; once on the portal,
by the link of the mail, as an order of its own; and once refused there.
`FIELDWORK_DOCS=1` takes the screenshots of the user guide.
"""

import os
import re

import pytest
from test_visit_report import back, picture, scribble

from harness.firm import FIRM, open_visit, press
from harness.mailbox import text_of

DOCS = bool(os.environ.get("FIELDWORK_DOCS"))
ADDRESS = "till@bakery.example"
# A visit under way on an order of two machines, travel billed by the kilometre, and a
# salesperson who looks after the customer.
EXTRA = """
company.write({"fieldwork_sign_on_site": True, "fieldwork_device_hours": 0,
               "portal_confirmation_pay": False})
sold = env["product.product"].create([
    {"name": "Kilometre Scenario", "type": "service", "list_price": 0.5,
     "uom_id": env.ref("uom.product_uom_km").id},
    {"name": "Burner Scenario", "type": "consu", "list_price": 120}])
env["fieldwork.rate"].create({
    "kind": "travel", "travel_by": "distance", "product_id": sold[0].id,
    "partner_id": customer.id, "company_id": company.id})
seller = env["res.users"].with_context(no_reset_password=True).create({
    "name": "Sara Scenario", "login": "sara.scenario", "password": "sara.scenario",
    "email": "sara@example.com", "tz": "UTC",
    "group_ids": [(6, 0, env.ref("sales_team.group_sale_salesman_all_leads").ids)]})
customer.write({"email": "till@bakery.example", "user_id": seller.id})
oven = env["fieldwork.equipment"].search([("partner_id", "=", customer.id)])
second = env["fieldwork.equipment"].create({
    "name": "Proofer Scenario", "serial": "SC-2", "partner_id": customer.id,
    "site_id": site.id})
order = env["fieldwork.order"].create({
    "partner_id": customer.id, "site_id": site.id, "team_id": team.id,
    "description": "The oven stays cold",
    # A type of its own: other scenarios publish checklists for the usual one.
    "type_id": env["fieldwork.order.type"].create({"name": "Extra work"}).id,
    "equipment_ids": [(6, 0, (oven | second).ids)]})
order.action_confirm()
marta = env["resource.resource"].search([("name", "=", "Marta Scenario")])
visit = order.plan(fields.Datetime.now(), technicians=marta)
visit.action_start(resources=marta)
env.cr.commit()
print("ORDER", order.name)
"""
HEAD = "from odoo import fields\n"


@pytest.fixture
def number(own_server):
    """The number of an order on which Marta is at work."""
    told = own_server.shell(HEAD + FIRM + EXTRA)
    return re.search(r"ORDER (\S+)", told).group(1)


def shot(screenshot, page, name, docs=DOCS):
    # Colours of what was just pressed have changed.
    screenshot(page, name, docs=docs, animations="disabled")


def fits(page):
    """Nothing is wider than the phone, and what is to be pressed is big."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    small = page.evaluate(
        """[...document.querySelectorAll(
            ".o_fieldwork_my_day main .btn, .o_fieldwork_my_day main .form-control")]
            .filter(one => one.offsetParent && one.offsetHeight < 56)
            .map(one => one.outerHTML.slice(0, 120))"""
    )
    assert not small, small


def enter_kilometres(phone, screenshot):
    press(phone, "distance")
    phone.locator("[name=kilometres]").fill("33")
    phone.locator("[data-step='1']").click()
    fits(phone)
    shot(screenshot, phone, "my-day-kilometres")
    press(phone, "send")
    phone.locator("[data-button=distance] .badge", has_text="34 km").wait_for()


def use_part(phone, screenshot):
    press(phone, "material")
    phone.locator("[name=term]").fill("Burner")
    phone.locator("[data-product]", has_text="Burner Scenario").click()
    phone.locator("[data-machine]", has_text="Proofer Scenario").click()
    fits(phone)
    shot(screenshot, phone, "my-day-machine")
    press(phone, "send")
    phone.locator("[data-material]", has_text="Proofer Scenario").wait_for()
    back(phone)


def ask(phone, screenshot, what, mode="extend"):
    """Ask for a quote with two burners and a photo."""
    press(phone, "quotes")
    press(phone, "ask_quote")
    phone.locator("[name=description]").fill(what)
    phone.locator("[name=term]").fill("Burner")
    phone.locator("[data-product]", has_text="Burner Scenario").click()
    phone.locator("[data-part] [aria-label=More]").click()
    phone.locator("input[type=file]").set_input_files(picture("burner", "maroon"))
    phone.locator("[data-photo][aria-checked=true]").first.wait_for()
    phone.locator(f"[data-mode={mode}]").click()
    fits(phone)
    assert "120" not in phone.locator("main").inner_text()
    shot(screenshot, phone, f"my-day-quote-request-{mode}", DOCS and mode == "extend")
    press(phone, "send")
    phone.locator("[data-quote]", has_text=what).wait_for()


def quote_of(server, what):
    """Return the quotation in which ``what`` has to be done."""
    fields = ["name", "state", "signed_by", "fieldwork_order_ids", "amount_untaxed"]
    domain = [("order_line.name", "=", what)]
    return server.rpc("admin").search_read("sale.order", domain, fields)[0]


def price_and_send(server, people, what, screenshot):
    """The salesperson adds the work and sends the quotation by core's dialog."""
    quote = quote_of(server, what)
    page = people.page(server, "sara.scenario")
    page.goto(f"/odoo/sales/{quote['id']}")
    lines = page.locator(".o_field_widget[name=order_line]")
    lines.locator(".o_data_row", has_text="Burner Scenario").wait_for()
    activity = page.locator(".o-mail-Activity", has_text=what)
    activity.first.wait_for()
    shot(screenshot, page, "quote-asked-for")
    server.rpc("sara.scenario").call(
        "sale.order",
        "write",
        [quote["id"]],
        {"order_line": [(0, 0, {"product_id": service_of(server)})]},
    )
    page.reload()
    lines.locator(".o_data_row", has_text="Burner change").wait_for()
    page.locator(".o_statusbar_buttons button", has_text="Send").first.click()
    page.locator(".modal-footer button.btn-primary:visible").first.click()
    page.locator(".modal").wait_for(state="hidden")
    page.close()
    server.run_cron("mail.ir_cron_mail_scheduler_action")
    return quote["name"]


def service_of(server):
    """Return the service that the office adds, made once."""
    found = server.rpc("admin").search_read(
        "product.product", [("name", "=", "Burner change")], ["id"]
    )
    if found:
        return found[0]["id"]
    vals = {"name": "Burner change", "type": "service", "list_price": 80}
    return server.rpc("admin").call("product.product", "create", [vals])[0]


def link_of(server, name):
    """Return the way to the portal that the customer got by mail."""
    server.mailbox.wait_for(ADDRESS, name)
    # Notices to the office name the customer among those who get the message.
    pattern = re.compile(r'href="[^"]*?(/[^"]*\?[^"]*access_token=[^"]+)"')
    mails = [text_of(mail) for mail in server.mailbox.to(ADDRESS)]
    links = [link for text in mails if name in text for link in pattern.findall(text)]
    return links[-1].replace("&amp;", "&")


def accept_on_portal(guest, name, screenshot):
    """Core's dialog: a name, a signature, and it is accepted."""
    guest.locator("a[data-bs-target='#modalaccept']:visible").first.click()
    dialog = guest.locator("#modalaccept")
    dialog.locator("input[name=signer]").fill(name)
    dialog.locator(".o_web_sign_draw_button").click()
    scribble(guest, dialog.locator("canvas"))
    shot(screenshot, guest, "portal-quote-sign")
    dialog.locator("button.o_portal_sign_submit").click()
    guest.locator(".alert-success:visible").first.wait_for()


def refuse_on_portal(guest):
    guest.locator("[data-bs-target='#modaldecline']:visible").first.click()
    guest.locator("#modaldecline [name=decline_message]").fill("Too dear")
    with guest.expect_navigation():
        guest.locator("#modaldecline button[type=submit]").click()


def order_of(server, number):
    fields = ["state", "quote_state", "material_ids", "visit_ids"]
    domain = [("name", "=", number)]
    return server.rpc("admin").search_read("fieldwork.order", domain, fields)[0]


def parts_of(server, number):
    """Return ``[(planned, used, machine), …]`` of an order."""
    rows = server.rpc("admin").search_read(
        "fieldwork.material",
        [("order_id.name", "=", number)],
        ["planned_qty", "used_qty", "equipment_id"],
        order="id",
    )
    return [
        (row["planned_qty"], row["used_qty"], (row["equipment_id"] or [0, ""])[1])
        for row in rows
    ]


def test_extra_work_is_signed_on_the_technicians_screen(
    number, own_server, people, screenshot
):
    server, what = own_server, "The burner is burnt through"
    phone = people.page(server, "marta.scenario", phone=True)
    open_visit(phone, server, number)
    enter_kilometres(phone, screenshot)
    use_part(phone, screenshot)
    ask(phone, screenshot, what)
    name = price_and_send(server, people, what, screenshot)

    # The office has sent it: the phone says so, and the customer reads and signs.
    back(phone)
    press(phone, "quotes")
    quote = phone.locator("[data-quote]", has_text=name)
    quote.locator(".badge", has_text="Sent").wait_for()
    fits(phone)
    shot(screenshot, phone, "my-day-quotes")
    press(phone, "sign_quote")
    lines = phone.locator(".o_fieldwork_my_day_quote_lines")
    lines.get_by_text("Burner change").wait_for()
    fits(phone)
    shot(screenshot, phone, "my-day-quote-read")
    phone.locator("[name=name]").fill("Till Baker")
    scribble(phone, phone.locator("canvas"))
    shot(screenshot, phone, "my-day-quote-sign")
    press(phone, "send")
    quote.locator(".badge", has_text="Accepted").wait_for()
    shot(screenshot, phone, "my-day-quote-accepted", docs=False)
    back(phone)
    phone.locator(".o_fieldwork_my_day_clock_work").wait_for()

    # It is confirmed, and the order goes on with its parts.
    sold = quote_of(server, what)
    assert (sold["state"], sold["signed_by"]) == ("sale", "Till Baker")
    assert sold["amount_untaxed"] == 2 * 120 + 80
    assert order_of(server, number)["state"] == "progress"
    used, planned = parts_of(server, number)
    assert used[:2] == (0, 1) and "Proofer Scenario" in used[2]
    assert planned == (2, 0, "")


def test_the_customer_decides_on_the_portal(number, own_server, people, screenshot):
    server, what = own_server, "A second oven should be looked after"
    phone = people.page(server, "marta.scenario", phone=True)
    open_visit(phone, server, number)
    ask(phone, screenshot, what, mode="new")
    name = price_and_send(server, people, what, screenshot)
    guest = people.page(server, phone=True)
    guest.goto(link_of(server, name))
    accept_on_portal(guest, "Till Baker", screenshot)
    sold = quote_of(server, what)
    assert (sold["state"], sold["signed_by"]) == ("sale", "Till Baker")
    assert len(sold["fieldwork_order_ids"]) == 1
    made = server.rpc("admin").search_read(
        "fieldwork.order",
        [("id", "in", sold["fieldwork_order_ids"])],
        ["name", "state", "origin_order_id", "description"],
    )[0]
    assert made["state"] == "ready"
    assert (made["origin_order_id"][1], made["description"]) == (number, what)
    assert parts_of(server, made["name"]) == [(2, 0, "")]
    assert not parts_of(server, number)

    # The next one is refused; the office and the technician see it.
    other = "The door should be replaced"
    back(phone)
    ask(phone, screenshot, other)
    guest.goto(link_of(server, price_and_send(server, people, other, screenshot)))
    refuse_on_portal(guest)
    assert order_of(server, number)["quote_state"] == "refused"
    assert not parts_of(server, number)
    back(phone)
    press(phone, "quotes")
    shown = phone.locator("[data-quote]", has_text=other)
    shown.locator(".badge", has_text="Refused").wait_for()
    shot(screenshot, phone, "my-day-quote-refused", docs=False)
    office = people.page(server, "admin")
    office.goto(f"/odoo/service-orders/{order_of(server, number)['id']}")
    office.locator("[name=quote_state]:visible", has_text="Refused").wait_for()
    shot(screenshot, office, "order-quote-refused", docs=False)
