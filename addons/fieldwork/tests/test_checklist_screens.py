from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .checklist_common import ChecklistCommon
from .common_orders import at


@tagged("post_install", "-at_install")
class TestChecklistScreens(ChecklistCommon):
    """The builder and the forms of the office."""

    def test_list_is_built_in_the_form(self):
        form = Form(self.env["fieldwork.checklist"].with_user(self.manager))
        form.name = "Yearly"
        form.for_all_types = True
        with form.question_ids.new() as line:
            line.name = "Pressure"
            line.kind = "number"
            line.has_minimum = True
            line.minimum = 1
            line.unit = "bar"
        with form.question_ids.new() as line:
            line.name = "State"
            line.kind = "single"
            for name in ("Good", "Broken"):
                with line.option_ids.new() as option:
                    option.name = name
                    option.is_defect = name == "Broken"
        checklist = form.save()
        with Form(checklist) as form, form.question_ids.new() as line:
            line.name = "Why"
            line.kind = "text"
            line.condition_question_id = checklist.question_ids[1]
            line.condition_option_ids.add(checklist.question_ids[1].option_ids[1])
        checklist.action_publish()
        self.assertEqual(
            checklist.question_ids.mapped("summary"),
            ["≥ 1 bar", "Good / Broken ⚠", "only if “State” is Broken"],
        )

    def test_summary_says_what_the_dialog_says(self):
        leaks, _where, hours = self._create_checklist(
            questions=[
                {"name": "Leaks", "defect_answer": "yes"},
                "Where",
                {
                    "name": "Hours",
                    "kind": "number",
                    "has_minimum": True,
                    "has_maximum": True,
                    "maximum": 2.5,
                    "meter_name": "Hours",
                },
            ],
            publish=False,
        ).question_ids
        self.assertEqual(leaks.summary, "Yes is a defect")
        hours.write({"condition_question_id": leaks.id, "condition_answer": "no"})
        self.assertEqual(
            hours.summary, "0 – 2.5 · feeds the meter Hours · only if “Leaks” is No"
        )

    def test_copy_of_a_question_stands_behind_it(self):
        checklist = self._create_checklist(questions=["A", "B", "C"], publish=False)
        first, second, _third = checklist.question_ids
        second.write({"condition_question_id": first.id, "condition_answer": "yes"})
        second.action_duplicate()
        self.assertEqual(checklist.question_ids.mapped("name"), ["A", "B", "B", "C"])
        self.assertEqual(checklist.question_ids[2].condition_question_id, first)
        checklist.action_publish()
        with self.assertRefused(UserError, "make a new version"):
            first.action_duplicate()

    def test_order_type_and_category_show_their_lists_without_replaced_ones(self):
        checklist = self._create_checklist(
            questions=["Tight"], category_ids=[Command.set(self.boilers.ids)]
        )
        new = checklist._new_version()
        new.action_publish()
        self.env.invalidate_all()
        self.assertEqual(self.order_type.checklist_ids, new)
        self.assertEqual(self.boilers.checklist_ids, new)
        with Form(self.order_type) as form:
            form.checklist_ids.remove(new.id)
        self.assertEqual(checklist.order_type_ids, self.order_type)
        self.assertFalse(new.order_type_ids)

    def test_progress_stands_on_visit_and_order(self):
        for name in ("One", "Two"):
            self._create_checklist(name, ["Tight"])
        visit = self._planned()
        self._answer(self._responses(visit)[0], "Tight", "yes")
        for record in (visit, visit.order_id):
            self.assertEqual(record.checklist_progress, "1 / 2")
            action = record.action_view_checklists()
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(found, self._responses(visit))

    def test_responses_of_all_versions_open_from_the_list(self):
        checklist = self._create_checklist(questions=["Tight"])
        self._planned()
        new = checklist._new_version()
        new.action_publish()
        self._planned(start=at(13))
        self.assertEqual(new.response_count, 2)
        self.assertEqual(new.version_count, 2)
        found = self.env["fieldwork.checklist"].search(
            new.action_view_versions()["domain"]
        )
        self.assertEqual(found, checklist | new)
