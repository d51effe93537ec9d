from odoo import models
from odoo.exceptions import UserError

from ...const import OPEN_VISIT_STATES


class FieldworkVisit(models.Model):
    """Who may answer, and what a visit waits for."""

    _inherit = "fieldwork.visit"

    def _may_answer(self):
        """Tell whether the caller may answer the lists of one visit now."""
        self.ensure_one()
        if self.env.su or self._is_office():
            return self.state not in ("missed", "cancelled")
        return self.state in OPEN_VISIT_STATES and self._is_on_crew()

    def _check_may_answer(self, at):
        """Refuse who is not on the visit, and what happened after its end.

        The office corrects answers of visits that took place.
        """
        self.ensure_one()
        if self.env.su or self._is_office():
            if self.state in ("missed", "cancelled"):
                raise UserError(
                    self.env._(
                        "Visit %(visit)s did not take place: there is nothing to "
                        "answer.",
                        visit=self.display_name,
                    )
                )
            return
        if not self._is_on_crew():
            self._check_office()
        # What was answered before the end may arrive after it.
        self._check_not_closed_before(at)

    def _is_on_crew(self):
        # sudo: as in _clocking; own resources are the user's own
        crew = self.sudo().assignment_ids.filtered(
            lambda a: a.role != "equipment" and a.response != "refused"
        )
        return bool(crew.resource_id & self.env.user.sudo().fieldwork_resource_ids)

    def _check_can_begin(self):
        res = super()._check_can_begin()
        visit = self._waits_for_answers(("before_start",))
        if visit:
            raise UserError(
                self.env._(
                    "Work on %(visit)s cannot begin, answers are missing.\n%(lists)s",
                    visit=visit.display_name,
                    lists=visit._missing_words(("before_start",)),
                )
            )
        return res

    def _check_can_finish(self, outcome):
        res = super()._check_can_finish(outcome)
        # Who has worked has worked safely, whatever came of it.
        whole = outcome == "solved"
        when = ("before_start", "during", "before_done") if whole else ("before_start",)
        visits = self if whole else self.filtered("actual_start")
        visit = visits._waits_for_answers(when)
        if visit:
            raise UserError(
                self.env._(
                    "%(visit)s cannot be finished, answers are missing.\n%(lists)s",
                    visit=visit.display_name,
                    lists=visit._missing_words(when),
                )
            )
        return res

    def _waits_for_answers(self, when):
        """Return the first of these visits whose lists miss answers."""
        return self._open_lists(when).visit_id[:1].with_env(self.env)

    def _missing_words(self, when):
        """Return the lists of one visit that miss answers, and which."""
        lists = self._open_lists(when)._in_due_order()
        return "\n".join(one._missing_words() for one in lists)

    def _open_lists(self, when):
        # sudo: the caller is on the visit, and is told what it waits for
        return (
            self.env["fieldwork.checklist.response"]
            .sudo()
            .search(
                [
                    ("visit_id", "in", self.ids),
                    ("when", "in", when),
                    ("missing_count", ">", 0),
                ]
            )
        )
