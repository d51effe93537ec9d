from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

CHOICES = [("yes", "Yes"), ("no", "No"), ("na", "Not applicable")]
OPTION_KINDS = ("single", "multiple")
CONDITION_KINDS = ("yesno", "single", "multiple")
# Digits of numbers that are answered: enough for any instrument, and exact.
NUMBER_DIGITS = (20, 6)


class FieldworkChecklistQuestion(models.Model):
    """A question, or the heading of a section."""

    _name = "fieldwork.checklist.question"
    _description = "Question of a Checklist"
    _inherit = ["fieldwork.checklist.part.mixin"]
    _order = "checklist_id, sequence, id"

    checklist_id = fields.Many2one(
        "fieldwork.checklist", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    display_type = fields.Selection([("line_section", "Section")])
    name = fields.Char(string="Question", required=True, translate=True)
    help = fields.Text(
        translate=True, help="Shown below the question: where to look, how to measure."
    )
    kind = fields.Selection(
        [
            ("yesno", "Yes or no"),
            ("text", "Text"),
            ("number", "Number"),
            ("single", "One of several"),
            ("multiple", "Any of several"),
            ("date", "Date"),
            ("photo", "Photo"),
            ("signature", "Signature"),
        ],
        string="Answer",
        default="yesno",
        required=True,
    )
    required = fields.Boolean(
        default=True, help="The list is not complete without an answer."
    )
    unit = fields.Char(translate=True, help="Such as bar, °C, mm.")
    has_minimum = fields.Boolean(string="At Least")
    minimum = fields.Float(digits=NUMBER_DIGITS)
    has_maximum = fields.Boolean(string="At Most")
    maximum = fields.Float(digits=NUMBER_DIGITS)
    option_ids = fields.One2many(
        "fieldwork.checklist.option", "question_id", string="Options", copy=True
    )
    defect_answer = fields.Selection(
        [("none", "Neither"), ("yes", "Yes"), ("no", "No")],
        string="Defect if",
        default="none",
        required=True,
        help="This answer needs a remark and proposes a follow-up order.",
    )
    condition_question_id = fields.Many2one(
        "fieldwork.checklist.question",
        string="Only if",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        domain="[('checklist_id', '=', checklist_id), ('id', '!=', id), "
        "('display_type', '=', False), "
        "('kind', 'in', ('yesno', 'single', 'multiple'))]",
        help="Asked only after a certain answer to an earlier question.",
    )
    condition_kind = fields.Selection(
        related="condition_question_id.kind", string="Kind of the Earlier Question"
    )
    condition_answer = fields.Selection(CHOICES, string="Was Answered")
    condition_option_ids = fields.Many2many(
        "fieldwork.checklist.option",
        "fieldwork_checklist_condition_rel",
        "question_id",
        "option_id",
        string="Was Answered with",
        copy=False,
        domain="[('question_id', '=', condition_question_id)]",
        help="With any one of these.",
    )
    default_value = fields.Char(
        string="Proposed Answer",
        help="Shown as a proposal; it counts once it is confirmed. Yes or no: yes, no "
        "or na. Date: 2026-03-31, or today. Options are proposed by their own tick.",
    )
    meter_name = fields.Char(
        string="Feeds the Meter",
        help="Name of a meter of the machine: the answer becomes a reading of it.",
    )

    _check_limits = models.Constraint(
        "CHECK (has_minimum IS NOT TRUE OR has_maximum IS NOT TRUE "
        "OR minimum <= maximum)",
        "The lower limit of a question cannot be above its upper limit.",
    )

    @api.constrains("condition_question_id", "condition_option_ids")
    def _check_condition(self):
        for question in self:
            other = question.condition_question_id
            if not other:
                continue
            foreign = question.condition_option_ids - other.option_ids
            if other.checklist_id != question.checklist_id or foreign:
                raise ValidationError(
                    self.env._(
                        "“%(question)s” can only depend on a question of its own list "
                        "and its options: choose again under “Only if”.",
                        question=question.name,
                    )
                )

    @api.constrains("default_value", "kind")
    def _check_default_value(self):
        for question in self.filtered("default_value"):
            try:
                question._default()
            except UserError as error:
                raise ValidationError(
                    self.env._(
                        "The proposed answer to “%(question)s” does not fit: "
                        "%(reason)s",
                        question=question.name,
                        reason=str(error),
                    )
                ) from error

    def _check_askable(self):
        """Refuse to publish questions that nobody could answer."""
        for question in self:
            if question.kind in OPTION_KINDS and len(question.option_ids) < 2:
                raise UserError(
                    self.env._(
                        "“%(question)s” offers no choice: give it two options or more.",
                        question=question.name,
                    )
                )
        for question in self.checklist_id.question_ids:
            question._check_condition_askable()

    def _check_condition_askable(self):
        other = self.condition_question_id
        if not other:
            return
        # Sorted anew: they may just have been dragged.
        order = self.checklist_id.question_ids.sorted().ids
        if order.index(other.id) > order.index(self.id):
            raise UserError(
                self.env._(
                    "“%(question)s” depends on “%(other)s”, which comes later: drag "
                    "it behind that question.",
                    question=self.name,
                    other=other.name,
                )
            )
        if other.kind not in CONDITION_KINDS or not self._condition_values():
            raise UserError(
                self.env._(
                    "“%(question)s” is asked only after an answer to “%(other)s”: "
                    "choose which one.",
                    question=self.name,
                    other=other.name,
                )
            )

    def _condition_values(self):
        self.ensure_one()
        if self.condition_question_id.kind == "yesno":
            return [self.condition_answer] if self.condition_answer else []
        return self.condition_option_ids.ids

    def _copy_conditions_to(self, copies):
        """Give the copies of these questions the conditions that these have."""
        # Core copies lines in the order of their ids.
        old, new = self.sorted("id"), copies.sorted("id")
        twins = dict(zip(old, new, strict=True))
        options = dict(
            zip(
                (option.id for one in old for option in one.option_ids.sorted("id")),
                (option.id for one in new for option in one.option_ids.sorted("id")),
                strict=True,
            )
        )
        for question in self.filtered("condition_question_id"):
            twins[question].write(
                {
                    "condition_question_id": twins[question.condition_question_id].id,
                    "condition_option_ids": [
                        fields.Command.set(
                            [options[o.id] for o in question.condition_option_ids]
                        )
                    ],
                }
            )

    def _form_values(self):
        """Return the question as ``get_form`` tells it, without an answer."""
        self.ensure_one()
        section = bool(self.display_type)
        condition = self.condition_question_id
        return {
            "id": self.id,
            "section": section,
            "kind": self.kind,
            "name": self.name,
            "help": self.help or "",
            "required": self.required and not section,
            "unit": self.unit or "",
            "minimum": self.minimum if self.has_minimum else False,
            "maximum": self.maximum if self.has_maximum else False,
            "options": [
                {"id": one.id, "name": one.name, "is_defect": one.is_defect}
                for one in self.option_ids
            ]
            if self.kind in OPTION_KINDS
            else [],
            "defect_answer": self.defect_answer,
            "condition": {
                "question_id": condition.id,
                "values": self._condition_values(),
            }
            if condition
            else False,
            "default": self._default(),
            "answer": False,
        }
