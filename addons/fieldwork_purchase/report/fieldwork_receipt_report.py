from odoo import fields, models
from odoo.tools import SQL

STATES = [
    ("to_bill", "To Bill"),
    ("quantity", "Quantity Differs"),
    ("price", "Price Differs"),
    ("over", "Billed more than Received"),
    ("matched", "Matched"),
]


class FieldworkReceiptReport(models.Model):
    """What was received against what was billed: a row per line of a purchase order
    and receipt, so per delivery note.

    - **Received** counts done moves as ``qty_received`` of the order line does; what
      went back counts on the receipt it came with. All in the unit of the product.
    - **Billed** counts bills less credit notes as ``qty_invoiced`` does: drafts too,
      cancelled ones not. A bill covers a line of an order, not a note. Its quantity is
      given to the notes in the order of their dates, first in, first billed; what is
      billed beyond all that was received stands on the last one. A line that was billed
      and never received has a row of its own.
    - **Billed price** is the mean of all bills of the line, as core takes it for the
      value of its receipts. Prices are in the order's currency.
    - **Amounts** are in the currency of the company that looks, at the rate of the
      order (as in core's purchase analysis): rates of exchange make no differences.
      ``received + difference = billed + to bill``.
    """

    _name = "fieldwork.receipt.report"
    _description = "Received and Billed"
    _auto = False
    _order = "date desc, id"
    _rec_name = "purchase_line_id"

    _depends = {
        "account.move": ["state", "move_type", "payment_state"],
        "account.move.line": [
            "purchase_line_id",
            "quantity",
            "price_subtotal",
            "balance",
            "product_uom_id",
            "currency_id",
            "display_type",
        ],
        "purchase.order": ["partner_id", "company_id", "currency_id", "currency_rate"],
        "purchase.order.line": [
            "order_id",
            "product_id",
            "product_uom_id",
            "product_qty",
            "price_unit",
            "discount",
            "price_subtotal",
        ],
        "stock.move": [
            "state",
            "quantity",
            "product_id",
            "product_uom",
            "purchase_line_id",
            "picking_id",
            "location_id",
            "location_dest_id",
            "origin_returned_move_id",
            "to_refund",
            "date",
        ],
        "stock.picking": ["fieldwork_supplier_note", "fieldwork_supplier_note_date"],
        "stock.location": ["usage", "company_id"],
        "uom.uom": ["factor"],
    }

    partner_id = fields.Many2one("res.partner", string="Supplier", readonly=True)
    supplier_note = fields.Char(string="Delivery Note", readonly=True)
    supplier_note_date = fields.Date(string="Date of the Note", readonly=True)
    date = fields.Date(
        readonly=True,
        help="Of the delivery note, else the day of the receipt, else of the order.",
    )
    picking_id = fields.Many2one("stock.picking", string="Receipt", readonly=True)
    purchase_id = fields.Many2one(
        "purchase.order", string="Purchase Order", readonly=True
    )
    purchase_line_id = fields.Many2one(
        "purchase.order.line", string="Purchase Order Line", readonly=True
    )
    company_id = fields.Many2one("res.company", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    product_uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    received_qty = fields.Float(string="Received", digits="Product Unit", readonly=True)
    returned_qty = fields.Float(string="Returned", digits="Product Unit", readonly=True)
    billed_qty = fields.Float(string="Billed", digits="Product Unit", readonly=True)
    qty_difference = fields.Float(
        string="Difference in Quantity",
        digits="Product Unit",
        readonly=True,
        help="Billed less received; what is not billed yet is below zero.",
    )
    currency_id = fields.Many2one(
        "res.currency", string="Currency of the Order", readonly=True
    )
    order_price = fields.Float(
        digits="Product Price",
        readonly=True,
        aggregator=None,
        help="Of a unit of the product, without taxes, in the order's currency.",
    )
    billed_price = fields.Float(
        digits="Product Price",
        readonly=True,
        aggregator=None,
        help="The mean of the bills, for a unit of the product, without taxes, in the "
        "order's currency.",
    )
    price_difference = fields.Float(
        string="Difference in Price",
        digits="Product Price",
        readonly=True,
        aggregator=None,
    )
    amount_currency_id = fields.Many2one(
        "res.currency", string="Currency of the Amounts", readonly=True
    )
    amount_received = fields.Monetary(
        string="Received at Order Price",
        currency_field="amount_currency_id",
        readonly=True,
        help="Without what was returned.",
    )
    amount_billed = fields.Monetary(currency_field="amount_currency_id", readonly=True)
    amount_to_bill = fields.Monetary(
        currency_field="amount_currency_id",
        readonly=True,
        help="What is received and not billed, at the price of the order.",
    )
    amount_difference = fields.Monetary(
        string="Difference in Amount",
        currency_field="amount_currency_id",
        readonly=True,
        help="What is billed beyond the quantity received and the price ordered.",
    )
    has_draft_bill = fields.Boolean(
        string="Draft Bills",
        readonly=True,
        help="Some of the bills of the line are not posted yet.",
    )
    state = fields.Selection(STATES, string="Status", readonly=True)

    # ------------------------------------------------------------------
    # The ways on
    # ------------------------------------------------------------------

    def action_open_receipt(self):
        """Show the receipt that the row tells of."""
        self.ensure_one()
        return self._open(self.picking_id)

    def action_open_order(self):
        """Show the purchase order."""
        self.ensure_one()
        return self._open(self.purchase_id)

    def action_open_bills(self):
        """Show the bills and credit notes of the order's line."""
        self.ensure_one()
        bills = self.purchase_line_id.invoice_lines.move_id
        if len(bills) == 1:
            return self._open(bills)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Bills of %(order)s", order=self.purchase_id.name),
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": [("id", "in", bills.ids)],
            "context": {"create": False},
        }

    def _open(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "view_mode": "form",
            "views": [(False, "form")],
        }

    # ------------------------------------------------------------------
    # The query
    # ------------------------------------------------------------------

    @property
    def _table_query(self):
        return SQL(
            """
            WITH moved AS (%(moved)s),
                 received AS (%(received)s),
                 billed AS (%(billed)s),
                 allocated AS (%(allocated)s),
                 priced AS (%(priced)s)
            SELECT priced.*, %(state)s AS state
              FROM priced
              JOIN res_currency currency ON currency.id = priced.currency_id
            """,
            moved=self._query_moved(),
            received=self._query_received(),
            billed=self._query_billed(),
            allocated=self._query_allocated(),
            priced=self._query_priced(),
            state=self._select_state(),
        )

    def _query_moved(self):
        """Each done move with what it adds to a receipt, as ``qty_received`` counts.

        ``received``, ``returned`` in the unit of the product; ``receipt_id`` is the
        transfer that the goods came with first, also for what went back, or came again.
        """
        return SQL(
            """
            SELECT move.id,
                   move.purchase_line_id,
                   move.date,
                   COALESCE(first.picking_id, origin.picking_id, move.picking_id)
                       AS receipt_id,
                   CASE WHEN %(is_return)s OR %(comes_again)s OR %(from_customer)s
                        THEN 0 ELSE %(quantity)s END AS received,
                   CASE WHEN origin.id IS NOT NULL AND NOT move.to_refund THEN 0
                        WHEN %(is_return)s THEN %(quantity)s
                        WHEN %(comes_again)s THEN -%(quantity)s
                        ELSE 0 END AS returned
              FROM stock_move move
              JOIN purchase_order_line line ON line.id = move.purchase_line_id
               AND line.product_id = move.product_id
              JOIN uom_uom unit ON unit.id = move.product_uom
              JOIN product_product product ON product.id = move.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN uom_uom base ON base.id = template.uom_id
              JOIN stock_location place ON place.id = move.location_dest_id
         LEFT JOIN stock_move origin ON origin.id = move.origin_returned_move_id
         LEFT JOIN stock_location origin_from ON origin_from.id = origin.location_id
         LEFT JOIN stock_location origin_to ON origin_to.id = origin.location_dest_id
         LEFT JOIN stock_move first ON first.id = origin.origin_returned_move_id
             WHERE move.state = 'done'
            """,
            quantity=SQL("(move.quantity * unit.factor / base.factor)"),
            is_return=self._sql_goes_back(SQL("move"), SQL("place")),
            comes_again=SQL(
                "COALESCE(%s, FALSE)",
                self._sql_goes_back(SQL("origin"), SQL("origin_to")),
            ),
            # A dropshipped part that the customer sends to us was received before.
            from_customer=SQL(
                "COALESCE(origin_from.usage = 'supplier'"
                " AND origin_to.usage = 'customer', FALSE)"
            ),
        )

    def _sql_goes_back(self, move, place):
        """Return what tells that ``move`` gives goods back to the supplier, as
        ``_is_purchase_return`` does."""
        between = self.env.ref("stock.stock_location_inter_company", False)
        return SQL(
            "(%(place)s.usage = 'supplier'"
            " OR %(move)s.origin_returned_move_id IS NOT NULL"
            " AND %(move)s.location_dest_id = %(between)s)",
            place=place,
            move=move,
            between=between.id if between else 0,
        )

    def _query_received(self):
        """A row per line of an order and receipt."""
        return SQL(
            """
            SELECT purchase_line_id,
                   receipt_id,
                   min(id) AS move_id,
                   min(date) AS date,
                   sum(received) AS received,
                   sum(returned) AS returned
              FROM moved
          GROUP BY purchase_line_id, receipt_id
            """
        )

    def _query_billed(self):
        """A row per line of an order that was billed: quantity in the unit of the
        product, amount in the order's currency, credit notes taken off."""
        return SQL(
            """
            SELECT bill_line.purchase_line_id,
                   sum(%(sign)s * bill_line.quantity * unit.factor / base.factor)
                       AS quantity,
                   sum(CASE WHEN bill_line.currency_id = purchase.currency_id
                            THEN %(sign)s * bill_line.price_subtotal
                            ELSE bill_line.balance * purchase.currency_rate
                       END) AS amount,
                   bool_or(bill.state = 'draft') AS has_draft
              FROM account_move_line bill_line
              JOIN account_move bill ON bill.id = bill_line.move_id
              JOIN purchase_order_line line ON line.id = bill_line.purchase_line_id
              JOIN purchase_order purchase ON purchase.id = line.order_id
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
               AND template.type = 'consu'
              JOIN uom_uom base ON base.id = template.uom_id
              JOIN uom_uom unit
                ON unit.id = COALESCE(bill_line.product_uom_id, line.product_uom_id)
             WHERE bill_line.display_type = 'product'
               AND bill.move_type IN ('in_invoice', 'in_refund')
               AND (bill.state != 'cancel'
                    OR bill.payment_state = 'invoicing_legacy')
          GROUP BY bill_line.purchase_line_id
            """,
            sign=SQL("CASE bill.move_type WHEN 'in_refund' THEN -1 ELSE 1 END"),
        )

    def _query_allocated(self):
        """The receipts with their share of what was billed, first in, first billed."""
        return SQL(
            """
            SELECT receipt.*,
                   CASE WHEN NOT is_last
                        THEN GREATEST(LEAST(total, upto) - (upto - net), 0)
                        WHEN total < 0 THEN total
                        ELSE GREATEST(total - (upto - net), 0)
                   END AS billed
              FROM (SELECT COALESCE(received.purchase_line_id, billed.purchase_line_id)
                               AS purchase_line_id,
                           receipt_id,
                           move_id,
                           received.date,
                           COALESCE(received, 0) AS received,
                           COALESCE(returned, 0) AS returned,
                           COALESCE(received - returned, 0) AS net,
                           sum(COALESCE(received - returned, 0)) OVER in_order AS upto,
                           lead(move_id) OVER in_order IS NULL AS is_last,
                           COALESCE(billed.quantity, 0) AS total,
                           COALESCE(billed.amount, 0) AS amount,
                           COALESCE(billed.has_draft, FALSE) AS has_draft,
                           fieldwork_supplier_note,
                           fieldwork_supplier_note_date
                      FROM received
                 FULL JOIN billed USING (purchase_line_id)
                 LEFT JOIN stock_picking picking ON picking.id = receipt_id
                    WINDOW in_order AS (
                           PARTITION BY COALESCE(received.purchase_line_id,
                                                 billed.purchase_line_id)
                               ORDER BY COALESCE(fieldwork_supplier_note_date,
                                                 received.date::date), move_id)
                   ) receipt
            """
        )

    def _query_priced(self):
        return SQL(
            """
            SELECT %(id)s AS id,
                   purchase.partner_id,
                   purchase.id AS purchase_id,
                   purchase.company_id,
                   purchase.currency_id,
                   line.id AS purchase_line_id,
                   line.product_id,
                   base.id AS product_uom_id,
                   receipt_id AS picking_id,
                   fieldwork_supplier_note AS supplier_note,
                   fieldwork_supplier_note_date AS supplier_note_date,
                   COALESCE(fieldwork_supplier_note_date, %(day)s) AS date,
                   received AS received_qty,
                   returned AS returned_qty,
                   billed AS billed_qty,
                   billed - net AS qty_difference,
                   order_price,
                   billed_price,
                   billed_price - order_price AS price_difference,
                   %(currency)s AS amount_currency_id,
                   net * order_price * worth.rate AS amount_received,
                   billed_amount * worth.rate AS amount_billed,
                   to_bill * order_price * worth.rate AS amount_to_bill,
                   (billed_amount + (to_bill - net) * order_price) * worth.rate
                       AS amount_difference,
                   billed * (billed_price - order_price) AS price_effect,
                   has_draft AS has_draft_bill
              FROM allocated
              JOIN purchase_order_line line ON line.id = purchase_line_id
              JOIN purchase_order purchase ON purchase.id = line.order_id
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN uom_uom base ON base.id = template.uom_id
              JOIN uom_uom unit ON unit.id = line.product_uom_id
         LEFT JOIN %(currency_table)s
                ON account_currency_table.company_id = purchase.company_id
        CROSS JOIN LATERAL (SELECT %(order_price)s AS order_price,
                                   CASE WHEN total > 0 THEN amount / total END
                                       AS billed_price,
                                   CASE WHEN total > 0 THEN amount * billed / total
                                        WHEN is_last THEN amount
                                        ELSE 0 END AS billed_amount,
                                   GREATEST(net - billed, 0) AS to_bill,
                                   account_currency_table.rate
                                   / COALESCE(purchase.currency_rate, 1) AS rate
                           ) worth
            """,
            id=self._sql_row_id(),
            day=self._sql_day(),
            currency=self.env.company.currency_id.id,
            currency_table=self.env["res.currency"]._get_simple_currency_table(
                self.env.companies
            ),
            # Net of discounts and of taxes that the price includes.
            order_price=SQL(
                "CASE WHEN line.product_qty <> 0"
                " THEN line.price_subtotal / line.product_qty"
                " ELSE line.price_unit * (1 - COALESCE(line.discount, 0) / 100)"
                " END * base.factor / unit.factor"
            ),
        )

    def _sql_row_id(self):
        """Return an id that stays: of the first move, or of the line when nothing was
        received. The two kinds are told apart by the last bit."""
        return SQL("COALESCE(move_id * 2, line.id * 2 + 1)")

    def _sql_day(self):
        """Return the day of the receipt, else of the order, where the user is."""
        return SQL(
            "(COALESCE(allocated.date, purchase.date_approve, purchase.date_order)"
            " AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
            str(self.env.tz),
        )

    def _select_state(self):
        """Prices differ when both the price and what it makes are off by more than a
        rounding: amounts on bills are rounded, prices per unit are not."""
        digits = self.env["decimal.precision"].precision_get
        return SQL(
            """
            CASE WHEN round(qty_difference::numeric, %(unit)s) > 0 THEN 'over'
                 WHEN round(price_difference::numeric, %(price)s) <> 0
                  AND round(price_effect::numeric, currency.decimal_places) <> 0
                 THEN 'price'
                 WHEN round(qty_difference::numeric, %(unit)s) = 0 THEN 'matched'
                 WHEN round(billed_qty::numeric, %(unit)s) = 0 THEN 'to_bill'
                 ELSE 'quantity' END
            """,
            unit=digits("Product Unit"),
            price=digits("Product Price"),
        )
