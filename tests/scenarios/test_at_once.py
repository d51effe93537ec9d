"""What two people do in one moment, and a server that is killed: nothing is lost,
doubled, or left in a state that its work time does not give."""

import threading
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from harness.server import RpcError

TRIES = 3


def at_once(*calls):
    """Make all calls in the same moment.

    :return: per call its answer, or the error it raised
    """
    answers = [None] * len(calls)
    together = threading.Barrier(len(calls))

    def make(index):
        together.wait()
        try:
            answers[index] = calls[index]()
        except RpcError as error:
            answers[index] = error

    threads = [threading.Thread(target=make, args=[i]) for i in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def when(days=0, hour=8):
    """Return an hour of a day to come, for planning; days differ between tests."""
    day = datetime.now(UTC) + timedelta(days=days)
    return f"{day:%Y-%m-%d} {hour:02}:00:00"


class Office:
    """The dispatcher, in as many windows as wanted."""

    def __init__(self, server):
        self.server = server
        self.rpc = server.rpc("dispatcher")
        self.call = self.rpc.call
        me = self.call("res.users", "read", [self.rpc.uid], ["company_id"])
        self.company = me[0]["company_id"][0]

    def window(self):
        return self.server.rpc("dispatcher").call

    def order(self):
        partner = self.call("res.partner", "create", {"name": "At once"})
        order = self.call("fieldwork.order", "create", [{"partner_id": partner}])
        self.call("fieldwork.order", "action_confirm", order)
        return order

    def technicians(self, count):
        people = self.call(
            "resource.resource",
            "search",
            [
                ("fieldwork_kind", "=", "technician"),
                ("company_id", "=", self.company),
            ],
            order="id",
            limit=count,
        )
        assert len(people) == count
        return people

    def visit(self, people, start=None):
        """A visit that begins now, with these people."""
        start = start or f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}"
        return self.call(
            "fieldwork.order", "plan", self.order(), start, technicians=people
        )

    def state(self, visits):
        return self.call("fieldwork.visit", "read", visits, ["state"])[0]["state"]

    def lasting(self, visits):
        """Return the kinds of the stretches of a visit that still last."""
        logs = self.rpc.search_read(
            "fieldwork.worklog",
            [("visit_id", "in", visits), ("stop", "=", False)],
            ["kind"],
        )
        return sorted(log["kind"] for log in logs)


@pytest.fixture
def office(server):
    return Office(server)


def test_two_dispatchers_plan_the_same_order(office, server):
    server.expect_in_log("has an open visit already")
    one, two = office.window(), office.window()
    people = office.technicians(1)
    for number in range(TRIES):
        order = office.order()
        answers = at_once(
            *[
                lambda call=call: call(
                    "fieldwork.order",
                    "plan",
                    order,
                    when(20 + number),
                    technicians=people,
                )
                for call in (one, two)
            ]
        )
        refused = [answer for answer in answers if isinstance(answer, RpcError)]
        assert len(refused) == 1
        assert "has an open visit already" in str(refused[0])


def test_two_dispatchers_plan_the_same_technician(office):
    one, two = office.window(), office.window()
    people = office.technicians(1)
    for number in range(TRIES):
        orders = [office.order(), office.order()]
        at_once(
            *[
                lambda call=call, order=order: call(
                    "fieldwork.order",
                    "plan",
                    order,
                    when(30 + number),
                    technicians=people,
                )
                for call, order in zip((one, two), orders, strict=True)
            ]
        )
        found = office.rpc.search_read(
            "fieldwork.conflict",
            [("order_id", "in", sum(orders, [])), ("kind", "=", "overlap")],
            ["order_id"],
        )
        assert len(found) == 2, "each of the two orders says that they overlap"


def test_time_off_while_its_technician_is_planned(office, server):
    one, technician = office.window(), server.rpc("tech1")
    # Everybody may enter time off of their own.
    me = technician.call(
        "resource.resource", "search", [("user_id", "=", technician.uid)]
    )
    for number in range(TRIES):
        order = office.order()
        days_off = {
            "resource_id": me[0],
            "date_from": when(40 + number, 0),
            "date_to": when(40 + number, 23),
        }
        answers = at_once(
            lambda order=order, number=number: one(
                "fieldwork.order", "plan", order, when(40 + number), technicians=me
            ),
            lambda days_off=days_off: technician.call(
                "resource.calendar.leaves", "create", [days_off]
            ),
        )
        found = office.rpc.search_read(
            "fieldwork.conflict",
            [("order_id", "in", order), ("kind", "=", "absent")],
            ["id"],
        )
        assert found, answers


