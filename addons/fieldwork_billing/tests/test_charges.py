"""What is due for an order, and why."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.fieldwork.tests.common_orders import at

from .common import BillingCommon


@tagged("post_install", "-at_install")
class TestCharges(BillingCommon):
    def test_time_is_billed_exactly_and_rounded_in_a_charge_of_its_own(self):
        visit = self._done_visit(minutes=110)
        charges = self._charges(visit.order_id)
        self.assertEqual(charges.mapped("minutes"), [110, 10])
        self.assertEqual(charges.mapped("amount"), [109.8, 10.2])
        self.assertEqual(
            charges.mapped("source_key"),
            [f"worklog:{visit.worklog_ids.id}:plain", f"visit:{visit.id}:labour:round"],
        )
        self.assertIn("Rounded up to 15 min: +10 min", charges[1].reason)
        self.assertEqual(visit.order_id.billing_state, "to_bill")
        self.assertEqual(visit.order_id.amount_to_bill, 120.0)

    def test_a_minimum_takes_the_place_of_the_step(self):
        self.labour_rate.minimum_minutes = 60
        visit = self._done_visit(minutes=40)
        charges = self._charges(visit.order_id)
        self.assertEqual(charges.mapped("minutes"), [40, 20])
        self.assertIn("At least 60 min: +20 min", charges[1].reason)

    def test_hours_in_two_digits_add_up(self):
        self.labour_rate.step_minutes = 0
        order = self._create_order()
        visit = order.plan(at(9), technicians=self.ana).sudo()
        with freeze_time(at(12)):
            for hour in (9, 10, 11):
                visit.action_start(at=at(hour))
                visit.action_pause("Break", at=at(hour, 20))
            visit.action_done("solved", at=at(11, 30))
        charges = self._charges(order)
        self.assertEqual(charges.mapped("minutes"), [20, 20, 20])
        self.assertEqual(charges.mapped("quantity"), [0.33, 0.33, 0.34])
        self.assertEqual(order.sudo().amount_to_bill, 60.0)

    def test_scope_of_the_rounding(self):
        crew = self.ana | self.ben
        for scope, extra in (("visit", [10]), ("person", [5, 5]), ("order", [10])):
            with self.subTest(scope=scope):
                self.labour_rate.scope = scope
                visit = self._done_visit(minutes=55, technicians=crew)
                rounding = self._charges(visit.order_id).filtered(
                    lambda c: ":round" in c.source_key
                )
                self.assertEqual(rounding.mapped("minutes"), extra)

    def test_saturday_night_costs_more(self):
        self.labour_rate.band_ids = self._create_band(
            name="Weekend night", sat=True, percent=200
        )
        # Saturday 21:30 to 23:00 in Madrid.
        visit = self._done_visit(minutes=90, start=at(20, 30, day=14))
        charges = self._charges(visit.order_id)
        self.assertEqual(
            [(c.minutes, c.band_id.name, c.amount) for c in charges],
            [(30, False, 30.0), (60, "Weekend night", 120.0)],
        )

    def test_public_holiday(self):
        self.labour_rate.band_ids = self._create_band(
            name="Holiday", holidays=True, hour_from=0, hour_to=0, percent=150
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Saint",
                "date_from": "2026-03-09 23:00:00",
                "date_to": "2026-03-10 22:59:59",
                "calendar_id": self.calendar.id,
                "company_id": self.company.id,
            }
        )
        visit = self._done_visit(minutes=60)
        self.assertEqual(self._charges(visit.order_id).amount, 90.0)

    def test_price_list_of_the_customer(self):
        self.pricelist.item_ids = [
            (
                0,
                0,
                {
                    "compute_price": "percentage",
                    "percent_price": 10,
                    "applied_on": "3_global",
                },
            )
        ]
        visit = self._done_visit(minutes=60)
        self.assertEqual(self._charges(visit.order_id).amount, 54.0)

    def test_the_most_specific_rate_counts(self):
        dear = self._create_service("Dear", 90.0, self.hour)
        cheap = self._create_service("Cheap", 50.0, self.hour)
        self._create_rate(product_id=dear.id, type_id=self.order_type.id)
        self.assertEqual(
            self._charges(self._done_visit(minutes=60).order_id).product_id, dear
        )
        self._create_rate(product_id=cheap.id, partner_id=self.customer.id)
        self.assertEqual(
            self._charges(self._done_visit(minutes=60).order_id).product_id, cheap
        )

    def test_travel_by_distance_and_callout(self):
        self._create_rate(kind="travel", product_id=self.km.id, travel_by="distance")
        self._create_rate(kind="callout", product_id=self.callout.id)
        visit = self._done_visit(minutes=60)
        self.assertNotIn("travel", self._due(visit.order_id))
        visit.with_user(self.technician).action_set_distance(34)
        due = self._due(visit.order_id)
        self.assertEqual(due["travel"], (34, 17.0))
        self.assertEqual(due["callout"], (1, 30.0))
        with self.assertRaises(UserError):
            visit.action_set_distance(-1)
        with self.assertRaises(UserError):
            visit.with_user(self.technician_2).action_set_distance(5)

    def test_material_used_and_left_is_billed(self):
        order = self._create_order()
        visit = self._create_visit(order).sudo()
        visit.action_start()
        visit.action_material(product=self.part.id, used_qty=2, left_qty=1)
        visit.action_done("solved")
        self.assertEqual(self._due(order)["material"], (3, 300.0))

    def test_warranty_covers_by_kind(self):
        self.equipment.write({"warranty_parts_until": "2026-12-31"})
        order = self._create_order(equipment_ids=[(6, 0, self.equipment.ids)])
        visit = self._create_visit(order).sudo()
        visit.action_start()
        visit.action_material(product=self.part.id, used_qty=1)
        visit.action_done("solved")
        charges = self._charges(order)
        part = charges.filtered(lambda c: c.kind == "material")
        self.assertEqual((part.verdict, part.amount), ("warranty", 0.0))
        self.assertIn("Boiler", part.reason)
        self.equipment.write(
            {"warranty_labour_until": "2026-12-31", "warranty_parts_until": False}
        )
        order.sudo()._update_charges()
        self.assertEqual(self._charges(order).verdict, "bill")

    def test_fixed_price_includes_time_and_travel(self):
        service = self._create_service("Inspection", 250.0, self.unit)
        self.order_type.write({"billing_mode": "fixed", "product_id": service.id})
        visit = self._done_visit(minutes=60)
        order = visit.order_id
        self.assertEqual(order.amount_to_bill, 250.0)
        labour = self._charges(order).filtered(lambda c: c.kind == "labour")
        self.assertEqual(labour.verdict, "included")

    def test_orders_that_are_not_billed_say_why(self):
        self.order_type.write(
            {"billing_mode": "none", "not_billed_reason": "Our own boiler"}
        )
        order = self._done_visit(minutes=60).order_id.sudo()
        self.assertEqual(order.billing_state, "not_billed")
        self.assertEqual(order.billing_reason, "Our own boiler")

    def test_without_a_rate_nothing_is_lost(self):
        self.labour_rate.active = False
        order = self._done_visit(minutes=60).order_id
        charge = self._charges(order)
        self.assertEqual(charge.minutes, 60)
        self.assertIn("No rate", charge.problem)

    def test_a_missed_visit_may_cost_a_fee(self):
        fee = self._create_service("Nobody there", 40.0, self.unit)
        self._create_rate(kind="no_show", product_id=fee.id)
        visit = self._create_visit().sudo()
        visit.action_miss("Nobody opened")
        self.assertFalse(self._charges(visit.order_id))
        visit.action_bill_fee("no_show")
        self.assertEqual(visit.order_id.amount_to_bill, 40.0)
        with self.assertRaises(UserError):
            self._done_visit().action_bill_fee("no_show")

    def test_updating_twice_makes_nothing_twice(self):
        order = self._done_visit().order_id.sudo()
        before = self._charges(order)
        order._update_charges()
        self.assertEqual(self._charges(order), before)

    def test_a_correction_voids_and_makes_anew(self):
        visit = self._done_visit(minutes=60)
        charge = self._charges(visit.order_id)
        log = visit.worklog_ids
        with freeze_time(at(15)):
            log.with_user(self.dispatcher).action_correct(
                start=log.start, stop=at(11, 30), reason="Forgot to stop"
            )
        self.assertEqual(charge.state, "void")
        now = self._charges(visit.order_id)
        self.assertEqual(now.minutes, 150)
        self.assertEqual((now.source_key, now.revision), (charge.source_key, 1))

    def test_a_verdict_by_hand_stays_and_is_tracked(self):
        visit = self._done_visit(minutes=60)
        order = visit.order_id
        charge = self._charges(order)
        with self.assertRaises(UserError):
            charge.with_user(self.biller).action_set_verdict("free", " ")
        with self.assertRaises(UserError):
            charge.with_user(self.biller).action_set_verdict("sold", "Free, please")
        charge.with_user(self.biller).action_set_verdict("free", "Our mistake")
        self.assertEqual(order.sudo().billing_state, "not_billed")
        self.assertIn("Our mistake", order.message_ids[0].body)
        log = visit.worklog_ids
        with freeze_time(at(15)):
            log.with_user(self.dispatcher).action_correct(
                start=log.start, stop=at(11, 30), reason="Forgot to stop"
            )
        self.assertEqual(self._charges(order).verdict, "free")

    def test_technicians_and_dispatchers_see_no_prices(self):
        order = self._done_visit(minutes=60).order_id
        charge = self._charges(order)
        for user in (self.technician, self.dispatcher):
            with self.subTest(user=user.name):
                with self.assertRaises(AccessError):
                    charge.with_user(user).read(["amount"])
                with self.assertRaises(AccessError):
                    order.with_user(user).read(["amount_to_bill"])
        self.assertEqual(
            charge.with_user(self.manager).read(["amount"])[0]["amount"], 60.0
        )
        with self.assertRaises(AccessError):
            charge.with_user(self.manager).action_set_verdict("free", "x")

    def test_the_ledger_is_not_written_past_its_methods(self):
        charge = self._charges(self._done_visit().order_id)[0].with_user(self.biller)
        for vals in ({"state": "void"}, {"price_unit": 1}, {"verdict": "free"}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                charge.write(vals)
        with self.assertRaises(AccessError):
            charge.unlink()
        with self.assertRaises(UserError):
            charge.sudo().unlink()
