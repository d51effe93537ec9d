from odoo.tests import Form, tagged

from .common import FieldworkCommon


class TestSiteZone(FieldworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Europe/Berlin"
        # Whoever creates sits elsewhere
        cls.env = cls.env(context={**cls.env.context, "tz": "Asia/Kolkata"})
        cls.customer = cls.customer.with_env(cls.env)
        cls.japan = cls.env.ref("base.jp")
        cls.france = cls.env.ref("base.fr")
        cls.usa = cls.env.ref("base.us")

    def test_zone_is_the_only_one_of_the_country(self):
        site = self._create_site(self.customer, "Depot", country_id=self.japan.id)
        self.assertEqual(site.tz, "Asia/Tokyo")
        self.assertEqual(site._fieldwork_tz(), "Asia/Tokyo")
        self.assertFalse(site.site_tz_pinned)

    def test_zone_is_the_company_s_where_the_country_has_several_or_is_not_known(self):
        sites = self._create_site(
            self.customer, "Depot", country_id=self.usa.id
        ) + self._create_site(self.customer, "Yard")
        self.assertEqual(sites.mapped("tz"), ["Europe/Berlin"] * 2)

    def test_company_without_a_zone_of_its_own_has_that_of_its_schedule(self):
        self.company.partner_id.tz = False
        self.company.resource_calendar_id.tz = "Europe/Lisbon"
        self.assertEqual(self._create_site(self.customer, "Yard").tz, "Europe/Lisbon")
        self.company.resource_calendar_id = False
        self.assertEqual(self._create_site(self.customer, "Gate").tz, "UTC")

    def test_country_without_zones_does_no_harm(self):
        nowhere = self.env["res.country"].create({"name": "Nowhere", "code": "ZZ"})
        site = self._create_site(self.customer, "Depot", country_id=nowhere.id)
        self.assertEqual(site.tz, "Europe/Berlin")

    def test_zone_of_the_creator_is_never_taken(self):
        # as the action for sites, a form and an import create it
        contexts = ({}, {"default_type": "site"}, {"import_file": True})
        for number, context in enumerate(contexts):
            vals = {"name": f"Depot {number}", "parent_id": self.customer.id}
            site = (
                self.env["res.partner"]
                .with_context(**context)
                .create({**vals, "type": "site"})
            )
            self.assertEqual(site.tz, "Europe/Berlin", context)

    def test_zone_belongs_to_the_company_of_the_site(self):
        self.other_company.partner_id.tz = "America/Bogota"
        customer = self._create_customer("Mill", company_id=self.other_company.id)
        site = self._create_site(customer, "Depot")
        self.assertEqual(site.tz, "America/Bogota")
        customer.company_id = self.company
        self.assertEqual(site.tz, "Europe/Berlin")

    def test_zone_follows_the_country(self):
        sites = self._create_site(
            self.customer, "Depot", country_id=self.japan.id
        ) + self._create_site(self.customer, "Yard")
        sites.country_id = self.france
        self.assertEqual(sites.mapped("tz"), ["Europe/Paris"] * 2)
        sites.country_id = False
        self.assertEqual(sites.mapped("tz"), ["Europe/Berlin"] * 2)

    def test_zone_set_by_hand_stays(self):
        site = self._create_site(self.customer, "Depot", country_id=self.usa.id)
        site.tz = "America/Denver"
        self.assertTrue(site.site_tz_pinned)
        site.country_id = self.japan
        self.assertEqual(site.tz, "America/Denver")
        site.site_tz_pinned = False
        self.assertEqual(site.tz, "Asia/Tokyo")

    def test_zone_given_at_creation_is_set_by_hand(self):
        site = self._create_site(self.customer, "Depot", tz="America/Denver")
        self.assertTrue(site.site_tz_pinned)
        site.country_id = self.japan
        self.assertEqual(site.tz, "America/Denver")

    def test_automatic_zone_written_out_is_not_set_by_hand(self):
        site = self._create_site(
            self.customer, "Depot", country_id=self.france.id, tz="Europe/Paris"
        )
        site.tz = "Europe/Paris"
        self.assertFalse(site.site_tz_pinned)
        site.tz = "America/Denver"
        site.tz = "Europe/Paris"
        self.assertFalse(site.site_tz_pinned)
        site.country_id = self.japan
        self.assertEqual(site.tz, "Asia/Tokyo")

    def test_emptied_zone_is_automatic_again(self):
        site = self._create_site(self.customer, "Depot", tz="America/Denver")
        site.tz = False
        self.assertEqual(site.tz, "Europe/Berlin")
        self.assertFalse(site.site_tz_pinned)

    def test_address_that_becomes_a_site_gets_its_zone(self):
        address = self.env["res.partner"].create(
            {
                "name": "Depot",
                "type": "other",
                "parent_id": self.customer.id,
                "country_id": self.japan.id,
            }
        )
        self.assertEqual(address.tz, "Asia/Kolkata", "core's way, left alone")
        address.type = "site"
        self.assertEqual(address.tz, "Asia/Tokyo")

    def test_customer_visited_itself_is_planned_in_the_zone_of_its_place(self):
        customer = self._create_customer("Mill")
        self.assertEqual(customer.tz, "Asia/Kolkata", "core's way, left alone")
        self.assertEqual(customer._fieldwork_tz(), "Europe/Berlin")
        customer.country_id = self.japan
        self.assertEqual(customer._fieldwork_tz(), "Asia/Tokyo")
        customer.site_tz = "America/Denver"
        self.assertEqual(customer._fieldwork_tz(), "America/Denver")
        self.assertEqual(customer.tz, "America/Denver")
        customer.site_tz = "Asia/Tokyo"
        self.assertEqual(customer._fieldwork_tz(), "Asia/Tokyo")
        self.assertFalse(customer.site_tz_pinned)

    def test_no_place_is_planned_in_the_zone_of_the_company(self):
        self.assertEqual(self.env["res.partner"]._fieldwork_tz(), "Europe/Berlin")

    def test_shared_customer_is_planned_in_the_zone_of_the_company_at_work(self):
        self.other_company.partner_id.tz = "America/Bogota"
        for place in (self._create_customer("Mill"), self.env["res.partner"]):
            self.assertEqual(place._fieldwork_tz(self.other_company), "America/Bogota")
            self.assertEqual(place._fieldwork_tz(), "Europe/Berlin")
        japanese = self._create_customer("Dojo", country_id=self.japan.id)
        self.assertEqual(japanese._fieldwork_tz(self.other_company), "Asia/Tokyo")

    def test_portal_customer_may_ask_for_the_zone_of_its_site(self):
        site = self.site.with_user(self.portal_user)
        self.assertEqual(site._fieldwork_tz(), self.site.tz)
        self.assertEqual(site.parent_id._fieldwork_tz(), "Europe/Berlin")


@tagged("post_install", "-at_install")
class TestSiteZoneForm(FieldworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Europe/Berlin"

    def _new_form(self, **context):
        return Form(
            self.env["res.partner"]
            .with_user(self.dispatcher)
            .with_context(tz="Asia/Kolkata", **context)
        )

    def test_form_of_a_site_shows_and_keeps_its_zone(self):
        with self._new_form(default_type="site") as form:
            form.name = "Depot"
            form.parent_id = self.customer
            self.assertEqual(form.site_tz, "Europe/Berlin")
            form.country_id = self.env.ref("base.jp")
            self.assertEqual(form.site_tz, "Asia/Tokyo")
        self.assertEqual(form.record.tz, "Asia/Tokyo")
        with Form(form.record) as edited:
            edited.site_tz = "America/Denver"
        with Form(form.record) as edited:
            edited.country_id = self.env.ref("base.fr")
        self.assertEqual(form.record.tz, "America/Denver")

    def test_form_of_a_customer_does_not_pin_the_zone_of_the_creator(self):
        with self._new_form(default_is_company=True) as form:
            form.name = "Mill"
        self.assertFalse(form.record.site_tz_pinned)
        self.assertEqual(form.record._fieldwork_tz(), "Europe/Berlin")
