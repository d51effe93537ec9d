from odoo import models

from ...tools import checklist_form


class FieldworkChecklist(models.Model):
    """A list as the technician sees it."""

    _inherit = "fieldwork.checklist"

    def action_try(self):
        """Open the technician's screen of this list; nothing is saved."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "fieldwork_checklist_try",
            "name": self.env._("Try %(checklist)s", checklist=self.name),
            "target": "new",
            "params": {"checklist_id": self.id, "form": self.get_try_form()},
        }

    def get_try_form(self):
        """Return the list as ``fieldwork.checklist.response.get_form`` would, unsaved.

        :return: the same dict with id 0, no answers and no machine
        """
        self.ensure_one()
        self.check_access("read")
        questions = self._form_questions()
        return {
            "id": 0,
            "name": self.name,
            "when": self.when,
            "equipment": "",
            "equipment_id": False,
            "description": self.description or "",
            "state": "open",
            "can_answer": True,
            "missing": checklist_form.missing(questions),
            "questions": questions,
        }

    def _form_questions(self):
        """Return the questions without answers, in order; see ``get_form``."""
        self.ensure_one()
        return [question._form_values() for question in self.question_ids]
