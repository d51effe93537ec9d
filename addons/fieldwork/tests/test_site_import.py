import csv
from unittest.mock import patch

from odoo.tests import new_test_user, users
from odoo.tools.misc import file_open

from .common import FieldworkCommon

FIELDS = ("id", "name", "is_company", "type", "parent_id/id", "street", "country_id")


class TestSiteImport(FieldworkCommon):
    def _load(self, rows, fields=FIELDS):
        return (
            self.env["res.partner"]
            .with_user(self.dispatcher)
            .with_context(import_file=True, tz="Asia/Kolkata")
            .load(list(fields), [list(row) for row in rows])
        )

    def _count(self):
        return self.env["res.partner"].with_context(active_test=False).search_count([])

    def test_customers_with_sites_come_in_one_file(self):
        result = self._load(
            [
                ("mill", "Mill", "True", "contact", "", "", "Japan"),
                ("mill_depot", "Depot", "", "site", "mill", "Lane 1", "Japan"),
                ("mill_yard", "Yard", "", "Site", "mill", "Lane 2", ""),
                ("dairy", "Dairy", "True", "contact", "", "Alp 1", ""),
                ("dairy_cellar", "Cellar", "", "site", "dairy", "Alp 2", ""),
            ]
        )
        self.assertFalse(result["messages"])
        mill, depot, yard, dairy, cellar = self.env["res.partner"].browse(result["ids"])
        self.assertEqual(mill.site_ids, depot + yard)
        self.assertEqual(dairy.site_ids, cellar)
        self.assertEqual(depot.tz, "Asia/Tokyo")
        self.assertNotEqual(yard.tz, "Asia/Kolkata")
        self.assertEqual(dairy.street, "Alp 1")
        self.assertEqual(cellar.street, "Alp 2")

    def test_address_of_the_first_site_does_not_become_that_of_its_customer(self):
        result = self._load(
            [
                ("mill", "Mill", "True", "contact", "", "", ""),
                ("mill_depot", "Depot", "", "site", "mill", "Lane 1", "Japan"),
            ]
        )
        mill, depot = self.env["res.partner"].browse(result["ids"])
        self.assertFalse(mill.street)
        self.assertFalse(mill.country_id)
        self.assertEqual(depot.street, "Lane 1")

    def test_same_file_again_changes_nothing(self):
        rows = [
            ("mill", "Mill", "True", "contact", "", "", "Japan"),
            ("mill_depot", "Depot", "", "site", "mill", "Lane 1", "Japan"),
        ]
        first = self._load(rows)
        depot = self.env["res.partner"].browse(first["ids"][1])
        depot.write({"partner_latitude": 35, "partner_longitude": 139})
        self.assertEqual(self._load(rows)["ids"], first["ids"])
        self.assertEqual(depot.partner_latitude, 35)

    def test_bad_rows_are_named_and_nothing_is_written(self):
        before = self._count()
        result = self._load(
            [
                ("mill", "Mill", "True", "contact", "", "", ""),
                ("mill_depot", "Depot", "", "site", "mill", "Lane 1", ""),
                ("mill_none", "", "", "site", "mill", "Lane 2", ""),
                ("mill_yard", "Yard", "", "site", "mill", "Lane 3", ""),
                ("lost", "Lost", "", "site", "", "Lane 4", ""),
                ("mill_gate", "Gate", "", "site", "mill", "Lane 5", ""),
            ]
        )
        self.assertFalse(result["ids"])
        self.assertEqual(
            [
                (message["type"], message["rows"]["from"], message["rows"]["to"])
                for message in result["messages"]
            ],
            [("error", 2, 2), ("error", 4, 4)],
        )
        self.assertIn("needs a name", result["messages"][0]["message"])
        self.assertIn("Lost has no customer", result["messages"][1]["message"])
        self.assertEqual(self._count(), before)

    def test_site_below_a_site_is_named_and_nothing_is_written(self):
        before = self._count()
        result = self._load(
            [
                ("mill", "Mill", "True", "contact", "", "", ""),
                ("mill_depot", "Depot", "", "site", "mill", "", ""),
                ("mill_shelf", "Shelf", "", "site", "mill_depot", "", ""),
            ]
        )
        self.assertFalse(result["ids"])
        [message] = [m for m in result["messages"] if m["type"] == "error"]
        self.assertEqual(message["rows"], {"from": 2, "to": 2})
        self.assertIn("Shelf cannot stand below", message["message"])
        self.assertEqual(self._count(), before)

    def test_sites_come_nested_below_their_customer(self):
        result = self._load(
            [("mill", "Mill", "Depot", "Lane 1"), ("", "", "Yard", "Lane 2")],
            ["id", "name", "site_ids/name", "site_ids/street"],
        )
        self.assertFalse(result["messages"])
        mill = self.env["res.partner"].browse(result["ids"])
        self.assertEqual(mill.site_ids.mapped("name"), ["Depot", "Yard"])
        self.assertEqual(mill.site_ids.mapped("type"), ["site", "site"])

    def test_field_closed_to_the_user_does_not_stop_an_import(self):
        # as core's credit limit is, with accounting installed
        clerk = new_test_user(
            self.env,
            login="fw_clerk",
            groups="base.group_user,base.group_partner_manager",
        )
        partners = self.env["res.partner"].with_user(clerk)
        with patch.object(
            self.env.registry["res.partner"],
            "_commercial_fields",
            lambda self: ["vat", "site_door_code"],
        ):
            result = partners.load(
                ["id", "name", "is_company", "parent_id/id"],
                [["mill", "Mill", "True", ""], ["anna", "Anna", "", "mill"]],
            )
        self.assertFalse(result["messages"])

    @users("fw_dispatcher")
    def test_template_is_offered_and_can_be_imported_as_it_is(self):
        [template] = [
            template["template"]
            for template in self.env["res.partner"].get_import_templates()
            if "fieldwork" in template["template"]
        ]
        with file_open(template.removeprefix("/"), "r") as file:
            header, *rows = list(csv.reader(file))
        result = self._load(rows, header)
        self.assertFalse(result["messages"])
        partners = self.env["res.partner"].browse(result["ids"])
        sites = partners.filtered(lambda partner: partner.type == "site")
        self.assertEqual(sites.mapped("tz"), ["Europe/Paris"] * 2)
        self.assertEqual(sites[0].site_door_code, "4711#")
        self.assertTrue(sites[1].site_geo_pinned)
        self.assertEqual(len(partners - sites), 2)
