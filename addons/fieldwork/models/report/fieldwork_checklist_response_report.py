from odoo import models

from ...tools import checklist_form


class FieldworkChecklistResponse(models.Model):
    """A checklist on the report, and in what is signed."""

    _inherit = "fieldwork.checklist.response"

    def _answers_shown(self):
        """Return the answers that the report shows, in order: to questions that are
        asked, given the other answers."""
        self.ensure_one()
        shown = checklist_form.shown(self._form_questions())
        ids = [one["id"] for one in shown if checklist_form.has_answer(one)]
        by_question = {answer.question_id.id: answer for answer in self.answer_ids}
        return self.answer_ids.browse(by_question[id_].id for id_ in ids)

    def _report_values(self):
        """Return the list for the report: see ``fieldwork.visit._report_checklists``"""
        self.ensure_one()
        answers = {a.question_id: a for a in self._answers_shown()}
        section, questions = "", []
        for question in self.checklist_id.question_ids:
            if question.display_type:
                section = question.name
            elif question in answers:
                answer = answers[question]
                questions.append(
                    {
                        "section": section,
                        "name": question.name,
                        "kind": question.kind,
                        "answer_id": answer.id,
                        "answer_text": answer.answer_text,
                        "remark": answer.remark or "",
                        "out_of_limits": answer.out_of_limits,
                        "is_defect": answer.is_defect,
                        "photos": answer._photos(),
                        "image": answer.with_context(bin_size=False).value_image,
                    }
                )
        return {
            "name": self.checklist_id.name,
            "version": self.checklist_id.version,
            "equipment": self.equipment_id.display_name or "",
            "questions": questions,
        }

    def _snapshot_values(self):
        """Return the list as it is signed: texts, integers and lists only."""
        self.ensure_one()
        return {
            "checklist": self.checklist_id.id,
            "equipment": self.equipment_id.id or 0,
            "answers": [
                {
                    "question": answer.question_id.id,
                    "value": answer._snapshot_value(),
                    "remark": answer.remark or "",
                    "out_of_limits": answer.out_of_limits,
                    "is_defect": answer.is_defect,
                }
                for answer in self._answers_shown()
            ],
        }
