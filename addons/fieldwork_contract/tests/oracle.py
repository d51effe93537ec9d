"""Random programmes, and what falls due of them by brute force: day by day, without any
of the code that is tested."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

BEGIN, ONE = date(2026, 3, 10), timedelta(days=1)
DAYS = [BEGIN + timedelta(days=n) for n in range(367)]
# Far enough for what is shifted out of them.
AROUND = [BEGIN + timedelta(days=n) for n in range(-60, 430)]
ZONES = [
    "Europe/Rome",
    "America/Santiago",
    "America/Argentina/Buenos_Aires",
    "America/New_York",
    "Asia/Kolkata",
    "UTC",
]
# Working days of the sites: Monday to Friday, to Saturday, and Tuesday to Sunday.
WEEKS = [range(5), range(6), range(1, 7)]


@dataclass
class Site:
    """Where it is done; machines are numbers from 1, 0 is the site as a whole."""

    zone: str
    week: int
    holidays: frozenset
    machines: int

    def is_open(self, day):
        return day.weekday() in WEEKS[self.week] and day not in self.holidays


@dataclass
class Plan:
    """One service of a programme, in plain words."""

    number: int
    kind: str = "grid"
    months: tuple = ()
    day: int = 1
    every: int = 1
    unit: str = "month"
    first: date = BEGIN
    start: date = BEGIN
    end: date | None = None
    blackout: tuple = ()
    season: tuple = ()
    policy: str = "none"
    before: int = 0
    after: int = 7
    hours: tuple = (0.0, 24.0)
    pauses: list = field(default_factory=list)
    whole_site: bool = False
    rank: int = 10
    tolerance: int = 0
    apart: bool = False
    absorbs: tuple = ()
    absorb_days: int = 30
    duration: float = 1.0


def some_holidays(random, most=12):
    return frozenset(random.sample(AROUND, random.randint(0, most)))


def some_site(random, holidays):
    return Site(
        random.choice(ZONES), random.randrange(3), holidays, random.randint(1, 3)
    )


def some_plans(random):
    """Return up to three services; the first may include the others."""
    count = random.randint(1, 3)
    plans = [some_plan(random, number) for number in range(1, count + 1)]
    if count > 1 and random.random() < 0.6:
        plans[0].absorbs = tuple(range(2, count + 1))
        plans[0].absorb_days = random.choice([0, 7, 30])
    if count > 2 and random.random() < 0.3:
        plans[1].absorbs = (3,)
        plans[1].absorb_days = random.choice([7, 20])
    return plans


def some_plan(random, number):
    begun = BEGIN + timedelta(days=random.choice([0, 0, 1, 17, 200]))
    plan = Plan(
        number,
        kind=random.choice(["grid", "grid", "interval"]),
        months=tuple(sorted(random.sample(range(1, 13), random.randint(1, 12)))),
        day=random.choice([1, 1, 2, 15, 28, 29, 30, 31]),
        every=random.randint(1, 6),
        unit=random.choice(["day", "week", "month", "month", "year"]),
        first=BEGIN + timedelta(days=random.randint(-400, 60)),
        start=begun,
        rank=random.randint(1, 3),
        tolerance=random.choice([0, 0, 3, 10]),
        apart=random.random() < 0.1,
        duration=random.choice([0.5, 1.0, 2.0, 20.0]),
        whole_site=random.random() < 0.2,
    )
    if plan.unit == "day":
        plan.every = random.choice([5, 9, 30, 90])
    if random.random() < 0.2:
        plan.end = begun + timedelta(days=random.randint(60, 300))
    _when_not(random, plan)
    _how_near(random, plan)
    return plan


def _when_not(random, plan):
    if random.random() < 0.3:
        plan.blackout = tuple(sorted(random.sample(range(1, 13), random.randint(1, 3))))
    if random.random() < 0.3:
        ends = [(random.randint(1, 12), random.randint(1, 28)) for _end in range(2)]
        plan.season = tuple(ends)
    for _pause in range(random.choice([0, 0, 0, 1, 2])):
        first = random.choice(DAYS)
        plan.pauses.append((first, first + timedelta(days=random.randint(0, 60))))


def _how_near(random, plan):
    plan.policy = random.choice(["none", "next", "previous", "nearest"])
    plan.before, plan.after = random.choice([0, 0, 3]), random.choice([0, 7, 20])
    plan.hours = random.choice([(0.0, 24.0), (9.0, 17.0), (8.5, 12.25), (0.0, 3.0)])


# ----------------------------------------------------------------------
# By brute force
# ----------------------------------------------------------------------


def falls_on(plan, day):
    """Tell by looking at one day only whether the rule falls on it."""
    begin = plan.start if plan.kind == "grid" else max(plan.start, plan.first)
    if day < begin or (plan.end and day > plan.end):
        return False
    if plan.kind == "interval" and plan.unit in ("day", "week"):
        step = plan.every * (7 if plan.unit == "week" else 1)
        return (day - plan.first).days % step == 0
    wanted = plan.day if plan.kind == "grid" else plan.first.day
    # The day, or the last one of a month that has no such day.
    if day.day != wanted and not (day.day < wanted and (day + ONE).month != day.month):
        return False
    if plan.kind == "grid":
        return day.month in plan.months
    step = plan.every * (12 if plan.unit == "year" else 1)
    return (day.year * 12 + day.month - plan.first.year * 12 - plan.first.month) % (
        step
    ) == 0


@cache
def _season(first, last):
    """Return the ``(month, day)`` within a season, walked through day by day, in years
    with and without 29 February."""
    within = set()
    for year in (2023, 2024):
        day = date(year, *first)
        while (day.month, day.day) != last:
            within.add((day.month, day.day))
            day += timedelta(days=1)
    return within | {last}


def is_closed(plan, day):
    """Say why nothing is done on a day, or None."""
    if day.month in plan.blackout:
        return "blackout"
    if plan.season and (day.month, day.day) not in _season(*plan.season):
        return "season"
    return None


def moved(plan, site, day):
    """Return the day on which it is done, of all the days around."""
    if plan.policy == "none" or site.is_open(day):
        return day
    near = [day + timedelta(days=n) for n in range(-31, 32)]
    open_days = [one for one in near if site.is_open(one)]
    if plan.policy == "next":
        return min((one for one in open_days if one > day), default=day)
    if plan.policy == "previous":
        return max((one for one in open_days if one < day), default=day)
    later_first = sorted(open_days, key=lambda one: (abs((one - day).days), one < day))
    return later_first[0] if later_first else day


@cache
def utc(day, hour, zone):
    """Return a local hour in UTC, by the winter's offset where it is not clear."""
    wall = datetime.combine(day, time()) + timedelta(hours=hour)
    either = [wall.replace(tzinfo=ZoneInfo(zone), fold=fold) for fold in (0, 1)]
    winter = min(one.utcoffset() for one in either)
    if len({one.utcoffset() for one in either}) == 1:
        return either[0].astimezone(UTC).replace(tzinfo=None)
    return wall - winter


