from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .checklist_common import ChecklistCommon
from .common_orders import at


@tagged("post_install", "-at_install")
class TestChecklistResponses(ChecklistCommon):
    """Which lists a visit gets, and which version of them."""

    def test_list_of_the_order_type_comes_with_the_visit(self):
        checklist = self._create_checklist(questions=["Gas off"])
        other_type = self._other_type()
        visit = self._planned()
        self.assertEqual(self._responses(visit).checklist_id, checklist)
        self.assertFalse(self._responses(visit).equipment_id)
        elsewhere = self._planned(type_id=other_type.id, start=at(13))
        self.assertFalse(self._responses(elsewhere))

    def _other_type(self):
        return self.order_type.create({"name": "Survey"})

    def test_list_without_type_and_category_is_asked_nowhere(self):
        self._create_checklist(questions=["Gas off"], order_type_ids=False)
        self.assertFalse(self._responses(self._planned()))

    def test_list_for_all_types(self):
        self._create_checklist(
            questions=["Gas off"], order_type_ids=False, for_all_types=True
        )
        self.assertTrue(self._responses(self._planned()))

    def test_list_per_machine_of_a_category_and_those_below(self):
        below = self.boilers.create({"name": "Gas", "parent_id": self.boilers.id})
        machines = self.equipment
        machines |= self._create_equipment("Gas Boiler", category_id=below.id)
        machines |= self._create_equipment("Pump")
        checklist = self._create_checklist(
            questions=["Tight"],
            order_type_ids=False,
            category_ids=[Command.set(self.boilers.ids)],
            scope="equipment",
        )
        visit = self._planned(machines)
        responses = self._responses(visit, checklist)
        self.assertEqual(responses.equipment_id, machines[:2])

    def test_list_per_visit_of_a_category_is_asked_once(self):
        checklist = self._create_checklist(
            questions=["Tight"], category_ids=[Command.set(self.boilers.ids)]
        )
        machines = self.equipment | self.equipment.copy()
        self.assertEqual(len(self._responses(self._planned(machines), checklist)), 1)
        pump = self._create_equipment("Pump")
        self.assertFalse(self._responses(self._planned(pump, at(13))))

    def test_list_of_another_company_is_not_asked(self):
        self._create_checklist(questions=["Gas off"], company_id=self.other_company.id)
        self.assertFalse(self._responses(self._planned()))

    def test_draft_and_archived_lists_are_not_asked(self):
        self._create_checklist(questions=["Gas off"], publish=False)
        self._create_checklist(questions=["Gas off"]).active = False
        self.assertFalse(self._responses(self._planned()))

    def test_machine_added_later_gets_its_list(self):
        checklist = self._create_checklist(questions=["Tight"], scope="equipment")
        visit = self._planned()
        second = self._create_equipment("Second")
        order = visit.order_id.with_user(self.dispatcher)
        order.equipment_ids = [Command.link(second.id)]
        self.assertEqual(
            self._responses(visit, checklist).equipment_id, self.equipment | second
        )

    def test_empty_list_goes_with_its_machine_and_answered_ones_stay(self):
        self._create_checklist(questions=["Tight"], scope="equipment")
        second = self._create_equipment("Second")
        visit = self._planned(self.equipment | second)
        answered, empty = self._responses(visit)
        self._answer(answered, "Tight", "yes")
        visit.order_id.equipment_ids = False
        self.assertEqual(self._responses(visit), answered)
        self.assertFalse(empty.exists())

    def test_category_changed_changes_the_open_lists(self):
        checklist = self._create_checklist(
            questions=["Tight"],
            category_ids=[Command.set(self.boilers.ids)],
            scope="equipment",
        )
        pump = self._create_equipment("Pump")
        visit = self._planned(pump)
        self.assertFalse(self._responses(visit))
        pump.category_id = self.boilers
        self.assertEqual(self._responses(visit).checklist_id, checklist)
        pump.category_id = self.boilers.create({"name": "Pumps"})
        self.assertFalse(self._responses(visit))

    def test_type_changed_changes_the_open_lists(self):
        self._create_checklist(questions=["Gas off"])
        visit = self._planned()
        visit.order_id.type_id = self._other_type()
        self.assertFalse(self._responses(visit))
        visit.order_id.type_id = self.order_type
        self.assertTrue(self._responses(visit))

    def test_closed_visits_keep_what_they_have(self):
        self._create_checklist(questions=["Tight"], scope="equipment")
        visit = self._planned()
        visit.action_cancel("Not today")
        visit.order_id.equipment_ids = False
        self.assertEqual(len(self._responses(visit)), 1)

    def test_visit_keeps_its_version_and_the_next_one_gets_the_new(self):
        checklist = self._create_checklist(questions=["Gas off"])
        visit = self._planned()
        new = checklist._new_version()
        new.question_ids.name = "Gas and water off"
        new.action_publish()
        self.assertEqual(self._responses(visit).checklist_id, checklist)
        # nor is it given the new one on top when its order changes
        visit.order_id.equipment_ids = [
            Command.link(self._create_equipment("Second").id)
        ]
        self.assertEqual(self._responses(visit).checklist_id, checklist)
        later = self._planned(start=at(13))
        self.assertEqual(self._responses(later).checklist_id, new)

    def test_dispatcher_who_plans_needs_no_rights_on_lists(self):
        self._create_checklist(questions=["Gas off"])
        order = self._create_order()
        visit = order.with_user(self.dispatcher).plan(at(9), technicians=self.ana)
        self.assertEqual(len(self._responses(visit)), 1)

    def test_queries_of_planning_do_not_grow_with_the_visits(self):
        self._create_checklist(questions=["Gas off", "Dry"])
        self._create_checklist("Machine", ["Tight"], scope="equipment")

        def plan(count):
            orders = self.env["fieldwork.order"].create(
                [
                    {
                        "partner_id": self.customer.id,
                        "site_id": self.site.id,
                        "equipment_ids": [Command.set(self.equipment.ids)],
                    }
                    for _number in range(count)
                ]
            )
            orders.action_confirm()
            self.env.flush_all()
            self.env.invalidate_all()
            visits = orders.plan(at(9))
            self.env.flush_all()
            self._responses(visits).unlink()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            visits._sync_checklists()
            self.env.flush_all()
            self.assertEqual(len(self._responses(visits)), 2 * count)
            return self.cr.sql_log_count - before

        plan(2)
        few = plan(2)
        # one INSERT more for each hundred rows
        self.assertLessEqual(plan(40), few + 2)

    def test_responses_are_made_by_planning_only(self):
        checklist = self._create_checklist(questions=["Gas off"])
        visit = self._planned()
        vals = {"visit_id": visit.id, "checklist_id": checklist.id}
        with self.assertRefused(UserError, "cannot be written directly"):
            self.env["fieldwork.checklist.response"].create(vals)
        with self.assertRefused(UserError, "cannot be written directly"):
            self._responses(visit).write({"state": "complete"})
