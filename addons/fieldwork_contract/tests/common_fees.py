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
