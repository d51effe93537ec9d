"""One person's time as stretches that follow each other without overlap.

Events ("started travelling at 9:00", "paused at 11:00") may arrive late, doubled and
in any order; inserting them one by one gives the same timeline as inserting them in
the order in which they happened. No ORM here, so that it can be tested by itself.
"""

from dataclasses import dataclass

# At one and the same instant people first arrive, then work, then pause.
RANK = {"travel": 0, "work": 1, "pause": 2, "leave": 3}
LEAVE = "leave"


@dataclass
class Stretch:
    """A stretch of one person's time.

    :param start: when it began
    :param stop: when it ended; None while it lasts
    :param kind: ``travel``, ``work``, ``pause``, or ``leave``: a mark of no length
        that ends what the person did on that visit
    :param visit: the visit's id
    :param key: the record's id; None for a stretch not stored yet
    """

    start: object
    stop: object
    kind: str
    visit: int
    key: int | None = None
    changed: bool = False

    def covers(self, at):
        if self.kind == LEAVE:
            return False
        return self.start <= at and (self.stop is None or at < self.stop)


def insert(timeline, kind, visit, at, closed_at=None, live=False):
    """Insert into ``timeline`` that its person began ``kind`` on ``visit`` at ``at``.

    Stretches that this shortens are marked ``changed``. Times are whole seconds: of
    what the devices say of one second :data:`RANK` decides.

    :param list timeline: the person's stretches from ``at`` on, in any order, with
        the one that covers ``at``; the new one is appended
    :param closed_at: when the visit was closed; None while it is open
    :param bool live: it happens now, by our own clock: whatever else is known of this
        second was before it
    :return: the new stretch, or None when the event was there already
    """
    covering = next((s for s in timeline if s.covers(at)), None)
    if live and covering and covering.start == at:
        return _follow(timeline, covering, kind, visit, at)
    same = [s for s in timeline if s.start == at and s.visit == visit]
    if any(s.kind == kind for s in same):
        return None
    later = max((s for s in same), key=lambda s: RANK[s.kind], default=None)
    if later and RANK[kind] < RANK[later.kind]:
        new = Stretch(at, at, kind, visit)
        timeline.append(new)
        return new
    stop = _end_of(timeline, kind, visit, at, closed_at, covering)
    if covering and (kind != LEAVE or covering.visit == visit):
        covering.stop = at
        covering.changed = True
    new = Stretch(at, stop, kind, visit)
    timeline.append(new)
    return new


def _follow(timeline, before, kind, visit, at):
    """Let ``kind`` follow what began in the same second, which had no length."""
    if (before.kind, before.visit) == (kind, visit):
        return None
    if kind != LEAVE or before.visit == visit:
        before.stop, before.changed = at, True
    new = Stretch(at, at if kind == LEAVE else None, kind, visit)
    timeline.append(new)
    return new


def close(timeline, visit, at):
    """End at ``at`` what the person does on ``visit``, as when the visit is closed."""
    for stretch in timeline:
        if stretch.visit == visit and stretch.covers(at):
            stretch.stop = at
            stretch.changed = True


def _end_of(timeline, kind, visit, at, closed_at, covering):
    """Return when the new stretch ends: at the next thing known of the person."""
    if kind == LEAVE:
        return at
    if covering and covering.visit == visit:
        return covering.stop
    ends = [
        s.start
        for s in timeline
        if s.start > at and (s.kind != LEAVE or s.visit == visit)
    ]
    if closed_at is not None and closed_at >= at:
        ends.append(closed_at)
    return min(ends, default=None)


def state_of(stretches):
    """Return the state of an open visit from its people's stretches.

    Working if anyone works, else travelling, else paused; planned before anything
    was done.
    """
    if not any(s.kind != LEAVE for s in stretches):
        return "planned"
    lasting = {s.kind for s in stretches if s.stop is None}
    if "work" in lasting:
        return "working"
    return "travelling" if "travel" in lasting else "paused"
