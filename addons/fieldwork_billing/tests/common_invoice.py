from odoo import SUPERUSER_ID

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

from .common import BillingCommon


class BillingInvoiceCommon(BillingCommon, AccountTestInvoicingCommon):
    """With a chart of accounts; the company of core's tests is the firm."""

    @classmethod
    def _set_up_fieldwork(cls):
        # Tests of Fieldwork are set up by the system, in the company of core's tests.
        company = cls.company_data["company"]
        cls.env = cls.env(
            user=SUPERUSER_ID,
            context={**cls.env.context, "allowed_company_ids": company.ids},
        )
        return super()._set_up_fieldwork()

    @classmethod
    def _set_up_billing(cls):
        res = super()._set_up_billing()
        cls.tax = cls.company_data["default_tax_sale"]
        return res

    def _invoice(self, orders, grouping="customer", post=True):
        """Return the invoices of what is to be billed for ``orders``."""
        charges = orders.sudo().charge_ids
        moves = charges.with_user(self.biller)._create_invoices(grouping)
        if post:
            moves.action_post()
        return moves

    def _credit(self, move, mode, is_modify=False, quantity=None):
        """Take ``move`` back by core's wizard; return what it made."""
        wizard = (
            self.env["account.move.reversal"]
            .with_user(self.biller)
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"journal_id": move.journal_id.id, "fieldwork_credit": mode})
        )
        wizard.reverse_moves(is_modify=is_modify)
        made = wizard.new_move_ids
        if quantity is not None:
            made.invoice_line_ids.filtered("product_id")[0].quantity = quantity
        made.action_post()
        return made

    def _billed(self, orders):
        """Return what invoices less credit notes say for ``orders``, without taxes."""
        lines = self.env["account.move.line"].search(
            [
                ("fieldwork_order_id", "in", orders.ids),
                ("display_type", "=", "product"),
                ("parent_state", "!=", "cancel"),
            ]
        )
        return sum(
            line.price_subtotal * (-1 if line.move_type == "out_refund" else 1)
            for line in lines
        )

    def _assert_sums_agree(self, orders):
        """The ledger says the same as the invoices, per source, in SQL."""
        self.env.flush_all()
        self.env.cr.execute(
            """
            SELECT line.id, sum(charge.quantity)
                   - line.quantity * CASE move.move_type
                                     WHEN 'out_refund' THEN -1 ELSE 1 END
              FROM account_move_line line
              JOIN account_move move ON move.id = line.move_id
              JOIN fieldwork_charge charge ON charge.move_line_id = line.id
             WHERE charge.state = 'billed' AND charge.order_id IN %s
             GROUP BY line.id, line.quantity, move.move_type
            HAVING abs(sum(charge.quantity) - line.quantity * CASE move.move_type
                                     WHEN 'out_refund' THEN -1 ELSE 1 END) > 0.000001
            """,
            [tuple(orders.ids)],
        )
        self.assertFalse(self.env.cr.fetchall())
        self.env.cr.execute(
            """
            SELECT source_key FROM fieldwork_charge
             WHERE state != 'void' AND order_id IN %s
             GROUP BY source_key, revision HAVING count(*) > 1
            """,
            [tuple(orders.ids)],
        )
        self.assertFalse(self.env.cr.fetchall())
