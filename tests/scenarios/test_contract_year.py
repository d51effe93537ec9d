"""A year under contract: agreed on, signed by the customer, planned, done and covered,
its price adjusted, and renewed.

Three sites and a plant with components; a service twice a year, and a filter by meter.
The office sends the contract, the customer signs it on the phone, its orders are made
after a preview, one is planned and done, and what is left of the cover stands on the
charge, on the technician's phone and on the customer's page. It was done in time. Its
fee follows an index, and on the day after its last it renews itself; the old one stays
as it was. `FIELDWORK_DOCS=1` takes the screenshots of the user guide.
"""

import os
import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from devtools.env import ROOT
from harness.clock import PhoneClock
from harness.firm import FIRM, open_visit, plan, press, wait_state

DOCS = bool(os.environ.get("FIELDWORK_DOCS"))
IMAGES = ROOT / "docs" / "images"
# The boxes of the months: this one and the one half a year later, so that a service is
# due whenever the scenario runs.
CONTRACT = """
today = fields.Date.today()
first = today.replace(day=1)
length = monthrange(today.year, today.month)[1]
months = "january february march april may june july august september october " \\
    "november december".split()
ticks = {"month_" + months[(today.month - 1 + step) % 12]: True for step in (0, 6)}
customer.email = "lena@bakery.example"
shop, store = env["res.partner"].create([
    {"name": name, "type": "site", "parent_id": customer.id, "tz": "UTC",
     "street": "Calle Mayor 2", "city": "Madrid"} for name in ("Shop", "Store")])
oven = env["fieldwork.equipment"].search([("partner_id", "=", customer.id)])
oven.write({"name": "Baking Line", "serial": "BL-1"})
burner, fan = env["fieldwork.equipment"].create([
    {"name": name, "serial": serial, "parent_id": oven.id, "partner_id": customer.id,
     "site_id": site.id} for name, serial in (("Burner", "BU-1"), ("Fan", "FA-1"))])
cold, cellar = env["fieldwork.equipment"].create([
    {"name": name, "partner_id": customer.id, "site_id": where.id}
    for name, where in (("Cold Counter", shop), ("Cold Store", store))])
meter = env["fieldwork.meter"].create({
    "equipment_id": fan.id, "name": "Hours", "kind": "counter"})
now = fields.Datetime.now()
env["fieldwork.meter.reading"].create([
    {"meter_id": meter.id, "date": now - timedelta(days=days), "value": value}
    for days, value in ((60, 100), (30, 400), (1, 690))])
# 300 a month on an index that rose from 100 to 103 since six months ago.
following = first + relativedelta(months=1)
index = env["fieldwork.index"].create({
    "name": "Consumer Prices", "value_ids": [
        (0, 0, {"month": first - relativedelta(months=6), "value": 100}),
        (0, 0, {"month": following - relativedelta(months=2), "value": 103})]})
fee = env["product.product"].create({"name": "Maintenance Fee", "type": "service"})
kind = env["fieldwork.contract.type"].create({
    "name": "Maintenance, four visits", "sign_activates": True,
    "note": "<p>We come within two working days after a call.</p>"})
service = env["fieldwork.order.type"].create({
    "name": "Bakery Service", "duration": 1.5, "company_id": company.id})
contract = env["fieldwork.contract"].create({
    "partner_id": customer.id, "type_id": kind.id, "date_start": first,
    "user_id": env.ref("fieldwork.demo_user_manager").id,
    "customer_reference": "PO-2026-17", "ceiling": 200,
    "date_end": first + relativedelta(years=1, days=-1), "renewal": "automatic",
    "renewal_months": 12, "notice_days": 60,
    "fee_ids": [(0, 0, {"product_id": fee.id, "price_unit": 300})],
    "index_id": index.id, "index_base_month": first - relativedelta(months=6),
    "index_month": str(following.month), "index_lag": 2,
    "coverage_ids": [(0, 0, {"equipment_id": one.id}) for one in (oven, cold, cellar)],
    "cover_ids": [
        (0, 0, {"labour": True, "travel": True, "callout": True, "cap_period": "year",
                "cap_unit": "visits", "cap_limit": 4}),
        (0, 0, {"material": True, "percent": 50})],
    "programme_line_ids": [
        (0, 0, {"name": "Spring and autumn service", "order_type_id": service.id,
                "day_of_month": 31, "days_before": length - 1, "merge_days": 3,
                "shift_policy": "none", **ticks}),
        (0, 0, {"name": "Filter change", "order_type_id": service.id, "rule": "meter",
                "meter_every": 500, "equipment_ids": [(6, 0, fan.ids)]})],
})
env.cr.commit()
print("CONTRACT", contract.id, contract.name)
"""
# What the phone says of the time is believed, whenever that was.
BELIEVED = """
env["res.company"].search([]).write({"fieldwork_device_hours": 0})
env["res.users"].search([("login", "=", "marta.scenario")]).employee_id.hourly_cost = 24
env.cr.commit()
"""
# What the old contract is, and on the day after its last: the night.
RENEWAL = """
import json
from freezegun import freeze_time
old = env["fieldwork.contract"].browse(NUMBER)

def plain(records):
    # A contract that has ended is in another state, and nothing else of it is.
    changing = {"write_date", "write_uid", "charged_until", "due_on", "refresh_from"}
    if records._name == "fieldwork.contract":
        changing.add("state")
    names = [name for name, field in records._fields.items()
             if field.store and name not in changing
             and field.type not in ("one2many", "binary")]
    return [{key: str(value) for key, value in row.items()}
            for row in records.read(names, load=None)]

def whole(contract):
    done = contract.order_ids.filtered(lambda order: order.state == "done")
    return {name: plain(records) for name, records in (
        ("contract", contract), ("machines", contract.coverage_ids),
        ("covers", contract.cover_ids), ("fees", contract.fee_ids),
        ("services", contract.programme_line_ids), ("done", done),
        ("signatures", contract.signature_ids))}

before = whole(old)
with freeze_time(old.date_end + timedelta(days=1, hours=12)):
    env["fieldwork.contract"]._cron_update_states()
env.invalidate_all()
after = whole(old)
print("CHANGED", json.dumps([
    (key, mine, after[key]) for key, mine in before.items() if mine != after[key]]))
new = old.next_ids
print("RENEWED", old.state, new.state,
      new.date_start == old.date_end + timedelta(days=1),
      new.fee_ids.mapped("price_unit"),
      sorted(new.programme_line_ids.mapped("name")),
      new.programme_line_ids.origin_line_id == old.programme_line_ids)
env.cr.commit()
"""
HEAD = (
    "from calendar import monthrange\nfrom datetime import timedelta\n"
    "from dateutil.relativedelta import relativedelta\nfrom odoo import fields\n"
)


