from odoo import api, fields, models
from odoo.tools import format_date


class FieldworkIndexValue(models.Model):
    """What an index was in one month."""

    _name = "fieldwork.index.value"
    _description = "Value of an Index"
    _order = "index_id, month desc"
    _rec_name = "month"

    index_id = fields.Many2one(
        "fieldwork.index", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="index_id.company_id", store=True)
    month = fields.Date(
        required=True, help="Any day of it: the first one is what is kept."
    )
    value = fields.Float(required=True, digits=(16, 4))

    _month_uniq = models.UniqueIndex(
        "(index_id, month)", "The index has a value for this month already."
    )
    _check_month = models.Constraint(
        "CHECK (EXTRACT(day FROM month) = 1)", "A month stands for its first day."
    )
    _check_value = models.Constraint(
        "CHECK (value > 0)", "The value of an index is more than nothing."
    )

    @api.depends("index_id", "month")
    def _compute_display_name(self):
        for one in self:
            month = format_date(self.env, one.month, date_format="MMMM y")
            one.display_name = f"{one.index_id.name} · {month}"

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._in_month(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._in_month(vals))

    @api.model
    def _in_month(self, vals):
        """Let any day of a month stand for it: files give this day or that."""
        month = fields.Date.to_date(vals.get("month"))
        return {**vals, "month": month.replace(day=1)} if month else vals
