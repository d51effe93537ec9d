"""A small firm and what its people do on their screens, for scenarios."""

# Two technicians who work at any hour, a van, a dispatcher, a customer with one site
# and an oven.
FIRM = """
company = env.ref("base.main_company")
calendar = env["resource.calendar"].create({
    "name": "Any hour", "tz": "UTC", "attendance_ids": [(5, 0, 0)] + [
        (0, 0, {"name": "Day", "dayofweek": str(day), "hour_from": 0, "hour_to": 24,
                "day_period": "morning"}) for day in range(7)]})
group = env.ref("fieldwork.group_fieldwork_technician")
team = env["fieldwork.team"].create({"name": "Scenario", "company_id": company.id})

def technician(name, login):
    user = env["res.users"].with_context(no_reset_password=True).create({
        "name": name, "login": login, "password": login,
        "email": login + "@example.com",
        "group_ids": [(6, 0, group.ids)], "tz": "UTC"})
    employee = env["hr.employee"].create({
        "name": name, "user_id": user.id, "work_email": login + "@example.com",
        "resource_calendar_id": calendar.id, "company_id": company.id, "tz": "UTC"})
    employee.resource_id.write(
        {"fieldwork_kind": "technician", "fieldwork_team_id": team.id, "tz": "UTC"})

technician("Marta Scenario", "marta.scenario")
technician("Hugo Scenario", "hugo.scenario")
env["resource.resource"].create({
    "name": "Scenario Van", "resource_type": "material", "fieldwork_kind": "van",
    "calendar_id": calendar.id, "company_id": company.id, "tz": "UTC"})
env["res.users"].with_context(no_reset_password=True).create({
    "name": "Dora Scenario", "login": "dora.scenario", "password": "dora.scenario",
    "email": "dora@example.com", "tz": "UTC",
    "group_ids": [(6, 0, env.ref("fieldwork.group_fieldwork_dispatcher").ids)]})
customer = env["res.partner"].create({
    "name": "Scenario Bakery", "is_company": True, "phone": "+34 910 000 111",
    "tz": "UTC"})
site = env["res.partner"].create({
    "name": "Oven Room", "type": "site", "parent_id": customer.id, "tz": "UTC",
    "street": "Calle Mayor 1", "city": "Madrid", "site_access_notes": "Ring twice"})
env["fieldwork.equipment"].create({
    "name": "Oven Scenario", "serial": "SC-1", "partner_id": customer.id,
    "site_id": site.id})
env.cr.commit()
"""


def choose(page, field, text):
    """Choose ``text`` in a many2one of the form or dialog at the top."""
    top = page.locator(".modal:visible").last
    root = top if top.count() else page.locator(".o_form_view")
    box = root.locator(f"[name={field}] input").first
    box.fill(text)
    page.locator(
        ".o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option)", has_text=text
    ).first.click()


def wait_state(page, state):
    page.locator(
        f".o_statusbar_status button.o_arrow_button_current[data-value={state}]"
    ).wait_for()


def plan(page, lead, helper=None, thing=None):
    page.locator(".o_statusbar_buttons button:visible", has_text="Plan").first.click()
    page.locator(".modal [name=lead_id] input").wait_for()
    choose(page, "lead_id", lead)
    if helper:
        choose(page, "helper_ids", helper)
    if thing:
        choose(page, "thing_ids", thing)
    return page.locator(".modal-footer button.btn-primary:visible").first


def day_of(server, number):
    """The local day of the newest visit of an order, as My Day names it."""
    visits = server.rpc("admin").search_read(
        "fieldwork.visit", [("order_id.name", "=", number)], ["day"], order="id desc"
    )
    return visits[0]["day"]


def press(phone, button):
    phone.locator(f"[data-button={button}]:enabled").click()


def open_visit(phone, server, number):
    phone.goto("/odoo/my-day")
    phone.locator(f"[data-day='{day_of(server, number)}']").click()
    card = phone.locator(".o_fieldwork_my_day_card", has_text="Scenario Bakery").last
    for badge in card.locator(".badge").all():
        # How the visit stands is read whole, however long its times are.
        assert badge.evaluate("badge => badge.scrollWidth <= badge.clientWidth")
    card.click()
    phone.locator(".o_fieldwork_my_day_visit").wait_for()


def give_reason(page, button, reason):
    page.locator(".o_statusbar_buttons button:visible", has_text=button).click()
    page.locator(".modal [name=reason] input:visible, .modal textarea:visible").fill(
        reason
    )
    page.locator(".modal-footer button:visible").first.click()
    page.locator(".modal").wait_for(state="hidden")
