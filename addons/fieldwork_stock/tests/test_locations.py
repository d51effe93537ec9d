"""Where the stock of vans and technicians is."""

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ConcurrencyError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import FieldworkStockCommon


@tagged("post_install", "-at_install")
class TestLocations(FieldworkStockCommon):
    def _search(self, resource):
        return (
            self.env["stock.location"]
            .with_context(active_test=False)
            .search([("fieldwork_resource_id", "=", resource.id)])
        )

    def test_a_van_has_an_internal_location_below_the_vans(self):
        self.assertRecordValues(
            self.van_stock,
            [
                {
                    "name": "Van 1",
                    "usage": "internal",
                    "company_id": self.company.id,
                    "warehouse_id": self.warehouse.id,
                }
            ],
        )
        vans = self.van_stock.location_id
        self.assertRecordValues(vans, [{"usage": "view", "fieldwork_use": "vans"}])
        self.assertEqual(vans.location_id, self.warehouse.view_location_id)

    def test_it_is_made_once(self):
        self.assertEqual(self._location(self.van), self.van_stock)
        self.assertEqual(len(self._search(self.van)), 1)

    def test_it_is_looked_up_and_made_for_many_at_once(self):
        vans = self.env["resource.resource"].union(
            *(self._create_thing(f"Van {number}", "van") for number in range(8))
        )
        locations = vans._fieldwork_stock_location(self.company)
        self.assertEqual(len(set(locations.values())), 8)
        self.env.invalidate_all()
        with self.assertQueryCount(3):
            vans._fieldwork_stock_location(self.company)

    def test_a_technician_with_a_van_carries_nothing_of_their_own(self):
        self.ana.fieldwork_van_id = self.van
        self.assertEqual(self._location(self.ana), self.van_stock)
        self.assertEqual(self._location(self.ben).fieldwork_resource_id, self.ben)
        self.assertFalse(self._search(self.ana))

    def test_each_company_has_its_own(self):
        other = self._location(self.van, self.other_company)
        self.assertEqual(other.company_id, self.other_company)
        self.assertNotEqual(other, self.van_stock)

    def test_the_warehouse_of_the_setting_is_taken(self):
        second = self.env["stock.warehouse"].create({"name": "South", "code": "SOU"})
        self.company.fieldwork_warehouse_id = second
        self.van_stock.location_id.fieldwork_use = False
        van = self._create_thing("Van 2", "van")
        self.assertEqual(self._location(van).warehouse_id, second)

    def test_a_company_without_a_warehouse_is_told_so(self):
        self.env["stock.warehouse"].search(
            [("company_id", "=", self.other_company.id)]
        ).active = False
        with self.assertRefused(UserError, "Other Firm has no warehouse"):
            self._location(self.van, self.other_company)

    def test_an_index_keeps_a_second_one_out(self):
        vals = {"name": "Double", "fieldwork_resource_id": self.van.id}
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self.env["stock.location"].create(vals)

    def test_of_two_made_at_once_the_second_is_run_again(self):
        vals = {"name": "Double", "fieldwork_resource_id": self.van.id}
        with self.assertRaises(ConcurrencyError):
            self.env["stock.location"]._fieldwork_create([vals])

    def test_archive_and_name_follow_the_van(self):
        self.van.name = "Van One"
        self.assertEqual(self.van_stock.name, "Van One")
        self.van.action_archive()
        self.assertFalse(self.van_stock.active)
        self.van.action_unarchive()
        self.assertTrue(self.van_stock.active)

    def test_what_still_holds_something_is_not_archived(self):
        self._stock(self.van_stock, self.filter, 1)
        self.van.action_archive()
        self.assertTrue(self.van_stock.active)

    def test_the_button_opens_the_stock_for_a_dispatcher(self):
        self._stock(self.van_stock, self.filter, 3)
        self._stock(self.shelf, self.filter, 5)
        action = self.van.with_user(self.dispatcher).action_fieldwork_view_stock()
        quants = self.env[action["res_model"]].with_user(self.dispatcher)
        found = quants.search(action["domain"])
        self.assertRecordValues(
            found, [{"location_id": self.van_stock.id, "quantity": 3}]
        )

    def test_technicians_open_what_they_carry(self):
        self.ana.fieldwork_van_id = self.van
        self._stock(self.van_stock, self.filter, 3)
        resources = self.env["resource.resource"].with_user(self.technician)
        menu = self.env.ref("fieldwork_stock.fieldwork_stock_menu_my")
        action = menu.action.with_user(self.technician).run()
        quants = resources.env["stock.quant"].search(action["domain"])
        self.assertEqual(quants.mapped("quantity"), [3])
        with self.assertRefused(UserError, "You are no technician"):
            resources.with_user(self.dispatcher).action_fieldwork_my_stock()

    def test_a_tool_carries_nothing(self):
        with self.assertRefused(UserError, "Gas Analyser carries no stock"):
            self.meter.action_fieldwork_view_stock()

    def test_people_of_the_warehouse_see_locations(self):
        self.assertTrue(self.plain_user.has_group("stock.group_stock_multi_locations"))
