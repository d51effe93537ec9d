"""From the finished visit to the paid invoice, without typing anything twice.

`FIELDWORK_DOCS=1` takes the screenshots of the user guide.
"""

import os
import re

from devtools.env import ROOT
from harness.firm import FIRM

DOCS = bool(os.environ.get("FIELDWORK_DOCS"))
IMAGES = ROOT / "docs" / "images"
# Two hours of work by the rates of the demo data, at 48 an hour, a way of twenty
# minutes at 32, a call-out at 25, and a part.
WORK = """
part = env["product.product"].create({"name": "Igniter", "list_price": 35})
order = env["fieldwork.order"].create({
    "partner_id": customer.id, "site_id": site.id, "team_id": team.id,
    "description": "The oven stays cold"})
order.action_confirm()
marta = env["resource.resource"].search([("name", "=", "Marta Scenario")])
# A Wednesday at noon: no band of the demo data holds.
now = fields.Datetime.now()
noon = (now - timedelta(days=(now.weekday() - 2) % 7 or 7)).replace(
    hour=12, minute=0, second=0)
visit = order.plan(noon, technicians=marta)
env["fieldwork.worklog"]._guarded_create([
    {"visit_id": visit.id, "resource_id": marta.id, "kind": kind,
     "start": noon + timedelta(minutes=first), "stop": noon + timedelta(minutes=last)}
    for kind, first, last in (("travel", -20, 0), ("work", 0, 110))])
visit.action_material(product=part.id, used_qty=1)
visit.action_done("solved", at=noon + timedelta(minutes=110))
link = order._track_urls()[order.id]
env.cr.commit()
print("ORDER", order.name, link)
"""
HEAD = "from datetime import timedelta\nfrom odoo import fields\n"
UNLIMITED = 'env["res.company"].search([]).write({"fieldwork_device_hours": 0})\n'


def shot(page, name):
    if DOCS:
        page.screenshot(path=IMAGES / f"{name}.png")


def test_from_the_visit_to_the_paid_invoice(own_server, people):
    told = own_server.shell(HEAD + FIRM + UNLIMITED + WORK)
    number, link = re.search(r"ORDER (\S+) \w+://[^/]+(\S+)", told).groups()
    page = people.page(own_server, "admin")
    page.goto("/odoo/orders-to-bill")
    page.locator(".o_data_row", has_text=number).locator("td").nth(1).click()
    page.locator(".o_notebook a[name=billing]").click()
    charges = page.locator(".tab-pane.active .o_field_widget[name=charge_ids]")
    charges.locator(".o_data_row").first.wait_for()
    # 1 h 50 min are billed as 2 h, in a charge of its own.
    assert charges.locator(".o_data_row", has_text="+10 min").count() == 1
    charges.scroll_into_view_if_needed()
    shot(page, "billing-order")

    page.locator(".o_statusbar_buttons button", has_text="Bill").click()
    page.locator(".o_field_widget[name=line_ids] .o_data_row").wait_for()
    assert "166.56" in page.locator(".o_field_widget[name=line_ids]").inner_text()
    shot(page, "billing-run")
    page.locator("[name=post] input").check()
    page.locator("button[name=action_create_invoices]").click()
    page.locator("button[name=action_view_moves]").click()
    page.locator(".o_list_view .o_data_row td[name=name]").first.click()
    lines = page.locator(".o_field_widget[name=invoice_line_ids] .o_data_row")
    lines.first.wait_for()
    assert lines.count() == 4
    shot(page, "billing-invoice")

    customer = people.page(own_server, phone=True)
    customer.goto(link)
    pay = customer.locator("a.main", has_text="Pay now")
    shot(customer, "customer-page-pay")
    pay.click()
    customer.wait_for_url("**/my/invoices/**")

    page.locator("button[name=action_register_payment]:visible").first.click()
    page.locator(".modal button[name=action_create_payments]").click()
    page.locator(".modal").wait_for(state="hidden")
    customer.goto(link)
    customer.locator("h1, h2").first.wait_for()
    assert customer.locator("a.main", has_text="Pay now").count() == 0
    people.close()
