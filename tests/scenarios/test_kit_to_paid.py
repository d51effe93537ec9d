"""From a planned order with a kit to an invoice that is posted, mailed and paid.

What is billed, by hand. The customer's price list takes 10 % off, so an hour at 60.00
costs 54.00, a kilometre at 0.50 costs 0.45, the pump body at 100.00 costs 90.00:

    Marta, Friday 9:00 to 10:50     1 h 50 min, in steps of 15 min: 2 h × 54.00  108.00
    Hugo, Saturday 23:00 to 23:40   40 min, at least 1 h; Saturday night is
                                    billed one and a half times: 1 h × 81.00      81.00
    the way there and back          34 km × 0.45                                  15.30
    a pump body of lot A            1 × 90.00                                     90.00
    a seal                          under warranty                                 0.00
                                                                                 ------
    without taxes                                                                294.30
    taxes, 21 % line by line        22.68 + 17.01 + 3.21 + 18.90                  61.80
                                                                                 ------
    to pay                                                                       356.10

What it costs, by hand:

    Marta's work                    1 h 50 min × 20.00                            36.67
    Hugo's work                     40 min × 24.00                                16.00
    the ways                        30 min × 20.00 + 15 min × 24.00               16.00
    the parts                       40.00 + 8.00                                  48.00
                                                                                 ------
    margin                          294.30 − 116.67                              177.63

The stock: the van has a pump body of lot B and gets one of lot A and a seal. Lot A and
the seal stay with the customer, lot B in the van; on the shelf there is one more of lot
A, and two of the three seals that came.
"""

import html
import os
import re
from datetime import datetime, time, timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import expect
from test_visit_report import scribble

from harness.clock import PhoneClock
from harness.firm import FIRM, choose, press, wait_state
from harness.mailbox import attachment, text_of

