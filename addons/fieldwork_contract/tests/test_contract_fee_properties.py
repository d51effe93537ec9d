"""Whatever is charged, billed, reversed, paused and ended, and in whatever order: the
sum billed equals the sum due."""

from datetime import date, timedelta

from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.fieldwork.tests import properties  # noqa: F401

from .common_fees import FeeCommon

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("charge"), DAYS),
        st.tuples(st.just("settle"), DAYS),
        st.tuples(st.just("bill"), st.sampled_from(["customer", "month", "contract"])),
        st.tuples(st.just("delete_draft"), st.none()),
        st.tuples(st.just("take_back"), st.integers(0, 3)),
        st.tuples(st.just("replace"), st.integers(0, 3)),
        st.tuples(st.just("pause"), st.tuples(DAYS, st.integers(0, 200))),
        st.tuples(st.just("unpause"), st.none()),
        st.tuples(st.just("machine"), DAYS),
        st.tuples(st.just("version"), DAYS),
    ),
    min_size=5,
    max_size=12,
)
TERMS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["fixed", "equipment"]),
        "months": st.sampled_from(["1", "2", "3", "6", "12"]),
        "timing": st.sampled_from(["advance", "arrears"]),
        "alignment": st.sampled_from(["calendar", "start"]),
        "price_per": st.sampled_from(["period", "year"]),
        "price_unit": st.sampled_from([310.0, 99.99, 1000.0]),
    }
)


@tagged("post_install", "-at_install")
class TestContractFeeProperties(FeeCommon):
    @settings(max_examples=25)
    @given(TERMS, DAYS, STEPS)
    def test_the_sum_billed_equals_the_sum_due(self, terms, start, steps):
        self.env.cr.execute("SAVEPOINT fees")
        try:
            self._walk(terms, start, steps)
        finally:
            self.env.flush_all()
            self.env.cr.execute("ROLLBACK TO SAVEPOINT fees")
            self.env.invalidate_all(flush=False)

    def _walk(self, terms, start, steps):
        self.contract = self._create_contract(
            active=True, date_start=start, date_end="2027-03-31"
        ).sudo()
        self._create_fee(self.contract, **terms)
        for name, value in steps:
            with freeze_time("2026-06-15"):
                getattr(self, f"_step_{name}")(value)
                self._assert_ledger_is_invoiced(self.contract)
        self._charge(self.contract, "2027-06-30")
        self._step_bill("customer")
        self._step_bill("customer")
        self._assert_nothing_left()

    def _assert_nothing_left(self):
        """All that is due has been billed, source by source."""
        self._charge(self.contract, "2027-06-30")
        self.assertFalse(self._open(self.contract))
        due, billed = self._due(), {}
        for charge in self._charges_of(self.contract):
            key = charge.source_key
            billed[key] = billed.get(key, 0.0) + charge.amount
        for key in due | billed:
            self.assertAlmostEqual(
                billed.get(key, 0.0), due.get(key, 0.0), places=6, msg=key
            )
        self._assert_ledger_is_invoiced(self.contract)

    def _due(self):
        """Return ``{source: amount}`` as a contract would be charged that begins now,
        with all that was agreed on and done."""
        places = self.contract._fee_machines()
        drafts = [
            draft
            for fee in self.contract.fee_ids
            for part in fee._due_parts(date(2027, 6, 30), anew=True)
            for draft in fee._part_drafts(part, None, places)
        ]
        return {
            draft["source_key"]: draft["quantity"] * draft["price_unit"]
            for draft in drafts
        }

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def _step_charge(self, day):
        self._charge(self.contract, day)

    def _step_settle(self, day):
        self._charge(self.contract, day)
        self._step_bill("customer")

    def _step_bill(self, grouping):
        self._moves().filtered(lambda move: move.state == "draft").action_post()
        self._bill(self.contract, grouping)

    def _step_delete_draft(self, _value):
        self._bill(self.contract, post=False).sudo().unlink()

    def _moves(self):
        lines = self.env["account.move.line"].search(
            [("fieldwork_contract_id", "=", self.contract.id)]
        )
        return lines.move_id.sorted("id")

    def _invoices(self):
        return self._moves().filtered(
            lambda move: move.state == "posted"
            and move.move_type == "out_invoice"
            and not move.reversal_move_ids
        )

    def _step_take_back(self, index):
        if invoices := self._invoices():
            self._credit(invoices[index % len(invoices)], "bill_again")

    def _step_replace(self, index):
        if invoices := self._invoices():
            self._credit(invoices[index % len(invoices)], "give_back", is_modify=True)

    def _step_pause(self, value):
        start, length = value
        self.env["fieldwork.contract.pause"].create(
            {
                "contract_id": self.contract.id,
                "date_from": start,
                "date_to": start + timedelta(length),
                "reason": "Rebuilding",
            }
        )

    def _step_unpause(self, _value):
        self.contract.pause_ids[:1].unlink()

    def _step_machine(self, day):
        machine = self.equipment.copy({"name": "Oven"})
        self.contract.coverage_ids = [
            Command.create({"equipment_id": machine.id, "date_from": day})
        ]

    def _step_version(self, day):
        last = self.contract.fee_ids.sorted("id")[-1]
        if day > last._first_day():
            last.action_new_version(day, {"price_unit": last.price_unit + 0.07})
