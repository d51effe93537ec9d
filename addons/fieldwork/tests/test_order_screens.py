"""The screens of the office, as a dispatcher without HR rights uses them."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, tagged, users

from .common_orders import FieldworkOrderCommon, at


@tagged("post_install", "-at_install")
class TestOrderScreens(FieldworkOrderCommon):
    def _open(self, record, view):
        return Form(record.with_user(self.dispatcher), view=f"fieldwork.{view}")

    def test_dispatcher_registers_an_order_from_a_call(self):
        orders = self.env["fieldwork.order"].with_user(self.dispatcher)
        contact = self._create_contact(self.customer, "Ida Porter", phone="+34 600")
        with Form(orders, view="fieldwork.fieldwork_order_view_form") as form:
            form.partner_id = self.customer
            self.assertEqual(form.site_id, self.site, "the only site is taken")
            form.contact_id = contact
            form.equipment_ids.add(self.equipment)
            form.description = "No hot water"
            form.priority = "2"
        order = form.record
        self.assertRecordValues(
            order,
            [{"state": "draft", "contact_id": contact.id, "contact_phone": "+34 600"}],
        )
        self.assertTrue(order.deadline)

    def test_technician_reads_the_form_and_has_no_office_buttons(self):
        visit = self._create_visit()
        order = visit.order_id.with_user(self.technician)
        arch = order.get_view(
            self.env.ref("fieldwork.fieldwork_order_view_form").id, "form"
        )["arch"]
        for button in ("action_confirm", "action_make_follow_up", "action_done"):
            self.assertNotIn(f'name="{button}"', arch)
        self.assertTrue(order.web_read({"name": {}, "site_place": {}}))

    @users("fw_dispatcher")
    def test_every_view_of_every_action_opens(self):
        self._create_visit(additional=True)
        for xmlid in (
            "fieldwork_order_action",
            "fieldwork_order_action_to_plan",
            "fieldwork_order_action_analysis",
            "fieldwork_visit_action",
            "fieldwork_visit_action_analysis",
            "fieldwork_assignment_action_calendar",
            "fieldwork_conflict_action",
            "fieldwork_worklog_action",
            "fieldwork_material_action",
        ):
            action = self.env["ir.actions.act_window"]._for_xml_id(f"fieldwork.{xmlid}")
            model = self.env[action["res_model"]]
            for _view, kind in action["views"]:
                if kind in ("pivot", "graph", "activity"):
                    continue
                with self.subTest(action=xmlid, view=kind):
                    view = model.get_view(view_type=kind)
                    model.web_search_read([], self._shown(model, view), limit=5)

    def _shown(self, model, view):
        """Return what the web client asks for: what the view names and the user may
        read. Other addons show more than these tests' people see."""
        allowed = model.fields_get(attributes=["type"])
        names = view["models"][model._name]
        return {name: {} for name in names if name != "id" and name in allowed}

    @users("fw_dispatcher")
    def test_filters_and_groups_of_the_search_view_work(self):
        self._create_visit()
        orders = self.env["fieldwork.order"]
        for fieldname in (
            "site_city",
            "state",
            "planned_day:day",
            "registered_on:week",
        ):
            with self.subTest(group=fieldname):
                groups = orders.formatted_read_group([], [fieldname], ["__count"])
                self.assertTrue(groups)

    def test_shared_favourites_are_there_for_everybody(self):
        action = self.env.ref("fieldwork.fieldwork_order_action")
        found = (
            self.env["ir.filters"]
            .with_user(self.dispatcher)
            .get_filters("fieldwork.order", action.id)
        )
        names = {favourite["name"] for favourite in found}
        self.assertLessEqual({"Mine today", "Late", "Unplanned", "Refused"}, names)

    def test_site_place_names_the_site_but_not_the_customer_twice(self):
        self.site.city = "Toledo"
        order = self._create_order()
        self.assertEqual(order.site_place, "Bakery Shop, Toledo")
        own = self._create_order(site_id=self.customer.id)
        self.customer.city = "Madrid"
        self.assertEqual(own.site_place, "Madrid")

    def test_counts_on_the_buttons(self):
        order = self._create_order(equipment_ids=[Command.link(self.equipment.id)])
        other = self._create_order()
        order.action_make_follow_up()
        self.assertEqual(order.equipment_count, 1)
        self.assertEqual(order.follow_up_count, 1)
        self.assertEqual(order.other_order_count, 2)
        self.assertEqual(other.other_order_count, 2)
        self.assertEqual(self.team.open_order_count, 0)
        order.team_id = self.team
        self.team.invalidate_recordset()
        self.assertEqual(self.team.open_order_count, 1)

    def test_follow_up_button_opens_what_it_made(self):
        order = self._create_order()
        action = order.action_make_follow_up()
        follow_up = order.browse(action["res_id"])
        self.assertEqual(follow_up.origin_order_id, order)
        self.assertEqual(action["views"][0][1], "form")

    def test_conflicts_are_told_in_sentences(self):
        first = self._create_visit()
        second = self._create_visit()
        self.assertIn("Ana is on", second.order_id.conflict_text)
        self.assertEqual(first.conflict_count, 1)
        self.assertTrue(first.assignment_ids.visit_conflict_text)
        action = first.conflict_ids.action_view_visit()
        self.assertEqual(action["res_id"], first.id)

    def test_bars_say_whether_they_are_sure(self):
        visit = self._create_visit()
        bar = visit.assignment_ids
        self.assertTrue(bar.is_hatched)
        bar.action_accept()
        self.assertFalse(bar.is_hatched)
        bar.action_refuse("Ill")
        self.assertTrue(bar.is_striked)
        self.assertIn("Ana", bar.bar_title)
        self.assertIn(visit.order_id.name, bar.bar_title)

    # ------------------------------------------------------------------
    # Dragging a bar
    # ------------------------------------------------------------------

    def test_dragging_a_bar_moves_the_visit(self):
        visit = self._create_visit(resources=self.van)
        bar = visit.assignment_ids.filtered(lambda a: a.role == "lead")
        answer = bar.calendar_move("2026-03-10 12:00:00", "2026-03-10 14:00:00")
        self.assertEqual(answer, {"conflicts": []})
        self.assertEqual((visit.start, visit.stop), (at(12), at(14)))
        self.assertEqual(set(visit.assignment_ids.mapped("start")), {at(12)})

    def test_resizing_a_bar_changes_the_length(self):
        visit = self._create_visit()
        visit.assignment_ids.calendar_move(at(9), at(12))
        self.assertEqual((visit.start, visit.stop), (at(9), at(12)))

    def test_dragging_part_of_a_visit_takes_the_whole_along(self):
        visit = self._create_visit(technicians=self.ana | self.ben)
        part = visit.assignment_ids.filtered(lambda a: a.role == "helper")
        part.sudo()._guarded_write({"start": at(10)})
        part.calendar_move(at(11), at(12))
        self.assertEqual((visit.start, visit.stop), (at(10), at(12)))
        self.assertEqual((part.start, part.stop), (at(11), at(12)))

    def test_dragging_out_of_a_promise_asks_first(self):
        visit = self._create_visit(promised=(at(9), at(11)))
        bar = visit.assignment_ids
        answer = bar.calendar_move(at(13), at(15))
        self.assertIn(self.customer.name, answer["ask"])
        self.assertEqual(visit.start, at(9), "nothing has moved yet")
        bar.calendar_move(at(13), at(15), break_promise=True)
        self.assertEqual(visit.start, at(13))

    def test_dragging_a_closed_visit_is_refused_before_anything_is_asked(self):
        visit = self._create_visit(promised=(at(9), at(11)))
        visit.action_cancel("No longer needed")
        with self.assertRefused(UserError, "cannot be moved"):
            visit.assignment_ids.calendar_move(at(13), at(15))

    def test_dragging_tells_of_conflicts(self):
        self._create_visit()
        visit = self._create_visit(start=at(12))
        answer = visit.assignment_ids.calendar_move(at(9), at(11))
        self.assertIn("Ana is on", answer["conflicts"][0])

    def test_technician_cannot_drag(self):
        visit = self._create_visit()
        bar = visit.assignment_ids.with_user(self.technician)
        with self.assertRefused(UserError, "the office can do that"):
            bar.calendar_move(at(12))
        self.assertEqual(visit.start, at(9))

    # ------------------------------------------------------------------
    # Few queries
    # ------------------------------------------------------------------

    def test_list_of_orders_needs_as_many_queries_for_many_as_for_few(self):
        view = self.env.ref("fieldwork.fieldwork_order_view_list")
        orders = self.env["fieldwork.order"].with_user(self.dispatcher)
        spec = self._shown(orders, orders.get_view(view.id, "list"))
        made = [self._create_order() for _index in range(12)]
        for index, order in enumerate(made):
            order.plan(at(9, day=11 + index % 5), technicians=self.ana)
        few = self._queries(orders.browse(order.id for order in made[:2]), spec)
        many = self._queries(orders.browse(order.id for order in made), spec)
        self.assertLessEqual(many, few + 1)

    def _queries(self, orders, spec):
        orders.env.flush_all()
        orders.env.invalidate_all()
        before = self.env.cr.sql_log_count
        orders.web_read(spec)
        return self.env.cr.sql_log_count - before
