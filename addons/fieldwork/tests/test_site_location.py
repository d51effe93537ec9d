from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import users

from odoo.addons.fieldwork.models.site import res_partner_location

from .common import FieldworkCommon

HERE = (48.2082, 16.3738)
THERE = (45.4642, 9.19)
COORDINATES = ("partner_latitude", "partner_longitude")


class TestSiteLocation(FieldworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place = cls._create_site(
            cls.customer,
            "Depot",
            street="Ring 1",
            zip="1010",
            city="Vienna",
            country_id=cls.env.ref("base.at").id,
        )
        cls.yard = cls._create_site(cls.customer, "Yard", city="Milan")

    def _locate(self, partner, coordinates=HERE, **vals):
        partner.write({**dict(zip(COORDINATES, coordinates, strict=True)), **vals})

    def assertAt(self, partner, coordinates):
        for name, value in zip(COORDINATES, coordinates, strict=True):
            self.assertAlmostEqual(partner[name], value, places=6)

    def _answer(self, *answers):
        """Let the map service give these answers, one for each question."""
        return patch.object(
            self.env.registry["base.geocoder"], "geo_find", side_effect=list(answers)
        )

    # -- coordinates survive ---------------------------------------------------

    def test_pinned_coordinates_survive_a_new_address(self):
        self._locate(self.place, site_geo_pinned=True)
        self.place.write({"street": "Ring 2", "city": "Graz"})
        self.assertAt(self.place, HERE)
        self.assertEqual(self.place.street, "Ring 2")

    def test_coordinates_survive_the_address_that_is_there_already(self):
        same = {
            "street": "Ring 1",
            "zip": "1010",
            "city": "Vienna",
            "country_id": self.env.ref("base.at").id,
            "state_id": False,
        }
        for pinned in (True, False):
            self._locate(self.place, site_geo_pinned=pinned)
            self.place.write(dict(same))
            self.assertAt(self.place, HERE)

    def test_coordinates_found_are_forgotten_with_a_new_address(self):
        self._locate(self.place)
        self.place.city = "Graz"
        self.assertAt(self.place, (0, 0))

    def test_coordinates_of_many_survive_each_for_itself(self):
        self._locate(self.place, HERE, site_geo_pinned=True)
        self._locate(self.yard, THERE, site_geo_pinned=True)
        loose = self._create_site(self.customer, "Gate")
        self._locate(loose, THERE)
        (self.place + self.yard + loose).write({"city": "Rome"})
        self.assertAt(self.place, HERE)
        self.assertAt(self.yard, THERE)
        self.assertAt(loose, (0, 0))
        self.assertEqual((self.place + self.yard + loose).mapped("city"), ["Rome"] * 3)

    def test_coordinate_and_address_written_and_pinned_at_once(self):
        self._locate(self.place)
        self.place.write(
            {"street": "Ring 9", "partner_latitude": 47.5, "site_geo_pinned": True}
        )
        self.assertAt(self.place, (47.5, HERE[1]))
        self.place.write({"street": "Ring 10", "site_geo_pinned": False})
        self.assertAt(self.place, (0, 0))

    def test_pin_without_coordinates_holds_nothing(self):
        self.place.site_geo_pinned = True
        self.place.city = "Graz"
        self.assertFalse(self.place.site_located)
        with self._answer(HERE):
            self.place.action_fieldwork_locate()
        self.assertAt(self.place, HERE)

    def test_place_that_is_none_on_earth_is_refused(self):
        for name, value in (("partner_latitude", 91), ("partner_longitude", -181)):
            with self.assertRefused(ValidationError, "Depot.*no place on earth"):
                self.place[name] = value
        self._locate(self.place, (-90, 180))

    # -- search for coordinates ------------------------------------------------

    @users("fw_dispatcher")
    def test_dispatcher_finds_the_coordinates_of_a_site(self):
        place = self.place.with_user(self.env.user)
        with self._answer(HERE) as geo_find:
            self.assertTrue(place.action_fieldwork_locate())
        self.assertAt(place, HERE)
        self.assertTrue(place.date_localization)
        self.assertEqual(geo_find.call_args.args[-1], "Ring 1, 1010 Vienna, Austria")

    @users("fw_technician", "fw_plain")
    def test_who_may_not_change_a_site_asks_nobody(self):
        with self._answer() as geo_find, self.assertRaises(AccessError):
            self.place.with_user(self.env.user).action_fieldwork_locate()
        geo_find.assert_not_called()

    def test_place_not_found_is_named_with_the_remedy(self):
        with (
            self._answer(None, None),
            self.assertRefused(
                UserError, "No coordinates found for Bakery Lindt, Depot. Check street"
            ),
        ):
            self.place.action_fieldwork_locate()

    def test_one_not_found_among_many_loses_none_of_the_others(self):
        gate = self._create_site(self.customer, "Gate", city="Nowhere")
        with self._answer(HERE, None, None, THERE):
            action = (self.place + gate + self.yard).action_fieldwork_locate()
        self.assertAt(self.place, HERE)
        self.assertAt(self.yard, THERE)
        self.assertFalse(gate.site_located)
        message = action["params"]["message"]
        self.assertIn("2 located.", message)
        self.assertIn("No coordinates found for Bakery Lindt, Gate.", message)
        self.assertNotIn("Yard", message)
        self.assertEqual(action["params"]["type"], "warning")

    def test_map_service_that_refuses_stops_the_search_and_keeps_what_was_found(self):
        gate = self._create_site(self.customer, "Gate", city="Rome")
        with self._answer(HERE, UserError("no answer"), THERE) as geo_find:
            action = (self.place + self.yard + gate).action_fieldwork_locate()
        self.assertEqual(geo_find.call_count, 2)
        self.assertAt(self.place, HERE)
        self.assertIn("Yard: no answer", action["params"]["message"])
        self.assertIn("2 are left", action["params"]["message"])
        with (
            self._answer(UserError("no answer")),
            self.assertRefused(UserError, "Yard: no answer"),
        ):
            self.yard.action_fieldwork_locate()

    def test_many_are_searched_a_number_at_a_time_and_never_twice(self):
        gate = self._create_site(self.customer, "Gate", city="Rome")
        places = self.place + self.yard + gate
        with patch.object(res_partner_location, "LOCATE_LIMIT", 2):
            with self._answer(HERE, THERE) as geo_find:
                action = places.action_fieldwork_locate()
            self.assertEqual(geo_find.call_count, 2)
            self.assertIn("1 are left", action["params"]["message"])
            with self._answer(HERE) as geo_find:
                action = places.action_fieldwork_locate()
            self.assertEqual(geo_find.call_count, 1)
        self.assertEqual(action["params"]["message"], "1 located.")
        self.assertEqual(action["params"]["type"], "success")
        self.assertTrue(all(places.mapped("site_located")))
        with self._answer() as geo_find:
            places.action_fieldwork_locate()
        geo_find.assert_not_called()

    def test_one_place_is_searched_for_again(self):
        self._locate(self.place, HERE)
        with self._answer(THERE):
            self.place.action_fieldwork_locate()
        self.assertAt(self.place, THERE)

    def test_pinned_place_is_never_searched_for(self):
        self._locate(self.place, HERE, site_geo_pinned=True)
        with (
            self._answer() as geo_find,
            self.assertRefused(UserError, "Depot are pinned by hand"),
        ):
            self.place.action_fieldwork_locate()
        with self._answer(THERE) as geo_find:
            (self.place + self.yard).action_fieldwork_locate()
        self.assertEqual(geo_find.call_count, 1)
        with self._answer() as geo_find:
            self.place.with_context(force_geo_localize=True).geo_localize()
        geo_find.assert_not_called()
        self.assertAt(self.place, HERE)

    # -- map and filter ----------------------------------------------------------

    def test_map_link(self):
        self.assertEqual(
            self.place.site_map_url,
            "https://www.openstreetmap.org/search?query="
            "Ring+1%2C+1010+Vienna%2C+Austria",
        )
        self._locate(self.place, (-0.5, 0))
        self.assertEqual(
            self.place.site_map_url,
            "https://www.openstreetmap.org/?mlat=-0.500000&mlon=0.000000"
            "#map=18/-0.500000/0.000000",
        )
        self.assertFalse(self.site.site_map_url)

    def test_map_link_cannot_be_broken_by_an_address(self):
        self.place.street = "<b>\"'&x=1#y"
        self.assertNotRegex(self.place.site_map_url.split("query=")[1], "[<>\"'&#]")

    def test_sites_without_coordinates_are_found(self):
        self._locate(self.place, (0, 9.5))
        sites = self.place + self.yard + self.site
        domain = [("id", "in", sites.ids)]
        search = self.env["res.partner"].search
        self.assertEqual(search([*domain, ("site_located", "=", True)]), self.place)
        self.assertEqual(
            search([*domain, ("site_located", "=", False)]), sites - self.place
        )
        self.assertEqual(
            search([*domain, ("site_located", "!=", True)]), sites - self.place
        )
