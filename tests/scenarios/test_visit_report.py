"""What was done is proved: from the second visit on to a signature that was void.

A safety list keeps the work from beginning, a pressure out of its limits becomes a
follow-up order, photos and two signatures stand under a report that the customer gets
by mail; the customer is not content; a material is corrected, which makes the
signatures void, and the customer signs again by link. `FIELDWORK_DOCS=1` takes the
screenshots of the user guide.
"""

import io
import os
import re
import subprocess

import pytest
from PIL import Image, ImageDraw

from devtools.env import ROOT
from harness.firm import FIRM, open_visit, press
from harness.mailbox import attachment, text_of

DOCS = bool(os.environ.get("FIELDWORK_DOCS"))
IMAGES = ROOT / "docs" / "images"
ADDRESS = "till@bakery.example"
REPORT = """
type = env["fieldwork.order.type"].create({
    "name": "Oven service", "technician_signature": "required",
    "customer_signature": "required", "company_id": company.id})
lists = env["fieldwork.checklist"].create([
    {"name": "Safety", "when": "before_start", "scope": "visit",
     "order_type_ids": [(6, 0, type.ids)], "question_ids": [(0, 0, {
         "name": "Is the power off?", "kind": "yesno", "defect_answer": "no"})]},
    {"name": "Oven", "when": "during", "scope": "equipment",
     "order_type_ids": [(6, 0, type.ids)], "question_ids": [(0, 0, {
         "name": "Gas pressure", "kind": "number", "unit": "mbar",
         "has_minimum": True, "minimum": 18, "has_maximum": True, "maximum": 22})]},
])
lists.action_publish()
customer.email = "till@bakery.example"
order = env["fieldwork.order"].create({
    "partner_id": customer.id, "type_id": type.id, "team_id": team.id,
    "description": "The oven stays cold",
    "equipment_ids": [(6, 0, env["fieldwork.equipment"].search(
        [("partner_id", "=", customer.id)]).ids)]})
order.action_confirm()
marta = env["resource.resource"].search([("name", "=", "Marta Scenario")])
start = fields.Datetime.now() + timedelta(hours=1)
order.plan(start, technicians=marta)
order.visit_ids.action_done("to_continue", "parts", findings="The igniter is broken")
order.plan(start, technicians=marta)
env["fieldwork.material"].create({
    "order_id": order.id, "name": "Igniter", "planned_qty": 1})
env.cr.commit()
print("ORDER", order.name)
"""
HEAD = "from datetime import timedelta\nfrom odoo import fields\n"


@pytest.fixture
def number(own_server):
    """The number of an order whose second visit is to be made."""
    told = own_server.shell(HEAD + FIRM + REPORT)
    return re.search(r"ORDER (\S+)", told).group(1)


