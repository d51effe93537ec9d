from odoo import api, fields, models

from ...tools import checklist_form


class FieldworkChecklistResponse(models.Model):
    """A checklist on one visit, for the whole of it or for one machine.

    Made when the visit is planned and bound to the version that was published then.
    Rows of answers are made when somebody answers.
    """

    _name = "fieldwork.checklist.response"
    _description = "Checklist of a Visit"
    _inherit = ["fieldwork.guard.mixin", "fieldwork.visit.part.mixin"]
    _order = "visit_id desc, sequence, id"
    _rec_name = "checklist_id"

    _guarded_fields = {
        "visit_id": False,
        "checklist_id": False,
        "equipment_id": False,
        "question_count": 0,
        "answered_count": 0,
        "missing_count": 0,
        "state": "open",
        "revision": 0,
    }

    checklist_id = fields.Many2one(
        "fieldwork.checklist",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    equipment_id = fields.Many2one(
        "fieldwork.equipment",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The machine it is answered for; empty: the whole visit.",
    )
    when = fields.Selection(related="checklist_id.when", store=True, precompute=True)
    sequence = fields.Integer(
        related="checklist_id.sequence", store=True, precompute=True
    )
    answer_ids = fields.One2many(
        "fieldwork.checklist.answer", "response_id", string="Answers"
    )
    entry_ids = fields.One2many(
        "fieldwork.checklist.entry", "response_id", string="Journal"
    )
    question_count = fields.Integer(
        string="Questions", readonly=True, help="Questions that are asked so far."
    )
    answered_count = fields.Integer(string="Answered", readonly=True)
    missing_count = fields.Integer(
        string="Missing",
        readonly=True,
        help="Required questions without an answer, and answers that need a remark.",
    )
    state = fields.Selection(
        [("open", "Open"), ("complete", "Complete")],
        default="open",
        required=True,
        readonly=True,
    )
    revision = fields.Integer(
        readonly=True, help="Grows with each answer, so that no two pass unseen."
    )
    visit_state = fields.Selection(related="visit_id.state", string="State of Visit")
    progress = fields.Char(compute="_compute_progress")

    _subject_uniq = models.UniqueIndex(
        "(visit_id, checklist_id, coalesce(equipment_id, 0))",
        "The visit has this checklist already.",
    )

    @api.depends("checklist_id.display_name", "equipment_id.display_name")
    def _compute_display_name(self):
        for response in self:
            name = response.checklist_id.display_name or ""
            if response.equipment_id:
                name = f"{name}: {response.equipment_id.display_name}"
            response.display_name = name

    @api.depends("answered_count", "question_count")
    def _compute_progress(self):
        for response in self:
            response.progress = f"{response.answered_count} / {response.question_count}"

    def _subject_name(self):
        """Return the list's name, and the machine's, for messages."""
        self.ensure_one()
        if not self.equipment_id:
            return self.env._("“%(checklist)s”", checklist=self.checklist_id.name)
        return self.env._(
            "“%(checklist)s” for %(machine)s",
            checklist=self.checklist_id.name,
            machine=self.equipment_id.display_name,
        )

    @api.model
    def _prepare_counts(self, questions):
        """Return what is kept of a list's progress; see ``tools.checklist_form``."""
        asked, answered, missing = checklist_form.progress(questions)
        complete = not missing and (answered or not asked)
        return {
            "question_count": asked,
            "answered_count": answered,
            "missing_count": len(missing),
            "state": "complete" if complete else "open",
        }

    def _in_due_order(self):
        """Return the lists as they come up: before the start, during, before the end,
        each machine's together in the order the lists have."""
        places = ("before_start", "during", "before_done")
        return self.sorted(
            lambda one: (
                one.visit_id.id,
                places.index(one.when),
                one.equipment_id.id or 0,
                one.sequence,
                one.id,
            )
        )

    def _missing_words(self):
        """Return which questions wait for an answer, in words."""
        self.ensure_one()
        questions = self._form_questions()
        wanted = set(checklist_form.missing(questions))
        names = []
        for question in questions:
            if question["id"] not in wanted:
                continue
            name = question["name"]
            if checklist_form.needs_remark(question):
                name = self.env._("%(question)s (remark)", question=name)
            names.append(name)
        return self.env._(
            "%(checklist)s: %(questions)s",
            checklist=self._subject_name(),
            questions=", ".join(names),
        )

    def _is_outdated(self):
        """Tell whether nobody has answered and the order does not ask it any more."""
        self.ensure_one()
        if self.answer_ids:
            return False
        order = self.order_id
        subjects = self.checklist_id._subjects(
            order.type_id, self.company_id, order.equipment_ids
        )
        return self.equipment_id not in subjects

    @api.model
    def _progress_of(self, name, records):
        """Return ``{id: (number of lists, complete ones)}``.

        :param str name: ``visit_id`` or ``order_id``
        :param records: visits or orders
        """
        rows = self._read_group(
            [(name, "in", records.ids)], [name, "state"], ["__count"]
        )
        progress = {}
        for record, state, count in rows:
            every, complete = progress.get(record.id, (0, 0))
            done = count if state == "complete" else 0
            progress[record.id] = (every + count, complete + done)
        return progress
