"""A checklist of every kind of question, and a visit that is asked it."""

import base64
import io

from PIL import Image, ImageDraw

from odoo.fields import Command

from .common_orders import FieldworkOrderCommon, at

KINDS = ("yesno", "text", "number", "single", "multiple", "date", "photo", "signature")


def png(drawn=True, size=(120, 40)):
    """Return a PNG as base64, with a stroke or blank."""
    image = Image.new("RGBA", size, (255, 255, 255, 0))
    if drawn:
        ImageDraw.Draw(image).line([(5, 30), (60, 5), (110, 35)], (0, 0, 120, 255), 3)
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return base64.b64encode(stream.getvalue()).decode()


class ChecklistMixin:
    @classmethod
    def _create_checklist(cls, name="Safety", questions=(), publish=True, **vals):
        """Return a list for the orders of the tests.

        :param questions: dicts of values, or names of yes/no questions
        """
        questions = [
            {"name": one} if isinstance(one, str) else one for one in questions
        ]
        checklist = cls.env["fieldwork.checklist"].create(
            {
                "name": name,
                "order_type_ids": [Command.set(cls.order_type.ids)],
                "question_ids": [
                    Command.create({"sequence": number, **one})
                    for number, one in enumerate(questions)
                ],
                **vals,
            }
        )
        if publish:
            checklist.action_publish()
        return checklist

    @classmethod
    def _options(cls, *names, defect=()):
        return [
            Command.create(
                {"name": name, "sequence": number, "is_defect": name in defect}
            )
            for number, name in enumerate(names)
        ]

    @classmethod
    def _question(cls, checklist, name):
        return checklist.question_ids.filtered(lambda one: one.name == name)

    @classmethod
    def _responses(cls, visit, checklist=None):
        responses = visit.sudo().checklist_response_ids
        if checklist:
            responses = responses.filtered(lambda one: one.checklist_id == checklist)
        return responses

    def _answer(self, response, name, value=None, user=None, **kwargs):
        """Answer the question called ``name``, by default as Ana."""
        question = self._question(response.sudo().checklist_id, name)
        response = response.with_user(user or self.technician).sudo(False)
        return response.action_answer(question.id, value, **kwargs)


class ChecklistCommon(ChecklistMixin, FieldworkOrderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boilers = cls.env["fieldwork.equipment.category"].create(
            {"name": "Boilers"}
        )
        cls.equipment.category_id = cls.boilers

    @classmethod
    def _all_kinds(cls, **vals):
        """Return a list that asks one question of every kind."""
        options = cls._options("Good", "Worn", "Broken", defect=("Broken",))
        questions = [{"name": "Kinds", "display_type": "line_section"}]
        questions += [
            {
                "name": kind,
                "kind": kind,
                "option_ids": options if kind in ("single", "multiple") else [],
            }
            for kind in KINDS
        ]
        return cls._create_checklist("Every Kind", questions, **vals)

    @classmethod
    def _planned(cls, machines=None, start=None, **vals):
        """Return a visit planned for Ana."""
        machines = cls.equipment if machines is None else machines
        order = cls._create_order(equipment_ids=[Command.set(machines.ids)], **vals)
        return cls._create_visit(order, start or at(9))
