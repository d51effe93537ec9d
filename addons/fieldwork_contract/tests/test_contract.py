"""What a contract is, and who may do what with it."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ContractCommon


@tagged("post_install", "-at_install")
class TestContract(ContractCommon):
    def test_numbers_are_drawn_for_a_batch(self):
        vals = {"partner_id": self.customer.id, "date_start": "2026-01-01"}
        contracts = self.env["fieldwork.contract"].create([vals] * 3)
        self.assertEqual(len(set(contracts.mapped("name"))), 3)
        for contract in contracts:
            self.assertRegex(contract.name, r"^C/\d{5}$")

    def test_the_state_is_not_written_past_its_methods(self):
        contract = self._create_contract()
        with self.assertRaises(UserError):
            contract.state = "active"

    def test_dispatchers_read_and_technicians_do_not(self):
        contract = self._create_contract()
        self.assertTrue(contract.with_user(self.dispatcher).read(["name"]))
        with self.assertRaises(AccessError):
            contract.with_user(self.dispatcher).write({"date_end": "2027-01-31"})
        with self.assertRaises(AccessError):
            contract.with_user(self.technician).read(["name"])
        with self.assertRaises(AccessError):
            contract.with_user(self.other_dispatcher).read(["name"])
