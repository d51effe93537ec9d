from odoo import api, fields, models

from ...tools.decimals import decimal_text


class FieldworkChecklistQuestion(models.Model):
    """What the builder shows of a question."""

    _inherit = "fieldwork.checklist.question"

    summary = fields.Char(string="Details", compute="_compute_summary")

    @api.depends(
        "display_type",
        "kind",
        "unit",
        "has_minimum",
        "minimum",
        "has_maximum",
        "maximum",
        "option_ids.name",
        "option_ids.is_defect",
        "defect_answer",
        "meter_name",
        "condition_question_id.name",
        "condition_answer",
        "condition_option_ids.name",
    )
    @api.depends_context("lang")
    def _compute_summary(self):
        for question in self:
            parts = [] if question.display_type else question._summary_parts()
            question.summary = " · ".join(filter(None, parts))

    def _summary_parts(self):
        return [
            self._summary_limits(),
            self._summary_options(),
            self._summary_defect(),
            self.meter_name
            and self.env._("feeds the meter %(meter)s", meter=self.meter_name),
            self._summary_condition(),
        ]

    def _summary_limits(self):
        if self.kind != "number":
            return ""
        low = decimal_text(self.minimum) if self.has_minimum else ""
        high = decimal_text(self.maximum) if self.has_maximum else ""
        if low and high:
            limits = f"{low} – {high}"
        else:
            limits = (low and f"≥ {low}") or (high and f"≤ {high}")
        return " ".join(filter(None, [limits, self.unit]))

    def _summary_options(self):
        if self.kind not in ("single", "multiple"):
            return ""
        return " / ".join(
            f"{option.name} ⚠" if option.is_defect else option.name or ""
            for option in self.option_ids
        )

    def _summary_defect(self):
        if self.kind != "yesno" or self.defect_answer == "none":
            return ""
        labels = dict(self._fields["defect_answer"]._description_selection(self.env))
        return self.env._("%(answer)s is a defect", answer=labels[self.defect_answer])

    def _summary_condition(self):
        other = self.condition_question_id
        if not other:
            return ""
        if other.kind == "yesno":
            labels = dict(
                self._fields["condition_answer"]._description_selection(self.env)
            )
            answer = labels.get(self.condition_answer, "…")
        else:
            answer = " / ".join(self.condition_option_ids.mapped("name")) or "…"
        return self.env._(
            "only if “%(question)s” is %(answer)s", question=other.name, answer=answer
        )

    def action_duplicate(self):
        """Put a copy of each question right behind it."""
        for question in self:
            checklist = question.checklist_id
            copy = question.copy()
            copy.write(
                {
                    "condition_question_id": question.condition_question_id.id,
                    "condition_option_ids": [
                        fields.Command.set(question.condition_option_ids.ids)
                    ],
                }
            )
            order = [one for one in checklist.question_ids if one != copy]
            order.insert(order.index(question) + 1, copy)
            for number, one in enumerate(order):
                if one.sequence != number:
                    one.sequence = number
            # The list in the cache keeps the order it was read in.
            checklist.invalidate_recordset(["question_ids"])
        return True
