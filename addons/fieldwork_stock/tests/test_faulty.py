"""Faulty parts come back into quarantine, and are known by their order."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import FieldworkStockCommon, at


@tagged("post_install", "-at_install")
class TestFaulty(FieldworkStockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_order(team_id=cls.team.id)
        cls.visit = cls._create_visit(cls.order, at(7), resources=cls.van)
        cls.line = cls._use(cls.visit, cls.pump, 1)
        cls.quarantine = cls.company._fieldwork_place("quarantine")

    def _return(self, user=None, **kwargs):
        kwargs.setdefault("reason", "Seal leaks")
        line = self.line.with_user(user or self.technician)
        return self.env["stock.move"].browse(line.action_return_faulty(**kwargs))

    def test_it_goes_from_the_customer_into_quarantine(self):
        move = self._return(quantity=2)
        self.assertRecordValues(
            move,
            [
                {
                    "location_dest_id": self.quarantine.id,
                    "quantity": 2,
                    "state": "done",
                    "fieldwork_order_id": self.order.id,
                    "fieldwork_note": "Seal leaks",
                    "fieldwork_kind": "faulty",
                }
            ],
        )
        self.assertEqual(move.location_id.usage, "customer")
        self.assertEqual(self._in(self.quarantine, self.pump), 2)
        self.assertIn("Seal leaks", self.order.message_ids[:1].body)

    def test_quarantine_is_one_and_not_on_the_shelves(self):
        self.assertEqual(self.company._fieldwork_place("quarantine"), self.quarantine)
        self.assertFalse(self.quarantine._child_of(self.shelf))
        self.assertEqual(self.quarantine.warehouse_id, self.warehouse)
        self._return()
        places = self.line.get_places()
        self.assertEqual([one["quantity"] for one in places], [0])

    def test_it_is_no_part_of_what_was_used(self):
        self._stock(self.van_stock, self.pump, 1)
        self._return()
        self.visit.action_done("solved")
        self.assertEqual(self.line.stock_state, "moved")
        self.assertEqual(self._in(self.van_stock, self.pump), 0)

    def test_sent_twice_it_is_one_part(self):
        first = self._return(client_uuid="f-1")
        self.assertEqual(self._return(client_uuid="f-1"), first)
        self.assertEqual(self._in(self.quarantine, self.pump), 1)

    def test_another_product_may_come_out_than_went_in(self):
        self._return(product=self.filter.id)
        self.assertEqual(self._in(self.quarantine, self.filter), 1)

    def test_a_machine_that_comes_back_is_off_the_site(self):
        boiler = self._create_part("Boiler 24", tracking="serial")
        card = self._create_equipment("Old", product_id=boiler.id, serial="S1")
        self._return(product=boiler.id, serial="S1")
        lot = self.env["stock.lot"].search([("product_id", "=", boiler.id)])
        self.assertEqual(lot.name, "S1")
        self.assertEqual(self._in(self.quarantine, boiler, lot), 1)
        self.assertFalse(card.site_id)

    def test_numbers_are_asked_for_and_made_where_receipts_may(self):
        boiler = self._create_part("Boiler 24", tracking="serial")
        with self.assertRefused(UserError, "number of the faulty Boiler 24"):
            self._return(product=boiler.id)
        self.warehouse.in_type_id.use_create_lots = False
        with self.assertRefused(UserError, "S7 of Boiler 24 is not known"):
            self._return(product=boiler.id, serial="S7")

    def test_nonsense_is_refused_in_words(self):
        with self.assertRefused(UserError, "Give a reason"):
            self._return(reason=" ")
        with self.assertRefused(UserError, "Say how many Pump come back"):
            self._return(quantity=0)
        self.line.write({"product_id": False, "name": "Tape"})
        with self.assertRefused(UserError, "Say which part comes back for Tape"):
            self._return()

    def test_others_than_the_crew_and_the_office_do_not(self):
        self._return(self.dispatcher)
        with self.assertRaises(AccessError):
            self._return(self.technician_2)
        with self.assertRaises(AccessError):
            self._return(self.other_dispatcher)

    def test_the_dialog_and_the_list_of_the_order(self):
        line = self.line.with_user(self.technician)
        context = line.action_ask_faulty()["context"]
        wizard = Form(line.env["fieldwork.part.faulty"].with_context(**context))
        wizard.reason = "Does not turn"
        wizard.save().action_apply()
        order = self.order.with_user(self.dispatcher)
        self.assertEqual(order.faulty_count, 1)
        action = order.action_view_faulty()
        moves = order.env[action["res_model"]].search(action["domain"])
        self.assertEqual(moves.fieldwork_note, "Does not turn")
