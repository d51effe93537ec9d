"""Random programmes against an oracle that looks at each day: no difference."""

from random import Random

from odoo.fields import Command
from odoo.tests import BaseCase, tagged

from ..models.fieldwork_contract_line_refresh import instant
from ..models.programme_plan import ProgrammePlan
from ..tools.programme import Due, Service, absorb, group
from ..tools.recurrence import (
    Rule,
    cycle_after,
    next_open,
    nominal_dates,
    settle,
    validate,
)
from . import oracle
from .common_programme import ProgrammeCommon

PROGRAMMES = 10_000
# So many are written down in the database, from the forms' fields on.
WRITTEN = 150


def rule_of(plan):
    grid = plan.kind == "grid"
    return Rule(
        plan.kind,
        plan.start if grid else plan.first,
        plan.end,
        plan.months if grid else (),
        plan.day if grid else 0,
        plan.every,
        plan.unit,
        plan.blackout,
        plan.season,
    )


def service_of(plan):
    return Service(
        plan.number,
        plan.rank,
        plan.tolerance,
        plan.apart,
        frozenset(plan.absorbs),
        plan.absorb_days,
    )


@tagged("fieldwork_contract")
class TestProgrammeOracle(BaseCase):
    def test_ten_thousand_programmes(self):
        seen = dict.fromkeys(["dates", "left_out", "merged", "absorbed"], 0)
        for number, site, plans in oracle.programmes(PROGRAMMES):
            dues, wanted = [], [oracle.dates(plan, site) for plan in plans]
            for plan, own in zip(plans, wanted, strict=True):
                found = self._dates(plan, site)
                self.assertEqual(found, own, f"{number}: {plan}")
                seen["dates"] += len(found)
                seen["left_out"] += sum(bool(one[3]) for one in found.values())
                dues += self._dues(plan, site, found)
            made, absorbed = self._plan(dues)
            expected = oracle.orders(plans, site, wanted)
            self.assertEqual((made, absorbed), expected, f"{number}: {plans}")
            seen["merged"] += sum(len(order) > 1 for order in made)
            seen["absorbed"] += len(absorbed)
        # Else the test would say nothing.
        self.assertTrue(all(count > PROGRAMMES for count in seen.values()), seen)

    def _dates(self, plan, site):
        rule = rule_of(plan)
        start = max(oracle.BEGIN, plan.start)
        pauses = [(*pause, "pause") for pause in plan.pauses]
        found = {}
        for key, day in nominal_dates(rule, start, oracle.DAYS[-1]):
            due, why = settle(rule, day, site.is_open, plan.policy, pauses)
            found[key] = (
                due,
                instant(due - oracle.timedelta(plan.before), plan.hours[0], site.zone),
                instant(due + oracle.timedelta(plan.after), plan.hours[1], site.zone),
                why,
            )
        return found

    def _dues(self, plan, site, found):
        machines = [0] if plan.whole_site else range(1, site.machines + 1)
        return [
            Due(None, service_of(plan), 1, 1, machine, one[0], plan.duration)
            for machine in machines
            for one in found.values()
            if not one[3]
        ]

    def _plan(self, dues):
        absorbed = absorb(dues)
        left = [due for due in dues if due not in absorbed]
        made = [sorted(map(_name, order)) for order in group(left, 48)]
        return made, {_name(one): _name(major) for one, major in absorbed.items()}

    def test_cycles_count_from_the_last_time(self):
        for number in range(PROGRAMMES):
            random = Random(f"cycles-{number}")
            plan = oracle.some_plan(random, 1)
            plan.kind = "interval"
            delays = [random.randint(0, 40) for _cycle in range(6)]
            found = self._cycles(plan, delays)
            expected = oracle.cycles(plan, None, delays)
            self.assertEqual(found, expected, f"{number}: {plan}")

    def _cycles(self, plan, delays):
        rule, found, base = rule_of(plan), [], None
        for late in delays:
            following = cycle_after(rule, base, len(found))
            day = following and next_open(rule, max(following[1], plan.start))
            if not day or (rule.until and day > rule.until):
                break
            found.append(day)
            base = day + oracle.timedelta(late)
        return found

    def test_what_never_falls_due_is_what_the_oracle_never_finds(self):
        years = [oracle.BEGIN + oracle.timedelta(n) for n in range(366 * 9)]
        for number, _site, plans in oracle.programmes(300, seed="never"):
            plan = plans[0]
            if plan.end:
                continue
            fires = any(
                oracle.falls_on(plan, day) and not oracle.is_closed(plan, day)
                for day in years
            )
            wrong = validate(rule_of(plan))
            if fires:
                self.assertIsNone(wrong, f"{number}: {plan}")
            elif plan.kind == "grid":
                self.assertEqual(wrong, "closed", f"{number}: {plan}")


