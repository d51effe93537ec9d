from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command


class FieldworkPurchaseDemo(models.AbstractModel):
    """Buys the parts of the demo data and has them billed; nothing else calls it."""

    _name = "fieldwork.purchase.demo"
    _description = "Demo Data of Fieldwork Purchase"

    @api.model
    def _buy(self, supplier_id, product_id, price, notes):
        """Order a part and receive it in the last month.

        :param list notes: ``(number, day of the last month, quantity)``
        :return: the purchase order
        """
        day = self._last_month(notes[0][1]) - relativedelta(days=4)
        line = {
            "product_id": product_id,
            "product_qty": sum(quantity for _number, _day, quantity in notes),
            "price_unit": price,
            "date_planned": self._last_month(notes[0][1]),
        }
        order = self.env["purchase.order"].create(
            {
                "partner_id": supplier_id,
                "company_id": self.env.ref("base.main_company").id,
                "date_order": day,
                "order_line": [Command.create(line)],
            }
        )
        order.button_confirm()
        order.date_approve = day
        for number, day_of_month, quantity in notes:
            self._receive(order, number, self._last_month(day_of_month), quantity)
        return order

    @api.model
    def _buy_and_bill(self, supplier_id, product_id, price, notes, billed):
        """The same, and the bill came at the month's end.

        :param float billed: the price on the bill
        """
        order = self._buy(supplier_id, product_id, price, notes)
        self._bill(order, billed)

    @api.model
    def _bill_last(self, product_id, price):
        """Post the bill of what was bought of a part, at another price."""
        line = self.env["purchase.order.line"].search(
            [("product_id", "=", product_id), ("qty_to_invoice", ">", 0)], limit=1
        )
        self._bill(line.order_id, price)

    def _receive(self, order, number, moment, quantity):
        receipt = order.picking_ids.filtered(lambda one: one.state == "assigned")
        receipt.write(
            {
                "fieldwork_supplier_note": number,
                "fieldwork_supplier_note_date": moment.date(),
            }
        )
        receipt.move_ids.write({"quantity": quantity, "picked": True})
        # Not entered back in time: the cost of a product counts from when it was made.
        receipt.with_context(skip_backorder=True).button_validate()

    def _bill(self, order, price):
        company = order.company_id
        if not self.env["account.journal"].search_count(
            [("type", "=", "purchase"), ("company_id", "=", company.id)], limit=1
        ):
            return  # without a chart of accounts there are no bills
        order.action_create_invoice()
        bill = order.invoice_ids
        bill.write(
            {
                "invoice_date": self._last_month(31).date(),
                "date": self._last_month(31).date(),
                "ref": f"F-{order.id:04}",
            }
        )
        bill.invoice_line_ids.filtered("product_id").price_unit = price
        bill.action_post()

    @api.model
    def _load(self, van_id, product_id, quantity):
        """Bring parts from the shelves into a van."""
        company = self.env.ref("base.main_company")
        van = self.env["resource.resource"].browse(van_id)
        move = self.env["stock.move"].create(
            {
                "product_id": product_id,
                "product_uom_qty": quantity,
                "location_id": company._fieldwork_warehouse().lot_stock_id.id,
                "location_dest_id": van._fieldwork_stock_location(company)[van.id].id,
                "company_id": company.id,
            }
        )
        move._action_confirm()
        move.write({"quantity": quantity, "picked": True})
        move._action_done()

    @api.model
    def _last_month(self, day):
        """Return noon of a day of the month before this one; 31: its last day."""
        noon = fields.Datetime.now().replace(hour=11, minute=0, second=0)
        return noon + relativedelta(months=-1, day=day)
