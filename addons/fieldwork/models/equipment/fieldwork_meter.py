from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...tools.actions import titled
from ...tools.arguments import CLOCK_SKEW, as_utc
from .meter_chain import METER_DIGITS

METER_KINDS = [("counter", "Counter"), ("gauge", "Gauge")]


class FieldworkMeter(models.Model):
    """Something to read on a machine: a counter that grows, or a gauge."""

    _name = "fieldwork.meter"
    _description = "Meter"
    _order = "sequence, id"

    equipment_id = fields.Many2one(
        "fieldwork.equipment", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="equipment_id.company_id", store=True, index=True
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    name = fields.Char(required=True)
    kind = fields.Selection(
        METER_KINDS,
        required=True,
        default="counter",
        help="A counter only grows (hours, kilometres, cubic metres). A gauge goes up "
        "and down (pressure, temperature).",
    )
    unit = fields.Char(help="Such as h, km, m³, bar or °C.")
    initial_value = fields.Float(
        string="Value at Start",
        digits=METER_DIGITS,
        help="What the counter showed when the machine was put into service; the "
        "total is counted from here.",
    )
    roll_over = fields.Float(
        string="Rolls Over At",
        digits=METER_DIGITS,
        help="The value at which the counter starts again from zero: 100000 for five "
        "digits. 0 when it never does.",
    )
    has_minimum = fields.Boolean()
    minimum = fields.Float(digits=METER_DIGITS)
    has_maximum = fields.Boolean()
    maximum = fields.Float(digits=METER_DIGITS)

    reading_ids = fields.One2many("fieldwork.meter.reading", "meter_id")
    reading_count = fields.Integer(compute="_compute_reading_count")
    last_reading_id = fields.Many2one(
        "fieldwork.meter.reading",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    last_value = fields.Float(related="last_reading_id.value")
    last_date = fields.Datetime(related="last_reading_id.date", string="Last Read")
    last_bound = fields.Selection(
        related="last_reading_id.bound", string="Within Limits"
    )
    total = fields.Float(
        related="last_reading_id.total",
        help="How far the counter went from its start, over roll-overs and "
        "replacements.",
    )
    revision = fields.Integer(
        readonly=True,
        copy=False,
        help="Grows with each change of the readings: of two changes at one moment "
        "the database refuses the second, which then starts from the new total.",
    )

    _check_roll_over = models.Constraint(
        "CHECK (roll_over >= 0)", "A counter rolls over at a value above zero."
    )
    _check_bounds = models.Constraint(
        "CHECK (NOT (has_minimum AND has_maximum AND minimum > maximum))",
        "The minimum of a meter cannot be above its maximum.",
    )

    @api.depends("name", "unit")
    def _compute_display_name(self):
        for meter in self:
            unit = f" ({meter.unit})" if meter.unit else ""
            meter.display_name = f"{meter.name or ''}{unit}"

    def _compute_reading_count(self):
        counts = dict(
            self.env["fieldwork.meter.reading"]._read_group(
                [("meter_id", "in", self.ids)], ["meter_id"], ["__count"]
            )
        )
        for meter in self:
            meter.reading_count = counts.get(meter, 0)

    def write(self, vals):
        self._check_identity_kept(vals)
        res = super().write(vals)
        if "roll_over" in vals:
            self._spread_roll_over()
        if {"roll_over", "initial_value"} & vals.keys():
            self._touch()
            self._update_chain(dict.fromkeys(self.ids, datetime.min))
        return res

    def action_read(
        self,
        value,
        at=None,
        client_uuid=None,
        replacement=False,
        start_value=None,
        old_value=None,
        roll_over=False,
        note=None,
    ):
        """Enter what the meter shows.

        :param float value: what it shows
        :param at: when, as naive UTC datetime or ISO string; now by default, in the
            past as far as need be (what follows is worked out anew), never the future
        :param str client_uuid: made by the device; sent again it makes nothing new
        :param bool replacement: the counter was exchanged, this is the new one
        :param float start_value: what the new counter showed when it was fitted; by
            default ``value``
        :param float old_value: what the old counter showed last, when it was read
        :param bool roll_over: the counter started again from zero; needed only where
            that is unlikely, being more than half of its range
        :param str note: where the reading comes from, or what was seen
        :return: the reading
        """
        self.ensure_one()
        readings = self.env["fieldwork.meter.reading"]
        there = self._find_sent_reading(client_uuid)
        if there:
            return there
        common = self._prepare_common_vals(at, roll_over, note)
        vals = {**common, "value": value, "client_uuid": client_uuid}
        if not replacement:
            return readings.create(vals)
        vals["is_replacement"] = True
        vals["start_value"] = value if start_value is None else start_value
        if old_value is None:
            return readings.create(vals)
        # Of two readings at one time the one entered first counts as the earlier.
        return readings.create([{**common, "value": old_value}, vals])[-1]

    def _prepare_common_vals(self, at, roll_over, note):
        """Return what a reading and the last one of an old counter have in common."""
        return {
            "meter_id": self.id,
            "date": self._get_reading_time(at),
            "note": note,
            "roll_over_confirmed": roll_over,
        }

    def action_new_reading(self):
        """Open the dialog for a reading of this meter."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Read %(meter)s", meter=self.name),
            "res_model": "fieldwork.meter.reading",
            "view_mode": "form",
            "views": [
                (self.env.ref("fieldwork.fieldwork_meter_reading_view_form").id, "form")
            ],
            "target": "new",
            "context": {"default_meter_id": self.id},
        }

    def action_view_readings(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "fieldwork.fieldwork_meter_reading_action"
        )
        return titled(
            action,
            self.env._("Readings of %(meter)s", meter=self.name),
            domain=[("meter_id", "=", self.id)],
            context={"default_meter_id": self.id, "fill_temporal": False},
        )

    def _get_reading_time(self, at):
        now = fields.Datetime.now()
        at = as_utc(self.env, at) or now
        # A phone's clock a little ahead of ours is no reading from the future.
        return min(at, now) if at <= now + CLOCK_SKEW else at

    def _find_sent_reading(self, client_uuid):
        """Return the reading that the device has sent before, if it has."""
        if not client_uuid:
            return None
        there = self.env["fieldwork.meter.reading"].search(
            [("client_uuid", "=", client_uuid)]
        )
        if there and there.meter_id != self:
            raise UserError(
                self.env._(
                    "This reading of %(meter)s was sent before as one of %(other)s: "
                    "enter it anew.",
                    meter=self._full_name(),
                    other=there.meter_id._full_name(),
                )
            )
        return there

    def _check_identity_kept(self, vals):
        if "equipment_id" in vals and self.equipment_id.ids != [vals["equipment_id"]]:
            raise UserError(
                self.env._(
                    "A meter stays with its machine (%(meters)s): archive it, and make "
                    "a new one on the other machine.",
                    meters=", ".join(meter._full_name() for meter in self),
                )
            )
        changed = self.filtered(lambda meter: meter.kind != vals.get("kind"))
        if "kind" in vals and changed.reading_ids:
            raise UserError(
                self.env._(
                    "%(meters)s has readings and stays what it is: archive it, and "
                    "make a new meter.",
                    meters=", ".join(meter._full_name() for meter in changed),
                )
            )

    def _full_name(self):
        """Return the meter's name with that of its machine, for messages."""
        self.ensure_one()
        return self.env._(
            "%(meter)s of %(equipment)s",
            meter=self.name,
            equipment=self.equipment_id.display_name,
        )

    def _format_value(self, value):
        text = f"{value:.{METER_DIGITS[1]}f}".rstrip("0").rstrip(".")
        return f"{text} {self.unit}" if self.unit else text

    def _touch(self):
        """Make a change at the same moment, elsewhere, fail and be tried again.

        Totals are sums over rows that another transaction may be adding to: a common
        row that both update lets only one of them pass. To be called before rows are
        added.
        """
        if self.ids:
            self.env.execute_query(
                SQL(
                    "UPDATE fieldwork_meter SET revision = coalesce(revision, 0) + 1 "
                    "WHERE id IN %s RETURNING id",
                    tuple(self.ids),
                )
            )
            self.invalidate_recordset(["revision"])

    def _spread_roll_over(self):
        """Correct the roll-over of what was read since the counter was fitted.

        Readings keep the value of their time: older counters may have had another.
        """
        for meter in self:
            readings = meter.with_context(active_test=False).reading_ids.sorted(
                lambda reading: (reading.date, reading.id)
            )
            fitted = [i for i, one in enumerate(readings) if one.is_replacement]
            readings[fitted[-1] if fitted else 0 :]._write_derived(
                {"roll_over": meter.roll_over}
            )

    def _update_chain(self, since, entered=None):
        """Work out differences, totals and the last reading anew.

        :param dict since: ``{meter id: time of the first reading that may change}``
        :param entered: readings just entered or corrected
        """
        # sudo: a late reading changes what others have read after it.
        meters = self.sudo()
        none = meters.env["fieldwork.meter.reading"]
        before = meters._get_last_readings_before(since)
        following = meters._get_readings_from(since).grouped("meter_id")
        for meter in meters:
            last = before.get(meter.id, none)
            readings = following.get(meter, none)
            if meter.kind == "counter":
                readings._write_chain(last, entered)
            newest = readings[-1:] or last
            if meter.last_reading_id != newest:
                meter.last_reading_id = newest

    def _since_values(self, since):
        rows = [SQL("(%s, %s::timestamp)", meter.id, since[meter.id]) for meter in self]
        return SQL(", ").join(rows)

    def _get_last_readings_before(self, since):
        """Return the last reading of each meter before a time, in one query."""
        readings = self.env["fieldwork.meter.reading"]
        if not self:
            return {}
        readings.flush_model(["meter_id", "date"])
        rows = self.env.execute_query(
            SQL(
                """SELECT since.meter_id, last.id
                     FROM (VALUES %s) AS since (meter_id, date)
                     JOIN LATERAL (
                          SELECT id FROM fieldwork_meter_reading
                           WHERE meter_id = since.meter_id AND date < since.date
                        ORDER BY date DESC, id DESC LIMIT 1) AS last ON true""",
                self._since_values(since),
            )
        )
        found = readings.browse([reading_id for _meter_id, reading_id in rows])
        return {row[0]: last for row, last in zip(rows, found, strict=True)}

    def _get_readings_from(self, since):
        """Return the readings of each meter from a time on, in one query."""
        readings = self.env["fieldwork.meter.reading"]
        if not self:
            return readings
        readings.flush_model(["meter_id", "date"])
        rows = self.env.execute_query(
            SQL(
                """SELECT reading.id
                     FROM (VALUES %s) AS since (meter_id, date)
                     JOIN fieldwork_meter_reading AS reading
                       ON reading.meter_id = since.meter_id
                      AND reading.date >= since.date
                 ORDER BY reading.meter_id, reading.date, reading.id""",
                self._since_values(since),
            )
        )
        return readings.browse([reading_id for (reading_id,) in rows])
