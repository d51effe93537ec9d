from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged, users

from odoo.addons.mail.tests.common import MailCommon

from .common import FieldworkCommon


class TestCustomerHold(FieldworkCommon):
    @users("fw_manager")
    def test_manager_sets_and_lifts_the_hold(self):
        customer = self.customer.with_user(self.env.user)
        customer.write({"fieldwork_hold": True, "fieldwork_hold_reason": "Unpaid"})
        self.assertTrue(customer.fieldwork_on_hold)
        customer.fieldwork_hold = False
        self.assertFalse(customer.fieldwork_hold_reason)
        self.assertFalse(customer.fieldwork_on_hold)

    @users("fw_dispatcher")
    def test_dispatcher_sees_the_hold_and_cannot_touch_it(self):
        self.customer.write({"fieldwork_hold": True, "fieldwork_hold_reason": "Unpaid"})
        for partner in (self.customer + self.site).with_user(self.env.user):
            self.assertTrue(partner.fieldwork_on_hold)
            self.assertEqual(partner.fieldwork_on_hold_reason, "Unpaid")
        customer = self.customer.with_user(self.env.user)
        for vals in (
            {"fieldwork_hold": False},
            {"fieldwork_hold_reason": "Paid"},
            {"name": "Baker", "fieldwork_hold": False},
        ):
            with self.assertRefused(AccessError, "Only a manager of Fieldwork"):
                customer.write(vals)
        with self.assertRefused(AccessError, "Only a manager of Fieldwork"):
            self.env["res.partner"].create({"name": "New", "fieldwork_hold": True})
        customer.write({"name": "Baker", "fieldwork_hold": True})
        self.env["res.partner"].create({"name": "New", "fieldwork_hold": False})

    def test_hold_is_the_customer_s_and_counts_for_all_its_parts(self):
        contact = self._create_contact(self.customer, "Carl")
        other = self._create_customer("Dairy")
        partners = self.customer + self.site + contact + other
        self.assertFalse(partners._fieldwork_hold_partners())
        self.customer.fieldwork_hold = True
        self.assertEqual(partners._fieldwork_hold_partners(), self.customer)
        self.assertEqual(self.site._fieldwork_hold_partners(), self.customer)
        self.assertFalse(other._fieldwork_hold_partners())
        self.assertIn(
            self.site, self.env["res.partner"].search([("fieldwork_on_hold", "=", 1)])
        )
        with self.assertRefused(ValidationError, "belongs to the customer"):
            contact.fieldwork_hold = True

    def test_hold_is_not_lost_by_making_the_customer_a_contact(self):
        person = self.env["res.partner"].create(
            {"name": "Anna", "fieldwork_hold": True}
        )
        with self.assertRefused(ValidationError, "Anna belongs to the customer"):
            person.parent_id = self.customer

    @users("fw_plain")
    def test_whoever_plans_is_told(self):
        self.customer.fieldwork_hold = True
        site = self.site.with_user(self.env.user)
        self.assertEqual(
            site._fieldwork_hold_partners().mapped("name"), ["Bakery Lindt"]
        )

    def test_duplicate_of_a_customer_is_not_on_hold(self):
        self.customer.write({"fieldwork_hold": True, "fieldwork_hold_reason": "Unpaid"})
        copy = self.customer.copy()
        self.assertFalse(copy.fieldwork_hold)
        self.assertFalse(copy.fieldwork_hold_reason)


@tagged("post_install", "-at_install")
class TestCustomerHoldForm(FieldworkCommon, MailCommon):
    def test_hold_is_written_down_with_its_reason(self):
        self.customer.write({"fieldwork_hold": True, "fieldwork_hold_reason": "Unpaid"})
        self.flush_tracking()
        tracked = self.customer.message_ids.sudo().tracking_value_ids.field_id
        self.assertEqual(
            {name for name in tracked.mapped("name") if "hold" in name},
            {"fieldwork_hold", "fieldwork_hold_reason"},
        )

    def test_form_of_the_dispatcher_shows_the_hold_read_only(self):
        self.customer.write({"fieldwork_hold": True, "fieldwork_hold_reason": "Unpaid"})
        with Form(self.customer.with_user(self.dispatcher)) as form:
            self.assertEqual(form.fieldwork_on_hold_reason, "Unpaid")
            with self.assertRaises(AssertionError):
                form.fieldwork_hold = False
            form.phone = "123"
        with Form(self.customer.with_user(self.manager)) as form:
            form.fieldwork_hold = False
        self.assertFalse(self.customer.fieldwork_hold)

    def test_form_of_the_manager_asks_for_the_reason(self):
        form = Form(self.customer.with_user(self.manager))
        form.fieldwork_hold = True
        with self.assertRaises(AssertionError):
            form.save()
        form.fieldwork_hold_reason = "Unpaid"
        form.save()
        self.assertEqual(self.site.fieldwork_on_hold_reason, "Unpaid")
