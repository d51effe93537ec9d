from odoo.addons.fieldwork_billing.tests.common import BillingCommon


class ContractCommon(BillingCommon):
    """A bakery whose boiler is under contract for the year of the tests."""

    @classmethod
    def _create_contract(cls, **vals):
        """Return a draft contract of the bakery for 2026, made by the manager."""
        return (
            cls.env["fieldwork.contract"]
            .with_user(cls.manager)
            .create(
                {
                    "partner_id": cls.customer.id,
                    "date_start": "2026-01-01",
                    "date_end": "2026-12-31",
                    **vals,
                }
            )
        )
