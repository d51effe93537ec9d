from odoo import api, fields, models


class FieldworkIndex(models.Model):
    """An index of prices, such as the one of an office of statistics."""

    _name = "fieldwork.index"
    _description = "Price Index"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Empty: the index serves every company."
    )
    source = fields.Char(help="Where its values are published.")
    value_ids = fields.One2many("fieldwork.index.value", "index_id", string="Values")
    last_month = fields.Date(compute="_compute_last_value")
    last_value = fields.Float(compute="_compute_last_value", digits=(16, 4))

    @api.depends("value_ids.month", "value_ids.value")
    def _compute_last_value(self):
        for index in self:
            last = index.value_ids.sorted("month")[-1:]
            index.last_month = last.month
            index.last_value = last.value

    def _values_of(self, months):
        """Return ``{(index, first day of the month): value}`` of what is known.

        :param months: first days of months
        """
        found = self.env["fieldwork.index.value"].search_fetch(
            [("index_id", "in", self.ids), ("month", "in", list(months))],
            ["index_id", "month", "value"],
        )
        return {(one.index_id, one.month): one.value for one in found}