DOCS = bool(os.environ.get("FIELDWORK_DOCS"))
ADDRESS = "till@bakery.example"
PEOPLE = """
env.ref("base.group_user").implied_ids += (
    env.ref("product.group_product_pricelist") + env.ref("stock.group_production_lot"))
payment = env["ir.module.module"].search([("name", "=", "payment_demo")])
payment.button_immediate_install()
"""
SET_UP = """
company.write({"fieldwork_device_hours": 0, "name": "Scenario Service"})
resources = env["resource.resource"]
marta = resources.search([("name", "=", "Marta Scenario")])
hugo = resources.search([("name", "=", "Hugo Scenario")])
van = resources.search([("name", "=", "Scenario Van")])
marta.employee_id.hourly_cost, hugo.employee_id.hourly_cost = 20, 24

def user(name, *groups):
    login = name.lower() + ".scenario"
    return env["res.users"].with_context(no_reset_password=True).create({
        "name": name + " Scenario", "login": login, "password": login,
        "email": login + "@example.com", "tz": "UTC",
        "group_ids": [(6, 0, [env.ref(group).id for group in groups])]})

user("Wim", "stock.group_stock_user")
user("Bea", "fieldwork_billing.group_fieldwork_billing")
user("Mona", "fieldwork.group_fieldwork_manager")

# The customer: 10 % off, and two machines, one of them under warranty.
customer.write({"email": "till@bakery.example", "lang": "en_US"})
customer.property_product_pricelist = env["product.pricelist"].create({
    "name": "Bakers", "item_ids": [(0, 0, {
        "compute_price": "percentage", "percent_price": 10,
        "applied_on": "3_global"})]})
oven = env["fieldwork.equipment"].search([("partner_id", "=", customer.id)])
mixer = env["fieldwork.equipment"].create({
    "name": "Mixer Scenario", "serial": "SC-2", "partner_id": customer.id,
    "site_id": site.id, "warranty_parts_until": fields.Date.today() + timedelta(365)})

# Prices: the firm's own ones in place of those of the demo data.
tax = env["account.tax"].create({
    "name": "VAT 21%", "amount": 21,
    "tax_group_id": env["account.tax.group"].create({"name": "VAT"}).id})
env["fieldwork.rate"].search([]).active = False

def product(name, price, cost=0, **vals):
    return env["product.product"].create({
        "name": name, "list_price": price, "standard_price": cost,
        "taxes_id": [(6, 0, tax.ids)], **vals})

hour = product("Labour", 60, type="service", uom_id=env.ref("uom.product_uom_hour").id)
km = product("Kilometre", 0.5, type="service", uom_id=env.ref("uom.product_uom_km").id)
night = env["fieldwork.time.band"].create({
    "name": "Saturday night", "sat": True, "hour_from": 22, "hour_to": 6,
    "percent": 150})
env["fieldwork.rate"].create([
    {"kind": "labour", "product_id": hour.id, "step_minutes": 15,
     "minimum_minutes": 60, "scope": "person", "band_ids": [(6, 0, night.ids)]},
    {"kind": "travel", "product_id": km.id, "travel_by": "distance"}])

# The stock: two pump bodies of lot A on the shelf, one of lot B in the van, no seal.
body = product("Pump body", 100, 40, is_storable=True, tracking="lot")
seal = product("Seal", 20, 8, is_storable=True)
shelf = company._fieldwork_warehouse().lot_stock_id
carried = van._fieldwork_stock_location(company)[van.id]
lots = env["stock.lot"].create([
    {"name": name, "product_id": body.id, "company_id": company.id}
    for name in ("LOT-A", "LOT-B")])
env["stock.quant"].with_context(inventory_mode=True).create([
    {"product_id": body.id, "lot_id": lots[0].id, "location_id": shelf.id,
     "inventory_quantity": 2},
    {"product_id": body.id, "lot_id": lots[1].id, "location_id": carried.id,
     "inventory_quantity": 1}]).action_apply_inventory()

# The order, planned for Friday morning with its kit.
order = env["fieldwork.order"].create({
    "partner_id": customer.id, "site_id": site.id, "team_id": team.id,
    "type_id": env["fieldwork.order.type"].create({
        "name": "Repair by kit", "customer_signature": "required",
        "company_id": company.id}).id,
    "equipment_ids": [(6, 0, (oven + mixer).ids)],
    "description": "The mixer leaks, the pump of the oven is loud",
    "material_ids": [
        (0, 0, {"product_id": body.id, "planned_qty": 1}),
        (0, 0, {"product_id": seal.id, "planned_qty": 1, "equipment_id": mixer.id})]})
order.action_confirm()
order.plan(FRIDAY, technicians=marta, resources=van)
env.cr.commit()
print("ORDER", order.id, order.name)
"""
HEAD = "from datetime import timedelta\nfrom odoo import fields\n"


def last_saturday():
    """Return the last Saturday whose night is over."""
    today = datetime.now().date()
    return today - timedelta(days=(today.weekday() - 5) % 7 or 7)


SATURDAY = last_saturday()
FRIDAY = SATURDAY - timedelta(days=1)


def on(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute))


class Job:
    """The order, and the screens of all who have to do with it."""

    def __init__(self, server, people, screenshot):
        self.server, self.people, self.screenshot = server, people, screenshot
        server.shell(PEOPLE)
        told = server.shell(
            HEAD + FIRM + SET_UP.replace("FRIDAY", repr(str(on(FRIDAY, 9))))
        )
        id_, self.number = re.search(r"ORDER (\d+) (\S+)", told).groups()
        self.id = int(id_)
        self.admin = server.rpc("admin")
        self.shots = 0

    def page(self, name, **options):
        return self.people.page(self.server, name and f"{name}.scenario", **options)

    def shot(self, page, what):
        """A picture at a desk's width and at a phone's, where they are wanted."""
        if not DOCS:
            return
        self.shots += 1
        name = f"kit-to-paid-{self.shots:02}-{what}"
        if page.viewport_size["width"] == 390:
            self.screenshot(page, name)
            return
        for width, height in ((390, 844), (1280, 900)):
            page.set_viewport_size({"width": width, "height": height})
            page.wait_for_timeout(400)
            self.screenshot(page, f"{name}-{width}")

    def read(self, *names):
        return self.admin.call("fieldwork.order", "read", [self.id], list(names))[0]

    def sql(self, statement, *values):
        return self.server.databases.query(self.server.database, statement, *values)

    def open_order(self, page, tab=None):
        page.goto(f"/odoo/service-orders/{self.id}")
        page.locator(".o_form_view .o_notebook").wait_for()
        if tab:
            page.locator(f".o_notebook a[name={tab}]").click()


