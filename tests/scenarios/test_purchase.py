"""From the supplier's delivery note to the bill, and to what the order has cost.

`FIELDWORK_DOCS=1` takes the screenshots of the user guide.
"""

import os

from devtools.env import ROOT

DOCS = bool(os.environ.get("FIELDWORK_DOCS"))
IMAGES = ROOT / "docs" / "images"


def shot(page, name):
    if DOCS:
        page.screenshot(path=IMAGES / f"{name}.png")


def test_the_demo_data_walk_from_the_note_to_the_cost(server):
    rpc = server.rpc("admin")
    rows = rpc.search_read(
        "fieldwork.receipt.report",
        [("supplier_note", "like", "ALB")],
        ["supplier_note", "received_qty", "billed_qty", "state"],
    )
    found = {row["supplier_note"]: row for row in rows}
    assert {note: row["state"] for note, row in found.items()} == {
        "ALB 2198": "matched",
        "ALB 2231": "price",
        "ALB 2274": "to_bill",
        "ALB 2310": "to_bill",
    }
    assert found["ALB 2231"]["billed_qty"] == 10
    # Two cartridges, ordered at 18.40 and billed at 19.90.
    (line,) = rpc.search_read(
        "fieldwork.material",
        [("product_id.default_code", "=", "HV-031"), ("used_qty", ">", 0)],
        ["cost", "order_id"],
    )
    assert round(line["cost"], 2) == 39.80
    (order,) = rpc.search_read(
        "fieldwork.order", [("id", "=", line["order_id"][0])], ["material_cost"]
    )
    assert round(order["material_cost"], 2) == 39.80


def test_what_is_to_be_checked_leads_to_its_papers(page_as):
    page = page_as("admin")
    page.goto("/odoo/received-and-billed")
    page.locator(".o_data_row", has_text="ALB 2231").wait_for()
    # What is matched needs no look.
    assert page.locator(".o_data_row", has_text="ALB 2198").count() == 0
    page.locator(".o_facet_remove").click()
    page.locator(".o_data_row", has_text="ALB 2198").wait_for()
    shot(page, "purchase-received-and-billed")
    row = page.locator(".o_data_row", has_text="ALB 2231")
    row.locator("button[name=action_open_bills]").click()
    page.locator(".o_form_view .o_field_widget[name=invoice_line_ids]").wait_for()
    page.go_back()
    row.locator("button[name=action_open_receipt]").click()
    note = page.locator(".o_field_widget[name=fieldwork_supplier_note] input")
    note.wait_for()
    assert note.input_value() == "ALB 2231"
    shot(page, "purchase-receipt")
