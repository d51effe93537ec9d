from odoo.tests import tagged

from .common import FieldworkCommon


@tagged("post_install", "-at_install")
class TestEquipmentImport(FieldworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["product.product"].create({"name": "Ecotec"})
        cls.env["fieldwork.equipment.brand"].create({"name": "Vaillant"})
        categories = cls.env["fieldwork.equipment.category"]
        heating = categories.create({"name": "Heating"})
        categories.create({"name": "Boilers", "parent_id": heating.id})

    def _load(self, header, *rows):
        equipment = self.env["fieldwork.equipment"].with_user(self.dispatcher)
        return equipment.load(header, [list(row) for row in rows])

    def test_customers_machines_with_components(self):
        result = self._load(
            [
                "id",
                "name",
                "partner_id",
                "site_id",
                "parent_id/id",
                "product_id",
                "category_id",
                "brand_id",
                "serial",
                "installed_on",
                "warranty_parts_until",
                "meter_ids/name",
                "meter_ids/unit",
            ],
            (
                "imp.boiler",
                "Boiler",
                "Bakery Lindt",
                "Bakery Lindt, Bakery Shop",
                "",
                "Ecotec",
                "Heating / Boilers",
                "Vaillant",
                "S1",
                "2024-05-01",
                "2026-05-01",
                "Hours",
                "h",
            ),
            ("", "", "", "", "", "", "", "", "", "", "", "Starts", ""),
            ("imp.pump", "Pump", "", "", "imp.boiler", "", "", "", "", "", "", "", ""),
        )
        self.assertFalse(result["messages"])
        boiler, pump = self.env["fieldwork.equipment"].browse(result["ids"])
        self.assertEqual(boiler.site_id, self.site)
        self.assertEqual(boiler.category_id.display_name, "Heating / Boilers")
        self.assertEqual(boiler.meter_ids.mapped("name"), ["Hours", "Starts"])
        self.assertEqual((pump.parent_id, pump.site_id), (boiler, self.site))

    def test_unknown_brand_is_not_made_up(self):
        result = self._load(["name", "brand_id"], ("Boiler", "Vailant"))
        self.assertFalse(result["ids"])
        self.assertIn("Vailant", result["messages"][0]["message"])

    def test_bad_rows_are_named_and_nothing_is_written(self):
        rows = [(f"M{i}", "Bakery Lindt", f"S{i}", "Ecotec") for i in range(30)]
        rows[7] = ("M7", "Bakery Lindt", "S3", "Ecotec")
        rows[21] = ("M21", "Nobody", "S21", "Ecotec")
        result = self._load(["name", "partner_id", "serial", "product_id"], *rows)
        self.assertFalse(result["ids"])
        texts = " ".join(message["message"] for message in result["messages"])
        self.assertIn("Nobody", texts)
        self.assertEqual(
            self.env["fieldwork.equipment"].search_count([("name", "=like", "M%")]), 0
        )

    def test_state_beyond_the_start_is_not_imported(self):
        result = self._load(["name", "state"], ("Boiler", "Scrapped"))
        self.assertFalse(result["ids"])
        self.assertIn("cannot be written directly", result["messages"][0]["message"])
        result = self._load(["name", "state"], ("Boiler", "To Confirm"))
        self.assertTrue(result["ids"])

    def test_what_is_exported_can_be_imported(self):
        boiler = self._create_equipment(serial="S1")
        self._create_equipment("Pump", parent_id=boiler.id)
        rows = boiler.child_ids.export_data(["name", "parent_id"])["datas"]
        self.assertEqual(rows, [["Pump", "Boiler [S1]"]])
        result = self._load(["name", "parent_id"], *rows)
        self.assertTrue(result["ids"], result["messages"])
        self.assertEqual(boiler.component_count, 2)

    def test_readings(self):
        boiler = self._create_equipment()
        meter = self.env["fieldwork.meter"].create(
            {"equipment_id": boiler.id, "name": "Hours"}
        )
        result = (
            self.env["fieldwork.meter.reading"]
            .with_user(self.dispatcher)
            .load(
                ["meter_id/.id", "date", "value"],
                [
                    [str(meter.id), "2026-02-01 00:00:00", "20"],
                    [str(meter.id), "2026-01-01 00:00:00", "10"],
                ],
            )
        )
        self.assertTrue(result["ids"], result["messages"])
        self.assertEqual(meter.reading_ids.mapped("delta"), [10, 10])
