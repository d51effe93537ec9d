from odoo.fields import Command

from odoo.addons.fieldwork.tests.common_orders import at
from odoo.addons.fieldwork_billing.tests.common import BillingCommon


class ContractCommon(BillingCommon):
    """A bakery whose boiler is under contract for the year of the tests; labour costs
    60 an hour, in steps of 15 minutes."""

    @classmethod
    def _create_contract(cls, covers=(), active=False, **vals):
        """Return a contract of the bakery's boiler for 2026, made by the manager."""
        contract = (
            cls.env["fieldwork.contract"]
            .with_user(cls.manager)
            .create(
                {
                    "partner_id": cls.customer.id,
                    "date_start": "2026-01-01",
                    "date_end": "2026-12-31",
                    "coverage_ids": [
                        Command.create({"equipment_id": cls.equipment.id})
                    ],
                    "cover_ids": [Command.create(cover) for cover in covers],
                    **vals,
                }
            )
        )
        if active:
            contract.action_activate()
        return contract

    @classmethod
    def _done_on(cls, day, minutes=60, **vals):
        """Return the order of a visit to the boiler on a day of March."""
        vals = {"equipment_ids": [Command.set(cls.equipment.ids)], **vals}
        return cls._done_visit(minutes, start=at(9, day=day), **vals).order_id.sudo()

    def _facts(self, order):
        """Return ``[(verdict, minutes, amount, reason)]`` of the charges."""
        return [
            (c.verdict, c.minutes, c.amount, c.reason) for c in self._charges(order)
        ]
