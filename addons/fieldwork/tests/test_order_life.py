"""The life of an order: each method checks, says what is missing, writes who."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged, users
from odoo.tools import mute_logger

from .common_orders import FieldworkOrderCommon, at


@tagged("post_install", "-at_install")
class TestOrderLife(FieldworkOrderCommon):
    @users("fw_dispatcher")
    def test_order_goes_from_registered_to_done(self):
        order = self._create_order(ready=False)
        self.assertEqual(order.state, "draft")
        order.action_confirm()
        self.assertEqual(order.state, "ready")
        visit = self._create_visit(order)
        self.assertEqual(order.state, "planned")
        visit.action_start()
        self.assertEqual(order.state, "progress")
        visit.action_done("solved")
        self.assertEqual(order.state, "done")
        self.assertTrue(order.done_at)

    def test_site_defaults_to_the_only_site_or_the_customer(self):
        orders = self.env["fieldwork.order"]
        self.assertEqual(
            orders.create({"partner_id": self.customer.id}).site_id, self.site
        )
        alone = self._create_customer("No Site")
        self.assertEqual(orders.create({"partner_id": alone.id}).site_id, alone)
        self._create_site(self.customer, "Second")
        order = orders.create({"partner_id": self.customer.id})
        self.assertEqual(order.site_id, self.customer)

    def test_another_customers_site_is_refused(self):
        other = self._create_site(self._create_customer("Other"), "Other Site")
        with self.assertRaisesRegex(ValidationError, "does not belong"):
            self._create_order(site_id=other.id)

    def test_invoice_goes_to_the_customers_invoice_address_or_who_is_named(self):
        payer = self._create_contact(self.customer, "Accounts", type="invoice")
        order = self._create_order()
        self.assertEqual(order.invoice_partner_id, payer)
        insurer = self._create_customer("Insurer")
        order.invoice_partner_id = insurer
        self.assertEqual(order.invoice_partner_id, insurer)

    def test_peers_defect_11_deadline_without_touching_the_priority(self):
        self.order_type.deadline_hours = 48
        order = self._create_order()
        self.assertEqual(order.deadline, at(8, day=12))
        urgent = self._create_order(priority="2")
        self.assertEqual(urgent.deadline, at(16))
        urgent.deadline = at(12)
        self.assertEqual(urgent.deadline, at(12))

    def test_state_is_not_written_by_create_write_or_default(self):
        order = self._create_order()
        with self.assertRaisesRegex(UserError, "buttons"):
            order.write({"state": "done"})
        with self.assertRaisesRegex(UserError, "buttons"):
            self._create_order(ready=False, state="done")
        sly = self.env["fieldwork.order"].with_context(
            default_state="done",
            _fieldwork_guard_key="anything",
        )
        self.assertEqual(sly.create({"partner_id": self.customer.id}).state, "draft")

    def test_state_is_not_imported(self):
        result = (
            self.env["fieldwork.order"]
            .with_user(self.dispatcher)
            .load(["partner_id/.id", "state"], [[str(self.customer.id), "done"]])
        )
        self.assertFalse(result["ids"])
        self.assertIn("buttons", result["messages"][0]["message"])

    def test_numbers_are_drawn_per_company(self):
        orders = self.env["fieldwork.order"].create(
            [{"partner_id": self.customer.id} for _index in range(3)]
        )
        self.assertEqual(len(set(orders.mapped("name"))), 3)
        self.assertTrue(all(name.startswith("FW") for name in orders.mapped("name")))

    def test_confirm_says_which_order_and_what_it_needs(self):
        order = self._create_order()
        with self.assertRaisesRegex(UserError, f"{order.name}.*Ready.*confirmed"):
            order.action_confirm()

    def test_done_names_the_open_visits(self):
        order = self._create_order()
        visit = self._create_visit(order)
        with self.assertRaisesRegex(UserError, visit.display_name):
            order.action_done()

    def test_cancel_needs_a_reason_and_takes_the_visits_along(self):
        order = self._create_order()
        visit = self._create_visit(order)
        with self.assertRaisesRegex(UserError, "reason"):
            order.action_cancel("  ")
        order.action_cancel("Customer sold the boiler")
        self.assertRecordValues(
            order,
            [{"state": "cancelled", "cancel_reason": "Customer sold the boiler"}],
        )
        self.assertEqual(visit.state, "cancelled")
        self.assertFalse(order.planned_start)
        self.assertIn("sold the boiler", order.message_ids[0].body)

    def test_cancel_refuses_while_somebody_is_on_it(self):
        order = self._create_order()
        self._create_visit(order).action_start()
        with self.assertRaisesRegex(UserError, "Somebody is on"):
            order.action_cancel("No")

    def test_reopen_makes_ready_and_keeps_visits(self):
        order = self._create_order()
        visit = self._create_visit(order)
        visit.action_done("solved")
        with self.assertRaisesRegex(UserError, "reason"):
            order.action_reopen()
        order.action_reopen("Leaks again")
        self.assertEqual(order.state, "ready")
        self.assertFalse(order.done_at)
        self.assertEqual(order.visit_ids, visit)
        self.assertEqual(visit.state, "done")

    def test_reopened_order_can_be_solved_again(self):
        order = self._create_order()
        self._create_visit(order).action_done("solved")
        order.action_reopen("Leaks again")
        self._create_visit(order, at(14)).action_done("solved")
        self.assertEqual(order.state, "done")

    def test_office_closes_where_the_type_says_so(self):
        self.order_type.close_by = "office"
        order = self._create_order()
        self._create_visit(order).action_done("solved")
        self.assertRecordValues(
            order, [{"state": "ready", "pending_reason": "to_close"}]
        )
        order.action_done()
        self.assertEqual(order.state, "done")

    def test_many_records_in_one_call(self):
        orders = self._create_order(ready=False) | self._create_order(ready=False)
        orders.action_confirm()
        self.assertEqual(set(orders.mapped("state")), {"ready"})
        orders.action_cancel("Both")
        self.assertEqual(set(orders.mapped("state")), {"cancelled"})

    def test_merge_takes_equipment_materials_and_words(self):
        first = self._create_order(ready=False, description="Leaks")
        second = self._create_order(
            ready=False,
            description="Noise",
            priority="1",
            equipment_ids=[(6, 0, self.equipment.ids)],
        )
        self.env["fieldwork.material"].create({"order_id": second.id, "name": "Pump"})
        kept = (second | first).action_merge()
        self.assertEqual(kept, first)
        self.assertEqual(kept.description, "Leaks\n\nNoise")
        self.assertEqual(kept.equipment_ids, self.equipment)
        self.assertEqual(kept.material_ids.name, "Pump")
        self.assertEqual(kept.priority, "1")
        self.assertRecordValues(
            second, [{"state": "cancelled", "merged_into_id": first.id}]
        )

    def test_merge_refuses_other_customers_and_planned_orders(self):
        first = self._create_order(ready=False)
        other = self._create_customer("Other")
        foreign = self._create_order(ready=False, partner_id=other.id, site_id=other.id)
        with self.assertRaisesRegex(UserError, "Customer"):
            (first | foreign).action_merge()
        with self.assertRaisesRegex(UserError, "at least two"):
            first.action_merge()
        with self.assertRaisesRegex(UserError, "merged"):
            (first | self._create_order()).action_merge()

    def test_duplicate_keeps_equipment_and_starts_anew(self):
        order = self._create_order(
            equipment_ids=[(6, 0, self.equipment.ids)], window_stop=at(12)
        )
        self._create_visit(order)
        copy = order.copy()
        self.assertRecordValues(
            copy, [{"state": "draft", "window_stop": False, "planned_start": False}]
        )
        self.assertEqual(copy.equipment_ids, self.equipment)
        self.assertNotEqual(copy.name, order.name)
        self.assertFalse(copy.visit_ids)

    def test_follow_up_points_back(self):
        order = self._create_order(equipment_ids=[(6, 0, self.equipment.ids)])
        follow_up = order.action_follow_up()
        self.assertEqual(follow_up.origin_order_id, order)
        self.assertEqual(order.follow_up_ids, follow_up)
        self.assertEqual(follow_up.equipment_ids, self.equipment)

    def test_old_orders_stay_with_the_old_owner_of_the_machine(self):
        order = self._create_order(equipment_ids=[(6, 0, self.equipment.ids)])
        buyer = self._create_customer("Buyer")
        self.equipment.write({"partner_id": buyer.id, "site_id": buyer.id})
        self.assertEqual(order.partner_id, self.customer)
        self.assertIn(self.equipment, order.equipment_ids)

    def test_worked_orders_are_not_deleted(self):
        order = self._create_order()
        with self.assertRaisesRegex(UserError, "Cancel it instead"):
            order.unlink()
        draft = self._create_order(ready=False)
        draft.unlink()
        self.assertFalse(draft.exists())

    def test_customers_words_wait_for_the_customer(self):
        order = self._create_order()
        order.action_wait_customer("Send the floor plan")
        self.assertEqual(order.pending_reason, "customer")
        self.assertIn("floor plan", order.pending_text)
        order.action_stop_waiting()
        self.assertEqual(order.pending_reason, "no_technician")

    def test_technician_moves_no_order(self):
        order = self._create_order(ready=False)
        self._create_visit()
        for call in (
            lambda o: o.action_confirm(),
            lambda o: o.action_cancel("x"),
            lambda o: o.plan(at(9)),
        ):
            with self.assertRaises(AccessError):
                call(order.with_user(self.technician))

    @users("fw_dispatcher")
    def test_bad_rows_of_an_import_are_named_and_nothing_is_written(self):
        before = self.env["fieldwork.order"].search_count([])
        rows = [[str(self.customer.id), "0", f"Row {i}"] for i in range(200)]
        rows[7][0] = "999999999"
        rows[20][1] = "9"
        rows[150][0] = "no number"
        with mute_logger("odoo.sql_db"):  # core tries the rows, then each by itself
            result = self.env["fieldwork.order"].load(
                ["partner_id/.id", "priority", "description"], rows
            )
        self.assertFalse(result["ids"])
        self.assertEqual(
            sorted({message["record"] for message in result["messages"]}), [7, 20, 150]
        )
        self.assertEqual(self.env["fieldwork.order"].search_count([]), before)
