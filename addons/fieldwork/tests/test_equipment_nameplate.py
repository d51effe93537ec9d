import base64
import io

from PIL import Image
from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import FieldworkCommon


@tagged("post_install", "-at_install")
class TestEquipmentNameplate(FieldworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Equipment = cls.env["fieldwork.equipment"]
        cls.as_technician = cls.Equipment.with_user(cls.technician)

    def _register(self, client_uuid=None, **vals):
        vals = {"site_id": self.site.id, **vals}
        return self.as_technician.create_from_nameplate(vals, client_uuid=client_uuid)

    def test_from_the_nameplate(self):
        photo = io.BytesIO()
        Image.new("RGB", (8, 8)).save(photo, "PNG")
        found = self._register(
            brand="Vaillant",
            model_name="VC 206",
            serial=" 4711 ",
            image_1920=base64.b64encode(photo.getvalue()),
        )
        self.assertRecordValues(
            found,
            [
                {
                    "name": "Vaillant VC 206",
                    "state": "to_confirm",
                    "serial": "4711",
                    "partner_id": self.customer.id,
                    "site_id": self.site.id,
                    "company_id": self.company.id,
                    "create_uid": self.technician.id,
                }
            ],
        )
        self.assertEqual(found.brand_id.name, "Vaillant")
        self.assertTrue(found.image_128)
        self.assertEqual(self._register(brand="VAILLANT").brand_id, found.brand_id)

    def test_name_comes_from_what_is_known(self):
        product = self.env["product.product"].create({"name": "Ecotec"})
        category = self.env["fieldwork.equipment.category"].create({"name": "Boilers"})
        self.assertEqual(self._register(product_id=product.id).name, "Ecotec")
        self.assertEqual(self._register(category_id=category.id).name, "Boilers")
        self.assertEqual(self._register().name, "Equipment")
        self.assertEqual(self._register(name="Mine").name, "Mine")

    def test_component_found_on_site(self):
        boiler = self._create_equipment()
        pump = self._register(site_id=False, parent_id=boiler.id, name="Pump")
        self.assertEqual(pump.site_id, self.site)
        self.assertEqual(pump.state, "to_confirm")

    def test_site_is_needed(self):
        with self.assertRefused(UserError, "at which site Pump stands"):
            self._register(site_id=False, name="Pump")
        with self.assertRefused(UserError, "at which site Pump stands"):
            self.as_technician.create({"name": "Pump"})

    def test_office_matters_are_not_on_a_nameplate(self):
        for vals in (
            {"state": "in_service"},
            {"company_id": self.other_company.id},
            {"warranty_parts_until": "2030-01-01"},
        ):
            with self.assertRefused(UserError, "nameplate does not say"):
                self._register(**vals)

    def test_technician_creates_unconfirmed_only(self):
        vals = {"name": "Pump", "site_id": self.site.id, "state": "in_service"}
        self.assertEqual(self.as_technician.create(vals).state, "to_confirm")
        as_dispatcher = self.Equipment.with_user(self.dispatcher)
        self.assertEqual(as_dispatcher.create(vals).state, "in_service")
        registered = as_dispatcher.create_from_nameplate({"site_id": self.site.id})
        self.assertEqual(registered.state, "to_confirm")

    def test_technician_edits_own_until_it_is_confirmed(self):
        found = self._register(name="Pump")
        found.serial = "1"
        self.assertEqual(found.serial, "1")
        with self.assertRaises(AccessError):
            found.with_user(self.technician_2).serial = "2"
        found.with_user(self.dispatcher).action_confirm()
        with self.assertRaises(AccessError):
            found.serial = "3"
        with self.assertRaises(AccessError):
            found.unlink()
        with self.assertRaises(AccessError):
            self._create_equipment().with_user(self.technician).name = "X"

    def test_card_is_read_only_but_for_its_maker(self):
        """The technician sees that before typing, not on saving."""
        found = self._register(name="Pump")
        theirs = self._create_equipment()
        for equipment, expected in ((found, True), (theirs, False)):
            self.assertEqual(
                equipment.with_user(self.technician).can_edit, expected, equipment
            )
            self.assertTrue(equipment.with_user(self.dispatcher).can_edit)
        form = Form(theirs.with_user(self.technician))
        for name, value in (("name", "X"), ("serial", "X"), ("location", "X")):
            with self.assertRaisesRegex(AssertionError, "can't write on readonly"):
                setattr(form, name, value)
        with Form(found) as form:
            form.location = "Cellar"
        with Form(self.as_technician) as form:
            self.assertEqual(form.state, "to_confirm")
            form.name = "New"
            form.site_id = self.site
        with Form(theirs.with_user(self.dispatcher)) as form:
            form.location = "Cellar"

    def test_technician_may_write_a_note_on_every_card(self):
        boiler = self._create_equipment().with_user(self.technician)
        boiler.message_post(body="Key under the mat")
        self.assertIn("Key", boiler.message_ids[0].body)

    def test_technician_reads_what_the_company_has(self):
        boiler = self._create_equipment(serial="S1")
        self.assertEqual(boiler.with_user(self.technician).serial, "S1")

    def test_sent_twice_is_there_once(self):
        first = self._register("u-1", name="Pump")
        again = self._register("u-1", name="Pump")
        self.assertEqual(first, again)
        first.action_archive()
        self.assertEqual(self._register("u-1", name="Pump"), first)
        self.assertNotEqual(self._register("u-2", name="Pump"), first)
        self.assertFalse(first.copy().client_uuid)

    def test_sent_twice_at_one_moment_is_tried_again(self):
        """The second transaction sees nothing of the first until it starts anew."""
        self._register("u-1", name="Pump")
        vals = {"site_id": self.site.id, "name": "Pump", "client_uuid": "u-1"}
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.as_technician.create(vals)
        blind = type(self.as_technician).search
        self.patch(
            type(self.as_technician),
            "search",
            lambda model, domain, **kwargs: (
                model.browse()
                if "client_uuid" in str(domain)
                else blind(model, domain, **kwargs)
            ),
        )
        with mute_logger("odoo.sql_db"), self.assertRaises(ConcurrencyError):
            self._register("u-1", name="Pump")

    def test_known_serial_is_named(self):
        product = self.env["product.product"].create({"name": "Ecotec"})
        self._create_equipment("Old Card", serial="S1", product_id=product.id)
        with self.assertRefused(UserError, "S1 of Ecotec .*for Old Card"):
            self._register(product_id=product.id, serial="S1")

    def test_office_is_given_the_find_to_confirm(self):
        team = self.env["fieldwork.team"].create(
            {"name": "North", "dispatcher_ids": [Command.set(self.dispatcher.ids)]}
        )
        self.env["resource.resource"].create(
            {
                "name": "Tom",
                "user_id": self.technician.id,
                "fieldwork_kind": "technician",
                "fieldwork_team_id": team.id,
            }
        )
        found = self._register(name="Pump")
        self.assertRecordValues(
            found.activity_ids,
            [
                {
                    "user_id": self.dispatcher.id,
                    "activity_type_id": self.env.ref(
                        "fieldwork.mail_activity_data_confirm_equipment"
                    ).id,
                }
            ],
        )
        found.with_user(self.dispatcher).action_confirm()
        self.assertFalse(found.sudo().activity_ids)
        wrong = self._register(name="Pump")
        wrong.with_user(self.dispatcher).action_scrap("Twice")
        self.assertFalse(wrong.sudo().activity_ids)

    def test_without_a_team_it_stands_in_the_list(self):
        found = self._register(name="Pump")
        self.assertFalse(found.activity_ids)
        action = self.env["ir.actions.actions"]._for_xml_id(
            "fieldwork.fieldwork_equipment_action_to_confirm"
        )
        domain = [("state", "=", "to_confirm")]
        self.assertEqual(str(action["domain"]).replace('"', "'"), str(domain))
        self.assertEqual(self.Equipment.search(domain), found)

    def test_usual_meters_come_with_it(self):
        category = self.env["fieldwork.equipment.category"].create(
            {"name": "Boilers", "meter_ids": [Command.create({"name": "Hours"})]}
        )
        found = self._register(category_id=category.id)
        self.assertEqual(found.meter_ids.name, "Hours")
        self.assertEqual(found.meter_ids.action_read(5).total, 5)
