"""One job with everything in it, its arithmetic written out by hand."""

import re

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.fieldwork.tests.common_orders import at

from .common_invoice import BillingInvoiceCommon


@tagged("post_install", "-at_install")
class TestStory(BillingInvoiceCommon):
    def test_from_the_visits_to_the_paid_invoice(self):
        self.labour_rate.write({"minimum_minutes": 60, "scope": "person"})
        self.labour_rate.band_ids = self._create_band(
            name="Saturday night", sat=True, hour_from=22, hour_to=6, percent=150
        )
        self._create_rate(kind="travel", product_id=self.km.id, travel_by="distance")
        self.pricelist.item_ids = [
            (
                0,
                0,
                {
                    "compute_price": "percentage",
                    "percent_price": 10,
                    "applied_on": "3_global",
                },
            )
        ]
        pump = self._create_equipment("Pump", warranty_parts_until="2026-12-31")
        order = self._create_order(equipment_ids=[(6, 0, (self.equipment | pump).ids)])
        first = self._day(order)
        first.action_set_distance(34)
        seal = order.sudo().material_ids.filtered(lambda m: m.name == "Seal")
        seal.equipment_id = pump
        self._night(order)

        # By hand, at nine tenths of the list:
        amounts = {
            # 1 h 50 min of one in steps of 15 min are 2 h at 54.00
            "Labour\nAna": 108.00,
            # 40 min of the other are at least 1 h, on Saturday night at 81.00
            "Labour\nSaturday night · Ben": 81.00,
            # 34 km at 0.45
            "Kilometre": 15.30,
            # one part at 90.00; the other is under warranty
            "Pump body": 90.00,
            "Seal": 0.00,
        }
        move = self._invoice(order)
        lines = {
            re.sub(r"(\n| · )\d\d/.*", "", line.name): line.price_subtotal
            for line in move.invoice_line_ids
        }
        self.assertEqual(lines, amounts)
        # Hours stand beside work, and not beside kilometres.
        told = {line.product_id.name: line.name for line in move.invoice_line_ids}
        self.assertIn(" – ", told["Labour"])
        self.assertNotIn(" – ", told["Kilometre"])
        self.assertEqual(move.amount_untaxed, 294.30)
        self.assertEqual(order.sudo().amount_billed, 294.30)
        self._assert_sums_agree(order)
        self._pay(move)
        self.assertIn(move.payment_state, ("paid", "in_payment"))
        self.assertFalse(order.sudo()._payable_invoices())

    def _day(self, order):
        """Ana works from 9:00 to 10:50 on Tuesday, and changes two parts."""
        visit = order.plan(at(9), technicians=self.ana).sudo()
        parts = self.env["product.product"].create(
            [
                {"name": "Pump body", "list_price": 100, "taxes_id": False},
                {"name": "Seal", "list_price": 20, "taxes_id": False},
            ]
        )
        with freeze_time(at(10, 50)):
            visit.action_start(at=at(9))
            for part in parts:
                visit.action_material(product=part.id, used_qty=1)
            visit.action_done("to_continue", "time")
        return visit

    def _night(self, order):
        """Ben works from 23:00 to 23:40 on Saturday, by the clocks of Madrid."""
        visit = order.plan(at(22, day=14), technicians=self.ben).sudo()
        with freeze_time(at(22, 40, day=14)):
            visit.action_start(at=at(22, day=14))
            visit.action_done("solved")

    def _pay(self, move):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=move.ids
        ).create({})._create_payments()
