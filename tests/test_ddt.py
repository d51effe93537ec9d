"""In Italy what is left with the customer goes with a numbered DDT of core."""

import pytest

from harness.jobs import only, shell

# A visit of an Italian firm that leaves two parts, and one that uses its part only.
VISITS = """
from odoo import fields
company = env.ref("base.main_company")
company.country_id = company.account_fiscal_country_id = env.ref("base.it")
calendar = env["resource.calendar"].create({"name": "Calendar", "tz": "UTC"})
employee = env["hr.employee"].create({
    "name": "Ida", "tz": "UTC", "resource_calendar_id": calendar.id})
ida = employee.resource_id
ida.fieldwork_kind = "technician"
van = env["resource.resource"].create({
    "name": "Van", "fieldwork_kind": "van", "company_id": company.id})
part = env["product.product"].create({
    "name": "Bruciatore", "type": "consu", "is_storable": True})
place = van._fieldwork_stock_location(company)[van.id]
env["stock.quant"]._update_available_quantity(part, place, 10)
customer = env["res.partner"].create({"name": "Panificio", "is_company": True})

def finish(used, left):
    order = env["fieldwork.order"].create(
        {"partner_id": customer.id, "site_id": customer.id})
    order.action_confirm()
    visit = order.plan(fields.Datetime.now(), technicians=ida, resources=van)
    env["fieldwork.material"].create({
        "order_id": order.id, "visit_id": visit.id, "product_id": part.id,
        "used_qty": used, "left_qty": left})
    visit.action_done("solved")
    return order

first, none, second = finish(1, 2), finish(1, 0), finish(0, 1)
assert not none.picking_ids
slips = first.picking_ids, second.picking_ids
numbers = [slip.l10n_it_ddt_number for slip in slips]
sequence = slips[0].picking_type_id.l10n_it_ddt_sequence_id
assert all(number and number.startswith(sequence.prefix) for number in numbers), numbers
counted = [int(number[len(sequence.prefix):]) for number in numbers]
assert counted == [1, 2], counted
report = env.ref("l10n_it_stock_ddt.action_report_ddt")
assert slips[0]._fieldwork_slip_report() == report
html, _kind = report._render_qweb_html(report.report_name, slips[0].ids)
for text in (numbers[0], "Bruciatore", "Panificio", "Documento di Trasporto"):
    assert text.encode() in html, text
# What is taken back afterwards is a receipt, and needs no DDT of ours.
first.action_reopen("Told wrong")
first.material_ids.left_qty = 1
back = first.picking_ids - slips[0]
assert back.picking_type_code == "incoming" and not back.l10n_it_ddt_number
assert back._fieldwork_slip_report() == env.ref("stock.action_report_delivery")
"""


@pytest.fixture(scope="module")
def italian(templates):
    return templates.with_addons(
        ["fieldwork_stock"],
        demo=False,
        extra_core=["l10n_it_stock_ddt"],
        languages=False,
    )


def test_the_slip_is_a_numbered_ddt(databases, italian):
    with only(databases, italian, "fieldwork_ddt") as name:
        shell(databases, name, VISITS)
