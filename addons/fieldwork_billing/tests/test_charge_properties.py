"""Whatever people worked, and however it is cut and rounded: the charges equal counting
minute by minute."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from odoo.addons.fieldwork.tests import properties  # noqa: F401

from .common import BillingCommon
from .test_time_pieces import oracle

# Both nights on which Madrid changes its clocks, and an ordinary evening.
NIGHTS = st.sampled_from(
    [datetime(2026, 3, 28, 20), datetime(2026, 10, 24, 20), datetime(2026, 6, 5, 18)]
)
STRETCHES = st.lists(
    st.tuples(st.integers(0, 1), st.integers(0, 200), st.integers(1, 300)),
    min_size=1,
    max_size=4,
)
BANDS = st.lists(
    st.tuples(
        st.sets(st.integers(0, 6), min_size=1),
        st.integers(0, 23),
        st.integers(0, 23),
        st.sampled_from([100, 150, 200]),
    ),
    max_size=2,
)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@tagged("post_install", "-at_install")
class TestChargeProperties(BillingCommon):
    @settings(max_examples=25)
    @given(
        NIGHTS,
        STRETCHES,
        BANDS,
        st.sampled_from([0, 6, 15, 30]),
        st.sampled_from([0, 60, 90]),
        st.sampled_from(["visit", "person", "order"]),
    )
    def test_charges_equal_counting_minutes(
        self, night, stretches, bands, step, minimum, scope
    ):
        self.env.cr.execute("SAVEPOINT charges")
        try:
            self._check(night, stretches, bands, step, minimum, scope)
        finally:
            self.env.flush_all()
            self.env.cr.execute("ROLLBACK TO SAVEPOINT charges")
            self.env.invalidate_all(flush=False)

    def _check(self, night, stretches, bands, step, minimum, scope):
        records = self.env["fieldwork.time.band"].create(
            [
                {
                    "name": f"Band {number}",
                    "sequence": number,
                    "hour_from": first,
                    "hour_to": last,
                    "percent": percent,
                    **{DAYS[day]: True for day in days},
                }
                for number, (days, first, last, percent) in enumerate(bands)
            ]
        )
        self.labour_rate.write(
            {
                "band_ids": [(6, 0, records.ids)],
                "step_minutes": step,
                "minimum_minutes": minimum,
                "scope": scope,
            }
        )
        order, logs = self._worked(night, stretches)
        order._update_charges()
        counted, rounding = self._count(logs, records, step, minimum, scope)
        charges = order.charge_ids
        pieces = charges.filtered(lambda c: ":round" not in c.source_key)
        made = {}
        for piece in pieces:
            made[piece.band_id] = made.get(piece.band_id, 0) + piece.minutes
        self.assertEqual(made, counted)
        self.assertEqual(sum((charges - pieces).mapped("minutes")), rounding)

    def _worked(self, night, stretches):
        """Return an order and the stretches of its one visit, one after the other for
        each person."""
        order = self._create_order().sudo()
        visit = order.plan(night, technicians=self.ana | self.ben).sudo()
        ends, vals_list = {}, []
        for who, pause, length in stretches:
            person = (self.ana, self.ben)[who]
            start = ends.get(who, night) + timedelta(minutes=pause, seconds=7 * pause)
            ends[who] = start + timedelta(minutes=length, seconds=length)
            vals_list.append(
                {
                    "visit_id": visit.id,
                    "resource_id": person.id,
                    "kind": "work",
                    "start": start,
                    "stop": ends[who],
                }
            )
        logs = self.env["fieldwork.worklog"]._guarded_create(vals_list)
        visit._guarded_write({"state": "done", "outcome": "solved"})
        return order, logs

    def _count(self, logs, bands, step, minimum, scope):
        """Return ``{band: minutes}``, and by how many minutes all is rounded up."""
        plain = [band._as_band() for band in bands]
        none = self.env["fieldwork.time.band"]
        counted, sums = {}, {}
        for log in logs:
            minutes = oracle(log.start, log.stop, "Europe/Madrid", plain, frozenset())
            for key, number in minutes.items():
                counted[key or none] = counted.get(key or none, 0) + number
            key = log.resource_id if scope == "person" else None
            sums[key] = sums.get(key, 0) + sum(minutes.values())
        extra = 0
        for total in sums.values():
            if total:
                whole = total
                while step and whole % step:
                    whole += 1
                extra += max(whole, minimum) - total
        return counted, extra
