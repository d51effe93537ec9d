"""Fees are signed; what the signed index clause makes of them is not signed anew."""

from datetime import date

from odoo.fields import Command
from odoo.tests import tagged

from .common_portal import ContractPortalCommon


@tagged("post_install", "-at_install")
class TestContractSignFee(ContractPortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract.write(
            {
                "fee_ids": [
                    Command.create(
                        {
                            "name": "Care",
                            "product_id": cls.callout.id,
                            "price_unit": 120.0,
                        }
                    )
                ]
            }
        )
        cls.fee = cls.contract.sudo().fee_ids

    def test_the_customer_reads_and_signs_the_fee(self):
        contract = self._signed()
        self.assertEqual(
            contract._portal_values()["fees"],
            [("Care", "$\xa0120.00 each month")],
        )
        self.assertIn("120.00", contract._document().decode())
        self.assertIn('"agreed_price":"120.000000"', contract.signature_id.snapshot)

    def test_another_price_makes_the_signature_void(self):
        contract = self._signed()
        self.fee.price_unit = 130
        self.assertEqual(contract.sign_state, "void")
        self.assertIn("Fees", contract.signature_ids.void_reason)

    def test_a_new_version_by_hand_makes_it_void(self):
        contract = self._signed()
        self.fee.action_new_version("2026-07-01", {"price_unit": 130})
        self.assertEqual(contract.sign_state, "void")

    def test_the_index_leaves_the_signature_alone(self):
        contract = self._signed()
        self.fee._adjust(date(2026, 7, 1), 126.0, date(2026, 6, 1))
        self.assertEqual(len(contract.fee_ids), 2)
        contract.write({"customer_reference": "PO-78", "ceiling": 150})
        self.assertEqual(contract.sign_state, "signed")

    def test_letters_carry_no_key_to_the_amounts(self):
        token = self.contract.sudo()._portal_ensure_token()
        self.assertFalse(self.contract._customer_link())
        self.customer.email = False
        self.portal_user.partner_id.email = "petra@example.com"
        self.contract.partner_id = self.portal_user.partner_id
        link = self.contract._customer_link()
        self.assertIn(f"/my/contracts/{self.contract.id}", link)
        self.assertNotIn(token, link)
