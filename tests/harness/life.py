"""A firm that has worked with all the addons, and whether it still stands when one of
them has gone: for tests of uninstalling. Both run in `odoo shell`."""

# An order that was done, with time, a part from the van and one left; its invoice,
# delivery slip and timesheet; a sold service; an order that is only planned, with its
# parts set aside, and one whose parts wait.
LIVED = """
from datetime import timedelta
from odoo import fields
company = env.ref("base.main_company")
if not company.chart_template:
    env["account.chart.template"].try_loading("generic_coa", company)
now = fields.Datetime.now().replace(microsecond=0)
calendar = env["resource.calendar"].create({
    "name": "Any hour", "tz": "UTC", "attendance_ids": [(5, 0, 0)] + [
        (0, 0, {"name": "Day", "dayofweek": str(day), "hour_from": 0, "hour_to": 24,
                "day_period": "morning"}) for day in range(7)]})
user = env["res.users"].with_context(no_reset_password=True).create({
    "name": "Lena Lived", "login": "lena.lived", "email": "lena@example.com",
    "group_ids": [(6, 0, env.ref("fieldwork.group_fieldwork_technician").ids)]})
employee = env["hr.employee"].create({
    "name": "Lena Lived", "user_id": user.id, "tz": "UTC", "hourly_cost": 20,
    "resource_calendar_id": calendar.id, "company_id": company.id})
lena = employee.resource_id
lena.fieldwork_kind = "technician"
van = env["resource.resource"].create({
    "name": "Lived Van", "resource_type": "material", "fieldwork_kind": "van",
    "calendar_id": calendar.id, "company_id": company.id, "tz": "UTC"})
customer = env["res.partner"].create({
    "name": "Lived Bakery", "is_company": True, "email": "bakery@example.com",
    "phone": "+34 910 000 111", "tz": "UTC"})
site = env["res.partner"].create({
    "name": "Lived Shop", "type": "site", "parent_id": customer.id, "tz": "UTC"})
hour = env.ref("uom.product_uom_hour")
labour = env["product.product"].create({
    "name": "Lived Labour", "type": "service", "list_price": 60, "uom_id": hour.id})
env["fieldwork.rate"].create({
    "kind": "labour", "product_id": labour.id, "company_id": company.id})
part = env["product.product"].create({
    "name": "Lived Filter", "type": "consu", "is_storable": True, "list_price": 10,
    "standard_price": 4})
place = van._fieldwork_stock_location(company)[van.id]
env["stock.quant"]._update_available_quantity(part, place, 10)
shelves = company._fieldwork_warehouse().lot_stock_id
env["stock.quant"]._update_available_quantity(part, shelves, 10)
company.fieldwork_kit_check = "warn"
kind = env["fieldwork.order.type"].create({"name": "Lived Repair"})

def order(**vals):
    made = env["fieldwork.order"].create({
        "partner_id": customer.id, "site_id": site.id, "type_id": kind.id,
        "billing_mode": "time", **vals})
    made.action_confirm()
    return made

def use(visit, used, left=0, **vals):
    env["fieldwork.material"].create({
        "order_id": visit.order_id.id, "visit_id": visit.id, "product_id": part.id,
        "used_qty": used, "left_qty": left, **vals})

done = order()
visit = done.plan(now - timedelta(hours=3), technicians=lena, resources=van)
visit.action_start(at=now - timedelta(hours=3))
use(visit, 2, 1)
visit.action_done("solved")
invoice = done.charge_ids._create_invoices("order")
invoice.action_post()
assert done.billing_state == "billed", done.billing_state
late = order()
visit = late.plan(now - timedelta(hours=2), technicians=lena, resources=van)
visit.action_start(at=now - timedelta(hours=2))
use(visit, 100)
visit.action_done("solved")
assert late.stock_waiting
planned = order()
env["fieldwork.material"].create({
    "order_id": planned.id, "product_id": part.id, "planned_qty": 3})
planned.plan(now + timedelta(days=2), technicians=lena, resources=van)
planned.action_reserve_kit()
kept = env["product.product"].create({
    "name": "Lived Service", "type": "service", "list_price": 90,
    "fieldwork_type_id": kind.id})
sale = env["sale.order"].create({
    "partner_id": customer.id,
    "order_line": [(0, 0, {"product_id": kept.id, "product_uom_qty": 1})]})
sale.action_confirm()
assert sale.fieldwork_order_ids
env["fieldwork.billing.run"].create({}).action_preview()
env.cr.commit()
"""

