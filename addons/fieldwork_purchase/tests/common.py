"""A firm that buys parts on delivery notes, uses them, and gets bills later."""

from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command

from odoo.addons.fieldwork.tests.common_orders import at
from odoo.addons.fieldwork_billing.tests.common_invoice import BillingInvoiceCommon

__all__ = ["FieldworkPurchaseCommon", "at"]


class FieldworkPurchaseCommon(BillingInvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls.env["res.partner"].create({"name": "Heating Parts Ltd"})
        cls.warehouse = cls.company._fieldwork_warehouse()
        cls.van_location = cls.van._fieldwork_stock_location(cls.company)[cls.van.id]
        cls.valve = cls._create_part()

    @classmethod
    def _create_part(cls, cost_method="average", **vals):
        category = cls.env["product.category"].create(
            {"name": cost_method, "property_cost_method": cost_method}
        )
        return cls.env["product.product"].create(
            {
                "name": "Valve",
                "is_storable": True,
                "categ_id": category.id,
                "standard_price": 10.0,
                "purchase_method": "receive",
                "supplier_taxes_id": [Command.clear()],
                **vals,
            }
        )

    @classmethod
    def _order(cls, product=None, quantity=10.0, price=10.0, **vals):
        """Return a confirmed purchase order of one line."""
        line = {
            "product_id": (product or cls.valve).id,
            "product_qty": quantity,
            "price_unit": price,
            **vals.pop("line", {}),
        }
        order = cls.env["purchase.order"].create(
            {
                "partner_id": cls.supplier.id,
                "order_line": [Command.create(line)],
                **vals,
            }
        )
        order.button_confirm()
        return order

    @classmethod
    def _receive(cls, order, note=None, quantity=None, day=None, moment=None):
        """Receive what is open of ``order``, or ``quantity`` of it, on ``note``."""
        receipt = order.picking_ids.filtered(
            lambda one: one.state not in ("done", "cancel")
        )[:1]
        receipt.write(
            {"fieldwork_supplier_note": note, "fieldwork_supplier_note_date": day}
        )
        for move in receipt.move_ids:
            move.quantity = move.product_uom_qty if quantity is None else quantity
            move.picked = True
        with freeze_time(moment or fields.Datetime.now()):
            receipt.with_context(skip_backorder=True).button_validate()
        return receipt

    @classmethod
    def _return(cls, receipt, quantity):
        """Send ``quantity`` of each line of ``receipt`` back to the supplier."""
        wizard = (
            cls.env["stock.return.picking"]
            .with_context(active_id=receipt.id, active_model="stock.picking")
            .create({"picking_id": receipt.id})
        )
        wizard.product_return_moves.quantity = quantity
        back = wizard._create_return()
        back.move_ids.picked = True
        back.button_validate()
        return back

    @classmethod
    def _bill(cls, order, quantity, price, refund=False, post=True, **vals):
        """Return a bill, or a credit note, of the line of ``order``."""
        line = order.order_line
        bill = cls.env["account.move"].create(
            {
                "move_type": "in_refund" if refund else "in_invoice",
                "partner_id": order.partner_id.id,
                "invoice_date": "2026-03-31",
                "date": "2026-03-31",
                "currency_id": order.currency_id.id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": line.product_id.id,
                            "product_uom_id": line.product_uom_id.id,
                            "quantity": quantity,
                            "price_unit": price,
                            "tax_ids": [Command.clear()],
                            "purchase_line_id": line.id,
                            **vals,
                        }
                    )
                ],
            }
        )
        if post:
            bill.action_post()
        return bill

    def _use(self, quantity, product=None, moment=None):
        """Return the order of a visit that used ``quantity`` out of the van.

        The van is filled from the shelves first.
        """
        product, moment = product or self.valve, moment or at(14)
        with freeze_time(moment):
            self._load_van(product, quantity)
            visit = self._create_visit(
                self._create_order(), moment, technicians=self.ana, resources=self.van
            ).sudo()
            visit.action_start(at=moment)
            visit.action_material(product=product.id, used_qty=quantity)
            visit.action_done("solved")
            self.env.flush_all()
        return visit.order_id

    def _load_van(self, product, quantity):
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom_qty": quantity,
                "location_id": self.warehouse.lot_stock_id.id,
                "location_dest_id": self.van_location.id,
                "company_id": self.company.id,
            }
        )
        move._action_confirm()
        move.quantity = quantity
        move.picked = True
        move._action_done()

    def _rows(self, orders):
        """Return the rows of the month-end list, in the order of the notes."""
        # Nothing tells the cache of a report that something else has changed.
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["fieldwork.receipt.report"].search(
            [("purchase_id", "in", orders.ids)], order="date, id"
        )
