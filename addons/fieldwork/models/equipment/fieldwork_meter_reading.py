from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_datetime

from ...tools.arguments import CLOCK_SKEW
from .meter_chain import METER_DIGITS, LowerReadingError, chain

_DERIVED_KEY = object()

# What differences and totals follow from.
CHAIN_FIELDS = {"value", "date", "is_replacement", "start_value"}
# Worked out, or fixed once the reading is made.
FIXED_FIELDS = {
    "meter_id",
    "client_uuid",
    "delta",
    "total",
    "is_roll_over",
    "roll_over",
}


class FieldworkMeterReading(models.Model):
    """What a meter showed at a time, and how far it had gone by then."""

    _name = "fieldwork.meter.reading"
    _description = "Meter Reading"
    _order = "date desc, id desc"

    meter_id = fields.Many2one("fieldwork.meter", required=True, ondelete="cascade")
    equipment_id = fields.Many2one(
        related="meter_id.equipment_id", store=True, index=True
    )
    company_id = fields.Many2one(related="meter_id.company_id", store=True)
    kind = fields.Selection(related="meter_id.kind")
    unit = fields.Char(related="meter_id.unit")
    last_value = fields.Float(related="meter_id.last_value", string="Last Value")
    meter_roll_over = fields.Float(
        related="meter_id.roll_over", string="Meter Rolls Over At"
    )
    date = fields.Datetime(
        required=True, default=fields.Datetime.now, help="When the meter was read."
    )
    value = fields.Float(
        required=True, digits=METER_DIGITS, aggregator="avg", help="What it showed."
    )
    is_replacement = fields.Boolean(
        string="New Counter",
        help="The counter was exchanged: this is the first reading of the new one.",
    )
    start_value = fields.Float(
        digits=METER_DIGITS,
        aggregator=None,
        help="What the new counter showed when it was fitted.",
    )
    roll_over_confirmed = fields.Boolean(
        string="It Did Roll Over",
        help="The counter went past its end and started again from zero, although "
        "that is more than half of its range since the last reading.",
    )
    is_roll_over = fields.Boolean(string="Rolled Over", readonly=True, copy=False)
    roll_over = fields.Float(
        string="Rolls Over At",
        digits=METER_DIGITS,
        readonly=True,
        copy=False,
        aggregator=None,
        help="Of the counter that was read, which may have been exchanged since.",
    )
    delta = fields.Float(
        string="Difference",
        digits=METER_DIGITS,
        readonly=True,
        copy=False,
        help="How far the counter went since the reading before.",
    )
    total = fields.Float(
        digits=METER_DIGITS,
        readonly=True,
        copy=False,
        aggregator="max",
        help="How far the counter went since its start, over roll-overs and "
        "replacements.",
    )
    bound = fields.Selection(
        [("ok", "Within Limits"), ("low", "Too Low"), ("high", "Too High")],
        string="Limits",
        compute="_compute_bound",
        store=True,
    )
    note = fields.Char(help="Where the reading comes from, or what was seen.")
    user_id = fields.Many2one(
        "res.users",
        string="Read By",
        required=True,
        default=lambda self: self.env.user,
        index=True,
    )
    client_uuid = fields.Char(
        copy=False,
        readonly=True,
        help="Made up by the device, so that what it sends twice is there once.",
    )

    _chain_idx = models.Index("(meter_id, date, id)")
    _client_uuid_uniq = models.UniqueIndex(
        "(client_uuid) WHERE client_uuid IS NOT NULL", "This reading was sent already."
    )

    @api.depends("meter_id.name", "value", "unit")
    def _compute_display_name(self):
        for reading in self:
            meter = reading.meter_id
            value = meter._format_value(reading.value) if meter else ""
            reading.display_name = f"{meter.name or ''} {value}".strip()

    @api.depends(
        "value",
        "meter_id.kind",
        "meter_id.has_minimum",
        "meter_id.minimum",
        "meter_id.has_maximum",
        "meter_id.maximum",
    )
    def _compute_bound(self):
        for reading in self:
            meter = reading.meter_id
            bound = "ok"
            if meter.kind == "gauge":
                if meter.has_minimum and reading.value < meter.minimum:
                    bound = "low"
                elif meter.has_maximum and reading.value > meter.maximum:
                    bound = "high"
            reading.bound = bound

    @api.constrains("date")
    def _check_date(self):
        limit = fields.Datetime.now() + CLOCK_SKEW
        for reading in self:
            if reading.date > limit:
                raise ValidationError(
                    self.env._(
                        "The reading of %(meter)s is in the future (%(date)s): check "
                        "its date and the clock of the device.",
                        meter=reading.meter_id._full_name(),
                        date=reading._format_date(),
                    )
                )

    @api.constrains("value", "start_value", "is_replacement", "meter_id")
    def _check_value(self):
        for reading in self.filtered(lambda one: one.kind == "counter"):
            meter = reading.meter_id
            if reading.value < 0:
                raise ValidationError(
                    self.env._(
                        "%(meter)s is a counter and cannot show %(value)s: correct "
                        "the reading.",
                        meter=meter._full_name(),
                        value=meter._format_value(reading.value),
                    )
                )
            if reading.is_replacement and reading.start_value > reading.value:
                raise ValidationError(
                    self.env._(
                        "The new counter of %(meter)s shows %(value)s, less than "
                        "%(start)s when it was fitted: correct one of the two.",
                        meter=meter._full_name(),
                        value=meter._format_value(reading.value),
                        start=meter._format_value(reading.start_value),
                    )
                )

    @api.onchange("is_replacement")
    def _onchange_is_replacement(self):
        self.start_value = self.value if self.is_replacement else 0

    @api.model_create_multi
    def create(self, vals_list):
        default_id = self.env.context.get("default_meter_id")
        meter_ids = [vals.get("meter_id", default_id) for vals in vals_list]
        meters = self.env["fieldwork.meter"].browse(filter(None, set(meter_ids)))
        by_id = dict(zip(meters.ids, meters, strict=True))
        vals_list = [
            self._prepare_reading_vals(vals, by_id.get(meter_id, meters.browse()))
            for vals, meter_id in zip(vals_list, meter_ids, strict=True)
        ]
        meters._touch()
        readings = super().create(vals_list)
        readings._check_meters_in_use()
        readings.meter_id._update_chain(readings._since(), entered=readings)
        return readings

    def write(self, vals):
        self._check_written(vals)
        if not CHAIN_FIELDS & vals.keys():
            return super().write(vals)
        since = self._since()
        before = {reading.id: reading.value for reading in self}
        self.meter_id._touch()
        res = super().write(vals)
        for meter_id, date in self._since().items():
            since[meter_id] = min(since[meter_id], date)
        self.meter_id._update_chain(since, entered=self)
        self._log_corrections(before)
        return res

    def unlink(self):
        since, meters = self._since(), self.meter_id
        meters._touch()
        res = super().unlink()
        meters._update_chain(since)
        return res

    @api.model
    def _prepare_reading_vals(self, vals, meter):
        """Complete what was entered with what the meter knows."""
        vals = {
            name: value
            for name, value in vals.items()
            if name not in FIXED_FIELDS or name == "client_uuid"
        }
        if vals.get("is_replacement") and vals.get("start_value") is None:
            vals["start_value"] = vals.get("value")
        return {**vals, "meter_id": meter.id, "roll_over": meter.roll_over}

    def _check_meters_in_use(self):
        archived = self.meter_id.filtered(lambda meter: not meter.active)
        if archived:
            raise UserError(
                self.env._(
                    "%(meter)s is archived and not read any more: unarchive it first.",
                    meter=archived[0]._full_name(),
                )
            )

    def _check_written(self, vals):
        fixed = sorted(FIXED_FIELDS & vals.keys())
        if fixed and self.env.context.get("_fieldwork_derived_key") is not _DERIVED_KEY:
            labels = [
                self._fields[name]._description_string(self.env) for name in fixed
            ]
            raise UserError(
                self.env._(
                    "%(fields)s of a reading cannot be written (%(readings)s): enter "
                    "a new reading, or correct its value and date.",
                    fields=", ".join(labels),
                    readings=", ".join(self[:3].mapped("display_name")),
                )
            )

    def _write_derived(self, vals):
        """Write what is worked out, past the guard."""
        return self.with_context(_fieldwork_derived_key=_DERIVED_KEY).write(vals)

    def _since(self):
        """Return from when on readings may change: ``{meter id: first date}``."""
        since = {}
        for reading in self:
            meter_id = reading.meter_id.id
            since[meter_id] = min(since.get(meter_id, reading.date), reading.date)
        return since

    def _write_chain(self, last, entered):
        """Write differences and totals of these readings, all of one counter.

        :param last: the reading before them, if any
        :param entered: readings just entered or corrected
        """
        meter = self.meter_id
        entered = self & entered if entered else self.browse()
        entered._fit_roll_over(last | self)
        previous = last.value if last else meter.initial_value
        try:
            steps = list(chain(self, previous, last.total))
        except LowerReadingError as error:
            error.reading._refuse_lower(error.previous, entered)
        confirmed = any(entered.mapped("roll_over_confirmed"))
        for reading, step in zip(self, steps, strict=True):
            if entered and not confirmed:
                reading._check_roll_over_likely(step, reading in entered)
            if step != (reading.delta, reading.total, reading.is_roll_over):
                reading._write_derived(step._asdict())

    def _fit_roll_over(self, readings):
        """Give readings the roll-over of the counter that was there at their time.

        :param readings: these and others of the meter, in order of time
        """
        places = {reading.id: index for index, reading in enumerate(readings)}
        for reading in self:
            index = places[reading.id]
            roll_over = reading.meter_id.roll_over
            if any(later.is_replacement for later in readings[index + 1 :]):
                # An older counter: what was read just before or after knows its end.
                after = readings[index + 1]
                other = readings[index - 1] if index else after
                if not after.is_replacement:
                    other = after
                roll_over = other.roll_over
            if reading.roll_over != roll_over:
                reading._write_derived({"roll_over": roll_over})
            if roll_over and reading.value > roll_over:
                reading._refuse_beyond_end()

    def _refuse_beyond_end(self):
        meter = self.meter_id
        raise UserError(
            self.env._(
                "%(meter)s cannot show %(value)s, it rolls over at %(limit)s: correct "
                "the reading, or the roll-over value of the meter.",
                meter=meter._full_name(),
                value=meter._format_value(self.value),
                limit=meter._format_value(self.roll_over),
            )
        )

    def _check_roll_over_likely(self, step, is_entered):
        """Take a much lower reading for a slip of the pen, not for a full round.

        A late reading that makes the next one go round is one in any case.
        """
        if not step.is_roll_over or self.is_roll_over:
            return
        if not is_entered or step.delta > self.roll_over / 2:
            raise UserError(
                self.env._(
                    "%(value)s on %(date)s is lower than the reading of %(meter)s "
                    "before: it would have gone %(delta)s, to its end and round again. "
                    "Correct the reading, or tick “It Did Roll Over”.",
                    value=self.meter_id._format_value(self.value),
                    date=self._format_date(),
                    meter=self.meter_id._full_name(),
                    delta=self.meter_id._format_value(step.delta),
                )
            )

    def _refuse_lower(self, previous, entered):
        """Say which reading is lower than the one before, and what helps."""
        meter = self.meter_id
        names = {
            "meter": meter._full_name(),
            "value": meter._format_value(self.value),
            "date": self._format_date(),
            "previous": meter._format_value(previous),
        }
        if entered and self.id in entered.ids:
            raise UserError(
                self.env._(
                    "%(meter)s cannot go back: %(value)s on %(date)s is lower than "
                    "%(previous)s before. Correct the reading; if the counter was "
                    "exchanged tick “New Counter”; if it starts again from zero at "
                    "its end, set on the meter where it rolls over.",
                    **names,
                )
            )
        raise UserError(
            self.env._(
                "%(meter)s cannot go back: it was read later, on %(date)s, with "
                "%(value)s, which is lower than %(previous)s. Correct the value or "
                "the date.",
                **names,
            )
        )

    def _log_corrections(self, before):
        """Keep in the machine's history what a corrected reading said."""
        for reading in self:
            if reading.value != before[reading.id]:
                meter = reading.meter_id
                reading.equipment_id._message_log(
                    body=self.env._(
                        "Reading of %(meter)s on %(date)s corrected: %(before)s → "
                        "%(after)s",
                        meter=meter.name,
                        date=reading._format_date(),
                        before=meter._format_value(before[reading.id]),
                        after=meter._format_value(reading.value),
                    )
                )

    def _format_date(self):
        return format_datetime(self.env, self.date)
