"""Stretches of one person's time: the same whatever order events arrive in."""

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import timeline
from ..tools.timeline import Stretch

KINDS = st.sampled_from(["travel", "work", "pause", "leave"])
# Events of one person on two visits, at distinct minutes.
EVENTS = st.lists(
    st.tuples(st.integers(0, 60), KINDS, st.integers(1, 2)),
    max_size=8,
    unique_by=lambda event: event[0],
)


def told(events):
    stretches = []
    for moment, kind, visit in events:
        timeline.insert(stretches, kind, visit, moment)
    return sorted(
        (s.start, s.stop, s.kind, s.visit) for s in stretches if s.kind != "leave"
    )


def happened(events):
    """The same, by walking through the events as they happened."""
    result, current = [], None
    for moment, kind, visit in sorted(events):
        if current and (kind != "leave" or current[3] == visit):
            result.append((current[0], moment, current[2], current[3]))
            current = None
        if kind != "leave":
            current = (moment, None, kind, visit)
    if current:
        result.append(current)
    return sorted(result, key=lambda s: (s[0], s[1] or 99))


@tagged("fieldwork_property")
class TestTimeline(BaseCase):
    @settings(max_examples=300, deadline=None, derandomize=True)
    @given(EVENTS, st.randoms(use_true_random=False))
    def test_arrival_order_does_not_matter(self, events, random):
        shuffled = list(events)
        random.shuffle(shuffled)
        self.assertEqual(told(shuffled), happened(events))

    @settings(max_examples=200, deadline=None, derandomize=True)
    @given(EVENTS)
    def test_stretches_never_overlap_and_one_lasts(self, events):
        stretches = told(events)
        for before, after in zip(stretches, stretches[1:], strict=False):
            self.assertIsNotNone(before[1])
            self.assertLessEqual(before[1], after[0])

    @settings(max_examples=200, deadline=None, derandomize=True)
    @given(EVENTS)
    def test_an_event_told_twice_counts_once(self, events):
        self.assertEqual(told(events + events), told(events))

    def test_work_before_a_pause_that_came_first(self):
        events = [(9, "travel", 1), (10, "work", 1), (11, "pause", 1), (12, "leave", 1)]
        for order in permutations(events):
            self.assertEqual(
                told(order),
                [(9, 10, "travel", 1), (10, 11, "work", 1), (11, 12, "pause", 1)],
            )

    def test_what_happens_now_follows_what_began_in_the_same_second(self):
        stretches = []
        for kind in ("travel", "work", "pause", "work", "work"):
            timeline.insert(stretches, kind, 1, 10, live=True)
        self.assertEqual(
            [(s.kind, s.stop) for s in stretches],
            [("travel", 10), ("work", 10), ("pause", 10), ("work", None)],
        )
        timeline.insert(stretches, "leave", 1, 10, live=True)
        self.assertEqual(timeline.state_of(stretches), "paused")

    def test_a_late_event_ends_with_the_closed_visit(self):
        stretches = []
        new = timeline.insert(stretches, "work", 1, 10, closed_at=12)
        self.assertEqual((new.start, new.stop), (10, 12))

    def test_closing_ends_what_lasts_on_that_visit_only(self):
        stretches = [Stretch(9, None, "work", 1), Stretch(8, 9, "work", 2)]
        timeline.close(stretches, 1, 11)
        self.assertEqual([s.stop for s in stretches], [11, 9])

    def test_state_of_a_visit_follows_its_people(self):
        cases = [
            ([], "planned"),
            ([Stretch(9, None, "travel", 1)], "travelling"),
            ([Stretch(9, None, "travel", 1), Stretch(9, None, "work", 1)], "working"),
            (
                [Stretch(9, None, "travel", 1), Stretch(9, None, "pause", 1)],
                "travelling",
            ),
            ([Stretch(9, 10, "work", 1)], "paused"),
            ([Stretch(9, 9, "leave", 1)], "planned"),
        ]
        for stretches, state in cases:
            with self.subTest(stretches=stretches):
                self.assertEqual(timeline.state_of(stretches), state)
