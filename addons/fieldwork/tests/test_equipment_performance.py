from datetime import datetime, timedelta

from odoo.fields import Command
from odoo.tests import tagged

from .common import FieldworkCommon

START = datetime(2026, 1, 1)


@tagged("post_install", "-at_install")
class TestEquipmentPerformance(FieldworkCommon):
    """Many take as many queries as few."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create({"name": "Ecotec"})
        cls.category = cls.env["fieldwork.equipment.category"].create(
            {"name": "Boilers", "meter_ids": [Command.create({"name": "Hours"})]}
        )
        cls.buyer = cls._create_customer("Buyer")
        cls.Equipment = cls.env["fieldwork.equipment"].with_user(cls.dispatcher)
        cls.number = 0

    def _queries(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        call()
        self.env.flush_all()
        self.env.cr.precommit.run()
        return self.env.cr.sql_log_count - before

    def _create(self, count, **vals):
        vals_list = []
        for _index in range(count):
            self.number += 1
            vals_list.append(
                {
                    "name": "Boiler",
                    "serial": f"S{self.number}",
                    "product_id": self.product.id,
                    "category_id": self.category.id,
                    "partner_id": self.customer.id,
                    **vals,
                }
            )
        return self.Equipment.create(vals_list)

    def _assert_as_many(self, call, sets, spare=0):
        """``call`` takes as many queries for the second of ``sets`` as for the first.

        The first call of all fills the caches.
        """
        warm, few, many = sets
        call(warm)
        for_few = self._queries(lambda: call(few))
        for_many = self._queries(lambda: call(many))
        self.assertLessEqual(for_many, for_few + spare)

    def test_create(self):
        self._assert_as_many(self._create, (2, 5, 80))

    def test_move_and_stop(self):
        sets = [self._create(number) for number in (2, 5, 80)]
        for machines in sets:
            for machine in machines:
                self._create(1, name="Pump", parent_id=machine.id)
        self._assert_as_many(lambda some: some.action_stop("Strike"), sets)
        self._assert_as_many(lambda some: some.action_resume("Over"), sets)
        self._assert_as_many(lambda some: some.action_scrap("Fire"), sets)
        self._assert_as_many(lambda some: some._components_astray(some), sets)

    def test_list(self):
        sets = [self._create(number) for number in (2, 5, 80)]
        spec = {
            name: {}
            for name in (
                "display_name",
                "serial",
                "warranty_until",
                "under_warranty",
                "state",
                "component_count",
                "reading_count",
                "document_count",
                "label_url",
                "duplicate_ids",
            )
        }
        for name in ("partner_id", "site_id", "category_id", "brand_id", "product_id"):
            spec[name] = {"fields": {"display_name": {}}}
        self._assert_as_many(lambda some: some.web_read(spec), sets)

    def test_labels(self):
        report = self.env["report.fieldwork.report_equipment_label"]
        sets = [self._create(number) for number in (2, 5, 80)]
        self._assert_as_many(lambda some: report._get_report_values(some.ids), sets)

    def test_readings(self):
        sets = [self._create(number).meter_ids for number in (2, 5, 80)]
        # Of their own, not of equipment that is out of the cache by then.
        sets = [meters.browse(meters.ids) for meters in sets]

        def read(meters):
            self.env["fieldwork.meter.reading"].create(
                [
                    {
                        "meter_id": meter.id,
                        "value": 10 * day,
                        "date": START + timedelta(days=day),
                    }
                    for meter in meters
                    for day in (1, 3)
                ]
            )

        def read_late(meters):
            self.env["fieldwork.meter.reading"].create(
                [
                    {
                        "meter_id": meter.id,
                        "value": 20,
                        "date": START + timedelta(days=2),
                    }
                    for meter in meters
                ]
            )

        self._assert_as_many(read, sets)
        self._assert_as_many(read_late, sets)
        self._assert_as_many(
            lambda meters: meters.web_read(
                {"last_value": {}, "total": {}, "last_bound": {}, "reading_count": {}}
            ),
            sets,
        )