# What was there, whoever made it, and what nobody of the rest may miss.
LEFT = """
from datetime import timedelta
from odoo import fields
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import table_kind

problems = []
gone = set(GONE)  # GONE and BACK are names of addons, given before this

def check(fine, *words):
    if not fine:
        problems.append(" ".join(map(str, words)))

def rows(query, *values):
    return env.execute_query(SQL(query, *values))

states = dict(rows("SELECT name, state FROM ir_module_module"
                   " WHERE name LIKE 'fieldwork%%' OR name IN ('stock', 'account')"))
for name in gone:
    check(states.get(name) == "uninstalled", name, "is", states.get(name))
check(states["stock"] == states["account"] == "installed", states)
for name, state in states.items():
    check(state in ("installed", "uninstalled"), name, "is", state)

# Nothing in the database that no module answers for.
check(not rows("SELECT model, name FROM ir_model_data WHERE module = ANY(%s)",
               list(gone)), "ir.model.data is left")
for model, name in rows(
        "SELECT model, name FROM ir_model_fields WHERE state = 'base'"):
    check(model in env and name in env[model]._fields, "orphan field", model, name)
for (model,) in rows("SELECT model FROM ir_model WHERE state = 'base'"):
    check(model in env, "orphan model", model)
for model, name, value in rows(
        "SELECT f.model, f.name, s.value FROM ir_model_fields_selection s"
        " JOIN ir_model_fields f ON f.id = s.field_id WHERE f.state = 'base'"):
    field = env[model]._fields.get(name) if model in env else None
    check(field is None or field.type != "selection"
          or not isinstance(field.selection, list)
          or value in dict(field.selection), "orphan value", model, name, value)
for cron in env["ir.cron"].with_context(active_test=False).search([]):
    check(cron.model_id.model in env, "cron", cron.name)
    if "fieldwork" in cron.model_id.model and cron.state == "code":
        method = cron.code.split("(")[0].split(".")[-1]
        check(hasattr(env[cron.model_id.model], method), "cron", cron.name, method)
for model in env.registry.models.values():
    model = env[model._name]
    if model._abstract or not model._auto or table_kind(
            env.cr, model._table) is None or "fieldwork" not in repr(
            sorted(model._fields)) + model._name:
        continue
    columns = rows("SELECT column_name, is_nullable FROM information_schema.columns"
                   " WHERE table_name = %s", model._table)
    for column, nullable in columns:
        check(column in model._fields, "orphan column", model._name, column, nullable)
tables = {env[name]._table for name in env.registry.models} | {
    field.relation for name in env.registry.models
    for field in env[name]._fields.values() if field.type == "many2many"}
for (table,) in rows("SELECT relname::text FROM pg_class WHERE relkind IN ('r', 'v')"
                     " AND relname LIKE '%%fieldwork%%'"):
    check(table in tables, "orphan table", table)

# What is selected somewhere is still to be chosen.
for name in env.registry.models:
    model = env[name]
    if model._abstract or not model._auto or model._transient:
        continue
    for field in model._fields.values():
        if field.type == "selection" and field.store and isinstance(
                field.selection, list) and not field.company_dependent:
            found = rows("SELECT DISTINCT %s FROM %s", SQL.identifier(field.name),
                         SQL.identifier(model._table))
            for (value,) in found:
                check(value is None or value in dict(field.selection),
                      "value", name, field.name, value)

# Every screen of ours, and of what we extend, opens.
ours = {name for name in env.registry.models if name.startswith("fieldwork.")}
near = {"res.partner", "res.users", "res.company", "res.config.settings",
        "hr.employee", "hr.employee.public", "resource.resource", "product.template",
        "product.product", "sale.order", "account.move", "account.move.line",
        "account.move.reversal", "account.analytic.line", "project.project",
        "stock.picking", "stock.move", "stock.quant", "stock.location", "stock.lot"}
near &= set(env.registry.models)
for view in env["ir.ui.view"].search([
        ("model", "in", sorted(ours | near)), ("mode", "=", "primary"),
        ("type", "!=", "qweb")]):
    try:
        env[view.model].get_view(view.id, view.type)
    except Exception as error:
        check(False, "view", view.xml_id, error)
for action in env["ir.actions.act_window"].search([("res_model", "like", "fieldwork")]):
    check(action.res_model in env, "action", action.xml_id)
for menu in env["ir.ui.menu"].with_context(active_test=False).search([]):
    check(not menu.action or menu.action.exists(), "menu", menu.complete_name)

# The papers are there.
for name in ("sale.order", "account.move", "stock.picking", "stock.move",
             "account.analytic.line", "fieldwork.order", "fieldwork.visit"):
    if name in env:
        some = env[name].search([])
        some.read()
        # What was the addon's own went with it.
        check(some or "fieldwork" in BACK and "fieldwork" in name, "no", name)
invoice = env["account.move"].search([("move_type", "=", "out_invoice")])
check(len(invoice) == 1 and invoice.state == "posted", "the invoice")
check(invoice.amount_untaxed == 210, "the invoice says", invoice.amount_untaxed)
moved = env["stock.move"].search([("state", "=", "done")])
check(sorted(moved.mapped("quantity"))[:2] == [1, 2], moved.mapped("quantity"))

# And work goes on.
customer = env["res.partner"].search([("name", "=", "Lived Bakery")])
sale = env["sale.order"].create({"partner_id": customer.id, "order_line": [(0, 0, {
    "product_id": env["product.product"].search([("name", "=", "Lived Filter")]).id})]})
sale.action_confirm()
sale.picking_ids.move_ids.write({"quantity": 1, "picked": True})
sale.picking_ids.button_validate()
sale._create_invoices().action_post()
env["account.move"].search([("state", "=", "posted")])[0]._reverse_moves()
if "fieldwork.order" in env:
    now = fields.Datetime.now()
    env["fieldwork.order"].search([("state", "=", "planned")]).visit_ids.action_cancel(
        "Not needed")
    lena = env["resource.resource"].search([("name", "=", "Lena Lived")])
    van = env["resource.resource"].search([("name", "=", "Lived Van")])
    if "fieldwork" in BACK:
        lena.fieldwork_kind, van.fieldwork_kind = "technician", "van"
        customer.child_ids[:1].type = "site"
    again = env["fieldwork.order"].create({
        "partner_id": customer.id, "site_id": customer.child_ids[:1].id})
    again.action_confirm()
    visit = again.plan(now - timedelta(hours=1), technicians=lena, resources=van)
    visit.action_start(at=now - timedelta(hours=1))
    env["fieldwork.material"].create({
        "order_id": again.id, "visit_id": visit.id, "used_qty": 1,
        "product_id": sale.order_line.product_id.id})
    visit.action_done("solved")
    check(again.state == "done", "the new order is", again.state)
env.flush_all()
env.cr.rollback()
assert not problems, problems
"""
