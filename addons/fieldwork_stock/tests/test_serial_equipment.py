"""A part with a serial number becomes equipment of the site where it is used."""

from datetime import date

from odoo.tests import tagged

from .common import FieldworkStockCommon, at


@tagged("post_install", "-at_install")
class TestSerialEquipment(FieldworkStockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boiler = cls._create_part("Boiler 24", tracking="serial")
        cls.lot = cls._create_lot(cls.boiler, "S1")
        cls._stock(cls.van_stock, cls.boiler, 1, cls.lot)
        cls.order = cls._create_order(team_id=cls.team.id)
        cls.visit = cls._create_visit(cls.order, at(7), resources=cls.van)
        cls.elsewhere = cls._create_customer("Tailor Nadel")

    def _finish(self):
        self.visit.with_user(self.technician).action_done(
            "to_continue", continue_reason="time"
        )

    def _card(self):
        return (
            self.env["fieldwork.equipment"]
            .with_context(active_test=False)
            .search([("product_id", "=", self.boiler.id), ("serial", "=", "S1")])
        )

    def _create_card(self, **vals):
        return self._create_equipment(
            "Old Boiler", product_id=self.boiler.id, serial="S1", **vals
        )

    def test_it_becomes_equipment_in_service(self):
        self._use(self.visit, self.boiler, 1, serial="S1")
        self._finish()
        self.assertRecordValues(
            self._card(),
            [
                {
                    "name": "Boiler 24",
                    "partner_id": self.customer.id,
                    "site_id": self.site.id,
                    "installed_on": date(2026, 3, 10),
                    "state": "in_service",
                    "company_id": self.company.id,
                }
            ],
        )

    def test_what_is_only_left_does_not(self):
        self._use(self.visit, self.boiler, 0, left=1, serial="S1")
        self._finish()
        self.assertFalse(self._card())

    def test_what_is_missing_does_not(self):
        self._stock(self.van_stock, self.boiler, -1, self.lot)
        self._use(self.visit, self.boiler, 1, serial="S1")
        self._finish()
        self.assertFalse(self._card())

    def test_a_card_of_that_number_moves_to_the_site(self):
        for vals in (
            {"partner_id": False, "site_id": False},
            {
                "partner_id": self.company.partner_id.id,
                "site_id": self.company.partner_id.id,
            },
        ):
            with self.subTest(vals=vals), self.cr.savepoint() as savepoint:
                card = self._create_card(**vals)
                self._use(self.visit, self.boiler, 1, serial="S1")
                self._finish()
                self.assertEqual(self._card(), card)
                self.assertEqual(card.site_id, self.site)
                self.assertEqual(card.move_ids[:1].note, self.order.name)
                savepoint.rollback()

    def test_a_scrapped_and_archived_card_is_brought_back(self):
        card = self._create_card(
            partner_id=self.elsewhere.id, site_id=self.elsewhere.id
        )
        card.action_scrap("Worn out")
        card.action_archive()
        self._use(self.visit, self.boiler, 1, serial="S1")
        self._finish()
        self.assertRecordValues(
            card, [{"active": True, "state": "in_service", "site_id": self.site.id}]
        )

    def test_a_number_that_is_in_use_elsewhere_is_refused_by_name(self):
        card = self._create_card(
            partner_id=self.elsewhere.id, site_id=self.elsewhere.id
        )
        line = self._use(self.visit, self.boiler, 1, serial="S1")
        self._finish()
        self.assertEqual(line.stock_state, "to_move")
        self.assertIn("S1 of Boiler 24 is already at Tailor Nadel", line.stock_note)
        self.assertEqual(card.site_id, self.elsewhere)
        self.assertEqual(self._in(self.van_stock, self.boiler), 1)
        message = self.order.action_move_stock()["params"]["message"]
        self.assertIn("already at Tailor Nadel", message)

    def test_what_comes_back_stands_nowhere(self):
        line = self._use(self.visit, self.boiler, 1, serial="S1")
        self._finish()
        card = self._card()
        line.used_qty = 0
        self.assertRecordValues(card, [{"site_id": False, "partner_id": False}])
        self.assertEqual(self._in(self.van_stock, self.boiler), 1)
        line.used_qty = 1
        self.assertEqual(card.site_id, self.site)

    def test_done_twice_is_one_machine(self):
        line = self._use(self.visit, self.boiler, 1, serial="S1")
        self._finish()
        line._move_stock()
        self.assertEqual(len(self._card()), 1)
