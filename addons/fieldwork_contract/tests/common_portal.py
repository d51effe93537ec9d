from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.fieldwork.tests.report_common import signature

from .common import ContractCommon


class ContractPortalCommon(ContractCommon):
    """The bakery's contract, a colleague of who looks after it, and a stranger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["fieldwork.contract"].search([])._guarded_write({"state": "cancelled"})
        cls.customer.write({"email": "bakery@example.com", "lang": "en_US"})
        cls.colleague = new_test_user(
            cls.env,
            login="fw_colleague",
            groups="base.group_portal",
            partner_id=cls._create_contact(cls.customer, "Carl Colleague").id,
        )
        cls.stranger = cls._create_customer("Other Customer")
        cls.stranger_user = new_test_user(
            cls.env,
            login="fw_portal_2",
            groups="base.group_portal",
            partner_id=cls._create_contact(cls.stranger, "Otto Other").id,
        )
        cls.contract = cls._create_contract(
            [
                {
                    "labour": True,
                    "cap_period": "year",
                    "cap_unit": "visits",
                    "cap_limit": 4,
                },
                {"material": True, "percent": 50},
            ],
            customer_reference="PO-77",
            note="<p>We come within two days.</p>",
            ceiling=150,
        )
        cls.image = signature()

    @classmethod
    def _asked(cls, contract=None):
        """Return the contract as superuser, as the portal gets it, to be signed."""
        contract = contract or cls.contract
        contract.action_ask_signature()
        return contract.sudo()

    @classmethod
    def _signed(cls, contract=None):
        contract = cls._asked(contract)
        contract._sign("Petra Bakery", cls.image, contract._terms_hash())
        return contract

    @classmethod
    def _of_stranger(cls, **vals):
        machine = cls._create_equipment(
            "Stranger's Press", partner_id=cls.stranger.id, site_id=cls.stranger.id
        )
        return cls._create_contract(
            partner_id=cls.stranger.id,
            coverage_ids=[Command.create({"equipment_id": machine.id})],
            **vals,
        )
