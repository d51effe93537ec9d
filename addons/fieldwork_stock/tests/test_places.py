"""Where a part is: the own van, the vans nearest to the site, warehouse, receipts."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import FieldworkStockCommon, at


@tagged("post_install", "-at_install")
class TestPlaces(FieldworkStockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site.write({"partner_latitude": 40.0, "partner_longitude": -3.0})
        cls.van.fieldwork_home_latitude = 40.0
        cls.van.fieldwork_home_longitude = -3.5
        cls.far = cls._create_van("Far Van", 42.0, 5)
        cls.near = cls._create_van("Near Van", 40.5, 2)
        cls.empty = cls._create_van("Empty Van", 40.1, 0)
        cls._stock(cls.shelf, cls.filter, 7)
        cls.order = cls._create_order(team_id=cls.team.id)
        cls.visit = cls._create_visit(cls.order, at(12), resources=cls.van)
        cls.line = cls._plan_part(cls.order, cls.filter, 3)

    @classmethod
    def _create_van(cls, name, latitude, quantity):
        van = cls._create_thing(name, "van")
        van.write(
            {"fieldwork_home_latitude": latitude, "fieldwork_home_longitude": -3.0}
        )
        if quantity:
            cls._stock(cls._location(van), cls.filter, quantity)
        return van

    def test_own_van_then_the_nearest_then_the_warehouse_then_receipts(self):
        self.env["stock.move"].create(
            {
                "product_id": self.filter.id,
                "product_uom_qty": 9,
                "date": at(12, day=14),
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.shelf.id,
            }
        )._action_confirm()
        places = self.line.with_user(self.technician).get_places()
        self.assertEqual(
            [(one["kind"], one["name"], one["quantity"]) for one in places],
            [
                ("own", "Van 1", 0),
                ("van", "Near Van", 2),
                ("van", "Far Van", 5),
                ("warehouse", self.warehouse.name, 7),
                ("incoming", self.warehouse.name, 9),
            ],
        )
        self.assertAlmostEqual(places[1]["distance_km"], 55.6, 1)
        self.assertAlmostEqual(places[2]["distance_km"], 222.4, 1)
        self.assertEqual(places[4]["date"], at(12, day=14))

    def test_what_is_reserved_is_not_free(self):
        move = self.env["stock.move"].create(
            {
                "product_id": self.filter.id,
                "product_uom_qty": 4,
                "location_id": self._location(self.far).id,
                "location_dest_id": self.shelf.id,
            }
        )
        move._action_confirm()
        move._action_assign()
        places = {one["name"]: one["quantity"] for one in self.line.get_places()}
        self.assertEqual(places["Far Van"], 1)

    def test_without_coordinates_of_the_site_the_fullest_comes_first(self):
        self.site.write({"partner_latitude": 0.0, "partner_longitude": 0.0})
        places = [one for one in self.line.get_places() if one["kind"] == "van"]
        self.assertEqual([one["name"] for one in places], ["Far Van", "Near Van"])
        self.assertEqual([one["distance_km"] for one in places], [None, None])

    def test_other_companies_keep_their_stock_to_themselves(self):
        other = self._location(self.van, self.other_company)
        self._stock(other, self.filter, 99)
        self.assertNotIn(99, [one["quantity"] for one in self.line.get_places()])

    def test_more_vans_cost_no_more_queries(self):
        for number in range(10):
            self._create_van(f"Van A{number}", 41.0, 1)
        self.line.get_places()
        counts = []
        for _round in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.line.get_places()
            counts.append(self.cr.sql_log_count - before)
            for number in range(10):
                self._create_van(f"Van B{number}", 41.0, 1)
        self.assertEqual(counts[0], counts[1])

    def test_strangers_are_not_told(self):
        with self.assertRaises(AccessError):
            self.line.with_user(self.plain_user).get_places()

    def test_what_is_no_part_is_nowhere(self):
        tape = self._plan_part(self.order, self.env["product.product"], name="Tape")
        with self.assertRefused(UserError, "Tape is no part that is stocked"):
            tape.get_places()

    def test_two_taps_from_the_line_to_the_part(self):
        line = self.line.with_user(self.technician)
        search = line.env["fieldwork.part.search"].browse(
            line.action_find_part()["res_id"]
        )
        self.assertEqual(search.target_id, self.van)
        place = search.place_ids.filtered(lambda one: one.name == "Near Van")
        self.ana.fieldwork_van_id = self.van
        context = place.action_take()["context"]
        wizard = Form(line.env["fieldwork.part.transfer"].with_context(**context))
        self.assertEqual(wizard.quantity, 2)
        wizard.save().action_apply()
        self.assertEqual(self._in(self.van_stock, self.filter), 2)
