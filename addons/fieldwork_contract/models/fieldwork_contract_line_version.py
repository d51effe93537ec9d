from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class FieldworkContractLine(models.Model):
    """What changes in mid-term is a new version: the one before stays as it was."""

    _inherit = "fieldwork.contract.line"

    version_ids = fields.One2many(
        "fieldwork.contract.line", "origin_line_id", string="Continued by"
    )

    def action_new_version(self, date_from, vals=None):
        """End lines the day before and go on with new versions from a day.

        Dates that the old version has made are not made again by the new one.

        :param date date_from: first day of the new version
        :param dict vals: what is different
        :return: the new lines
        :raise UserError: a line begins after that day, or has ended before it
        """
        self.check_access("write")
        for line in self:
            last = line._last_day()
            if date_from <= line.date_from or (last and date_from > last):
                raise UserError(
                    self.env._(
                        "“%(line)s” holds from %(start)s to %(stop)s: choose a day "
                        "after its first for the new version.",
                        line=line.name,
                        start=format_date(self.env, line.date_from),
                        stop=format_date(self.env, last) if last else "…",
                    )
                )
        versions = self.create(
            [line._prepare_version_vals(date_from, vals or {}) for line in self]
        )
        self.write({"date_to": date_from - timedelta(days=1)})
        return versions

    def _prepare_version_vals(self, date_from, vals):
        """Return the values of the version that follows this one (hook)."""
        self.ensure_one()
        return {
            **self.copy_data()[0],
            "absorbs_line_ids": [(6, 0, self.absorbs_line_ids.ids)],
            "origin_line_id": self.id,
            "date_from": date_from,
            "date_to": self.date_to,
            # An interval goes on counting from where it began.
            "date_first": self.date_first or self.date_from,
            **vals,
        }