def shot(page, name, full=False):
    if DOCS:
        page.screenshot(path=IMAGES / f"{name}.png", full_page=full)


@pytest.fixture
def contract(own_server):
    told = own_server.shell(HEAD + FIRM + CONTRACT)
    number, name = re.search(r"CONTRACT (\d+) (\S+)", told).groups()
    return int(number), name


def read(server, number, *names):
    rows = server.search_read("fieldwork.contract", [("id", "=", number)], names)
    return rows[0]


def send(page, contract):
    """Send the contract to be signed; see what it says before."""
    number, name = contract
    page.goto(f"/odoo/action-fieldwork_contract.fieldwork_contract_action/{number}")
    page.locator(".o_field_widget[name=name]", has_text=name).wait_for()
    shot(page, "contract")
    page.locator(".o_notebook a[name=programme]").click()
    lines = page.locator(".tab-pane.active .o_field_widget[name=programme_line_ids]")
    lines.locator(".o_data_row").nth(1).wait_for()
    lines.scroll_into_view_if_needed()
    shot(page, "contract-programme")
    page.locator("button[name=action_send]").click()
    page.locator(".modal .o_mail_composer_form_view, .modal .o_form_view").wait_for()
    page.locator(".modal button[name=action_send_mail]:visible").click()
    page.locator(".modal").wait_for(state="hidden")


