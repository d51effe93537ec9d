from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, users

from .common import FieldworkCommon

SECRETS = ("site_access_notes", "site_door_code", "fieldwork_hold")


class TestSiteAccess(FieldworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site.write({"site_access_notes": "Dog", "site_door_code": "4711#"})
        cls.portal_site = cls.site.with_user(cls.portal_user)

    @users("fw_dispatcher", "fw_manager")
    def test_dispatcher_makes_and_changes_customers_sites_and_contacts(self):
        customer = self.env["res.partner"].create(
            {
                "name": "Mill",
                "is_company": True,
                "category_id": [Command.create({"name": "Key account"})],
                "child_ids": [Command.create({"name": "Carl"})],
            }
        )
        site = self.env["res.partner"].create(
            {
                "name": "Depot",
                "type": "site",
                "parent_id": customer.id,
                "site_door_code": "1",
                "site_contact_ids": [Command.set(customer.child_ids.ids)],
            }
        )
        site.write({"site_access_notes": "Ring twice", "street": "Mill Lane"})
        customer.write({"name": "Mill & Co", "is_company": False})
        customer.write({"is_company": True})
        self.assertEqual(site.site_access_notes, "Ring twice")
        self.assertEqual(site.display_name, "Mill & Co, Depot")
        (customer + site + customer.child_ids).unlink()

    @users("fw_technician")
    def test_technician_only_reads(self):
        site = self.site.with_user(self.env.user)
        self.assertEqual(site.site_door_code, "4711#")
        self.assertEqual(site.site_access_notes, "Dog")
        self.assertEqual(site.parent_id.site_count, 1)
        with self.assertRaises(AccessError):
            site.site_access_notes = "No dog"
        with self.assertRaises(AccessError):
            site.unlink()
        with self.assertRaises(AccessError):
            self.env["res.partner"].create({"name": "Mine"})

    @users("fw_plain")
    def test_plain_internal_user_sees_the_site_without_its_secrets(self):
        site = self.site.with_user(self.env.user)
        self.assertEqual(site.name, "Bakery Shop")
        self.assertEqual(site.parent_id.site_count, 1)
        self.assertFalse(set(SECRETS) & set(site.fields_get()))
        for name in (*SECRETS, "fieldwork_equipment_count", "fieldwork_on_hold"):
            with self.assertRaises(AccessError, msg=name):
                site.read([name])
        with self.assertRaises(AccessError):
            self.env["res.partner"].search([("site_door_code", "=", "4711#")])
        with self.assertRaises(AccessError):
            site.site_access_notes = "Dog"

    def test_portal_customer_sees_its_site_without_its_secrets(self):
        self.assertEqual(self.portal_site.name, "Bakery Shop")
        for name in (*SECRETS, "site_contact_ids", "site_calendar_id", "site_map_url"):
            with self.assertRaises(AccessError, msg=name):
                self.portal_site.read([name])
        with self.assertRaises(AccessError):
            self.portal_site.name = "Mine"

    def test_customer_does_not_see_another_one_s_site(self):
        other = self._create_site(self._create_customer("Dairy"), "Cellar")
        with self.assertRaises(AccessError):
            other.with_user(self.portal_user).read(["name"])

    def test_visitor_sees_nothing(self):
        public = self.env.ref("base.public_user")
        for name in ("name", *SECRETS):
            with self.assertRaises(AccessError, msg=name):
                self.site.with_user(public).read([name])

    def test_site_of_another_company_is_out_of_reach(self):
        customer = self._create_customer("Mill", company_id=self.company.id)
        site = self._create_site(customer, "Depot")
        with self.assertRaises(AccessError):
            site.with_user(self.other_dispatcher).read(["name"])
        self.assertNotIn(
            site,
            self.env["res.partner"]
            .with_user(self.other_dispatcher)
            .search([("type", "=", "site")]),
        )

    def test_who_keeps_contacts_without_fieldwork_works_as_before(self):
        clerk = new_test_user(
            self.env,
            login="fw_clerk",
            groups="base.group_user,base.group_partner_manager",
        )
        self.site.partner_latitude = 48
        self.site.site_geo_pinned = True
        site = self.site.with_user(clerk)
        site.write({"street": "Mill Lane 2", "active": False})
        self.assertEqual(self.site.partner_latitude, 48)
        copy = self.customer.with_user(clerk).copy()
        self.assertEqual(copy.name, "Bakery Lindt (copy)")
        copy.parent_id = self.customer.with_user(clerk)

    def test_door_code_leaves_no_trace_in_the_chatter(self):
        self.site.site_door_code = "0815"
        self.env.flush_all()
        self.assertNotIn("0815", str(self.site.message_ids.mapped("body")))
        self.assertNotIn(
            "site_door_code",
            self.site.message_ids.sudo().tracking_value_ids.field_id.mapped("name"),
        )