def dates(plan, site, days=DAYS):
    """Return ``{key: (due, not before, not after, why it is left out)}``."""
    found = {}
    for day in days:
        if not falls_on(plan, day):
            continue
        due = moved(plan, site, day)
        paused = any(first <= due <= last for first, last in plan.pauses)
        found[f"D{day}"] = (
            due,
            utc(due - timedelta(days=plan.before), plan.hours[0], site.zone),
            utc(due + timedelta(days=plan.after), plan.hours[1], site.zone),
            "pause" if paused else is_closed(plan, day),
        )
    return found


def orders(plans, site, found):
    """Return ``(orders, absorbed)``: of each order its ``(service, machine, day)``, and
    of what is included in a greater service that one's.

    :param list found: of each service its :func:`dates`
    """
    due = [
        (plan, machine, one[0])
        for plan, own in zip(plans, found, strict=True)
        for machine in ([0] if plan.whole_site else range(1, site.machines + 1))
        for one in own.values()
        if not one[3]
    ]
    absorbed = _absorbed(due)
    left = [one for one in due if _name(one) not in absorbed]
    return _together(left), absorbed


def _name(one):
    return one[0].number, one[1], one[2]


def _order(one):
    return one[2], one[0].rank, one[0].number, one[1]


def _absorbed(due):
    near = {}
    for major in sorted(due, key=lambda one: (one[0].rank, *_order(one))):
        if _name(major) in near:
            continue
        for minor in due:
            apart = abs((minor[2] - major[2]).days)
            here = major[1] in (0, minor[1])
            if minor[0].number in major[0].absorbs and here:
                if apart <= major[0].absorb_days:
                    near.setdefault(_name(minor), []).append(
                        (apart, _order(major), major)
                    )
    return {minor: _name(min(majors)[2]) for minor, majors in near.items()}


def _together(left):
    made, current = [], []
    for one in sorted(left, key=_order):
        plan, _machine, day = one
        if plan.apart:
            made.append([one])
            continue
        first = current[0] if current else None
        fits = first and (
            (day - first[2]).days <= min(plan.tolerance, first[0].tolerance)
            or day == first[2]
        )
        if fits and sum(each[0].duration for each in current) + plan.duration <= 48:
            current.append(one)
            continue
        current = [one]
        made.append(current)
    return [sorted(_name(one) for one in order) for order in made]


def cycles(plan, site, delays):
    """Return the days of a service that counts from the last time, if each is done so
    many days after it was due."""
    found, day = [], max(plan.start, plan.first)
    for late in delays:
        tries = 0
        while is_closed(plan, day):
            day, tries = day + timedelta(days=1), tries + 1
            if tries > 731:
                return found
        if plan.end and day > plan.end:
            return found
        found.append(day)
        day = _one_on(plan, day + timedelta(days=late))
    return found


def _one_on(plan, day):
    if plan.unit in ("day", "week"):
        return day + timedelta(days=plan.every * (7 if plan.unit == "week" else 1))
    months = day.month - 1 + plan.every * (12 if plan.unit == "year" else 1)
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def programmes(count, seed=1):
    """Return so many random programmes: ``(number, site, plans)``."""
    for number in range(count):
        random = Random(f"{seed}-{number}")
        yield number, some_site(random, some_holidays(random)), some_plans(random)