@pytest.fixture
def job(own_server, people, screenshot):
    return Job(own_server, people, screenshot)


def kit_is(page, text):
    page.locator("[name=kit_state]", has_text=text).first.wait_for()


def set_the_kit_aside(job):
    """The dispatcher sees that the kit is not whole; the warehouse loads it."""
    office = job.page("dora")
    job.open_order(office, "materials")
    kit_is(office, "Kit Missing")
    job.shot(office, "kit-missing")
    office.locator("button[name=action_reserve_kit]").click()
    kit_is(office, "Kit in Part")
    job.shot(office, "kit-in-part")
    return office


def load_the_van(job):
    """Seals come in, which makes the kit whole, and it goes into the van."""
    wim = job.server.rpc("wim.scenario")
    seal = wim.search_read("product.product", [("name", "=", "Seal")], ["id"])[0]["id"]
    shelf = job.admin.search_read("stock.warehouse", [], ["lot_stock_id"])[0]
    quant = wim.call(
        "stock.quant",
        "create",
        [
            {
                "product_id": seal,
                "location_id": shelf["lot_stock_id"][0],
                "inventory_quantity": 3,
            }
        ],
        context={"inventory_mode": True},
    )
    wim.call("stock.quant", "action_apply_inventory", quant)
    store = job.page("wim")
    picking = job.admin.search_read(
        "stock.picking", [("fieldwork_order_id", "=", job.id)], ["id", "name"]
    )
    assert len(picking) == 1
    store.goto(f"/odoo/action-stock.action_picking_tree_all/{picking[0]['id']}")
    store.locator(".o_form_view [name=move_ids] .o_data_row").first.wait_for()
    # What comes in is set aside for the transfer that waits for it.
    wait_state(store, "assigned")
    job.shot(store, "transfer")
    store.locator("button[name=button_validate]:visible").first.click()
    wait_state(store, "done")


def see_the_kit(job, office):
    job.open_order(office, "materials")
    kit_is(office, "Kit Ready")
    job.shot(office, "kit-ready")
    office.goto("/odoo/service-orders")
    office.locator(".o_optional_columns_dropdown button").click()
    office.locator(".o-dropdown--menu label", has_text=re.compile("^Kit$")).click()
    office.keyboard.press("Escape")
    row = office.locator(".o_data_row", has_text=job.number)
    expect(row.locator("td[name=kit_state]")).to_have_text("Kit Ready")
    job.shot(office, "order-list")
    office.locator(".o_switch_view.o_calendar").click()
    office.locator(".o_calendar_header").wait_for()
    if FRIDAY.month != datetime.now().month:
        office.locator(".o_calendar_button_prev").click()
    office.locator(".fc-event", has_text=job.number[:6]).first.click()
    office.locator(".o_cw_popover", has_text="Kit Ready").wait_for()
    job.shot(office, "order-calendar")


def open_visit(phone, job):
    phone.goto("/odoo/my-day")
    phone.locator(".o_fieldwork_my_day_card", has_text="Scenario Bakery").click()
    phone.locator(".o_fieldwork_my_day_visit").wait_for()


def back(phone):
    phone.locator(".o_fieldwork_my_day_back").click()


def travel_and_start(phone, clock, setting_out, beginning):
    clock.set(setting_out)
    press(phone, "travel")
    phone.locator(".o_fieldwork_my_day_clock_travel").wait_for()
    clock.set(beginning)
    press(phone, "start")
    phone.locator(".o_fieldwork_my_day_clock_work").wait_for()


