"""Whatever is reversed, reopened, changed and billed again, and in whatever order: the
sum billed equals the sum due."""

from datetime import timedelta

from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import tagged

from odoo.addons.fieldwork.tests import properties  # noqa: F401
from odoo.addons.fieldwork.tests.common_orders import at

from .common_invoice import BillingInvoiceCommon

STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("correct"), st.integers(5, 240)),
        st.tuples(st.just("material"), st.sampled_from([0, 1, 2.5, 4])),
        st.tuples(st.just("bill"), st.sampled_from(["order", "customer", "month"])),
        st.tuples(st.just("delete_draft"), st.none()),
        st.tuples(st.just("take_back"), st.integers(0, 3)),
        st.tuples(st.just("replace"), st.integers(0, 3)),
        st.tuples(st.just("goodwill"), st.integers(0, 3)),
        st.tuples(st.just("reopen"), st.none()),
        st.tuples(st.just("price"), st.sampled_from([50, 60, 80])),
        st.tuples(st.just("warranty"), st.booleans()),
    ),
    min_size=3,
    max_size=9,
)


@tagged("post_install", "-at_install")
class TestLedgerProperties(BillingInvoiceCommon):
    @settings(max_examples=40)
    @given(STEPS)
    def test_the_sum_billed_equals_the_sum_due(self, steps):
        self.env.cr.execute("SAVEPOINT ledger")
        try:
            self._walk(steps)
        finally:
            self.env.flush_all()
            self.env.cr.execute("ROLLBACK TO SAVEPOINT ledger")
            self.env.invalidate_all(flush=False)

    def _walk(self, steps):
        self.visit = self._done_visit(
            minutes=60, equipment_ids=[(6, 0, self.equipment.ids)]
        )
        self.order = self.visit.order_id.sudo()
        for name, value in steps:
            getattr(self, f"_step_{name}")(value)
            self._assert_sums_agree(self.order)
        self._step_bill("customer")
        self._assert_nothing_left()

    def _assert_nothing_left(self):
        """All that is due has been billed: per source, and over all."""
        self.order._update_charges()
        open_charges = self.order.charge_ids.filtered(lambda c: c.state == "open")
        self.assertFalse(open_charges.filtered(lambda c: c.verdict == "bill"))
        due = {
            draft["source_key"]: draft["quantity"]
            for draft in self.order._due_charges()
            if draft["verdict"] == "bill"
        }
        billed = {}
        for charge in self.order.charge_ids:
            if charge.state == "billed" and charge.verdict == "bill":
                if not charge.is_goodwill:
                    billed.setdefault(charge.source_key, 0)
                    billed[charge.source_key] += charge.quantity
        for key in due | billed:
            self.assertAlmostEqual(
                billed.get(key, 0), due.get(key, 0), delta=0.005, msg=key
            )
        total = sum(self.order.charge_ids.mapped("amount"))
        self.assertAlmostEqual(self._billed(self.order), total, delta=0.02)

    # ------------------------------------------------------------------
    # Steps
    # ------------------------------------------------------------------

    def _step_correct(self, minutes):
        log = self.visit.worklog_ids
        with freeze_time(at(20)):
            log.action_correct(
                start=log.start,
                stop=log.start + timedelta(minutes=minutes),
                reason="Told wrong",
            )

    def _step_material(self, quantity):
        if self.order.state == "done":
            self._step_reopen()
        line = self.visit.material_ids
        if line:
            line.used_qty = quantity
        elif quantity:
            self.env["fieldwork.material"].create(
                {
                    "order_id": self.order.id,
                    "visit_id": self.visit.id,
                    "product_id": self.part.id,
                    "used_qty": quantity,
                }
            )

    def _step_reopen(self, _value=None):
        if self.order.state == "done":
            self.order.action_reopen("Once more")
        else:
            self.order.action_done()

    def _step_price(self, price):
        self.labour.list_price = price
        self.order._update_charges()

    def _step_warranty(self, is_covered):
        self.equipment.warranty_labour_until = "2026-12-31" if is_covered else False
        self.order._update_charges()

    def _step_bill(self, grouping):
        self._drafts().action_post()
        self._invoice(self.order, grouping)

    def _step_delete_draft(self, _value):
        self._invoice(self.order, "order", post=False).sudo().unlink()

    def _drafts(self):
        return self._moves().filtered(lambda move: move.state == "draft")

    def _moves(self):
        lines = self.env["account.move.line"].search(
            [("fieldwork_order_id", "=", self.order.id)]
        )
        return lines.move_id.sorted("id")

    def _invoices(self):
        """Return the invoices that were not taken back yet."""
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

    def _step_goodwill(self, index):
        if invoices := self._invoices():
            self._credit(invoices[index % len(invoices)], "give_back")
