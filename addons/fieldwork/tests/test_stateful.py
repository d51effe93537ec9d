"""Any order of calls, late and doubled ones among them, keeps the rules of ownership.

A hypothesis state machine drives one order with its visits and two technicians
through the public methods; what they refuse is refused, and after every step the
stored states equal what the work time says.
"""

from datetime import timedelta
from uuid import uuid4

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..const import OPEN_VISIT_STATES, UNDER_WAY_STATES
from ..tools import timeline
from .common_orders import FieldworkOrderCommon, at

MINUTES = st.integers(0, 180)
WHO = st.sampled_from(["ana", "ben"])
OUTCOMES = st.sampled_from(
    [("solved", None), ("to_continue", "parts"), ("not_needed", None)]
)


class OrderMachine(RuleBasedStateMachine):
    """The machine; ``case`` is the test whose records it drives."""

    case = None

    @initialize()
    def begin(self):
        self.savepoint = self.case.env.cr.savepoint(flush=True)
        self.order = self.case._create_order()
        self.uuids = []

    def teardown(self):
        self.case.env.invalidate_all(flush=False)
        self.savepoint.rollback()
        self.savepoint.close()

    def attempt(self, call):
        """Call; a refusal must leave nothing behind, as a request's does."""
        with self.case.env.cr.savepoint(flush=True) as savepoint:
            try:
                return call()
            except (UserError, AccessError):
                savepoint.rollback()
                self.case.env.invalidate_all(flush=False)
                return None

    def visit(self, data):
        visits = self.order.visit_ids.sorted("id")
        return data.draw(st.sampled_from(list(visits))) if visits else None

    def user(self, who):
        return {"ana": self.case.technician, "ben": self.case.technician_2}[who]

    @rule(hour=st.integers(9, 16), extra=st.booleans())
    def plan(self, hour, extra):
        self.attempt(
            lambda: self.order.plan(
                at(hour), technicians=self.case.ana | self.case.ben, additional=extra
            )
        )

    @rule(
        data=st.data(),
        who=WHO,
        minute=MINUTES,
        method=st.sampled_from(
            ["action_travel", "action_start", "action_resume", "action_leave"]
        ),
        twice=st.booleans(),
    )
    def clock(self, data, who, minute, method, twice):
        visit = self.visit(data)
        if not visit:
            return
        uuid = str(uuid4())
        moment = at(5) + timedelta(minutes=minute)
        for _time in range(1 + twice):
            mine = visit.with_user(self.user(who))
            self.attempt(
                lambda mine=mine: getattr(mine, method)(at=moment, client_uuid=uuid)
            )
        told = visit.event_ids.filtered(lambda e: e.client_uuid == uuid)
        assert len(told) <= 1

    @rule(data=st.data(), who=WHO, minute=MINUTES)
    def pause(self, data, who, minute):
        visit = self.visit(data)
        if visit:
            mine = visit.with_user(self.user(who))
            moment = at(5) + timedelta(minutes=minute)
            self.attempt(lambda: mine.action_pause("Tea", at=moment))

    @rule(data=st.data(), minute=MINUTES, outcome=OUTCOMES)
    def done(self, data, minute, outcome):
        visit = self.visit(data)
        if visit:
            moment = at(5) + timedelta(minutes=minute)
            self.attempt(lambda: visit.action_done(*outcome, at=moment))

    @rule(data=st.data())
    def miss(self, data):
        visit = self.visit(data)
        if visit:
            self.attempt(lambda: visit.action_miss("Nobody there"))

    @rule(data=st.data(), who=WHO, refuse=st.booleans())
    def answer(self, data, who, refuse):
        visit = self.visit(data)
        if not visit:
            return
        mine = visit.assignment_ids.filtered(
            lambda a: a.resource_id == getattr(self.case, who)
        ).with_user(self.user(who))
        call = (lambda: mine.action_refuse("Ill")) if refuse else mine.action_accept
        before = (visit.state, visit.order_id.state)
        self.attempt(call)
        assert (visit.state, visit.order_id.state) == before

    @rule(data=st.data(), hour=st.integers(9, 16))
    def reschedule(self, data, hour):
        visit = self.visit(data)
        if visit:
            self.attempt(lambda: visit.reschedule(at(hour)))

    @rule(
        method=st.sampled_from(
            ["action_done", "action_cancel", "action_reopen", "action_confirm"]
        )
    )
    def office(self, method):
        arguments = ["why"] if method in ("action_cancel", "action_reopen") else []
        self.attempt(lambda: getattr(self.order, method)(*arguments))

    @invariant()
    def visits_follow_their_people(self):
        for visit in self.order.visit_ids:
            stretches = [
                timeline.Stretch(log.start, log.stop or None, log.kind, visit.id)
                for log in visit.sudo().worklog_ids
            ]
            if visit.state in OPEN_VISIT_STATES:
                assert visit.state == timeline.state_of(stretches), visit.state
            else:
                assert visit.closed_at
                assert not [s for s in stretches if s.stop is None]
                assert all(s.stop <= visit.closed_at for s in stretches)
            assert (visit.state == "done") == bool(visit.outcome)

    @invariant()
    def the_order_follows_its_visits(self):
        states = set(self.order.visit_ids.mapped("state"))
        if self.order.state == "progress":
            assert states & set(UNDER_WAY_STATES)
        elif self.order.state == "planned":
            assert "planned" in states and not states & set(UNDER_WAY_STATES)
        else:
            assert not states & set(OPEN_VISIT_STATES), (self.order.state, states)
        assert bool(self.order.done_at) == (self.order.state == "done")

    @invariant()
    def people_do_one_thing_at_a_time(self):
        logs = self.order.sudo().worklog_ids.filtered(lambda w: w.kind != "leave")
        for person in logs.resource_id:
            own = logs.filtered(lambda w, p=person: w.resource_id == p)
            own = own.sorted(lambda w: (w.start, w.stop or at(23)))
            for before, after in zip(own, own[1:], strict=False):
                assert before.stop and before.stop <= after.start


@tagged("post_install", "-at_install")
class TestStateful(FieldworkOrderCommon):
    def test_any_order_of_calls_keeps_the_rules(self):
        run_state_machine_as_test(
            type("Machine", (OrderMachine,), {"case": self}),
            settings=settings(
                max_examples=25,
                stateful_step_count=15,
                deadline=None,
                derandomize=True,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