def use_the_parts(phone, job):
    press(phone, "material")
    phone.locator("[data-material]", has_text="Pump body").click()
    phone.locator("[data-number]", has_text="LOT-B").wait_for()
    job.shot(phone, "my-day-lots")
    phone.locator("[data-number]", has_text="LOT-A").click()
    expect(phone.locator("[name=serial]")).to_have_value("LOT-A")
    press(phone, "send")
    phone.locator("[name=term]").wait_for()
    phone.locator("[data-material]", has_text="Seal").click()
    press(phone, "send")
    phone.locator("[name=term]").wait_for()
    job.shot(phone, "my-day-parts")
    back(phone)


def finish(phone, outcome, reason=None):
    press(phone, "done")
    phone.locator(f"[data-outcome={outcome}]").click()
    if reason:
        phone.locator(f"[data-reason={reason}]").click()
    press(phone, "send")
    # Of a day that is over only what is open is shown, and this is done.
    expect(phone.locator("[data-outcome], .o_fieldwork_my_day_visit")).to_have_count(0)
    assert not phone.locator(".o_fieldwork_my_day_error").count()


def sign(phone, name):
    press(phone, "report")
    press(phone, "sign_customer")
    phone.locator("[name=name]").fill(name)
    scribble(phone, phone.locator("canvas"))
    press(phone, "send")
    phone.locator("[data-role=customer]", has_text=name).wait_for()
    back(phone)


def work_on_friday(job):
    phone = job.page("marta", phone=True)
    clock = PhoneClock(phone, on(FRIDAY, 8, 30))
    open_visit(phone, job)
    job.shot(phone, "my-day-visit")
    travel_and_start(phone, clock, on(FRIDAY, 8, 30), on(FRIDAY, 9))
    clock.set(on(FRIDAY, 10, 30))
    use_the_parts(phone, job)
    clock.set(on(FRIDAY, 10, 48))
    sign(phone, "Till Baker")
    clock.set(on(FRIDAY, 10, 50))
    finish(phone, "to_continue", "time")


def plan_the_night(job, office):
    """The dispatcher writes down the way, and plans Hugo for Saturday night."""
    visit = job.read("visit_ids")["visit_ids"][0]
    office.goto(f"/odoo/action-fieldwork.fieldwork_visit_action/{visit}")
    office.locator(".o_statusbar_buttons button", has_text="Kilometres").click()
    office.locator(".modal [name=kilometres] input").fill("34")
    job.shot(office, "kilometres")
    office.locator(".modal-footer button.btn-primary").click()
    office.locator("[name=travel_km]", has_text="34").wait_for()
    job.open_order(office)
    office.locator(".o_statusbar_buttons button", has_text="Plan").first.click()
    choose(office, "lead_id", "Hugo Scenario")
    start = office.locator(".modal [name=start] input, .modal [name=start] button")
    start.first.click()
    office.locator(".modal [name=start] input").fill(
        on(SATURDAY, 23).strftime("%m/%d/%Y %H:%M:%S")
    )
    office.locator(".modal [name=start] input").press("Tab")
    job.shot(office, "plan-the-night")
    office.locator(".modal-footer button.btn-primary:visible").first.click()
    office.locator(".modal").wait_for(state="hidden")
    wait_state(office, "planned")


def work_on_saturday_night(job):
    phone = job.page("hugo", phone=True)
    clock = PhoneClock(phone, on(SATURDAY, 22, 45))
    open_visit(phone, job)
    travel_and_start(phone, clock, on(SATURDAY, 22, 45), on(SATURDAY, 23))
    clock.set(on(SATURDAY, 23, 38))
    sign(phone, "Till Baker")
    clock.set(on(SATURDAY, 23, 40))
    finish(phone, "solved")
    assert job.read("state")["state"] == "done"


