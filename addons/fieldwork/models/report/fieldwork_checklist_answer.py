import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools.decimals import decimal_text
from ..checklist.fieldwork_checklist_question import CHOICES, NUMBER_DIGITS


class FieldworkChecklistAnswer(models.Model):
    """The answer that stands; what stood before is in the entries."""

    _name = "fieldwork.checklist.answer"
    _description = "Answer"
    _inherit = ["fieldwork.guard.mixin", "fieldwork.visit.part.mixin"]
    _order = "response_id, question_sequence, question_id"
    _rec_name = "question_id"

    _guarded_fields = {
        "response_id": False,
        "visit_id": False,
        "question_id": False,
        "has_value": False,
        "value_text": False,
        "value_number": 0.0,
        "value_date": False,
        "value_choice": False,
        "value_image": False,
        "option_ids": False,
        "photo_count": 0,
        "remark": False,
        "out_of_limits": False,
        "is_defect": False,
        "answered_at": False,
        "answered_by_id": False,
        "remark_at": False,
        "follow_up_order_id": False,
        "reading_id": False,
        "meter_error": False,
    }

    response_id = fields.Many2one(
        "fieldwork.checklist.response",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    question_id = fields.Many2one(
        "fieldwork.checklist.question",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    question_sequence = fields.Integer(
        related="question_id.sequence", store=True, precompute=True
    )
    kind = fields.Selection(related="question_id.kind", string="Kind of Answer")
    equipment_id = fields.Many2one(related="response_id.equipment_id")
    has_value = fields.Boolean(
        readonly=True, help="Not only a remark: there is an answer, zero among them."
    )
    value_text = fields.Text(string="Text", readonly=True)
    value_number = fields.Float(string="Number", digits=NUMBER_DIGITS, readonly=True)
    value_date = fields.Date(string="Date", readonly=True)
    value_choice = fields.Selection(CHOICES, string="Choice", readonly=True)
    value_image = fields.Binary(string="Signature", attachment=True, readonly=True)
    option_ids = fields.Many2many(
        "fieldwork.checklist.option",
        "fieldwork_checklist_answer_option_rel",
        "answer_id",
        "option_id",
        string="Options",
        readonly=True,
    )
    photo_ids = fields.One2many("fieldwork.photo", "answer_id", string="Photos")
    photo_count = fields.Integer(string="Number of Photos", readonly=True)
    remark = fields.Text(readonly=True)
    out_of_limits = fields.Boolean(readonly=True)
    is_defect = fields.Boolean(string="Defect", readonly=True)
    answered_at = fields.Datetime(
        string="Answered", readonly=True, help="Time of the device."
    )
    answered_by_id = fields.Many2one("res.users", string="By", readonly=True)
    remark_at = fields.Datetime(string="Remark Written", readonly=True)
    follow_up_order_id = fields.Many2one(
        "fieldwork.order",
        string="Follow-up Order",
        readonly=True,
        index="btree_not_null",
    )
    reading_id = fields.Many2one(
        "fieldwork.meter.reading", string="Meter Reading", readonly=True
    )
    meter_error = fields.Char(
        readonly=True, help="Why the number did not become a reading of the meter."
    )
    answer_text = fields.Text(string="Answer", compute="_compute_answer_text")

    _question_uniq = models.UniqueIndex(
        "(response_id, question_id)", "This question has an answer already."
    )

    @api.depends(
        "has_value",
        "value_text",
        "value_number",
        "value_date",
        "value_choice",
        "option_ids",
        "photo_count",
    )
    @api.depends_context("lang")
    def _compute_answer_text(self):
        for answer in self:
            answer.answer_text = answer.question_id._words(answer._value())

    # ------------------------------------------------------------------
    # Values: see fieldwork.checklist.question._parse
    # ------------------------------------------------------------------

    def _value(self):
        """Return the answer as a value; False for none."""
        self.ensure_one()
        kind = self.kind
        if kind == "photo":
            return self.photo_count or False
        if not self.has_value:
            return False
        if kind == "date":
            return fields.Date.to_string(self.value_date)
        if kind == "single":
            return self.option_ids[:1].id
        if kind == "multiple":
            return self.option_ids.sorted().ids
        if kind == "signature":
            return self._signature_url()
        return self[
            {
                "yesno": "value_choice",
                "text": "value_text",
                "number": "value_number",
            }[kind]
        ]

    @api.model
    def _prepare_value_vals(self, question, value):
        """Return the fields of a parsed ``value``, with what it is worth."""
        out_of_limits, is_defect = question._judge(value)
        vals = {
            "has_value": value is not False,
            "out_of_limits": out_of_limits,
            "is_defect": is_defect,
        }
        kind = question.kind
        if kind in ("single", "multiple"):
            chosen = value if isinstance(value, list) else [value] if value else []
            return {**vals, "option_ids": [Command.set(chosen)]}
        name = {
            "yesno": "value_choice",
            "text": "value_text",
            "number": "value_number",
            "date": "value_date",
            "signature": "value_image",
        }.get(kind)
        return {**vals, name: value} if name else vals

    def _signature_url(self):
        stamp = fields.Datetime.to_string(self.answered_at) or ""
        digits = "".join(filter(str.isdigit, stamp))
        return f"/web/image/{self._name}/{self.id}/value_image?unique={digits}"

    def _snapshot_value(self):
        """Return the answer as a text, an integer or a list of these: no floats."""
        value = self._value()
        if self.kind == "number":
            return decimal_text(value)
        if self.kind == "signature":
            data = self.with_context(bin_size=False).value_image or b""
            return hashlib.sha256(data).hexdigest()
        return value

    def _form_values(self):
        """Return the answer as ``get_form`` tells it.

        :return: dict with ``value``, ``remark``, ``out_of_limits``, ``is_defect``,
            ``photos`` (``id`` and ``url``), ``follow_up`` (``id`` and ``name``, or
            False), ``by``, ``at`` and ``meter_error``
        """
        self.ensure_one()
        order = self.follow_up_order_id
        return {
            "value": self._value(),
            "remark": self.remark or "",
            "out_of_limits": self.out_of_limits,
            "is_defect": self.is_defect,
            "photos": [
                {"id": photo.id, "url": f"/fieldwork/photo/{photo.id}"}
                for photo in self._photos()
            ],
            "follow_up": {"id": order.id, "name": order.name} if order else False,
            "by": self.answered_by_id.name or "",
            "at": fields.Datetime.to_string(self.answered_at) or "",
            "meter_error": self.meter_error or "",
        }

    def _photos(self):
        """Return the photos of these answers."""
        return self.photo_ids

    # ------------------------------------------------------------------
    # What follows from an answer
    # ------------------------------------------------------------------

    def _photos_changed(self):
        """Count the photos again; to be called when one has come or gone."""
        for answer in self.sudo():  # who may photograph was asked by the caller
            count = len(answer._photos())
            vals = {"photo_count": count}
            if answer.kind == "photo":
                vals["has_value"] = bool(count)
            answer._guarded_write(vals)
            answer.response_id._after_answers()

    def _feed_meter(self, at):
        """Make or correct the reading that the answer stands for."""
        self.ensure_one()
        meter = self._meter()
        if not meter:
            return
        before, error = self.meter_error, False
        try:
            # A counter that would go back must not keep the technician from answering.
            with self.env.cr.savepoint():
                self._write_reading(meter, at)
        except UserError as refused:
            error = str(refused)
        if error != (before or False):
            self._guarded_write({"meter_error": error})
        if error and not before:
            self.order_id._tell_dispatcher(
                self.env._("Meter not read"),
                self.env._(
                    "The answer to “%(question)s” on %(visit)s did not become a "
                    "reading: %(reason)s",
                    question=self.question_id.name,
                    visit=self.visit_id.display_name,
                    reason=error,
                ),
            )

    def _meter(self):
        """Return the meter of the machine that the question feeds, if there is one."""
        name = (self.question_id.meter_name or "").strip().casefold()
        meters = self.response_id.equipment_id.meter_ids
        if not name or self.kind != "number":
            return meters.browse()
        return meters.filtered(lambda meter: meter.name.strip().casefold() == name)[:1]

    def _write_reading(self, meter, at):
        reading = self.reading_id
        if not self.has_value:
            reading.unlink()
        elif reading:
            reading.write({"value": self.value_number, "date": at})
        else:
            note = self.env._("Checklist of %(order)s", order=self.order_id.name)
            reading = meter.action_read(self.value_number, at, note=note)
            reading.visit_id = self.visit_id
            self._guarded_write({"reading_id": reading.id})

    def _copy_photos_to(self, order):
        """Put the photos of these answers with ``order``, as files."""
        self.env["ir.attachment"].create(
            [
                {
                    "name": photo.name or self.question_id.name,
                    "raw": photo._bytes(),
                    "res_model": order._name,
                    "res_id": order.id,
                }
                for photo in self._photos()
            ]
        )

    def _prepare_given(self, question, value, remark, at):
        """Return what of an answer just given stands, and whether something does not.

        :return: ``(vals, overruled)``; vals is empty where somebody spoke after it
        """
        vals, overruled = {}, False
        if value is not None:
            if self.answered_at and at < self.answered_at:
                overruled = True
            else:
                vals = {
                    **self._prepare_value_vals(question, value),
                    "answered_at": at,
                    "answered_by_id": self.env.uid,
                }
        if remark is not None:
            if self.remark_at and at < self.remark_at:
                overruled = True
            else:
                vals |= {"remark": remark.strip() or False, "remark_at": at}
        return vals, overruled