def _name(due):
    return due.service.root, due.equipment, due.day


@tagged("post_install", "-at_install")
class TestWrittenProgrammes(ProgrammeCommon):
    """The same from the fields of contracts to rows and orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.holidays = oracle.some_holidays(Random("holidays"))
        cls.env["resource.calendar.leaves"].create(
            [
                {
                    "name": "Holiday",
                    "calendar_id": cls.calendar.id,
                    "company_id": cls.company.id,
                    # A whole day in Madrid, in summer as in winter.
                    "date_from": oracle.utc(day, 2, "Europe/Madrid"),
                    "date_to": oracle.utc(day, 22, "Europe/Madrid"),
                }
                for day in cls.holidays
            ]
        )
        cls.weeks = cls.env["resource.calendar"].create(
            [
                {
                    "name": f"Week {number}",
                    "company_id": False,
                    "attendance_ids": [
                        Command.clear(),
                        *(
                            Command.create(
                                {
                                    "name": "Day",
                                    "dayofweek": str(day),
                                    "hour_from": 8,
                                    "hour_to": 12,
                                    "day_period": "morning",
                                }
                            )
                            for day in week
                        ),
                    ],
                }
                for number, week in enumerate(oracle.WEEKS)
            ]
        )

    def _written(self, count):
        """Return ``[(contract, site, plans, {number: line}, machines)]``."""
        written = []
        for number in range(count):
            random = Random(f"written-{number}")
            site = oracle.some_site(random, self.holidays)
            plans = [
                plan
                for plan in oracle.some_plans(random)
                if validate(rule_of(plan)) is None
            ]
            written.append(self._write(number, site, plans))
        return written

    def _write(self, number, site, plans):
        place = self._create_site(
            self.customer,
            f"Place {number}",
            tz=site.zone,
            site_calendar_id=self.weeks[site.week].id,
        )
        machines = self.env["fieldwork.equipment"].create(
            [
                {
                    "name": f"Machine {number}-{one}",
                    "partner_id": self.customer.id,
                    "site_id": place.id,
                }
                for one in range(site.machines)
            ]
        )
        contract = self.env["fieldwork.contract"].create(
            {
                "partner_id": self.customer.id,
                "date_start": "2026-01-01",
                "horizon_days": 366,
                "site_ids": [Command.set(place.ids)],
            }
        )
        contract._guarded_write({"state": "active"})
        lines = {plan.number: self._create_plan(contract, plan) for plan in plans}
        for plan in plans:
            minors = [lines[one].id for one in plan.absorbs if one in lines]
            lines[plan.number].absorbs_line_ids = [Command.set(minors)]
        return contract, site, plans, lines, machines

    def _create_plan(self, contract, plan):
        season = [f"{day}/{month}" for month, day in plan.season] or [False, False]
        months = " ".join(map(str, plan.months)) if plan.kind == "grid" else ""
        return self._create_line(
            months,
            name=f"Plan {plan.number}",
            contract_id=contract.id,
            scope="site" if plan.whole_site else "equipment",
            equipment_ids=False,
            rule=plan.kind,
            day_of_month=plan.day,
            every=plan.every,
            unit=plan.unit,
            date_first=plan.first if plan.kind == "interval" else False,
            date_from=plan.start,
            date_to=plan.end,
            blackout_months=", ".join(map(str, plan.blackout)),
            season_from=season[0],
            season_to=season[1],
            shift_policy=plan.policy,
            days_before=plan.before,
            days_after=plan.after,
            hour_from=plan.hours[0],
            hour_to=plan.hours[1],
            sequence=plan.rank,
            merge_days=plan.tolerance,
            apart=plan.apart,
            absorb_days=plan.absorb_days,
            duration=plan.duration,
            pause_ids=[
                Command.create(
                    {
                        "contract_id": contract.id,
                        "date_from": first,
                        "date_to": last,
                        "reason": "Works",
                    }
                )
                for first, last in plan.pauses
            ],
        )

    def test_previews_rows_and_orders_are_those_of_the_oracle(self):
        written = self._written(WRITTEN)
        contracts = self.contract.union(*(one[0] for one in written)) - self.contract
        last = oracle.DAYS[-1]
        previews = ProgrammePlan(contracts, last).groups
        by_contract = {}
        for dues in previews:
            by_contract.setdefault(dues[0].contract, []).append(dues)
        contracts._generate_programme()
        total = 0
        for contract, site, plans, lines, machines in written:
            self._compare_dates(site, plans, lines)
            wanted = [oracle.dates(plan, site) for plan in plans]
            expected, absorbed = oracle.orders(plans, site, wanted)
            names = _Names(lines, machines)
            self.assertEqual(names.rows(contract.order_ids), sorted(expected))
            made = contract.occurrence_ids.filtered("absorbed_by_id")
            self.assertEqual(
                {names.of(one): names.of(one.absorbed_by_id) for one in made}, absorbed
            )
            previewed = by_contract.get(contract.id, [])
            self.assertEqual(names.dues(previewed), sorted(expected))
            total += len(expected)
        self.assertGreater(total, WRITTEN)

    def _compare_dates(self, site, plans, lines):
        for plan in plans:
            expected = oracle.dates(plan, site)
            rows = lines[plan.number].occurrence_ids
            for _place, own in rows.grouped(lambda one: one.equipment_id).items():
                found = {
                    one.key: (
                        one.date,
                        one.window_start,
                        one.window_stop,
                        one.skip_kind if one.skip_kind in ("closed", "pause") else None,
                    )
                    for one in own
                }
                words = {"blackout": "closed", "season": "closed"}
                self.assertEqual(
                    found,
                    {
                        key: (*one[:3], words.get(one[3], one[3]))
                        for key, one in expected.items()
                    },
                    plan,
                )

    def test_any_order_of_runs_and_changes_comes_to_the_same(self):
        """Written down, made, touched, generated in pieces, cancelled and taken up
        again, in any order: in the end each date is there once, where the rule says."""
        written = self._written(12)
        for number, (contract, site, plans, lines, machines) in enumerate(written):
            random = Random(f"runs-{number}")
            for _step in range(8):
                self._any_step(random, contract)
            contract.horizon_days = 366
            contract.programme_line_ids._touch_programme()
            contract._generate_programme()
            self._compare_dates(site, plans, lines)
            wanted = [oracle.dates(plan, site) for plan in plans]
            expected, absorbed = oracle.orders(plans, site, wanted)
            names = _Names(lines, machines)
            dates = contract.occurrence_ids
            made = dates.filtered("order_id") | dates.filtered("absorbed_by_id")
            flat = sorted(one for order in expected for one in order)
            whole = sorted(flat + list(absorbed))
            self.assertEqual(sorted(names.of(one) for one in made), whole)
            orders = contract.order_ids.filtered(lambda one: one.state != "cancelled")
            linked = orders.occurrence_ids
            self.assertEqual(linked, dates.filtered("order_id"))

    def _any_step(self, random, contract):
        dates, lines = contract.occurrence_ids, contract.programme_line_ids
        step = random.choice(["refresh", "touch", "generate", "cancel", "name"])
        if step == "refresh":
            lines._refresh_occurrences()
        elif step == "touch":
            lines._touch_programme()
        elif step == "generate":
            contract.horizon_days = random.choice([0, 30, 120, 366])
            contract._generate_programme()
        elif step == "name" and lines:
            lines[0].name = "Another name"
        elif step == "cancel" and dates.order_id:
            order = random.choice(list(dates.order_id))
            own = order.occurrence_ids
            order.action_cancel("Not wanted")
            own.action_plan_again()


class _Names:
    """Calls rows of the database as the oracle does: ``(service, machine, day)``."""

    def __init__(self, lines, machines):
        self.lines = {line.id: number for number, line in lines.items()}
        self.machines = {one.id: n for n, one in enumerate(machines, start=1)}

    def of(self, one):
        machine = self.machines.get(one.equipment_id.id, 0)
        return self.lines[one.line_id.id], machine, one.date

    def rows(self, orders):
        return sorted(sorted(map(self.of, one.occurrence_ids)) for one in orders)

    def dues(self, groups):
        return sorted(
            sorted(
                (self.lines[due.ident], self.machines.get(due.equipment, 0), due.day)
                for due in dues
            )
            for dues in groups
        )
