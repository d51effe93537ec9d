"""What the customer ordered: sold services, and quotes that come from a visit."""

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.fieldwork.tests.common_orders import at
from odoo.addons.fieldwork.tests.report_common import photo

from .common_invoice import BillingInvoiceCommon


@tagged("post_install", "-at_install")
class TestSoldServices(BillingInvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.service = cls._create_service("Installation", 400.0, cls.unit)
        cls.service.write(
            {"fieldwork_type_id": cls.order_type.id, "invoice_policy": "delivery"}
        )

    def _sell(self, quantity=1, **vals):
        sale = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "partner_shipping_id": self.site.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.service.id,
                            "product_uom_qty": quantity,
                        },
                    )
                ],
                **vals,
            }
        )
        sale.action_confirm()
        return sale

    def _do(self, order, start=None):
        return self._done_visit(order=order, start=start or at(9))

    def test_a_sold_service_makes_an_order_and_is_delivered_by_it(self):
        sale = self._sell(client_order_ref="PO-9")
        order = sale.fieldwork_order_ids
        self.assertEqual(order.state, "ready")
        self.assertEqual(order.site_id, self.site)
        self.assertEqual(order.type_id, self.order_type)
        self.assertEqual(order.customer_reference, "PO-9")
        self.assertEqual(sale.order_line.qty_delivered, 0)
        self._do(order)
        self.assertEqual(order.state, "done")
        self.assertEqual(sale.order_line.qty_delivered, 1)
        sale._create_invoices()
        self.assertEqual(sale.invoice_ids.amount_untaxed, 400.0)

    def test_its_time_is_not_billed_again(self):
        sale = self._sell()
        order = sale.fieldwork_order_ids
        self._do(order)
        charges = self._charges(order)
        self.assertEqual(set(charges.mapped("verdict")), {"sold"})
        self.assertEqual(charges.sale_line_id, sale.order_line)
        self.assertEqual(order.billing_state, "not_billed")
        self.assertIn(sale.name, order.billing_reason)
        self.assertFalse(self._invoice(order))

    def test_material_beside_it_is_billed(self):
        order = self._sell().fieldwork_order_ids
        visit = order.plan(at(9), technicians=self.ana).sudo()
        with freeze_time(at(10)):
            visit.action_start(at=at(9))
            visit.action_material(product=self.part.id, used_qty=1)
            visit.action_done("solved")
        self.assertEqual(self._invoice(order).amount_untaxed, 100.0)

    def test_one_order_for_each_unit(self):
        self.service.fieldwork_orders = "unit"
        sale = self._sell(3)
        orders = sale.fieldwork_order_ids
        self.assertEqual(len(orders), 3)
        self._do(orders[0])
        self.assertEqual(sale.order_line.qty_delivered, 1)
        with self.assertRaises(UserError):
            self._sell(1.5)

    def test_one_order_for_each_site(self):
        self.service.fieldwork_orders = "site"
        sites = self.site | self._create_site(self.customer, "Second")
        sale = self._sell(1, fieldwork_site_ids=[(6, 0, sites.ids)])
        self.assertEqual(sale.fieldwork_order_ids.site_id, sites)
        self._do(sale.fieldwork_order_ids[0])
        self.assertEqual(sale.order_line.qty_delivered, 0.5)

    def test_confirming_again_makes_no_second_order(self):
        sale = self._sell()
        sale.with_context(disable_cancel_warning=True).action_cancel()
        self.assertEqual(sale.fieldwork_order_ids.state, "cancelled")
        sale.action_draft()
        sale.action_confirm()
        self.assertEqual(len(sale.fieldwork_order_ids), 1)

    def test_work_that_has_begun_is_not_cancelled_with_the_sale(self):
        sale = self._sell()
        visit = sale.fieldwork_order_ids.plan(at(9), technicians=self.ana).sudo()
        visit.action_start()
        with self.assertRaises(UserError):
            sale.with_context(disable_cancel_warning=True).action_cancel()

    def test_a_salesperson_without_service_rights_sells(self):
        seller = self._create_user("fw_seller", "technician")
        seller.group_ids = self.env.ref("sales_team.group_sale_salesman_all_leads")
        sale = (
            self.env["sale.order"]
            .with_user(seller)
            .create(
                {
                    "partner_id": self.customer.id,
                    "order_line": [(0, 0, {"product_id": self.service.id})],
                }
            )
        )
        sale.action_confirm()
        self.assertEqual(sale.fieldwork_order_count, 1)
        self.assertEqual(sale.order_line.qty_delivered, 0)


