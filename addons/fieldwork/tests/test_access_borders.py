"""The borders that a table of rights does not show."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form

from .access_common import AccessCommon
from .common_orders import at


class TestAccessBorders(AccessCommon):
    def setUp(self):
        super().setUp()
        self.env.invalidate_all()

    def test_peers_defect_1_own_orders_only_is_meant(self):
        """A technician neither sees nor cancels the orders of others."""
        others = self._create_order(team_id=self.team.id)
        visit = others.plan(at(14), technicians=self.ben)
        env = self.env(user=self.technician.id)
        self.env.invalidate_all()
        self.assertEqual(env["fieldwork.order"].search([]), self.order.with_env(env))
        self.assertEqual(env["fieldwork.visit"].search([]), self.visit.with_env(env))
        for records, method in ((others, "action_cancel"), (visit, "action_cancel")):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                getattr(records.with_env(env), method)("Mine now")
        with self.assertRaises(AccessError):
            self.order.with_env(env).action_cancel("Not even the own one")
        self.assertEqual((others.state, visit.state), ("planned", "planned"))

    def test_peers_defect_8_equipment_names_are_free(self):
        """Two customers, and two companies, may each have a Boiler with serial 1."""
        Equipment = self.env["fieldwork.equipment"].with_user(self.manager)
        for owner in (self.customer, self.customer, self.stranger):
            form = Form(Equipment)
            form.name = "Boiler"
            form.partner_id = owner
            form.save()
        abroad = self.people["co2"]
        twin = (
            self.env["fieldwork.equipment"]
            .with_user(abroad)
            .create({"name": "Boiler", "serial": "B-1"})
        )
        self.assertEqual(twin.company_id, self.other_company)

    def test_peers_defect_9_a_customer_counts_only_own_orders(self):
        """Counters, searches and groups of the portal stay within the customer."""
        self._create_order(
            partner_id=self.stranger.id, site_id=self.stranger.id, team_id=self.team.id
        )
        for person, number in (("cus", 1), ("cus2", 1)):
            orders = self.env["fieldwork.order"].with_user(self.people[person])
            self.assertEqual(orders.search_count([]), number)
            self.assertEqual(
                orders.search_count([("name", "ilike", self.order.name)]),
                int(person == "cus"),
            )
            groups = orders.formatted_read_group([], ["state"], ["__count"])
            self.assertEqual(sum(group["__count"] for group in groups), number)

    def test_dispatcher_who_goes_out_for_another_team_is_a_technician_there(self):
        """The rules of groups add up: none may lend rights to another."""
        self._create_technician("Sue", self.south)
        sue = self.south.fieldwork_resource_ids
        order = self._create_order(team_id=self.team.id)
        visit = order.plan(at(10), technicians=self.ana | sue)
        mine = visit.with_user(self.south)
        self.env.invalidate_all()
        self.assertEqual(mine.state, "planned")
        mine.action_travel()
        self.assertEqual(mine.state, "travelling")
        refused = (
            lambda: mine.order_id.write({"description": "Mine"}),
            lambda: mine.order_id.action_wait_customer("Why not"),
            lambda: mine.reschedule(at(15)),
            lambda: mine.write({"start": at(15)}),
            lambda: mine.assign(technicians=sue),
            lambda: mine.action_cancel("No"),
            lambda: mine.action_done("solved"),
            lambda: mine.unlink(),
            lambda: mine.assignment_ids.unlink(),
            lambda: mine.worklog_ids.action_correct(start=at(7), reason="No"),
            lambda: (mine.assignment_ids - mine.assignment_ids[-1]).action_accept(),
        )
        for number, act in enumerate(refused):
            self.env.invalidate_all()
            with self.subTest(number=number), self.assertRaises(UserError):
                act()

    def test_material_is_not_carried_to_an_order_of_others(self):
        others = self._create_order(team_id=self.team.id)
        material = self.material.with_user(self.technician)
        with self.assertRaises(UserError):
            material.write({"order_id": others.id})
        with self.assertRaises(UserError):
            material.create({"order_id": others.id, "name": "Pump"})

    def test_visits_and_assignments_stay_where_they_were_planned(self):
        foreign = self._create_order(team_id=self.team.id)
        other = foreign.plan(at(14), technicians=self.ben)
        office = self.env(user=self.dispatcher.id)
        with self.assertRaises(UserError):
            other.with_env(office).write({"order_id": self.order.id})
        with self.assertRaises(UserError):
            self.assignment.with_env(office).write({"visit_id": other.id})
        with self.assertRaises(UserError):
            self.material.with_env(office).write({"visit_id": other.id})

    def test_other_company_finds_nothing_by_roundabout_ways(self):
        """An order without a team is every dispatcher's, of its company only."""
        order = self._create_order(team_id=False)
        order.plan(at(12, day=12), technicians=self.ana)
        env = self.env(user=self.other_dispatcher.id)
        self.env.invalidate_all()
        for model in (
            "fieldwork.order",
            "fieldwork.visit",
            "fieldwork.visit.event",
            "fieldwork.assignment",
            "fieldwork.conflict",
            "fieldwork.worklog",
            "fieldwork.worklog.correction",
            "fieldwork.material",
            "fieldwork.equipment",
            "fieldwork.meter.reading",
            "fieldwork.order.type.need",
            "fieldwork.reason",
        ):
            self.assertFalse(env[model].search([("create_uid", "!=", env.uid)]), model)
        self.assertFalse(
            env["fieldwork.order"].search([("quick_search", "ilike", "b")])
        )

    def test_customer_does_not_read_notes_of_the_office(self):
        """By their number neither: why it was cancelled, who refused it."""
        note = self.order._message_log(body="Slow payer")
        told = self.order.message_post(
            body="We come on Thursday", subtype_xmlid="mail.mt_comment"
        )
        customer = self.people["cus"]
        self.assertFalse(note.with_user(customer).has_access("read"))
        with self.assertRaises(AccessError):
            note.with_user(customer).read(["body"])
        self.assertTrue(told.with_user(customer).has_access("read"))
        self.assertTrue(note.with_user(self.technician).has_access("read"))

    def test_door_codes_are_for_those_who_go_there(self):
        self.site.site_door_code = "4711"
        for person in ("mgr", "dis", "tec"):
            read = self.site.with_user(self.people[person]).read(["site_door_code"])
            self.assertEqual(read[0]["site_door_code"], "4711")
        for person in ("emp", "cus"):
            site = self.site.with_user(self.people[person])
            self.assertNotIn("site_door_code", site.fields_get())
            for name in ("site_door_code", "site_access_notes"):
                with self.subTest(person=person), self.assertRaises(AccessError):
                    site.read([name])
