from odoo.exceptions import AccessError

from .common import FieldworkCommon

PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)


class TestFirstSteps(FieldworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"phone": False, "email": False, "street": False})
        cls.company.fieldwork_contact_id = False

    def _panel(self, user=None):
        companies = self.env["res.company"].with_user(user or self.manager)
        return companies.fieldwork_get_first_steps()

    def _missing(self):
        return [step["name"] for step in self._panel()["steps"] if not step["done"]]

    def test_until_all_is_filled_in(self):
        self.assertEqual(
            self._missing(),
            ["logo", "phone", "email", "street", "fieldwork_contact_id"],
        )
        self.company.logo = PIXEL
        self.company.write({"phone": "+34 600", "email": "a@example.com"})
        self.assertEqual(self._missing(), ["street", "fieldwork_contact_id"])
        self.company.street = "Main 1"
        self.company.fieldwork_contact_id = self.company.partner_id
        self.assertFalse(self._panel())

    def test_dismissed_for_one_company(self):
        other = self.env["res.company"].create({"name": "Steps Two"})
        self.manager.company_ids |= other
        companies = self.env["res.company"].with_user(self.manager)
        self.assertTrue(companies.fieldwork_dismiss_first_steps())
        self.assertFalse(self._panel())
        panel = companies.with_company(other).fieldwork_get_first_steps()
        self.assertEqual(panel["company_id"], other.id)

    def test_only_managers(self):
        self.assertFalse(self._panel(self.dispatcher))
        companies = self.env["res.company"].with_user(self.dispatcher)
        with self.assertRaises(AccessError):
            companies.fieldwork_dismiss_first_steps()
        self.assertTrue(self._panel())

    def test_who_may_edit_the_company(self):
        self.assertFalse(self._panel()["can_edit"])
        self.manager.group_ids |= self.env.ref("base.group_erp_manager")
        self.assertTrue(self._panel()["can_edit"])

    def test_the_contact_is_named_on_the_customers_page(self):
        order = self.env["fieldwork.order"].create({"partner_id": self.customer.id})
        shown = order._track_values()
        self.assertFalse(shown["contact"])
        self.company.phone = "+34 600"
        contact = self.env["res.partner"].create({"name": "Ana"})
        self.company.fieldwork_contact_id = contact
        shown = order._track_values()
        self.assertEqual((shown["contact"], shown["phone"]), ("Ana", "+34 600"))
        contact.phone = "+34 700"
        self.assertEqual(order._track_values()["phone"], "+34 700")
