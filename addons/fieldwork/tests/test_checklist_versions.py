from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .checklist_common import ChecklistCommon
from .common_orders import at


@tagged("post_install", "-at_install")
class TestChecklistVersions(ChecklistCommon):
    """What is published stays; changing it makes the next version."""

    def test_peers_10_not_tick_boxes_only_and_a_change_wipes_no_answer(self):
        """PEERS.md defect 10: "checklists are tick boxes only, and changing the
        template wipes what was answered"."""
        checklist = self._all_kinds()
        visit = self._planned()
        response = self._responses(visit)
        self._answer(response, "number", 1.5, at=at(7))
        self._answer(response, "text", "Rusty", at=at(7))
        new = checklist._new_version()
        self._question(new, "number").unlink()
        self._question(new, "text").name = "Something else"
        new.action_publish()
        form = response.get_form()
        kinds = {q["name"]: q["kind"] for q in form["questions"] if not q["section"]}
        self.assertEqual(list(kinds.values()), list(kinds))
        answers = {
            q["name"]: q["answer"]["value"] for q in form["questions"] if q["answer"]
        }
        self.assertEqual(answers, {"number": 1.5, "text": "Rusty"})

    def test_published_list_and_its_parts_are_frozen(self):
        checklist = self._all_kinds()
        question = self._question(checklist, "single")
        option = question.option_ids[0]
        for change in (
            lambda: checklist.write({"name": "Other"}),
            lambda: checklist.write({"when": "before_done"}),
            lambda: checklist.unlink(),
            lambda: question.write({"name": "Other"}),
            lambda: question.write({"required": False}),
            lambda: question.unlink(),
            lambda: question.copy(),
            lambda: option.write({"is_defect": True}),
            lambda: option.unlink(),
            lambda: option.copy(),
        ):
            with self.assertRefused(UserError, "make a new version"):
                change()
                self.env.flush_all()

    def test_question_is_not_carried_into_a_published_list(self):
        published = self._create_checklist(questions=["Gas off"])
        draft = self._create_checklist(questions=["Dry"], publish=False)
        with self.assertRefused(UserError, "make a new version"):
            draft.question_ids.checklist_id = published

    def test_published_text_is_translated_but_not_changed(self):
        self.env["res.lang"]._activate_lang("es_ES")
        checklist = self._create_checklist(questions=["Gas off"])
        question = checklist.question_ids
        question.update_field_translations("name", {"es_ES": "Gas cerrado"})
        self.assertEqual(question.with_context(lang="es_ES").name, "Gas cerrado")
        for record in (question, checklist):
            with self.assertRefused(UserError, "make a new version"):
                record.update_field_translations("name", {"en_US": "Gas on"})

    def test_where_it_is_used_may_change_when_published(self):
        checklist = self._create_checklist(questions=["Gas off"])
        checklist.write({"for_all_types": True, "order_type_ids": False})
        self.order_type.checklist_ids = checklist
        self.assertEqual(checklist.order_type_ids, self.order_type)
        checklist.action_archive()
        self.assertFalse(checklist.active)

    def test_state_and_version_are_written_by_methods_only(self):
        checklist = self._create_checklist(questions=["Gas off"], publish=False)
        for vals in ({"state": "published"}, {"version": 7}, {"root_id": False}):
            with self.assertRefused(UserError, "cannot be written directly"):
                checklist.write(vals)

    def test_new_version_is_a_draft_with_all_that_was_asked(self):
        checklist = self._all_kinds()
        first = self._question(checklist, "yesno")
        self.assertEqual(checklist.root_id, checklist)
        new = checklist._new_version()
        self.assertRecordValues(
            new,
            [
                {
                    "name": checklist.name,
                    "state": "draft",
                    "version": 2,
                    "root_id": checklist.id,
                    "order_type_ids": self.order_type.ids,
                }
            ],
        )
        self.assertEqual(
            new.question_ids.mapped("name"), checklist.question_ids.mapped("name")
        )
        self.assertNotIn(first, new.question_ids)
        self.assertEqual(checklist._new_version(), new, "one draft at a time")
        new.action_publish()
        self.assertEqual(checklist.state, "superseded")
        self.assertEqual(checklist._new_version().version, 3)

    def test_conditions_are_copied_to_the_copied_questions(self):
        checklist = self._create_checklist(
            questions=[
                "Leaks",
                {
                    "name": "State",
                    "kind": "single",
                    "option_ids": self._options("Good", "Bad"),
                },
                "A",
                "B",
            ],
            publish=False,
        )
        leaks, state, first, second = checklist.question_ids
        first.write({"condition_question_id": leaks.id, "condition_answer": "yes"})
        second.write(
            {
                "condition_question_id": state.id,
                "condition_option_ids": [Command.set(state.option_ids[1:].ids)],
            }
        )
        copy = checklist.copy()
        self.assertEqual(copy.root_id, copy)
        c_leaks, c_state, c_first, c_second = copy.question_ids
        self.assertEqual(c_first.condition_question_id, c_leaks)
        self.assertEqual(c_first.condition_answer, "yes")
        self.assertEqual(c_second.condition_question_id, c_state)
        self.assertEqual(c_second.condition_option_ids, c_state.option_ids[1])
        copy.action_publish()

    def test_what_cannot_be_asked_is_not_published(self):
        def draft(*questions):
            return self._create_checklist(questions=questions, publish=False)

        with self.assertRefused(UserError, "asks nothing"):
            draft({"name": "Heading", "display_type": "line_section"}).action_publish()
        with self.assertRefused(UserError, "offers no choice"):
            draft({"name": "State", "kind": "single"}).action_publish()
        late = draft("First", "Second")
        first, second = late.question_ids
        first.write({"condition_question_id": second.id, "condition_answer": "yes"})
        with self.assertRefused(UserError, "comes later"):
            late.action_publish()
        first.condition_question_id = False
        second.condition_question_id = first
        second.condition_answer = False
        with self.assertRefused(UserError, "choose which one"):
            late.action_publish()
        second.condition_answer = "no"
        late.action_publish()
        with self.assertRefused(UserError, "published already"):
            late.action_publish()

    def test_condition_stays_in_its_list(self):
        one = self._create_checklist(questions=["One"], publish=False)
        two = self._create_checklist(questions=["Two"], publish=False)
        with self.assertRefused(ValidationError, "its own list"):
            one.question_ids.condition_question_id = two.question_ids

    def test_proposed_answer_must_fit(self):
        for kind, text in (("number", "many"), ("date", "soon"), ("yesno", "maybe")):
            with self.assertRefused(ValidationError, "does not fit"):
                self._create_checklist(
                    questions=[{"name": "Q", "kind": kind, "default_value": text}]
                )

    def test_two_versions_published_at_once_are_settled_by_the_index(self):
        checklist = self._create_checklist(questions=["Gas off"])
        new = checklist._new_version()
        with self.assertRefused(Exception, "published_uniq|just been published"):
            new._guarded_write({"state": "published"})
            self.env.flush_all()

    def test_try_form_shows_the_list_and_writes_nothing(self):
        checklist = self._all_kinds(publish=False)
        form = checklist.get_try_form()
        self.assertFalse(form["id"])
        self.assertEqual(len(form["questions"]), 9)
        self.assertEqual(len(form["missing"]), 8)
        self.assertEqual(checklist.action_try()["params"]["form"], form)
        self.assertFalse(self.env["fieldwork.checklist.response"].search([]))

    def test_only_managers_write_lists(self):
        draft = self._create_checklist(questions=["Gas off"], publish=False)
        published = self._create_checklist(questions=["Dry"])
        for user in (self.dispatcher, self.technician):
            own, other = draft.with_user(user), published.with_user(user)
            for act in (own.action_publish, other.action_new_version, other.copy):
                with self.assertRaises(AccessError):
                    act()
        draft.with_user(self.manager).action_publish()