def bill(job):
    """The billing clerk looks first, then makes the invoice, and posts it."""
    clerk = job.page("bea")
    job.open_order(clerk, "billing")
    job.shot(clerk, "charges")
    clerk.goto("/odoo/service-invoice-runs/new")
    choose(clerk, "partner_ids", "Scenario Bakery")
    clerk.locator("button[name=action_preview]").click()
    row = clerk.locator("[name=line_ids] .o_data_row")
    row.wait_for()
    assert row.count() == 1
    assert "294.30" in row.inner_text()
    job.shot(clerk, "run-preview")
    row.locator("td").first.click()
    clerk.locator(".modal .o_data_row").first.wait_for()
    job.shot(clerk, "run-preview-line")
    clerk.locator(".modal .btn-close, .modal-footer button").first.click()
    clerk.locator("button[name=action_create_invoices]").click()
    clerk.locator("button[name=action_view_moves]").click()
    clerk.locator(
        ".o_list_view .o_data_row td[name=partner_id], .o_list_view "
        ".o_data_row td[name=name]"
    ).first.click()
    lines = clerk.locator(".o_field_widget[name=invoice_line_ids] .o_data_row")
    lines.first.wait_for()
    job.shot(clerk, "invoice-draft")
    clerk.locator("button[name=action_post]:visible").first.click()
    wait_state(clerk, "posted")
    job.shot(clerk, "invoice-posted")
    return clerk


def check_the_invoice(job):
    """The invoice says what stands in the docstring, line by line."""
    move = job.admin.search_read(
        "account.move",
        [("fieldwork_order_ids", "in", job.id)],
        ["amount_untaxed", "amount_tax", "amount_total", "name"],
    )
    assert len(move) == 1
    lines = job.admin.search_read(
        "account.move.line",
        [("move_id", "=", move[0]["id"]), ("display_type", "=", "product")],
        ["product_id", "name", "quantity", "price_unit", "price_subtotal"],
    )
    told = {
        (line["product_id"][1], "night" in line["name"]): (
            line["quantity"],
            line["price_unit"],
            line["price_subtotal"],
        )
        for line in lines
    }
    assert told == {
        ("Labour", False): (2.0, 54.0, 108.0),
        ("Labour", True): (1.0, 81.0, 81.0),
        ("Kilometre", False): (34.0, 0.45, 15.3),
        ("Pump body", False): (1.0, 90.0, 90.0),
        ("Seal", False): (1.0, 0.0, 0.0),
    }
    assert len(lines) == 5
    assert move[0]["amount_untaxed"] == pytest.approx(294.30)
    assert move[0]["amount_tax"] == pytest.approx(61.80)
    assert move[0]["amount_total"] == pytest.approx(356.10)
    return move[0]


def check_the_ledger(job, move):
    """SQL: what is billed is what is due, source by source, and nothing twice."""
    due = job.sql(
        """SELECT sum(amount) FROM fieldwork_charge
            WHERE order_id = %s AND state = 'billed' AND verdict = 'bill'""",
        job.id,
    )
    billed = job.sql(
        """SELECT sum(price_subtotal) FROM account_move_line
            WHERE fieldwork_order_id = %s AND parent_state = 'posted'
              AND display_type = 'product'""",
        job.id,
    )
    assert due == billed == [(Decimal("294.30"),)]
    assert not job.sql(
        """SELECT charge.source_key FROM fieldwork_charge charge
            WHERE order_id = %s AND state NOT IN ('billed', 'void')""",
        job.id,
    )
    assert not job.sql(
        """SELECT line.id FROM account_move_line line
             JOIN fieldwork_charge charge ON charge.move_line_id = line.id
            WHERE line.move_id = %s
            GROUP BY line.id, line.quantity
           HAVING abs(sum(charge.quantity) - line.quantity) > 0.000001""",
        move["id"],
    )
    assert not job.sql(
        """SELECT source_key FROM fieldwork_charge
            WHERE order_id = %s AND state != 'void'
            GROUP BY source_key, revision HAVING count(*) > 1""",
        job.id,
    )


def send(job, clerk):
    """The clerk sends it by Odoo's own dialog; return the mail."""
    clerk.locator("button[name=action_invoice_sent]:visible").first.click()
    clerk.locator(".modal button[name=action_send_and_print]").wait_for()
    job.shot(clerk, "send-dialog")
    clerk.locator(".modal button[name=action_send_and_print]").click()
    clerk.locator(".modal").wait_for(state="hidden")
    return job.server.mailbox.wait_for(ADDRESS, "Invoice")


