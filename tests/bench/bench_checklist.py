"""Checklists under load: 50 questions on each of 10 machines, and many visits."""

import statistics
import time
from datetime import datetime, timedelta

from devtools.bench import benchmark

QUESTIONS = 50
MACHINES = 10
VISITS = 1_000
RUNS = 7


def checklist(env, order_type, scope):
    """Return a published list of so many questions, some depending on others."""
    kinds = ("yesno", "number", "text", "single", "date")
    questions = [
        {
            "name": f"Question {number}",
            "sequence": number,
            "kind": kinds[number % 5],
            "has_minimum": number % 5 == 1,
            "option_ids": [(0, 0, {"name": f"Option {i}"}) for i in range(4)]
            if number % 5 == 3
            else [],
        }
        for number in range(QUESTIONS)
    ]
    made = env["fieldwork.checklist"].create(
        {
            "name": f"Fifty per {scope}",
            "scope": scope,
            "order_type_ids": [(6, 0, order_type.ids)],
            "question_ids": [(0, 0, vals) for vals in questions],
        }
    )
    for first, *rest in zip(*[iter(made.question_ids)] * 5, strict=True):
        (rest[0] | rest[1]).write(
            {"condition_question_id": first.id, "condition_answer": "yes"}
        )
    made.action_publish()
    return made


def a_type(env):
    return env["fieldwork.order.type"].create({"name": "Bench"})


def technician(env):
    user = env["res.users"].create(
        {
            "name": "Bench Checker",
            "login": "bench_checker",
            "group_ids": [(6, 0, env.ref("fieldwork.group_fieldwork_technician").ids)],
        }
    )
    return user, env["resource.resource"].create(
        {
            "name": "Bench Checker",
            "fieldwork_kind": "technician",
            "user_id": user.id,
        }
    )


def a_visit(env):
    """Return a visit with the list on each of its machines, as its technician."""
    order_type = a_type(env)
    checklist(env, order_type, "equipment")
    partner = env["res.partner"].create({"name": "Bench", "is_company": True})
    machines = env["fieldwork.equipment"].create(
        [{"name": f"M{i}", "partner_id": partner.id} for i in range(MACHINES)]
    )
    order = env["fieldwork.order"].create(
        {
            "partner_id": partner.id,
            "type_id": order_type.id,
            "equipment_ids": [(6, 0, machines.ids)],
        }
    )
    order.action_confirm()
    user, person = technician(env)
    start = datetime.now().replace(microsecond=0) + timedelta(hours=1)
    visit = order.plan(start, technicians=person).with_user(user)
    for response in visit.checklist_response_ids:
        for question in response.sudo().checklist_id.question_ids:
            response.action_answer(question.id, answer(question))
    env.flush_all()
    return visit


def answer(question):
    return {
        "yesno": "yes",
        "number": 12.5,
        "text": "As found",
        "single": question.option_ids[:1].id,
        "date": "2026-03-31",
    }[question.kind]


def median(env, work):
    """Return the median milliseconds of ``work`` with a cold cache of records."""
    figures = []
    for run in range(RUNS):
        env.flush_all()
        env.invalidate_all()
        start = time.perf_counter()
        work(run)
        env.flush_all()
        figures.append((time.perf_counter() - start) * 1000)
    return statistics.median(figures)


@benchmark("checklist of 50 questions on 10 machines: open all", at_most=300)
def open_checklists(env):
    visit = a_visit(env)

    def work(_run):
        for line in visit.get_checklists():
            visit.env["fieldwork.checklist.response"].browse(line["id"]).get_form()

    return median(env, work)


@benchmark("checklist of 50 questions on 10 machines: save an answer", at_most=30)
def save_answer(env):
    visit = a_visit(env)
    response = visit.checklist_response_ids[5]
    number = response.sudo().checklist_id.question_ids[6].id
    return median(
        env, lambda run: response.action_answer(number, 10 + run, client_uuid=f"b{run}")
    )


@benchmark("checklists of 1,000 visits at planning", unit="queries each", at_most=3)
def plan_checklists(env):
    order_type = a_type(env)
    for scope in ("visit", "equipment"):
        checklist(env, order_type, scope)
    partners = env["res.partner"].create(
        [{"name": f"C{i}", "is_company": True} for i in range(VISITS)]
    )
    machines = env["fieldwork.equipment"].create(
        [{"name": "M", "partner_id": partner.id} for partner in partners]
    )
    orders = env["fieldwork.order"].create(
        [
            {
                "partner_id": machine.partner_id.id,
                "type_id": order_type.id,
                "equipment_ids": [(6, 0, machine.ids)],
            }
            for machine in machines
        ]
    )
    orders.action_confirm()
    env.flush_all()
    env.invalidate_all()
    start = datetime.now().replace(microsecond=0) + timedelta(days=1)
    queries, begun = env.cr.sql_log_count, time.perf_counter()
    visits = orders.plan(start)
    env.flush_all()
    queries = env.cr.sql_log_count - queries
    seconds = time.perf_counter() - begun
    made = len(visits.checklist_response_ids)
    if made < 2 * VISITS:
        raise AssertionError(f"{made} checklists were made")
    return queries / VISITS, f"{VISITS / seconds:.0f} visits/s, with 2 lists each"
