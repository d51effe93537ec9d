from psycopg2.errors import UniqueViolation

from odoo import fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from ...tools import checklist_form


class FieldworkChecklistResponse(models.Model):
    """Answering."""

    _inherit = "fieldwork.checklist.response"

    def action_answer(
        self, question, value=None, remark=None, at=None, client_uuid=None
    ):
        """Answer a question, or explain the answer.

        Of two who answer the same, the later ``at`` stands, in whatever order they
        arrive; both are in the journal.

        :param question: record or id
        :param value: see :meth:`get_form`; None leaves the answer, False takes it back
        :param str remark: None leaves it
        :param at: device time, see ``tools.arguments.event_time``
        :param str client_uuid: id the device gave this answer; the same again changes
            nothing
        :return: dict with ``answer`` (as in :meth:`get_form`), ``missing``, ``state``,
            ``answered_count`` and ``needs_remark``: the answer counts as missing until
            it is explained
        :raise UserError: no question of this list, no answer to it, or the caller is
            not on the visit
        """
        self.ensure_one()
        self.check_access("read")
        question = self._own_question(question)
        # sudo: answers are written here only, for whoever is on the visit
        response = self.sudo()
        entries = self.env["fieldwork.checklist.entry"]
        if entries._already_received(self, question, client_uuid):
            return response._answer_result(question, response._form_questions())
        at = self.visit_id._event_time(at)
        self.visit_id._check_may_answer(at)
        if value is not None:
            value = question._parse(value)
        questions = response._answer(question, value, remark, at, client_uuid)
        return response._answer_result(question, questions)

    def _own_question(self, question):
        """Return a question of this list, as superuser.

        :param question: record or id
        """
        if not isinstance(question, int):
            question = question.id
        own = self.sudo().checklist_id.question_ids
        found = own.filtered(lambda one: one.id == question and not one.display_type)
        if not found:
            raise UserError(
                self.env._(
                    "That question is not one of %(checklist)s: open the list anew.",
                    checklist=self._subject_name(),
                )
            )
        return found

    def _answer(self, question, value, remark, at, client_uuid):
        """Keep an answer, and return the questions as they stand then."""
        answer = self._get_answer(question)
        vals, overruled = answer._prepare_given(question, value, remark, at)
        entry = {
            "visit_id": self.visit_id.id,
            "response_id": self.id,
            "question_id": question.id,
            "at": at,
            "client_uuid": client_uuid or False,
            "value": question._words(value) if value is not None else False,
            "is_cleared": value is False,
            "remark": remark,
            "is_overruled": overruled,
        }
        if question.kind == "signature" and value:
            entry["image"] = value
        answer = self._store_answer(answer, question, vals, entry)
        if "has_value" in vals:
            answer._feed_meter(at)
        return self._after_answers()

    def _get_answer(self, question):
        return self.answer_ids.filtered(lambda one: one.question_id == question)

    def _store_answer(self, answer, question, vals, entry):
        """Write an answer and its entry.

        :raise ConcurrencyError: somebody answers the same question for the first time,
            or the same entry arrives in parallel; the framework tries again
        """
        new = {
            "response_id": self.id,
            "visit_id": self.visit_id.id,
            "question_id": question.id,
        }
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.env["fieldwork.checklist.entry"].create(entry)
                if answer:
                    answer._guarded_write(vals)
                else:
                    answer = answer._guarded_create([{**new, **vals}])
        except UniqueViolation as error:
            raise ConcurrencyError("this question is being answered") from error
        return answer

    def _after_answers(self):
        """Bring the progress in line, and tell the report.

        The row grows with every answer: of two people at once, who may each see only
        half of what is missing, the second is tried again.

        :return: the questions with their answers
        """
        self.ensure_one()
        questions = self._form_questions()
        counts = self._prepare_counts(questions)
        self._guarded_write({**counts, "revision": self.revision + 1})
        self.visit_id._report_changed()
        return questions

    def _answer_result(self, question, questions):
        answered = next(one for one in questions if one["id"] == question.id)
        return {
            "answer": answered["answer"],
            "missing": checklist_form.missing(questions),
            "state": self.state,
            "answered_count": self.answered_count,
            "needs_remark": checklist_form.needs_remark(answered),
        }

    def _answer_photo(self, question, photo):
        """Put a photo to a question; a photo question is answered by it.

        The caller has checked who may, and keeps the photo apart from being sent twice.

        :param question: record or id
        :param photo: ``fieldwork.photo``
        :return: the answer, as superuser
        """
        self.ensure_one()
        response = self.sudo()  # see action_answer
        question = response._own_question(question)
        answer = response._get_answer(question)
        if not answer:
            vals = {"answered_by_id": self.env.uid}
            answer = response._store_answer(
                answer, question, vals, response._prepare_photo_entry(question)
            )
        photo = photo.sudo()
        if photo.answer_id != answer:
            photo._guarded_write({"answer_id": answer.id})
        if question.kind == "photo":
            answer._guarded_write({"answered_at": fields.Datetime.now()})
        answer._photos_changed()
        return answer

    def _prepare_photo_entry(self, question):
        return {
            "visit_id": self.visit_id.id,
            "response_id": self.id,
            "question_id": question.id,
            "at": fields.Datetime.now(),
            "value": self.env._("Photo"),
        }

    # ------------------------------------------------------------------
    # Follow-up
    # ------------------------------------------------------------------

    def action_follow_up(self, question):
        """Make the follow-up order that an answer asks for, once.

        :param question: record or id of an answered question
        :return: dict with the ``id`` and ``name`` of the order; the same one when
            called again
        :raise UserError: no answer, or the caller is not on the visit
        """
        self.ensure_one()
        self.check_access("read")
        question = self._own_question(question)
        response = self.sudo()  # technicians make no orders, but for this one
        answer = response._get_answer(question)
        if not answer.has_value:
            raise UserError(
                self.env._(
                    "Answer “%(question)s” first: the follow-up order tells the "
                    "answer.",
                    question=question.name,
                )
            )
        order = answer.follow_up_order_id
        if not order:
            self.visit_id._check_may_answer(self.visit_id._event_time(None))
            order = response._make_follow_up(answer)
        return {"id": order.id, "name": order.name}

    def _make_follow_up(self, answer):
        order = self.order_id.with_context(mail_create_nosubscribe=True)
        vals = order._prepare_follow_up_vals()
        vals["description"] = self._follow_up_words(answer)
        if self.equipment_id:
            vals["equipment_ids"] = [Command.set(self.equipment_id.ids)]
        follow_up = order.create(vals)
        # Two clicks at once both end here: the second one's transaction fails on the
        # answer's row and finds the order when it is tried again.
        answer._guarded_write({"follow_up_order_id": follow_up.id})
        answer._copy_photos_to(follow_up)
        self.visit_id._report_changed()
        return follow_up

    def _follow_up_words(self, answer):
        words = [
            self.env._(
                "Follow-up of %(order)s, checklist %(checklist)s",
                order=self.order_id.name,
                checklist=self._subject_name(),
            ),
            f"{answer.question_id.name}: {answer.answer_text}",
            answer.remark or "",
        ]
        return "\n".join(filter(None, words))
