from odoo.fields import Date

from odoo.addons.fieldwork.tools.days import to_local
from odoo.addons.fieldwork_billing.tests.common_invoice import BillingInvoiceCommon

from .common import ContractCommon


class FeeCommon(ContractCommon, BillingInvoiceCommon):
    """The bakery's contract, a chart of accounts, and a fee of 310 a month."""

    @classmethod
    def _set_up_billing(cls):
        res = super()._set_up_billing()
        cls.fee_product = cls._create_service("Full service", 310.0, cls.unit)
        return res

    @classmethod
    def _create_fee(cls, contract, **vals):
        """Return a fee of 310 a month, in advance, with the calendar."""
        return (
            cls.env["fieldwork.contract.fee"]
            .with_user(cls.manager)
            .create(
                {"contract_id": contract.id, "product_id": cls.fee_product.id, **vals}
            )
        )

    def _charge(self, contracts, until):
        """Charge what falls due up to a day, as the night before that day's end."""
        contracts.sudo()._update_fee_charges(Date.to_date(until))
        self.env.flush_all()

    def _charges_of(self, contract):
        charges = contract.sudo().fee_charge_ids
        return charges.sorted(lambda one: (one.date_from, one.id))

    def _amounts(self, contract):
        return self._charges_of(contract).mapped("amount")

    def _open(self, contract):
        """Return the amounts that are still to be billed."""
        charges = self._charges_of(contract)
        return charges.filtered(lambda one: one.state == "open").mapped("amount")

    def _reasons(self, contract):
        return "\n".join(self._charges_of(contract).mapped("reason"))

    def _ledger(self, contract):
        """Return ``[(first day, last day, amount, revision, state)]``."""
        zone = self.company._fieldwork_tz()
        return [
            (
                str(to_local(one.date_from, zone).date()),
                str(to_local(one.date_to, zone).date()),
                one.amount,
                one.revision,
                one.state,
            )
            for one in self._charges_of(contract)
        ]

    def _bill(self, contract, grouping="customer", post=True):
        charges = contract.fee_charge_ids.with_user(self.biller)
        moves = charges._create_invoices(grouping)
        if post:
            moves.action_post()
        return moves

    def _assert_ledger_is_invoiced(self, contract):
        """What the ledger says is billed is what invoices less credit notes say."""
        lines = self.env["account.move.line"].search(
            [
                ("fieldwork_contract_id", "=", contract.id),
                ("display_type", "=", "product"),
                ("parent_state", "!=", "cancel"),
            ]
        )
        invoiced = sum(
            line.price_subtotal * (-1 if line.move_type == "out_refund" else 1)
            for line in lines
        )
        charges = self._charges_of(contract).filtered(lambda c: c.state == "billed")
        self.assertAlmostEqual(invoiced, sum(charges.mapped("amount")), places=6)
