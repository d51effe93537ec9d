from odoo import api, models

from ...tools import checklist_form


class FieldworkChecklistResponse(models.Model):
    """A checklist as the screens show it."""

    _inherit = "fieldwork.checklist.response"

    @api.readonly
    def get_form(self):
        """Return the list with its questions and answers.

        :return: dict with ``id``, ``name``, ``when``, ``equipment`` (name),
            ``equipment_id``, ``description``, ``state``, ``can_answer`` (by the
            caller), ``missing`` (ids of questions without which it is not complete)
            and ``questions``, in order, sections among them: dicts with ``id``,
            ``section``, ``kind``, ``name``, ``help``, ``required``, ``unit``,
            ``minimum`` and ``maximum`` (or False), ``options``, ``defect_answer``,
            ``condition`` (``question_id`` and ``values``, or False), ``default`` and
            ``answer`` (see :meth:`_form_values` of the answer, or False)
        :raise AccessError: the visit is not the caller's
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: names of colleagues and machines that the list shows anyway
        response = self.sudo()
        questions = response._form_questions()
        return {
            "id": response.id,
            "name": response.checklist_id.name,
            "when": response.when,
            "equipment": response.equipment_id.display_name or "",
            "equipment_id": response.equipment_id.id,
            "description": response.checklist_id.description or "",
            "state": response.state,
            "can_answer": self.visit_id._may_answer(),
            "missing": checklist_form.missing(questions),
            "questions": questions,
        }

    def _form_questions(self):
        """Return the questions of one list with their answers."""
        self.ensure_one()
        answers = {answer.question_id.id: answer for answer in self.answer_ids}
        questions = self.checklist_id._form_questions()
        for question in questions:
            answer = answers.get(question["id"])
            if answer:
                question["answer"] = answer._form_values()
        return questions