def picture(text, colour):
    """Return a photo as a phone sends it."""
    image = Image.new("RGB", (1600, 1200), colour)
    ImageDraw.Draw(image).text((700, 560), text, fill="white")
    file = io.BytesIO()
    image.save(file, "JPEG", quality=85)
    return {"name": f"{text}.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def picture_of(pdf):
    """Put the first page of the report into the user guide (needs pdftoppm)."""
    page = IMAGES / "report-pdf"
    command = ["pdftoppm", "-png", "-r", "60", "-singlefile", "-", str(page)]
    subprocess.run(command, input=pdf, check=True)


def back(phone):
    phone.locator(".o_fieldwork_my_day_back").click()


def scribble(page, canvas):
    """Sign with the finger."""
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    left, top = box["x"] + box["width"] * 0.15, box["y"] + box["height"] * 0.6
    page.mouse.move(left, top)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(
            left + box["width"] * 0.08 * step,
            top - box["height"] * (0.3 if step % 2 else 0),
        )
    page.mouse.up()


def answer_safety(phone):
    """The work does not begin before the safety list is answered."""
    press(phone, "start")
    refused = phone.locator(".o_fieldwork_my_day_error", has_text="Safety")
    refused.wait_for()
    press(phone, "checklists")
    phone.locator("[data-checklist]", has_text="Safety").click()
    phone.locator("[data-question] [data-value=yes]").click()
    phone.locator(".o_fieldwork_my_day_complete").wait_for()
    back(phone)
    back(phone)
    press(phone, "start")
    phone.locator(".o_fieldwork_my_day_clock_work").wait_for()


def answer_pressure(phone, screenshot):
    """A number out of its limits is explained, and becomes an order."""
    press(phone, "checklists")
    phone.locator("[data-checklist]", has_text="Oven").click()
    question = phone.locator("[data-question]", has_text="Gas pressure")
    question.locator("[name=answer]").fill("12,5")
    question.locator("[name=answer]").blur()
    remark = question.locator("[name=remark]")
    remark.wait_for()
    screenshot(phone, "my-day-out-of-limits", docs=DOCS)
    remark.fill("The valve does not open")
    remark.blur()
    question.locator("[data-button=follow_up]").click()
    question.locator(".o_fieldwork_my_day_follow_up").wait_for()
    screenshot(phone, "my-day-checklist", docs=DOCS)
    back(phone)
    back(phone)


def take_photos(phone, screenshot):
    press(phone, "photos")
    for count, (kind, colour) in enumerate(
        (("before", "maroon"), ("after", "navy")), 1
    ):
        phone.locator(f"[data-kind={kind}]").click()
        phone.locator("input[type=file][capture]").set_input_files(
            picture(kind, colour)
        )
        phone.wait_for_function(
            f"document.querySelectorAll('[data-photo]').length === {count}"
        )
    screenshot(phone, "my-day-photos", docs=DOCS)
    back(phone)


def use_material(phone):
    press(phone, "material")
    phone.locator("[data-material]", has_text="Igniter").click()
    press(phone, "send")
    phone.locator("[name=term]").wait_for()
    back(phone)


def sign(phone, role, name, screenshot):
    press(phone, f"sign_{role}")
    phone.locator("[name=name]").fill(name)
    scribble(phone, phone.locator("canvas"))
    screenshot(phone, f"my-day-sign-{role}", docs=DOCS)
    press(phone, "send")
    phone.locator(f"[data-role={role}]", has_text=name).wait_for()


def write_and_sign(phone, screenshot):
    press(phone, "report")
    press(phone, "words")
    phone.locator("[name=work_done]").fill("Igniter replaced, oven tested")
    press(phone, "send")
    phone.locator("[data-button=sign_technician]").wait_for()
    screenshot(phone, "my-day-report", docs=DOCS)
    sign(phone, "technician", "Marta Scenario", screenshot)
    sign(phone, "customer", "Till Baker", screenshot)
    back(phone)


def finish(phone):
    press(phone, "done")
    phone.locator("[data-outcome=solved]").click()
    press(phone, "send")
    phone.locator(".o_fieldwork_my_day_visit .alert", has_text="Done").wait_for()


def send_mails(server):
    server.run_cron("fieldwork.ir_cron_customer_notices")
    server.run_cron("mail.ir_cron_mail_scheduler_action")


def order_of(server, number):
    fields = ["state", "visit_ids", "material_ids", "follow_up_ids"]
    domain = [("name", "=", number)]
    return server.rpc("admin").search_read("fieldwork.order", domain, fields)[0]


def signatures(server, number):
    """Return ``{role: [is void, …]}`` of an order, the oldest first."""
    found = server.rpc("admin").search_read(
        "fieldwork.signature",
        [("order_id.name", "=", number)],
        ["role", "void_at", "void_reason"],
        order="id",
    )
    roles = {}
    for signature in found:
        roles.setdefault(signature["role"], []).append(bool(signature["void_at"]))
    return roles


def report_text(server, number):
    """Return what the report of an order's last visit says, and makes a PDF of it."""
    return server.shell(
        f"order = env['fieldwork.order'].search([('name', '=', '{number}')])\n"
        "visit = order.visit_ids.sorted('id')[-1]\n"
        "assert visit._report_pdf().startswith(b'%PDF')\n"
        "reports = env['ir.actions.report']\n"
        "html, _type = reports._render_qweb_html('fieldwork.report_visit', visit.ids)\n"
        "print(html.decode())"
    )


def test_from_the_second_visit_to_a_signature_by_link(
    number, own_server, people, screenshot
):
    server = own_server
    server.expect_in_log("cannot begin, answers are missing")
    phone = people.page(server, "marta.scenario", phone=True)
    open_visit(phone, server, number)

    # The visit: safety, a number out of its limits, photos, material, signatures.
    answer_safety(phone)
    answer_pressure(phone, screenshot)
    take_photos(phone, screenshot)
    use_material(phone)
    write_and_sign(phone, screenshot)
    finish(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    order = order_of(server, number)
    assert order["state"] == "done"
    assert len(order["follow_up_ids"]) == 1
    assert signatures(server, number) == {"technician": [False], "customer": [False]}

    # The report goes out at once.
    send_mails(server)
    mail = server.mailbox.wait_for(ADDRESS, number)
    pdf = attachment(mail, ".pdf")
    assert pdf.startswith(b"%PDF")
    if DOCS:
        picture_of(pdf)
    link = re.search(r'href="[^"]*(/fieldwork/track/[^"]+)"', text_of(mail)).group(1)

    # The customer is not content.
    guest = people.page(server, phone=True)
    guest.goto(link)
    screenshot(guest, "customer-page-done", docs=DOCS)
    guest.locator("input[name=rate][value='2']").check(force=True)
    guest.locator("[name=feedback]").fill("It smells of gas")
    guest.locator("form[action$='/rate'] button").click()
    guest.get_by_text("It smells of gas").wait_for()
    told = server.rpc("admin").search_read(
        "mail.activity",
        [("res_model", "=", "fieldwork.order"), ("res_id", "=", order["id"])],
        ["summary", "note"],
    )
    assert any("2" in f"{one['summary']} {one['note']}" for one in told)

    # A correction makes what was signed void, and everybody sees it.
    rpc = server.rpc("dora.scenario")
    rpc.call("fieldwork.order", "action_reopen", [order["id"]], "Two igniters")
    rpc.call("fieldwork.material", "write", order["material_ids"], {"used_qty": 2})
    assert signatures(server, number) == {"technician": [True], "customer": [True]}
    office = people.page(server, "dora.scenario")
    office.goto(f"/odoo/service-orders/{order['id']}")
    office.locator(".o_fieldwork_signature_void").first.wait_for()
    screenshot(office, "order-signature-void", docs=DOCS)
    assert "void" in report_text(server, number).lower()

    # The customer signs again, by link.
    visit = max(order["visit_ids"])
    rpc.call("fieldwork.visit", "action_request_signature", [visit])
    server.run_cron("mail.ir_cron_mail_scheduler_action")
    mail = server.mailbox.wait_for(ADDRESS)
    link = re.search(r'href="[^"]*(/fieldwork/s/[^"]+)"', text_of(mail)).group(1)
    guest.goto(link)
    guest.get_by_text("Igniter").first.wait_for()
    screenshot(guest, "sign-by-link", docs=DOCS)
    guest.locator("#sign [name=name]").fill("Till Baker")
    scribble(guest, guest.locator("canvas"))
    guest.locator("#sign button[type=submit]").click()
    guest.get_by_text("Till Baker").first.wait_for()
    assert signatures(server, number)["customer"] == [True, False]
