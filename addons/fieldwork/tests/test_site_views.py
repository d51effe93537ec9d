from odoo.tests import Form, tagged

from .common import FieldworkCommon


@tagged("post_install", "-at_install")
class TestSiteViews(FieldworkCommon):
    def test_site_is_made_in_the_dialog_of_its_customer(self):
        with Form(self.customer.with_user(self.dispatcher)) as form:
            with form.child_ids.new() as address:
                address.type = "site"
                address.name = "Yard"
                address.street = "Lane 1"
                address.site_door_code = "12"
        yard = self.customer.site_ids.filtered(lambda site: site.name == "Yard")
        self.assertRecordValues(
            yard,
            [{"type": "site", "street": "Lane 1", "site_door_code": "12"}],
        )
        self.assertFalse(yard.is_company)

    def test_dialog_of_the_customer_asks_for_the_name_of_a_site(self):
        form = Form(self.customer.with_user(self.dispatcher))
        with self.assertRefused(AssertionError, "'name' is a required field"):
            with form.child_ids.new() as address:
                address.type = "site"

    def test_site_is_made_with_the_button_of_its_customer(self):
        action = self.customer.with_user(self.dispatcher).action_fieldwork_add_site()
        form = Form(
            self.env["res.partner"]
            .with_user(self.dispatcher)
            .with_context(**action["context"]),
            action["views"][0][0],
        )
        self.assertEqual(form.parent_id, self.customer)
        form.name = "Yard"
        site = form.save()
        self.assertEqual(site.type, "site")
        self.assertEqual(self.customer.site_count, 2)

    def test_site_is_made_from_the_list_of_sites(self):
        form = Form(
            self.env["res.partner"]
            .with_user(self.dispatcher)
            .with_context(default_type="site"),
            "base.view_partner_form",
        )
        form.name = "Yard"
        with self.assertRefused(AssertionError, "parent_id is a required field"):
            form.save()
        form.parent_id = self.customer
        self.assertEqual(form.save().parent_id, self.customer)

    def test_technician_and_plain_user_open_the_form(self):
        for user in (self.technician, self.plain_user):
            form = Form(self.site.with_user(user))
            self.assertEqual(form.name, "Bakery Shop")

    def test_filters_and_groups_of_the_searches_work(self):
        for xmlid, kind in (
            ("res_partner_site_view_search", "site"),
            ("res_partner_customer_view_search", "contact"),
        ):
            self._check_search(self.env.ref(f"fieldwork.{xmlid}"), kind)

    def _check_search(self, view, kind):
        from lxml import etree

        from odoo.tools.safe_eval import safe_eval

        partners = self.env["res.partner"].with_user(self.dispatcher)
        arch = etree.fromstring(partners.get_view(view.id, "search")["arch"])
        values = {"uid": self.dispatcher.id, "self": "Bak"}
        for node in arch.iter("filter", "field"):
            domain = node.get("filter_domain") if node.tag == "field" else None
            domain = domain or (node.tag == "filter" and node.get("domain")) or "[]"
            with self.subTest(view=view.name, node=node.get("name")):
                partners.search(safe_eval(domain, values), limit=1)
                context = safe_eval(node.get("context") or "{}", values)
                if "properties" not in context.get("group_by", "properties"):
                    partners.formatted_read_group(
                        [("type", "=", kind)], [context["group_by"]], ["__count"]
                    )

    def test_customers_are_neither_contacts_nor_sites_nor_our_own_people(self):
        from odoo.tools.safe_eval import safe_eval

        contact = self._create_contact(self.customer, "Carl")
        employee = self.env["hr.employee"].create({"name": "Eve"}).work_contact_id
        action = self.env.ref("fieldwork.res_partner_customer_action")
        found = (
            self.env["res.partner"]
            .with_user(self.technician)
            .search(safe_eval(action.domain))
        )
        self.assertIn(self.customer, found)
        for partner in (
            contact
            + employee
            + self.site
            + self.dispatcher.partner_id
            + self.company.partner_id
        ):
            self.assertNotIn(partner, found)
        action = self.env.ref("fieldwork.res_partner_site_action")
        found = self.env["res.partner"].search(safe_eval(action.domain))
        self.assertIn(self.site, found)
        self.assertNotIn(self.customer, found)

    def test_customer_is_found_by_the_name_of_its_site(self):
        partners = self.env["res.partner"].with_user(self.technician)
        self.assertEqual(
            partners.search([("site_ids", "ilike", "bakery shop")]), self.customer
        )

    def test_menus_are_there_for_technicians(self):
        menus = self.env["ir.ui.menu"].with_user(self.technician)._visible_menu_ids()
        for name in ("res_partner_customer_menu", "res_partner_site_menu"):
            self.assertIn(self.env.ref(f"fieldwork.{name}").id, menus)
        hours = self.env.ref("fieldwork.resource_calendar_visiting_hours_menu")
        self.assertNotIn(hours.id, menus)
