"""A part that was quoted on a visit leaves the van once, and is billed once."""

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.fieldwork.tests.common_orders import at
from odoo.addons.fieldwork_billing.tests.common_invoice import BillingInvoiceCommon


@tagged("post_install", "-at_install")
class TestStockBilling(BillingInvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.part.is_storable = True
        warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.stock = warehouse.lot_stock_id
        cls.van_location = cls.van._fieldwork_stock_location(cls.company)[cls.van.id]
        cls.env["stock.quant"]._update_available_quantity(cls.part, cls.van_location, 5)

    def _quote(self):
        visit = self._create_visit(technicians=self.ana, resources=self.van).sudo()
        with freeze_time(at(10)):
            visit.action_start(at=at(9))
            quote_id = visit.action_request_quote("New pump", parts=[(self.part, 2)])
            visit.action_done("to_continue", "quote")
        return visit.order_id, self.env["sale.order"].browse(quote_id)

    def _moves(self):
        return self.env["stock.move"].search(
            [("product_id", "=", self.part.id), ("state", "!=", "cancel")]
        )

    def test_the_visit_delivers_what_was_quoted(self):
        order, quote = self._quote()
        with freeze_time(at(12)):
            quote.action_confirm()
        line = quote.order_line.filtered("product_id")
        self.assertEqual(line.qty_delivered_method, "fieldwork")
        self.assertFalse(quote.picking_ids)
        self.assertFalse(self._moves().filtered("sale_line_id"))
        visit = order.plan(
            at(14), technicians=self.ana, resources=self.van, additional=True
        ).sudo()
        with freeze_time(at(15)):
            visit.action_start(at=at(14))
            order.material_ids.write({"visit_id": visit.id, "used_qty": 2})
            visit.action_done("solved")
        done = self._moves().filtered(lambda move: move.state == "done")
        self.assertEqual(sum(done.mapped("quantity")), 2)
        self.assertEqual(done.location_id, self.van_location)
        self.assertEqual(line.qty_delivered, 2)
        quote._create_invoices()
        self.assertEqual(quote.invoice_ids.amount_untaxed, 200.0)
        self.assertFalse(
            self._charges(order).filtered(
                lambda c: c.kind == "material" and c.verdict == "bill"
            )
        )

    def test_an_ordinary_sale_is_delivered_by_the_warehouse(self):
        sale = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [(0, 0, {"product_id": self.part.id})],
            }
        )
        sale.action_confirm()
        self.assertEqual(sale.order_line.qty_delivered_method, "stock_move")
        self.assertTrue(sale.picking_ids)

    def test_a_part_from_the_van_is_moved_and_billed_once(self):
        order = self._create_order()
        visit = self._create_visit(
            order, technicians=self.ana, resources=self.van
        ).sudo()
        with freeze_time(at(10)):
            visit.action_start(at=at(9))
            visit.action_material(product=self.part.id, used_qty=1)
            visit.action_done("solved")
        self.assertEqual(self._moves().mapped("quantity"), [1.0])
        move = self._invoice(order)
        part = move.invoice_line_ids.filtered(lambda line: line.product_id == self.part)
        self.assertEqual(part.price_subtotal, 100.0)
        self.assertEqual(len(self._moves()), 1)

    def _receive(self, product, quantity):
        """Return the move that brought ``quantity`` into the van from a supplier."""
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.van_location.id,
                "company_id": self.company.id,
            }
        )
        move._action_confirm()
        move.write({"quantity": quantity, "picked": True})
        move._action_done()
        return move

    def test_the_cost_follows_what_the_receipt_is_worth(self):
        category = self.env["product.category"].create(
            {"name": "Average", "property_cost_method": "average"}
        )
        valve = self.part.create(
            {
                "name": "Valve",
                "is_storable": True,
                "categ_id": category.id,
                "standard_price": 10.0,
            }
        )
        receipt = self._receive(valve, 10)
        visit = self._create_visit(technicians=self.ana, resources=self.van).sudo()
        with freeze_time(at(10)):
            visit.action_start(at=at(9))
            visit.action_material(product=valve.id, used_qty=3)
            visit.action_done("solved")
        material = visit.material_ids
        self.assertEqual(material.cost, 30.0)
        receipt.value_manual = 120.0
        self.assertEqual(material.cost, 36.0)
        self.assertEqual(visit.order_id.material_cost, 36.0)
        self.assertEqual(valve.total_value, 84.0)
        receipt.value_manual = 100.0
        self.assertEqual(material.cost, 30.0)

    def test_what_the_stock_does_not_have_costs_what_the_product_does(self):
        visit = self._create_visit(technicians=self.ana, resources=self.van).sudo()
        with freeze_time(at(10)):
            visit.action_start(at=at(9))
            visit.action_material(product=self.part.id, used_qty=7)
            visit.action_done("solved")
        self.assertEqual(visit.material_ids.stock_state, "missing")
        self.assertEqual(visit.material_ids.cost, 280.0)
        self.assertEqual(sum(self._moves().mapped("value")), 200.0)
