from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import FieldworkCommon


class TestSites(FieldworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.france = cls.env.ref("base.fr")
        cls.other_customer = cls._create_customer("Dairy Alpina")

    # -- what a site is --------------------------------------------------------

    def test_customer_has_any_number_of_sites_and_typed_addresses(self):
        customer = self.env["res.partner"].create(
            {
                "name": "Hotel Chain",
                "is_company": True,
                "child_ids": [
                    Command.create({"name": f"House {number}", "type": "site"})
                    for number in range(3)
                ]
                + [
                    Command.create({"name": "Bookkeeping", "type": "invoice"}),
                    Command.create({"name": "Second Bookkeeping", "type": "invoice"}),
                    Command.create({"name": "Ramp", "type": "delivery"}),
                ],
            }
        )
        self.assertEqual(customer.site_count, 3)
        self.assertEqual(
            customer.site_ids.mapped("name"), ["House 0", "House 1", "House 2"]
        )
        addresses = customer.address_get(["invoice", "delivery", "contact"])
        self.assertEqual(
            self.env["res.partner"].browse(addresses["invoice"]).name, "Bookkeeping"
        )
        self.assertEqual(
            self.env["res.partner"].browse(addresses["delivery"]).name, "Ramp"
        )
        self.assertEqual(addresses["contact"], customer.id)

    def test_site_is_named_with_its_customer(self):
        self.assertEqual(self.site.display_name, "Bakery Lindt, Bakery Shop")
        draft = self.env["res.partner"].new(
            {"type": "site", "parent_id": self.customer.id}
        )
        self.assertEqual(draft._get_complete_name(), "Bakery Lindt, Site")

    def test_site_needs_a_name(self):
        for name in (False, "", "   "):
            with self.assertRefused(
                ValidationError, "site of Bakery Lindt at Mill Lane.* has no name"
            ):
                self._create_site(self.customer, name, street="Mill Lane")
        with self.assertRefused(ValidationError, "has no name"):
            self.site.name = False

    def test_site_needs_a_customer(self):
        with self.assertRefused(ValidationError, "site Depot has no customer"):
            self.env["res.partner"].create({"name": "Depot", "type": "site"})
        with self.assertRefused(ValidationError, "Bakery Shop has no customer"):
            self.site.parent_id = False
        with self.assertRefused(ValidationError, "Dairy Alpina has no customer"):
            self.other_customer.type = "site"

    def test_site_stands_directly_below_the_customer(self):
        with self.assertRefused(
            ValidationError, "Cellar cannot stand below .*Put it below Bakery Lindt"
        ):
            self._create_site(self.site, "Cellar")
        contact = self._create_contact(self.customer, "Carl Caretaker")
        with self.assertRefused(ValidationError, "Put it below Bakery Lindt"):
            self._create_site(contact, "Cellar")

    def test_branch_that_is_a_company_has_sites_of_its_own(self):
        branch = self._create_customer("Bakery North", parent_id=self.customer.id)
        site = self._create_site(branch, "Oven")
        self.assertEqual(site.commercial_partner_id, branch)

    def test_nobody_stands_below_a_site(self):
        with self.assertRefused(
            ValidationError,
            "Carl cannot stand below the site Bakery Shop.*contacts on site",
        ):
            self._create_contact(self.site, "Carl")
        address = self.env["res.partner"].create(
            {"name": "Depot", "type": "other", "parent_id": self.customer.id}
        )
        self._create_contact(address, "Carl")
        with self.assertRefused(
            ValidationError, "Depot cannot be a site, because Carl stands below it"
        ):
            address.type = "site"

    def test_who_has_sites_stays_a_customer(self):
        person = self.env["res.partner"].create({"name": "Anna Rossi"})
        site = self._create_site(person, "Villa")
        with self.assertRefused(
            ValidationError, "Anna Rossi has sites of its own, such as Villa"
        ):
            person.parent_id = self.customer
        site.parent_id = self.customer
        person.parent_id = self.customer
        self.assertEqual(person.commercial_partner_id, self.customer)

    def test_company_made_from_a_person_takes_the_sites_along(self):
        person = self.env["res.partner"].create(
            {"name": "Anna Rossi", "company_name": "Rossi Lofts"}
        )
        site = self._create_site(person, "Loft")
        person.create_company()
        self.assertEqual(person.parent_id.name, "Rossi Lofts")
        self.assertEqual(site.parent_id, person.parent_id)

    def test_site_is_never_a_company(self):
        site = self.env["res.partner"].create(
            {
                "name": "Depot",
                "type": "site",
                "parent_id": self.customer.id,
                "company_type": "company",
            }
        )
        by_default = (
            self.env["res.partner"]
            .with_context(default_is_company=True, default_type="site")
            .create({"name": "Yard", "parent_id": self.customer.id})
        )
        self.site.is_company = True
        self.site.company_type = "company"
        for record in site + by_default + self.site:
            self.assertFalse(record.is_company)
            self.assertEqual(record.commercial_partner_id, self.customer)
        branch = self._create_customer("Branch", parent_id=self.customer.id)
        branch.type = "site"
        self.assertFalse(branch.is_company)

    def test_site_keeps_its_own_address(self):
        customer = self._create_customer("Mill", street="Old Street 1", city="Graz")
        site = self._create_site(customer, "Store", street="New Street 2", city="Linz")
        self.assertEqual(customer.street, "Old Street 1")
        customer.street = "Old Street 3"
        self.assertEqual(site.street, "New Street 2")
        site.street = "New Street 4"
        self.assertEqual(customer.street, "Old Street 3")

    def test_site_belongs_to_the_company_of_its_customer(self):
        customer = self._create_customer("Mill", company_id=self.other_company.id)
        site = self._create_site(customer, "Store")
        self.assertEqual(site.company_id, self.other_company)
        customer.company_id = self.company
        self.assertEqual(site.company_id, self.company)

    def test_site_has_its_own_label_and_picture(self):
        self.assertEqual(self.site.type_address_label, "Site Address")
        self.assertEqual(
            self.site._avatar_get_placeholder_path(), "fieldwork/static/img/site.png"
        )
        self.assertTrue(self.site.avatar_128)
        self.assertEqual(
            self.customer._avatar_get_placeholder_path(),
            "base/static/img/company_image.png",
        )

    def test_duplicate_of_a_site_stays_with_its_customer(self):
        copy = self.site.copy()
        self.assertRecordValues(
            copy,
            [
                {
                    "name": "Bakery Shop (copy)",
                    "type": "site",
                    "parent_id": self.customer.id,
                }
            ],
        )

    # -- archive and delete ----------------------------------------------------

    def test_archived_customer_takes_its_sites_along(self):
        kept = self._create_site(self.other_customer, "Cheese Cellar")
        self.customer.action_archive()
        self.assertFalse(self.site.active)
        self.assertTrue(kept.active)
        self.customer.action_unarchive()
        self.assertFalse(self.site.active, "it may have been given up before")

    def test_archived_site_is_not_counted(self):
        self.site.action_archive()
        self.assertEqual(self.customer.site_count, 0)
        self.assertFalse(self.customer.site_ids)

    def test_customer_with_sites_is_not_deleted(self):
        self.site.action_archive()
        customer = self._create_customer("Mill")
        site = self._create_site(customer, "Store")
        with self.assertRefused(
            UserError, "Mill cannot be deleted, because it has sites, such as Store"
        ):
            customer.unlink()
        (customer + site).unlink()
        self.assertFalse((customer + site).exists())

    def test_merged_customers_keep_all_their_sites(self):
        duplicate = self._create_customer("Bakery Lind")
        yard = self._create_site(duplicate, "Yard")
        carl = self._create_contact(duplicate, "Carl")
        yard.site_contact_ids = carl
        merge = self.env["base.partner.merge.automatic.wizard"]
        merge._merge((self.customer + duplicate).ids, self.customer)
        self.assertFalse(duplicate.exists())
        self.assertEqual(self.customer.site_ids, self.site + yard)
        self.assertEqual(yard.site_contact_ids, carl)

    def test_merged_sites_stay_with_their_customer(self):
        twin = self._create_site(self.customer, "Bakery Shop 2")
        twin.site_contact_ids = self._create_contact(self.customer, "Carl")
        merge = self.env["base.partner.merge.automatic.wizard"]
        merge._merge((self.site + twin).ids, self.site)
        self.assertEqual(self.customer.site_ids, self.site)
        self.assertEqual(self.site.site_contact_ids.name, "Carl")

    # -- contacts on site --------------------------------------------------------

    def test_caretaker_never_becomes_the_invoice_address(self):
        caretaker = self._create_contact(self.customer, "Carl Caretaker")
        self.site.site_contact_ids = caretaker
        for partner in self.site + self.customer:
            for kind, address in partner.address_get(
                ["invoice", "delivery", "contact"]
            ).items():
                self.assertEqual(address, self.customer.id, kind)
        bookkeeping = self.env["res.partner"].create(
            {"name": "Books", "type": "invoice", "parent_id": self.customer.id}
        )
        self.assertEqual(self.site.address_get(["invoice"])["invoice"], bookkeeping.id)

    def test_contact_on_site_is_a_contact_of_the_customer(self):
        stranger = self._create_contact(self.other_customer, "Sven Stranger")
        for partner in (stranger, self._create_site(self.customer, "Yard")):
            with self.assertRefused(
                ValidationError, "cannot be a contact on the site .*Bakery Shop"
            ):
                self.site.site_contact_ids = partner
        self.assertFalse(self.site.site_contact_ids)

    def test_site_that_changes_hands_leaves_the_contacts_behind(self):
        self.site.site_contact_ids = self._create_contact(self.customer, "Carl")
        self.site.parent_id = self.other_customer
        self.assertFalse(self.site.site_contact_ids)
        self.assertEqual(self.site.commercial_partner_id, self.other_customer)

    # -- default site --------------------------------------------------------------

    def test_default_site(self):
        contact = self._create_contact(self.customer, "Carl")
        alone = self._create_customer("Alone")
        several = self._create_customer("Several")
        house = self._create_site(several, "House 1")
        self._create_site(several, "House 2")
        partners = self.customer + contact + alone + several + house
        self.assertEqual(
            partners._fieldwork_default_site(),
            {
                self.customer.id: self.site,
                contact.id: self.site,
                alone.id: alone,
                several.id: several,
                house.id: house,
            },
        )
        self.assertEqual(self.env["res.partner"]._fieldwork_default_site(), {})

    def test_archived_site_is_nobody_s_default(self):
        yard = self._create_site(self.customer, "Yard")
        self.assertEqual(
            self.customer._fieldwork_default_site()[self.customer.id], self.customer
        )
        yard.action_archive()
        self.assertEqual(
            self.customer._fieldwork_default_site()[self.customer.id], self.site
        )
        self.site.action_archive()
        self.assertEqual(
            self.customer._fieldwork_default_site()[self.customer.id], self.customer
        )

    # -- buttons -------------------------------------------------------------------

    def test_equipment_is_counted_at_the_site_and_at_the_customer(self):
        yard = self._create_site(self.customer, "Yard")
        at_site = self._create_equipment("Oven")
        self._create_equipment("Mixer", site_id=yard.id)
        self._create_equipment("Van scale", site_id=False)
        partners = self.customer + self.site + yard + self.other_customer
        self.assertEqual(
            partners.mapped("fieldwork_equipment_count"),
            [3, 1, 1, 0],
        )
        action = self.site.action_fieldwork_open_equipment()
        self.assertEqual(
            self.env[action["res_model"]].search(action["domain"]), at_site
        )
        self.assertEqual(action["context"]["default_partner_id"], self.customer.id)
        action = self.customer.action_fieldwork_open_equipment()
        self.assertEqual(
            self.env[action["res_model"]].search_count(action["domain"]), 3
        )

    def test_sites_of_a_customer_open_and_are_made_below_it(self):
        customer = self._create_customer(
            "Mill", country_id=self.france.id, street="Mill Lane 1"
        )
        action = customer.action_fieldwork_open_sites()
        self.assertEqual(action["display_name"], "Sites of Mill")
        self.assertFalse(self.env["res.partner"].search(action["domain"]))
        site = (
            self.env["res.partner"]
            .with_context(**action["context"])
            .create({"name": "Store"})
        )
        self.assertEqual(self.env["res.partner"].search(action["domain"]), site)
        self.assertEqual(site.country_id, self.france)
        self.assertFalse(site.street, "another place has another street")

    def test_documents_of_a_site(self):
        attachment = self.env["ir.attachment"].create(
            {"name": "plan.txt", "raw": b"plan", "res_model": "res.partner"}
        )
        attachment.res_id = self.site.id
        self.assertEqual(self.site.message_attachment_count, 1)
        action = self.site.action_fieldwork_open_documents()
        self.assertEqual(self.env["ir.attachment"].search(action["domain"]), attachment)


@tagged("post_install", "-at_install")
class TestSitesAfterUninstall(FieldworkCommon):
    def test_site_becomes_another_address(self):
        selection = self.env["ir.model.fields.selection"].search(
            [
                ("field_id.model", "=", "res.partner"),
                ("field_id.name", "=", "type"),
                ("value", "=", "site"),
            ]
        )
        selection._process_ondelete()
        self.assertRecordValues(
            self.site,
            [
                {
                    "type": "other",
                    "display_name": "Bakery Lindt, Bakery Shop",
                    "parent_id": self.customer.id,
                }
            ],
        )