def pay(job, mail):
    """The customer opens the link of the mail on a phone, and pays."""
    found = re.search(
        r'href="\w+://[^/"]+(/[^"]+)"[^>]*>\s*(?:<[^>]+>\s*)*Pay now', text_of(mail)
    )
    guest = job.people.page(job.server, phone=True)
    guest.goto(html.unescape(found.group(1)))
    guest.wait_for_url("**/my/invoices/**")
    guest.get_by_text("356.10").first.wait_for()
    job.shot(guest, "portal-invoice")
    guest.locator("a:visible", has_text=re.compile("Pay Now", re.I)).first.click()
    guest.locator("#pay_with [name=o_payment_radio]").first.wait_for()
    job.shot(guest, "portal-pay")
    guest.locator("#pay_with [name=o_payment_submit_button]").click()
    # The page of the payment's state leads back when the payment is booked.
    guest.wait_for_url("**/payment/status**")
    guest.wait_for_url("**/my/invoices/**")
    job.shot(guest, "portal-paid")


def check_the_stock(job):
    """Lot A and the seal are with the customer, the rest where it belongs."""
    quants = job.sql(
        """SELECT product.name->>'en_US', lot.name, place.usage,
                  place.fieldwork_resource_id IS NOT NULL, quant.quantity
             FROM stock_quant quant
             JOIN stock_location place ON place.id = quant.location_id
             JOIN product_product variant ON variant.id = quant.product_id
             JOIN product_template product ON product.id = variant.product_tmpl_id
             LEFT JOIN stock_lot lot ON lot.id = quant.lot_id
            WHERE product.name->>'en_US' IN ('Pump body', 'Seal')
              AND place.usage != 'inventory' AND quant.quantity != 0"""
    )
    assert sorted(
        (name, lot or "", usage, van, float(count))
        for name, lot, usage, van, count in quants
    ) == [
        ("Pump body", "LOT-A", "customer", False, 1),
        ("Pump body", "LOT-A", "internal", False, 1),
        ("Pump body", "LOT-B", "internal", True, 1),
        ("Seal", "", "customer", False, 1),
        ("Seal", "", "internal", False, 2),
    ]
    # One transfer, that into the van: nothing is delivered a second time.
    assert job.sql(
        """SELECT kind.code, picking.state FROM stock_picking picking
             JOIN stock_picking_type kind ON kind.id = picking.picking_type_id
            WHERE picking.fieldwork_order_id = %s OR picking.origin = %s""",
        job.id,
        job.number,
    ) == [("internal", "done")]


def check_the_margin(job):
    manager = job.page("mona")
    job.open_order(manager, "billing")
    manager.locator("[name=margin]", has_text="177.63").first.wait_for()
    job.shot(manager, "margin")
    found = job.read("revenue", "labour_cost", "travel_cost", "material_cost", "margin")
    found.pop("id")
    assert found == {
        "revenue": 294.30,
        "labour_cost": 52.67,
        "travel_cost": 16.0,
        "material_cost": 48.0,
        "margin": 177.63,
    }


def test_from_the_kit_to_the_paid_invoice(job):
    office = set_the_kit_aside(job)
    load_the_van(job)
    see_the_kit(job, office)
    work_on_friday(job)
    plan_the_night(job, office)
    work_on_saturday_night(job)
    clerk = bill(job)
    move = check_the_invoice(job)
    mail = send(job, clerk)
    assert attachment(mail, ".pdf").startswith(b"%PDF")
    pay(job, mail)
    states = job.sql("SELECT payment_state FROM account_move WHERE id = %s", move["id"])
    assert states[0][0] in ("paid", "in_payment")
    clerk.reload()
    job.shot(clerk, "invoice-paid")
    check_the_ledger(job, move)
    check_the_margin(job)
    check_the_stock(job)