def test_both_of_a_crew_pause(office):
    one, two = office.window(), office.window()
    people = office.technicians(2)
    for _try in range(TRIES):
        visit = office.visit(people)
        office.call("fieldwork.visit", "action_start", visit)
        at_once(
            lambda visit=visit: one(
                "fieldwork.visit", "action_pause", visit, resources=people[:1]
            ),
            lambda visit=visit: two(
                "fieldwork.visit", "action_pause", visit, resources=people[1:]
            ),
        )
        assert office.lasting(visit) == ["pause", "pause"]
        assert office.state(visit) == "paused"
        office.call("fieldwork.visit", "action_done", visit, outcome="not_needed")


def test_one_begins_while_the_other_finishes(office, server):
    server.expect_in_log("the visit cannot end before that")
    server.expect_in_log("plan another one to go on")
    one, two = office.window(), office.window()
    people = office.technicians(2)
    for _try in range(TRIES):
        visit = office.visit(people)
        office.call("fieldwork.visit", "action_start", visit, resources=people[:1])
        at_once(
            lambda visit=visit: one(
                "fieldwork.visit", "action_start", visit, resources=people[1:]
            ),
            lambda visit=visit: two(
                "fieldwork.visit", "action_done", visit, outcome="solved"
            ),
        )
        if office.state(visit) != "done":
            # The beginning came first, so that the end was refused, and said why.
            assert office.lasting(visit) == ["work", "work"]
            office.call("fieldwork.visit", "action_done", visit, outcome="solved")
        assert not office.lasting(visit), "nobody works on a visit that is done"


def test_the_last_two_visits_of_an_order_end(office):
    one, two = office.window(), office.window()
    people = office.technicians(2)
    for _try in range(TRIES):
        first = office.visit(people[:1])
        order = office.call("fieldwork.visit", "read", first, ["order_id"])
        order = [order[0]["order_id"][0]]
        second = office.call(
            "fieldwork.order",
            "plan",
            order,
            f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S}",
            technicians=people[1:],
            additional=True,
        )
        office.call("fieldwork.visit", "action_start", first + second)
        at_once(
            lambda first=first: one(
                "fieldwork.visit", "action_done", first, outcome="solved"
            ),
            lambda second=second: two(
                "fieldwork.visit", "action_done", second, outcome="solved"
            ),
        )
        state = office.call("fieldwork.order", "read", order, ["state"])
        assert state[0]["state"] == "done"


def test_the_same_event_in_parallel(office):
    windows = [office.window() for _window in range(3)]
    people = office.technicians(1)
    order, uuid = office.order(), str(uuid4())
    answers = at_once(
        *[
            lambda call=call: call(
                "fieldwork.order",
                "plan",
                order,
                when(50),
                technicians=people,
                client_uuid=uuid,
            )
            for call in windows
        ]
    )
    assert answers[0] == answers[1] == answers[2]
    visit, uuid = answers[0], str(uuid4())
    answers = at_once(
        *[
            lambda call=call: call(
                "fieldwork.visit", "action_travel", visit, client_uuid=uuid
            )
            for call in windows
        ]
    )
    assert answers == [True, True, True]
    assert office.lasting(visit) == ["travel"]
    office.call("fieldwork.visit", "action_done", visit, outcome="not_needed")


def test_killed_between_start_and_done(own_server):
    office = Office(own_server)
    people = office.technicians(1)
    visit, uuid = office.visit(people), str(uuid4())
    office.call("fieldwork.visit", "action_start", visit, client_uuid=uuid)
    own_server.kill_and_restart()
    # The phone does not know whether it was heard, and says it again.
    office.call("fieldwork.visit", "action_start", visit, client_uuid=uuid)
    assert office.lasting(visit) == ["work"]
    office.call("fieldwork.visit", "action_done", visit, outcome="solved")
    assert not office.lasting(visit)
    order = office.rpc.search_read(
        "fieldwork.order", [("visit_ids", "in", visit)], ["state"]
    )
    assert order[0]["state"] == "done"
