from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.time_pieces import DAY, Band

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class FieldworkTimeBand(models.Model):
    """Hours at which work costs more, or less."""

    _name = "fieldwork.time.band"
    _description = "Time Band"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(
        default=10, help="Where two bands hold, the first one counts."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, help="Empty: for all."
    )
    mon = fields.Boolean(string="Monday")
    tue = fields.Boolean(string="Tuesday")
    wed = fields.Boolean(string="Wednesday")
    thu = fields.Boolean(string="Thursday")
    fri = fields.Boolean(string="Friday")
    sat = fields.Boolean(string="Saturday")
    sun = fields.Boolean(string="Sunday")
    holidays = fields.Boolean(
        string="Public Holidays",
        help="Also on the public holidays of the company's calendar, whatever day "
        "they fall on.",
    )
    hour_from = fields.Float(string="From", default=22.0)
    hour_to = fields.Float(
        string="To",
        default=6.0,
        help="Not after the beginning: on the next day. 0:00 to 0:00 is the whole day.",
    )
    percent = fields.Float(
        string="Price (%)",
        default=150.0,
        digits=(8, 2),
        help="What a minute costs then: 150 is once and a half the ordinary price.",
    )

    _check_hours = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_from < 24 AND hour_to >= 0 AND hour_to <= 24)",
        "The hours of a time band are between 0:00 and 24:00.",
    )
    _check_percent = models.Constraint(
        "CHECK (percent >= 0)", "The price of a time band cannot be negative."
    )

    @api.constrains(*WEEKDAYS, "holidays")
    def _check_days(self):
        for band in self:
            if not band.holidays and not any(band[name] for name in WEEKDAYS):
                raise ValidationError(
                    self.env._(
                        "Time band %(band)s: choose the days on which it holds.",
                        band=band.name,
                    )
                )

    def _as_band(self):
        """Return the band as plain values, see :mod:`..tools.time_pieces`."""
        self.ensure_one()
        return Band(
            self,
            frozenset(i for i, name in enumerate(WEEKDAYS) if self[name]),
            self.holidays,
            round(self.hour_from * 60) % DAY,
            round(self.hour_to * 60) % DAY,
        )
