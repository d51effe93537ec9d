"""The number of the paper that came with the goods."""

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import FieldworkPurchaseCommon


@tagged("post_install", "-at_install")
class TestSupplierNote(FieldworkPurchaseCommon):
    def test_the_form_of_a_receipt_asks_for_it(self):
        receipt = self._order().picking_ids
        with Form(receipt) as form:
            form.fieldwork_supplier_note = " DDT 1482 "
            form.fieldwork_supplier_note_date = "2026-03-02"
        self.assertEqual(receipt.fieldwork_supplier_note, "DDT 1482")
        found = self.env["stock.picking"].search(
            [("fieldwork_supplier_note", "ilike", "1482")]
        )
        self.assertIn(receipt, found)

    def test_the_form_of_a_delivery_does_not(self):
        delivery = self.env["stock.picking"].create(
            {"picking_type_id": self.warehouse.out_type_id.id}
        )
        form = Form(delivery)
        self.assertTrue(form._get_modifier("fieldwork_supplier_note", "invisible"))

    def test_the_rest_comes_on_another_note(self):
        order = self._order(quantity=10)
        first = self._receive(order, "A", 4, "2026-03-02")
        second = order.picking_ids - first
        self.assertEqual(second.backorder_id, first)
        self.assertFalse(second.fieldwork_supplier_note)
        self.assertFalse(second.fieldwork_supplier_note_date)

    def _warned(self, first, second, supplier=None):
        """Tell whether the second receipt warns, for two ``(number, date)``."""
        one = self._receive(self._order(), first[0], day=first[1])
        order = self._order(partner_id=(supplier or self.supplier).id)
        two = order.picking_ids
        form = Form(two)
        form.fieldwork_supplier_note, form.fieldwork_supplier_note_date = second
        warning = form.fieldwork_supplier_note_warning
        if warning:
            self.assertIn(one.name, warning)
            self.assertIn(second[0], warning)
        form.save()
        two.move_ids.picked = True
        two.button_validate()
        self.assertEqual(two.state, "done")  # warned of, never refused
        return bool(warning)

    def test_the_same_number_again(self):
        self.assertTrue(self._warned(("A", False), ("A", False)))

    def test_the_same_number_of_the_same_year(self):
        self.assertTrue(self._warned(("B", "2026-01-31"), ("B", "2026-03-02")))

    def test_suppliers_count_anew_each_year(self):
        self.assertFalse(self._warned(("C", "2025-03-02"), ("C", "2026-03-02")))

    def test_another_number(self):
        self.assertFalse(self._warned(("D", False), ("E", False)))

    def test_no_number(self):
        self.assertFalse(self._warned((False, False), (False, False)))

    def test_another_supplier(self):
        other = self.env["res.partner"].create({"name": "Other Parts"})
        self.assertFalse(self._warned(("F", False), ("F", False), other))

    def test_a_contact_is_the_same_supplier(self):
        contact = self.env["res.partner"].create(
            {"name": "Depot", "parent_id": self.supplier.id}
        )
        self.assertTrue(self._warned(("G", False), ("G", False), contact))

    def test_a_company_may_ask_for_it(self):
        self.company.fieldwork_ask_supplier_note = True
        order = self._order()
        receipt = order.picking_ids
        receipt.move_ids.picked = True
        for refused in (receipt.button_validate, receipt._action_done):
            with self.subTest(refused=refused.__name__):
                with self.assertRaisesRegex(UserError, receipt.name):
                    refused()
        self.assertEqual(receipt.state, "assigned")
        self._receive(order, "A")
        self.assertEqual(receipt.state, "done")

    def test_it_is_asked_of_purchases_only(self):
        self.company.fieldwork_ask_supplier_note = True
        receipt = self._receive(self._order(), "A")
        self.assertEqual(self._return(receipt, 1).state, "done")
        self._use(1)  # out of the van, and from a transfer without a paper

    def test_it_is_not_asked_at_first(self):
        self.assertEqual(self._receive(self._order()).state, "done")
