from datetime import date

from freezegun import freeze_time
from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import FieldworkCommon


@tagged("post_install", "-at_install")
class TestEquipment(FieldworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create({"name": "VC 206"})
        cls.product_2 = cls.env["product.product"].create({"name": "VC 306"})
        cls.Equipment = cls.env["fieldwork.equipment"]

    # -- names and serials ---------------------------------------------------

    def test_names_are_free_over_customers_and_companies(self):
        """Defect 8 of the peers: a name was taken once anybody anywhere had it."""
        first = self._create_equipment("Boiler")
        same_customer = self._create_equipment("Boiler")
        other_customer = self._create_equipment(
            "Boiler", partner_id=self._create_customer("Other").id, site_id=False
        )
        other_company = self._create_equipment(
            "Boiler", company_id=self.other_company.id
        )
        every = first | same_customer | other_customer | other_company
        self.assertEqual(every.mapped("name"), ["Boiler"] * 4)

    def test_a_serial_is_unique_for_product_and_company(self):
        first = self._create_equipment(serial="S1", product_id=self.product.id)
        with self.assertRefused(ValidationError, "S1 of VC 206.*Boiler"):
            self._create_equipment("New", serial="S1", product_id=self.product.id)
        first.action_archive()
        with self.assertRefused(ValidationError, "S1"):
            self._create_equipment("New", serial="S1", product_id=self.product.id)

    def test_a_serial_may_be_there_again_elsewhere(self):
        self._create_equipment(serial="S1", product_id=self.product.id)
        self._create_equipment(serial="S1", product_id=self.product_2.id)
        self._create_equipment(
            serial="S1", product_id=self.product.id, company_id=self.other_company.id
        )
        self._create_equipment(serial="S2", product_id=self.product.id)

    def test_equipment_without_serial_is_not_compared(self):
        for serial in (False, "", "  "):
            for _time in range(2):
                one = self._create_equipment(serial=serial, product_id=self.product.id)
                self.assertFalse(one.serial)

    def test_two_in_one_batch_may_not_share_a_serial(self):
        vals = {"name": "B", "serial": "S1", "product_id": self.product.id}
        with self.assertRefused(ValidationError, "S1"):
            self.Equipment.create([vals, vals])

    def test_the_index_settles_what_two_save_at_once(self):
        first = self._create_equipment(serial="S1", product_id=self.product.id)
        second = self._create_equipment(serial="S2", product_id=self.product.id)
        self.env.flush_all()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation) as caught,
            self.cr.savepoint(),
        ):
            self.cr.execute(
                "UPDATE fieldwork_equipment SET serial = 'S1' WHERE id = %s",
                [second.id],
            )
        message = first._sql_error_to_message(caught.exception)
        self.assertIn("registered for this product already", message)
        self.assertIn("S1", message)

    def test_blanks_around_a_serial_do_not_count(self):
        equipment = self._create_equipment(serial=" S1 ", product_id=self.product.id)
        self.assertEqual(equipment.serial, "S1")
        equipment.serial = "S2 "
        self.assertEqual(equipment.serial, "S2")

    def test_the_same_serial_on_another_card_is_pointed_out(self):
        first = self._create_equipment(serial="ab1")
        second = self._create_equipment(serial="ab1")
        other_company = self._create_equipment(
            serial="ab1", company_id=self.other_company.id
        )
        self.assertEqual(first.duplicate_ids, second)
        self.assertFalse(other_company.duplicate_ids)
        self.assertFalse(self._create_equipment().duplicate_ids)

    def test_display_name_tells_equal_names_apart(self):
        self.assertEqual(
            self._create_equipment(serial="S1").display_name, "Boiler [S1]"
        )
        self.assertEqual(self._create_equipment().display_name, "Boiler")

    def test_name_search_finds_by_name_and_serial(self):
        boiler = self._create_equipment("Boiler Room", serial="QX-77")
        for text in ("boiler ro", "x-77", "Boiler Room [QX-77]"):
            found = self.Equipment.name_search(text)
            self.assertIn(boiler.id, [id_ for id_, _name in found], text)
        self.assertFalse(self.Equipment.name_search("Boiler Room [QX-78]"))

    # -- tree ------------------------------------------------------------------

    def test_tree_and_search_below(self):
        boiler = self._create_equipment("Boiler")
        pump = self._create_equipment("Pump", parent_id=boiler.id)
        motor = self._create_equipment("Motor", parent_id=pump.id)
        self.assertEqual(boiler.child_ids, pump)
        self.assertEqual(
            self.Equipment.search([("id", "child_of", boiler.id)]),
            boiler | motor | pump,
        )
        self.assertEqual((boiler | pump | motor).mapped("component_count"), [2, 1, 0])

    def test_no_machine_is_below_itself(self):
        boiler = self._create_equipment("Boiler")
        pump = self._create_equipment("Pump", parent_id=boiler.id)
        for machine in (pump, boiler):
            with self.assertRefused(ValidationError, "Boiler.*component of.*choose"):
                boiler.parent_id = machine
        self.assertFalse(boiler.parent_id)

    def test_a_component_takes_the_place_of_its_machine(self):
        boiler = self._create_equipment("Boiler")
        pump = self.Equipment.create({"name": "Pump", "parent_id": boiler.id})
        self.assertEqual(pump.partner_id, self.customer)
        self.assertEqual(pump.site_id, self.site)
        other = self._create_customer("Other")
        loose = self._create_equipment("Loose", partner_id=other.id, site_id=False)
        loose.parent_id = boiler
        self.assertEqual(loose.site_id, self.site)
        self.assertEqual(loose.move_ids.from_partner_id, other)

    def test_a_component_has_the_company_of_its_machine(self):
        boiler = self._create_equipment("Boiler", company_id=self.other_company.id)
        pump = self.Equipment.create({"name": "Pump", "parent_id": boiler.id})
        self.assertEqual(pump.company_id, self.other_company)
        with self.assertRaises(UserError):
            self._create_equipment(
                "Pump", parent_id=boiler.id, company_id=self.company.id
            )

    def test_a_component_does_not_move_by_itself(self):
        boiler = self._create_equipment("Boiler")
        pump = self._create_equipment("Pump", parent_id=boiler.id)
        elsewhere = self._create_site(self.customer, "Elsewhere")
        with self.assertRefused(ValidationError, "Pump.*component of Boiler.*move"):
            pump.site_id = elsewhere
        pump.write({"parent_id": False, "site_id": elsewhere.id})
        self.assertEqual(pump.site_id, elsewhere)

    def test_archive_and_back_with_components(self):
        boiler = self._create_equipment("Boiler")
        pump = self._create_equipment("Pump", parent_id=boiler.id)
        boiler.action_archive()
        self.assertFalse(pump.active)
        boiler.action_unarchive()
        self.assertTrue(pump.active)

    def test_a_machine_with_components_is_not_deleted(self):
        boiler = self._create_equipment("Boiler")
        pump = self._create_equipment("Pump", parent_id=boiler.id)
        with self.assertRefused(UserError, "Boiler cannot be deleted"):
            boiler.unlink()
        (boiler | pump).unlink()
        self.assertFalse((boiler | pump).exists())

    # -- site ------------------------------------------------------------------

    def test_site_defaults_to_the_only_site_or_the_customer(self):
        alone = self._create_customer("Alone")
        self.assertEqual(self._place(alone), alone)
        only = self._create_site(alone, "Only")
        self.assertEqual(self._place(alone), only)
        self._create_site(alone, "Second")
        self.assertEqual(self._place(alone), alone)

    def _place(self, customer):
        return self.Equipment.create({"name": "X", "partner_id": customer.id}).site_id

    def test_site_tells_the_customer(self):
        equipment = self.Equipment.create({"name": "X", "site_id": self.site.id})
        self.assertEqual(equipment.partner_id, self.customer)

    def test_site_is_of_the_customer(self):
        stranger = self._create_site(self._create_customer("Other"), "Far Away")
        with self.assertRefused(ValidationError, "Far Away is no site of Bakery"):
            self._create_equipment(site_id=stranger.id)
        equipment = self._create_equipment()
        with self.assertRefused(ValidationError, "Far Away is no site of Bakery"):
            equipment.site_id = stranger
        equipment.site_id = self.customer
        self.assertEqual(equipment.site_id, self.customer)

    def test_site_may_be_of_the_entity_of_a_contact(self):
        contact = self._create_contact(self.customer, "Caretaker")
        equipment = self._create_equipment(partner_id=contact.id)
        self.assertEqual(equipment.site_id, self.site)

    def test_changing_the_customer_changes_the_site(self):
        equipment = self._create_equipment()
        other = self._create_customer("Other")
        equipment.partner_id = other
        self.assertEqual(equipment.site_id, other)
        equipment.partner_id = False
        self.assertFalse(equipment.site_id)

    def test_form_fills_site_and_takes_place_from_the_machine(self):
        boiler = self._create_equipment()
        with Form(self.Equipment.with_user(self.dispatcher)) as form:
            form.name = "Pump"
            form.partner_id = self.customer
            self.assertEqual(form.site_id, self.site)
            form.partner_id = self.env["res.partner"]
            self.assertFalse(form.site_id)
            form.parent_id = boiler
            self.assertEqual(form.site_id, self.site)
        self.assertEqual(form.record.partner_id, self.customer)

    def test_customer_of_another_company_is_refused(self):
        theirs = self._create_customer("Theirs", company_id=self.other_company.id)
        with self.assertRaises(UserError):
            self._create_equipment(partner_id=theirs.id, site_id=False)

    # -- warranty --------------------------------------------------------------

    @freeze_time("2026-06-15 12:00:00")
    def test_warranty_holds_as_long_as_any_part_of_it(self):
        none = self._create_equipment("None")
        past = self._create_equipment("Past", warranty_parts_until=date(2026, 6, 14))
        today = self._create_equipment(
            "Today",
            warranty_parts_until=date(2026, 6, 15),
            warranty_labour_until=date(2025, 6, 15),
        )
        travel = self._create_equipment(
            "Travel", warranty_travel_until=date(2027, 1, 1)
        )
        every = none | past | today | travel
        self.assertEqual(every.mapped("under_warranty"), [False, False, True, True])
        self.assertEqual(today.warranty_until, date(2026, 6, 15))
        for domain, expected in (
            ([("under_warranty", "=", True)], today | travel),
            ([("under_warranty", "=", False)], none | past),
            ([("under_warranty", "!=", True)], none | past),
            ([("under_warranty", "in", [True, False])], every),
        ):
            found = self.Equipment.search([("id", "in", every.ids), *domain])
            self.assertEqual(found, expected.sorted("name"), domain)

    def test_warranty_ends_with_the_day(self):
        equipment = self._create_equipment(warranty_parts_until=date(2026, 6, 15))
        for now, expected in (
            ("2026-06-15 23:00:00", True),
            ("2026-06-16 01:00:00", False),
        ):
            with freeze_time(now):
                equipment.invalidate_recordset(["under_warranty"])
                self.assertEqual(equipment.under_warranty, expected, now)

    # -- categories, brands ----------------------------------------------------

    def test_category_properties(self):
        category = self.env["fieldwork.equipment.category"].create(
            {
                "name": "Boilers",
                "properties_definition": [
                    {"name": "power", "type": "integer", "string": "Power (kW)"}
                ],
            }
        )
        equipment = self._create_equipment(
            category_id=category.id, properties={"power": 24}
        )
        self.assertEqual(equipment.properties["power"], 24)
        self.assertEqual(
            self.Equipment.search([("properties.power", "=", 24)]), equipment
        )

    def test_category_gives_its_meters(self):
        category = self.env["fieldwork.equipment.category"].create(
            {
                "name": "Boilers",
                "meter_ids": [
                    Command.create({"name": "Hours", "unit": "h", "roll_over": 1000}),
                    Command.create(
                        {
                            "name": "Pressure",
                            "kind": "gauge",
                            "has_minimum": True,
                            "minimum": 1,
                        }
                    ),
                ],
            }
        )
        with_category = self._create_equipment(category_id=category.id)
        self.assertRecordValues(
            with_category.meter_ids,
            [
                {"name": "Hours", "kind": "counter", "unit": "h", "roll_over": 1000},
                {"name": "Pressure", "kind": "gauge", "unit": False, "roll_over": 0},
            ],
        )
        later = self._create_equipment()
        later.category_id = category
        self.assertEqual(later.meter_ids.mapped("name"), ["Hours", "Pressure"])
        later.category_id = self.env["fieldwork.equipment.category"].create(
            {"name": "Other", "meter_ids": [Command.create({"name": "Strokes"})]}
        )
        self.assertEqual(later.meter_ids.mapped("name"), ["Hours", "Pressure"])

    def test_category_tree(self):
        categories = self.env["fieldwork.equipment.category"]
        heating = categories.create({"name": "Heating"})
        boilers = categories.create({"name": "Boilers", "parent_id": heating.id})
        self.assertEqual(boilers.display_name, "Heating / Boilers")
        self._create_equipment(category_id=boilers.id)
        self.assertEqual((heating | boilers).mapped("equipment_count"), [1, 1])
        found = categories.name_search("Heating / Boilers", operator="=")
        self.assertEqual(found, [(boilers.id, "Heating / Boilers")])
        with self.assertRaises(UserError):
            heating.parent_id = boilers
        with self.assertRefused(UserError, "equipment in Heating / Boilers"):
            boilers.unlink()

    def test_brand_is_there_once_in_whatever_spelling(self):
        brands = self.env["fieldwork.equipment.brand"]
        vaillant = brands.create({"name": "Vaillant"})
        self.assertEqual(brands.name_create("VAILLANT ")[0], vaillant.id)
        self.assertNotEqual(brands.name_create("Vaill%")[0], vaillant.id)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            brands.create({"name": "vaillant"})

    def test_brand_counts_its_equipment(self):
        brand = self.env["fieldwork.equipment.brand"].create({"name": "Vaillant"})
        self._create_equipment(brand_id=brand.id)
        self.assertEqual(brand.equipment_count, 1)

    # -- copy, documents -------------------------------------------------------

    def test_copy_is_another_machine(self):
        boiler = self._create_equipment(serial="S1", product_id=self.product.id)
        self._create_equipment("Pump", parent_id=boiler.id)
        boiler.action_stop("Leak")
        copy = boiler.copy()
        self.assertFalse(copy.serial)
        self.assertFalse(copy.child_ids)
        self.assertFalse(copy.state_reason)
        self.assertEqual(copy.state, "in_service")
        self.assertEqual(copy.site_id, self.site)
        self.assertNotEqual(copy.label_code, boiler.label_code)

    def test_documents_are_counted(self):
        boiler = self._create_equipment()
        self.env["ir.attachment"].create(
            {
                "name": "Manual",
                "raw": b"x",
                "res_model": boiler._name,
                "res_id": boiler.id,
            }
        )
        self.assertEqual(boiler.document_count, 1)
        action = boiler.action_view_documents()
        self.assertEqual(
            self.env["ir.attachment"].search(action["domain"]).name, "Manual"
        )

    def test_actions_lead_to_what_they_say(self):
        boiler = self._create_equipment()
        pump = self._create_equipment("Pump", parent_id=boiler.id)
        action = boiler.action_view_components()
        self.assertEqual(self.Equipment.search(action["domain"]), pump)
        # What the breadcrumb shows, before the action's own name.
        self.assertEqual(action["display_name"], "Components of Boiler")
        self.assertEqual(boiler.action_open()["res_id"], boiler.id)
