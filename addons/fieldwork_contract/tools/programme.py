"""What of a programme is done together, and what a greater service includes.

No ORM in here: the preview and the generation ask the same functions, the one with
dates that are not yet anywhere, the other with rows of the database.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Service:
    """What the planner needs to know of a line.

    :param int root: id of the first version of the line
    :param int rank: of two services in one order the lower rank gives it its type
    :param int tolerance: days by which a date may differ to be done together
    :param bool apart: each machine and date has an order of its own
    :param frozenset absorbs: roots of the lines that this service includes
    :param int absorb_days: how near an included date must be
    """

    root: int
    rank: int = 0
    tolerance: int = 0
    apart: bool = False
    absorbs: frozenset = frozenset()
    absorb_days: int = 0


@dataclass(slots=True, eq=False)
class Due:
    """One service on one machine, or at one site, on one day.

    :param ident: whatever the caller finds it again by
    :param int equipment: id, 0 where the whole site is meant
    :param float hours: how long it takes
    """

    ident: object
    service: Service
    contract: int
    site: int
    equipment: int
    day: date
    hours: float = 1.0
    key: str = ""

    @property
    def order(self):
        return (self.day, self.service.rank, self.service.root, self.equipment)


def absorb(dues):
    """Find what is included in a greater service near it.

    :return: ``{minor: major}``; a major one that is itself included absorbs nothing,
        and of two the nearer one absorbs, the earlier of equally near ones
    """
    majors, minors = [due for due in dues if due.service.absorbs], {}
    if not majors:
        return {}
    for due in dues:
        minors.setdefault((due.contract, due.site, due.service.root), []).append(due)
    absorbed = {}
    # The greatest first: what it includes can absorb nothing any more.
    for major in sorted(majors, key=lambda due: (due.service.rank, due.order)):
        if major in absorbed:
            continue
        for root in major.service.absorbs:
            for minor in minors.get((major.contract, major.site, root), ()):
                if _includes(major, minor):
                    absorbed[minor] = _nearer(minor, major, absorbed.get(minor))
    return absorbed


def _includes(major, minor):
    if minor is major or abs((minor.day - major.day).days) > major.service.absorb_days:
        return False
    # What is done at the whole site is done on each machine there.
    return not major.equipment or major.equipment == minor.equipment


def _nearer(minor, major, other):
    if other is None:
        return major
    return min(
        (other, major), key=lambda due: (abs((due.day - minor.day).days), due.order)
    )


def group(dues, max_hours):
    """Gather what is done in one order.

    Of one contract and site, what falls due within the tolerance of the first one and
    of its own, as long as it can be done in ``max_hours``.

    :return: list of lists of dues, each in order of its days
    """
    by_place = {}
    for due in dues:
        by_place.setdefault((due.contract, due.site), []).append(due)
    groups = []
    for place in by_place.values():
        groups += _group_place(sorted(place, key=lambda due: due.order), max_hours)
    return groups


def _group_place(dues, max_hours):
    groups, current, hours = [], None, 0.0
    for due in dues:
        if due.service.apart:
            groups.append([due])
            continue
        if current and _joins(current[0], due) and hours + due.hours <= max_hours:
            current.append(due)
            hours += due.hours
            continue
        current, hours = [due], due.hours
        groups.append(current)
    return groups


def _joins(first, due):
    days = (due.day - first.day).days
    return days <= min(first.service.tolerance, due.service.tolerance) or not days


def chief(dues):
    """Return the one of a group that gives the order its type."""
    return min(dues, key=lambda due: (due.service.rank, due.order))