def sign(page, link):
    """Read the contract by its link, and sign it by writing the name."""
    page.goto(link)
    page.get_by_text("We come within two working days").wait_for()
    shot(page, "contract-customer", full=True)
    page.locator("a[data-bs-target='#contract_sign']").first.click()
    name = page.locator("#contract_sign input.o_web_sign_name_input")
    name.fill("Lena Lindt")
    button = page.locator("#contract_sign .o_portal_sign_submit:not([disabled])")
    button.wait_for()
    shot(page, "contract-sign")
    button.click()
    page.get_by_text("Thank you!").wait_for()


def make_orders(page, contract):
    """Preview the orders of the year, make them, and open the first one."""
    number, _name = contract
    page.goto(f"/odoo/action-fieldwork_contract.fieldwork_contract_action/{number}")
    page.locator(".o_form_view button:visible", has_text="Make Orders").click()
    page.locator(".modal button[name=action_preview]").click()
    page.locator(".modal [name=line_ids] .o_data_row").first.wait_for()
    # The calendar of the first field opens by itself.
    page.locator(".modal .modal-title").click()
    page.locator(".o_datetime_picker").wait_for(state="hidden")
    shot(page, "contract-preview")
    page.locator(".modal button[name=action_generate]:visible").click()
    page.locator(".modal").wait_for(state="hidden")
    page.locator(".o_breadcrumb", has_text="Orders Made").wait_for()


