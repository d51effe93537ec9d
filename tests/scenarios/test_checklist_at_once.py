"""Two people answer one checklist in one moment: no answer is lost, none is doubled."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from test_at_once import TRIES, Office, at_once

QUESTIONS = 4


@pytest.fixture
def office(server):
    return Office(server)


def a_response(office, server):
    """Return ``(id, questions)`` of a list that nobody has answered."""
    manager = server.rpc("manager").call
    order_type = manager("fieldwork.order.type", "create", [{"name": "At once"}])
    checklist = manager(
        "fieldwork.checklist",
        "create",
        [
            {
                "name": "At once",
                "order_type_ids": [(6, 0, order_type)],
                "question_ids": [
                    (0, 0, {"name": f"Q{number}", "kind": "number"})
                    for number in range(QUESTIONS)
                ],
            }
        ],
    )
    manager("fieldwork.checklist", "action_publish", checklist)
    order = office.order()
    office.call("fieldwork.order", "write", order, {"type_id": order_type[0]})
    start = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"
    visit = office.call("fieldwork.order", "plan", order, start)
    domain = [("visit_id", "in", visit), ("checklist_id", "in", checklist)]
    (response,) = office.rpc.search_read(
        "fieldwork.checklist.response", domain, ["checklist_id"]
    )
    form = office.call("fieldwork.checklist.response", "get_form", response["id"])
    return response["id"], [question["id"] for question in form["questions"]]


def answer(office, response, question, value, **kwargs):
    """Return a call that answers, in a window of its own."""
    call = office.window()
    return lambda: call(
        "fieldwork.checklist.response",
        "action_answer",
        response,
        question,
        value,
        **kwargs,
    )


def kept(office, response):
    fields = ["answered_count", "missing_count", "state", "answer_ids", "entry_ids"]
    return office.call("fieldwork.checklist.response", "read", [response], fields)[0]


def test_all_questions_at_once_are_counted(office, server):
    for _number in range(TRIES):
        response, questions = a_response(office, server)
        at_once(*[answer(office, response, one, 1) for one in questions])
        record = kept(office, response)
        assert record["answered_count"] == QUESTIONS
        assert record["missing_count"] == 0
        assert record["state"] == "complete"


def test_the_same_question_at_once_has_one_answer_and_two_entries(office, server):
    for _number in range(TRIES):
        response, questions = a_response(office, server)
        answers = at_once(
            *[answer(office, response, questions[0], value) for value in (1, 2)]
        )
        assert all(isinstance(one, dict) for one in answers), answers
        record = kept(office, response)
        assert (len(record["answer_ids"]), len(record["entry_ids"])) == (1, 2)


def test_one_answer_sent_three_times_at_once_is_there_once(office, server):
    for _number in range(TRIES):
        response, questions = a_response(office, server)
        event = str(uuid4())
        answers = at_once(
            *[
                answer(office, response, questions[0], 7, client_uuid=event)
                for _time in range(3)
            ]
        )
        assert [one["answer"]["value"] for one in answers] == [7, 7, 7]
        record = kept(office, response)
        assert (len(record["answer_ids"]), len(record["entry_ids"])) == (1, 1)