@tagged("post_install", "-at_install")
class TestFieldQuotes(BillingInvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._create_user("fw_seller", "technician")
        cls.seller.group_ids += cls.env.ref("sales_team.group_sale_salesman_all_leads")
        cls.customer.user_id = cls.seller
        cls.repair = cls._create_service("Repair", 200.0, cls.unit)

    def _request(self, done=False, mode="extend", **kwargs):
        visit = self._create_visit().sudo()
        with freeze_time(at(10)):
            visit.action_start(at=at(9))
            quote_id = visit.with_user(self.technician).action_request_quote(
                "New pump", parts=[(self.part, 2)], mode=mode, **kwargs
            )
            visit.action_done("solved" if done else "to_continue", "quote")
        return visit, self.env["sale.order"].browse(quote_id)

    def test_the_salesperson_finds_a_quotation_already_filled(self):
        visit, quote = self._request()
        self.assertEqual(quote.state, "draft")
        self.assertEqual(quote.user_id, self.seller)
        self.assertEqual(quote.partner_shipping_id, self.site)
        parts = quote.order_line.filtered("product_id")
        self.assertEqual((parts.product_id, parts.product_uom_qty), (self.part, 2))
        activity = quote.activity_ids
        self.assertEqual(activity.user_id, self.seller)
        self.assertIn("New pump", activity.note)
        self.assertEqual(visit.order_id.quote_state, "draft")

    def test_photos_go_with_it(self):
        visit = self._create_visit().sudo()
        visit.action_start()
        picture = visit.action_photo(photo(size=(64, 48)), kind="before")
        quote_id = visit.action_request_quote("New pump", photos=[picture["id"]])
        attachments = self.env["ir.attachment"].search(
            [("res_model", "=", "sale.order"), ("res_id", "=", quote_id)]
        )
        self.assertEqual(len(attachments), 1)

    def test_what_is_missing_is_said(self):
        visit = self._create_visit().sudo()
        with self.assertRaises(UserError):
            visit.action_request_quote("  ")
        with self.assertRaises(UserError):
            visit.action_request_quote("Pump", parts=[(self.part, 0)])
        with self.assertRaises(UserError):
            visit.with_user(self.technician_2).action_request_quote("Pump")

    def test_accepted_it_goes_on_in_the_same_order(self):
        visit, quote = self._request(done=True)
        order = visit.order_id
        self.assertEqual(order.state, "done")
        with freeze_time(at(12)):
            quote.action_confirm()
        self.assertEqual(order.state, "ready")
        self.assertEqual(order.quote_state, "accepted")
        material = order.material_ids
        self.assertEqual((material.product_id, material.planned_qty), (self.part, 2))
        self._use(order, material)
        line = quote.order_line.filtered("product_id")
        self.assertEqual(line.qty_delivered, 2)
        part = self._charges(order).filtered(lambda c: c.kind == "material")
        self.assertEqual((part.verdict, part.sale_line_id), ("sold", line))
        # No work was quoted: it is billed by time, on both visits.
        labour = self._charges(order).filtered(lambda c: c.kind == "labour")
        self.assertEqual(set(labour.mapped("verdict")), {"bill"})
        quote._create_invoices()
        self.assertEqual(quote.invoice_ids.amount_untaxed, 200.0)

    def _use(self, order, material):
        visit = order.plan(at(14), technicians=self.ana, additional=True).sudo()
        with freeze_time(at(15)):
            visit.action_start(at=at(14))
            material.sudo().write({"visit_id": visit.id, "used_qty": 2})
            visit.action_done("solved")
        return visit

    def test_work_that_was_quoted_is_not_billed_by_time(self):
        visit, quote = self._request()
        quote.order_line = [(0, 0, {"product_id": self.repair.id})]
        with freeze_time(at(12)):
            quote.action_confirm()
        second = self._use(visit.order_id, visit.order_id.material_ids)
        labour = self._charges(visit.order_id).filtered(lambda c: c.kind == "labour")
        by_visit = {
            v: set(labour.filtered(lambda c, v=v: c.visit_id == v).mapped("verdict"))
            for v in (visit, second)
        }
        self.assertEqual(by_visit, {visit: {"bill"}, second: {"sold"}})
        service = quote.order_line.filtered(lambda line: line.product_id == self.repair)
        self.assertEqual(service.qty_delivered, 1)

    def test_accepted_it_makes_a_new_order(self):
        visit, quote = self._request(done=True, mode="new")
        quote.action_confirm()
        order = quote.fieldwork_order_ids
        self.assertEqual(visit.order_id.state, "done")
        self.assertEqual(order.origin_order_id, visit.order_id)
        self.assertEqual(order.site_id, self.site)
        self.assertEqual(order.description, "New pump")
        self.assertEqual(order.material_ids.planned_qty, 2)

    def test_accepted_again_it_plans_nothing_twice(self):
        for mode in ("extend", "new"):
            with self.subTest(mode=mode):
                _visit, quote = self._request(mode=mode)
                quote.action_confirm()
                quote.with_context(disable_cancel_warning=True).action_cancel()
                quote.action_draft()
                quote.action_confirm()
                orders = quote.fieldwork_order_ids | quote.fieldwork_order_id
                self.assertEqual(orders.material_ids.mapped("planned_qty"), [2])
                self.assertEqual(len(quote.fieldwork_order_ids), mode == "new")

    def test_accepted_after_the_order_was_cancelled(self):
        visit, quote = self._request()
        visit.order_id.action_cancel("Too dear")
        quote.action_confirm()
        self.assertEqual(visit.order_id.state, "ready")
        self.assertEqual(visit.order_id.material_ids.planned_qty, 2)

    def test_refused_and_expired_are_seen_on_the_order(self):
        visit, quote = self._request()
        quote.state = "sent"
        quote.validity_date = "2026-03-09"
        self.assertEqual(visit.order_id.quote_state, "expired")
        quote.validity_date = "2026-12-31"
        visit.order_id.invalidate_recordset(["quote_state"])
        self.assertEqual(visit.order_id.quote_state, "sent")
        quote.with_context(disable_cancel_warning=True).action_cancel()
        self.assertEqual(visit.order_id.quote_state, "refused")
