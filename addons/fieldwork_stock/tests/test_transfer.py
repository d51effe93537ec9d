"""Parts are handed from one to the other by those who carry them, or the office."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import FieldworkStockCommon


@tagged("post_install", "-at_install")
class TestTransfer(FieldworkStockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ana.fieldwork_van_id = cls.van
        cls.van_2 = cls._create_thing("Van 2", "van")
        cls.van_2_stock = cls._location(cls.van_2)
        cls.ben_stock = cls._location(cls.ben)
        cls._stock(cls.van_stock, cls.filter, 5)
        cls._stock(cls.shelf, cls.filter, 9)

    def _transfer(self, user, quantity=2, source=None, target=None, **kwargs):
        product = kwargs.pop("product", self.filter)
        resources = self.env["resource.resource"].with_user(user)
        return resources.action_transfer(
            product.id,
            quantity,
            self.ana.id if source is None else source,
            self.ben.id if target is None else target,
            **kwargs,
        )

    def test_either_of_the_two_and_the_office_hand_over(self):
        for user in (self.technician, self.technician_2, self.dispatcher):
            with self.subTest(user=user.login):
                before = self._in(self.ben_stock, self.filter)
                move = self.env["stock.move"].browse(self._transfer(user, 1))
                self.assertEqual(self._in(self.ben_stock, self.filter), before + 1)
                self.assertEqual(move.state, "done")
                self.assertEqual(move.create_uid, user)
                self.assertEqual(move.origin, "Van 1 → Ben")

    def test_a_third_person_does_not(self):
        with self.assertRefused(UserError, "handed over by those who carry them"):
            self._transfer(self.technician, source=self.van_2.id)
        with self.assertRefused(UserError, "or by the office"):
            self._transfer(self.plain_user)

    def test_who_has_a_van_on_a_visit_hands_over_from_it(self):
        self._stock(self.van_2_stock, self.filter, 1)
        self._create_visit(technicians=self.ben, resources=self.van_2)
        self._transfer(self.technician_2, 1, self.van_2.id, self.van.id)
        self.assertEqual(self._in(self.van_stock, self.filter), 6)

    def test_only_the_office_takes_from_the_shelves(self):
        with self.assertRefused(UserError, "or by the office"):
            self._transfer(self.technician_2, source=False)
        self._transfer(self.dispatcher, source=False)
        self.assertEqual(self._in(self.shelf, self.filter), 7)
        self.assertEqual(self._in(self.ben_stock, self.filter), 2)

    def test_sent_twice_it_is_there_once(self):
        first = self._transfer(self.technician, client_uuid="t-1")
        self.assertEqual(self._transfer(self.technician, client_uuid="t-1"), first)
        self.assertEqual(self._in(self.ben_stock, self.filter), 2)

    def test_no_more_than_there_is(self):
        with self.assertRefused(UserError, r"Van 1 has 5 Units of Filter"):
            self._transfer(self.technician, 6)
        self.assertEqual(self._in(self.van_stock, self.filter), 5)

    def test_what_is_meant_for_others_stays(self):
        move = self.env["stock.move"].create(
            {
                "product_id": self.filter.id,
                "product_uom_qty": 4,
                "location_id": self.van_stock.id,
                "location_dest_id": self.van_2_stock.id,
            }
        )
        move._action_confirm()
        move._action_assign()
        with self.assertRefused(UserError, r"has 1 Units of Filter that nobody"):
            self._transfer(self.technician, 2)

    def test_nonsense_is_refused_in_words(self):
        service = self._create_part("Advice", type="service", is_storable=False)
        for message, kwargs in (
            ("carry the same stock", {"target": self.van.id}),
            ("cannot hand parts", {"source": self.ana.id, "target": self.meter.id}),
            ("Say how many Filter", {"quantity": 0}),
            ("Say how many Filter", {"quantity": -1}),
            ("Choose the part", {"product": service}),
        ):
            with self.subTest(message=message, **kwargs):
                with self.assertRefused(UserError, message):
                    self._transfer(self.dispatcher, **kwargs)

    def test_tracked_parts_are_handed_over_by_their_number(self):
        boiler = self._create_part("Boiler 24", tracking="serial")
        lot = self._create_lot(boiler, "S1")
        self._stock(self.van_stock, boiler, 1, lot)
        with self.assertRefused(UserError, "which lot or serial number of Boiler 24"):
            self._transfer(self.technician, 1, product=boiler)
        self._transfer(self.technician, 1, product=boiler, lot=lot.id)
        self.assertEqual(self._in(self.ben_stock, boiler, lot), 1)

    def test_another_company_s_van_is_out_of_reach(self):
        foreign = self._create_thing(
            "Foreign Van", "van", company_id=self.other_company.id, calendar_id=False
        )
        with self.assertRefused(UserError, "of one company"):
            self._transfer(self.dispatcher, target=foreign.id)
