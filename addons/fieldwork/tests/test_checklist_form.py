from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools import checklist_form
from . import properties  # noqa: F401 how examples are made


def question(number, **vals):
    return {
        "id": number,
        "section": False,
        "kind": "yesno",
        "required": True,
        "condition": False,
        "answer": False,
        **vals,
    }


def answer(value, remark="", flagged=False):
    return {
        "value": value,
        "remark": remark,
        "out_of_limits": flagged,
        "is_defect": False,
    }


def condition(number, *values):
    return {"question_id": number, "values": list(values)}


answers = st.none() | st.builds(
    answer,
    st.sampled_from(["yes", "no", "na", False, "", 0, []]),
    st.sampled_from(["", "  ", "Seen"]),
    st.booleans(),
)


@st.composite
def lists(draw):
    questions = []
    for number in range(1, draw(st.integers(1, 8)) + 1):
        earlier = draw(st.integers(0, 9))
        questions.append(
            question(
                number,
                section=draw(st.booleans()),
                required=draw(st.booleans()),
                condition=condition(earlier, draw(st.sampled_from(["yes", "no"])))
                if earlier
                else False,
                answer=draw(answers) or False,
            )
        )
    return questions


class TestChecklistForm(BaseCase):
    """Which questions are asked, and which are missing."""

    def test_required_question_is_missing_until_answered(self):
        self.assertEqual(checklist_form.missing([question(1)]), [1])
        self.assertEqual(checklist_form.missing([question(1, required=False)]), [])
        done = question(1, answer=answer("na"))
        self.assertEqual(checklist_form.missing([done]), [])

    def test_zero_is_an_answer_but_no_photo_is_none(self):
        zero = question(1, kind="number", answer=answer(0))
        self.assertEqual(checklist_form.missing([zero]), [])
        photo = question(1, kind="photo", answer=answer(0))
        self.assertEqual(checklist_form.missing([photo]), [1])

    def test_flagged_answer_is_missing_until_explained(self):
        flagged = question(1, required=False, answer=answer("no", flagged=True))
        self.assertEqual(checklist_form.missing([flagged]), [1])
        flagged["answer"]["remark"] = " \n"
        self.assertEqual(checklist_form.missing([flagged]), [1])
        flagged["answer"]["remark"] = "Worn"
        self.assertEqual(checklist_form.missing([flagged]), [])

    def test_question_behind_a_hidden_one_is_hidden(self):
        questions = [
            question(1, answer=answer("no")),
            question(2, condition=condition(1, "yes"), answer=answer("yes")),
            question(3, condition=condition(2, "yes")),
        ]
        self.assertEqual([q["id"] for q in checklist_form.shown(questions)], [1])
        questions[0]["answer"]["value"] = "yes"
        self.assertEqual(checklist_form.missing(questions), [3])
        self.assertEqual(checklist_form.progress(questions), (3, 2, [3]))

    def test_any_of_several_chosen_options_meets_a_condition(self):
        questions = [
            question(1, kind="multiple", answer=answer([4, 5])),
            question(2, condition=condition(1, 5, 6)),
        ]
        self.assertEqual(checklist_form.missing(questions), [2])
        questions[0]["answer"]["value"] = [4]
        self.assertEqual(checklist_form.missing(questions), [])

    @given(lists())
    def test_whatever_is_hidden_changes_nothing(self, questions):
        """Whether hidden questions have answers, and which, is of no account."""
        shown = {q["id"] for q in checklist_form.shown(questions)}
        wiped = [
            q if q["id"] in shown else {**q, "answer": False, "required": True}
            for q in questions
        ]
        self.assertEqual(
            checklist_form.progress(questions), checklist_form.progress(wiped)
        )

    @given(lists())
    def test_answering_all_that_is_missing_completes_the_list(self, questions):
        for _round in range(len(questions) + 1):
            wanted = checklist_form.missing(questions)
            for one in questions:
                if one["id"] in wanted:
                    one["answer"] = answer("yes", remark="Seen")
        self.assertEqual(checklist_form.missing(questions), [])

    @given(lists())
    def test_missing_ones_are_asked_and_no_sections(self, questions):
        asked, answered, missing = checklist_form.progress(questions)
        shown = {q["id"] for q in checklist_form.shown(questions) if not q["section"]}
        self.assertLessEqual(set(missing), shown)
        self.assertEqual(asked, len(shown))
        self.assertLessEqual(answered, asked)
