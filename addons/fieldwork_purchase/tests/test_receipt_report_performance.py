"""The list takes as many queries for many notes as for few."""

from odoo.tests import tagged

from .common import FieldworkPurchaseCommon


@tagged("post_install", "-at_install")
class TestReceiptReportPerformance(FieldworkPurchaseCommon):
    NAMES = (
        "partner_id",
        "supplier_note",
        "date",
        "purchase_id",
        "picking_id",
        "product_id",
        "received_qty",
        "billed_qty",
        "billed_price",
        "amount_difference",
        "state",
    )

    def _count(self, orders):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        rows = self.env["fieldwork.receipt.report"].web_search_read(
            [("purchase_id", "in", orders.ids)],
            {
                name: {"fields": {"display_name": {}}} if name.endswith("_id") else {}
                for name in self.NAMES
            },
        )
        self.assertEqual(rows["length"], 2 * len(orders))
        return self.cr.sql_log_count - before

    def test_the_list(self):
        orders = self.env["purchase.order"]
        for number in range(12):
            order = self._order(self._create_part(), 4)
            self._receive(order, f"A{number}", 2)
            self._receive(order, f"B{number}", 2)
            self._bill(order, 3, 11.0)
            orders |= order
        self._count(orders[:1])  # whatever is read once
        few, many = self._count(orders[:2]), self._count(orders)
        self.assertLessEqual(many, few)

    def test_the_warnings_of_a_list_of_receipts(self):
        def count(receipts):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            receipts.mapped("fieldwork_supplier_note_warning")
            return self.cr.sql_log_count - before

        receipts = self.env["stock.picking"]
        for number in range(12):
            receipts |= self._receive(self._order(), f"N{number % 6}")
        count(receipts[:1])
        few, many = count(receipts[:2]), count(receipts)
        self.assertLessEqual(many, few)