def work(phone):
    """Work for an hour and a half, up to now."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    clock = PhoneClock(phone, now - timedelta(minutes=90))
    press(phone, "start")
    phone.locator(".o_fieldwork_my_day_clock_work").wait_for()
    clock.set(now)
    press(phone, "done")
    phone.locator("[data-outcome=solved]").click()
    press(phone, "send")
    phone.locator(".o_fieldwork_my_day_visit .alert", has_text="Done").wait_for()


def look_at_compliance(page, contract):
    """What was done was done in its window."""
    number, _name = contract
    page.goto(f"/odoo/action-fieldwork_contract.fieldwork_contract_action/{number}")
    page.locator("button[name=action_view_compliance]").click()
    page.locator(".o_pivot", has_text="Scenario Bakery").wait_for()
    shot(page, "contract-compliance")


def look_at_margin(page, contract):
    """What it brought in and cost, machine by machine."""
    number, name = contract
    page.goto(f"/odoo/action-fieldwork_contract.fieldwork_contract_action/{number}")
    page.locator(".o_notebook a[name=fees]").click()
    page.locator("button[name=action_charge_fees]").click()
    page.locator(".o_list_view .o_data_row", has_text="Maintenance Fee").wait_for()
    page.locator(".o_breadcrumb a", has_text=name).click()
    # The month's fee of 300, less an hour and a half at 24: a second is a cent.
    button = page.locator("button[name=action_view_margin]")
    button.filter(has_text=re.compile(r"26(3\.9|4\.0)\d")).wait_for()
    button.click()
    page.locator(".o_breadcrumb", has_text=f"Margin of {name}").wait_for()
    page.locator(".o_pivot", has_text="Baking Line").wait_for()
    shot(page, "contract-margin")


def adjust(page, contract):
    """Let the fee follow its index, after a look at the preview."""
    number, _name = contract
    page.goto(f"/odoo/action-fieldwork_contract.fieldwork_contract_action/{number}")
    page.locator(".o_cp_action_menus .dropdown-toggle:visible").click()
    page.get_by_role("menuitem", name="Adjust Prices by Index").click()
    page.locator(".modal button[name=action_preview]:visible").click()
    row = page.locator(".modal [name=line_ids] .o_data_row")
    row.locator("[name=new_price]", has_text="309").wait_for()
    page.locator(".modal .modal-title").click()
    page.locator(".o_datetime_picker").wait_for(state="hidden")
    shot(page, "contract-index")
    page.locator(".modal button[name=action_confirm]:visible").click()
    page.locator(".modal").wait_for(state="hidden")
    page.locator(".o_list_view .o_data_row", has_text="309").wait_for()


def renew(server, page, contract):
    """Let the night after the last day come, and look at the chain."""
    number, name = contract
    told = server.shell(HEAD + RENEWAL.replace("NUMBER", str(number)))
    assert "CHANGED []" in told, told
    assert (
        "RENEWED expired active True [309.0] "
        "['Filter change', 'Spring and autumn service'] True"
    ) in told, told
    page.goto(f"/odoo/action-fieldwork_contract.fieldwork_contract_action/{number}")
    page.locator("button[name=action_view_chain]").click()
    # The form has lists as well: the rows are those of the chain once it is named.
    page.locator(".o_breadcrumb", has_text="Chain of Renewals").wait_for()
    rows = page.locator(".o_list_view .o_data_row")
    expect(rows).to_have_count(2)
    expect(rows.filter(has_text=name)).to_have_count(1)
    shot(page, "contract-chain")


def test_a_year_under_contract(own_server, people, contract):
    number, name = contract
    admin = own_server.rpc("admin")
    page = people.page(own_server, "admin")
    send(page, contract)
    assert read(admin, number, "sign_state")["sign_state"] == "asked"

    link = admin.call("fieldwork.contract", "get_portal_url", [number])
    customer = people.page(own_server, phone=True)
    sign(customer, link)
    seen = read(admin, number, "state", "sign_state", "signed_by")
    assert (seen["state"], seen["sign_state"]) == ("active", "signed")
    assert seen["signed_by"] == "Lena Lindt"

    make_orders(page, contract)
    orders = admin.search_read(
        "fieldwork.order", [("contract_id", "=", number)], ["name", "site_id"]
    )
    # Of the service this month, one order for each of the three sites.
    assert len({order["site_id"][0] for order in orders}) == 3

    order = next(one for one in orders if "Oven Room" in one["site_id"][1])
    page.goto(f"/odoo/action-fieldwork.fieldwork_order_action/{order['id']}")
    page.get_by_text("✓ Labour: 4 visits of 4 visits left").wait_for()
    shot(page, "contract-order")
    plan(page, "Marta Scenario").click()
    wait_state(page, "planned")

    phone = people.page(own_server, "marta.scenario", phone=True)
    open_visit(phone, own_server, order["name"])
    phone.locator("[data-cover=full]", has_text="Labour").wait_for()
    phone.locator(".o_fieldwork_my_day_contract").scroll_into_view_if_needed()
    shot(phone, "contract-my-day")
    own_server.shell(HEAD + BELIEVED)
    work(phone)
    charges = admin.search_read(
        "fieldwork.charge", [("order_id", "=", order["id"])], ["reason"]
    )
    reasons = [charge["reason"] for charge in charges]
    assert f"Covered by contract {name}, visit 1 of 4." in reasons

    customer.goto(link)
    customer.get_by_text("3 visits of 4 visits left").first.wait_for()
    assert customer.locator("text=There has been no visit").count() == 0
    shot(customer, "contract-customer-later", full=True)

    look_at_compliance(page, contract)
    done = read(admin, number, "compliance_rate", "compliance_due")
    # The plant and its two components.
    assert done["compliance_due"] == 3
    assert done["compliance_rate"] == 100
    look_at_margin(page, contract)
    adjust(page, contract)
    assert read(admin, number, "sign_state")["sign_state"] == "signed"
    renew(own_server, page, contract)
    people.close()
