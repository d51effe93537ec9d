from odoo import api, fields, models


class FieldworkContractForecastLine(models.TransientModel):
    """One visit of a forecast, or one part that it will need."""

    _name = "fieldwork.contract.forecast.line"
    _description = "Forecast of Visits and Parts"
    _order = "date, id"
    _rec_name = "line_id"

    wizard_id = fields.Many2one(
        "fieldwork.contract.forecast",
        required=True,
        index=True,
        readonly=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one("res.company", readonly=True)
    date = fields.Date(string="Due", readonly=True)
    contract_id = fields.Many2one(
        "fieldwork.contract", readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    site_id = fields.Many2one("res.partner", readonly=True)
    line_id = fields.Many2one(
        "fieldwork.contract.line", string="Service", readonly=True, ondelete="cascade"
    )
    order_type_id = fields.Many2one("fieldwork.order.type", readonly=True)
    team_id = fields.Many2one("fieldwork.team", readonly=True)
    resource_id = fields.Many2one(
        "resource.resource", string="Preferred Technician", readonly=True
    )
    visit_count = fields.Integer(string="Visits", readonly=True)
    hours = fields.Float(readonly=True)
    product_id = fields.Many2one("product.product", string="Part", readonly=True)
    quantity = fields.Float(string="Parts Needed", readonly=True)

    @api.model
    def _row_columns(self):
        """Return the columns that the forecast fills in."""
        own = self._fields.values()
        skipped = {"id", "wizard_id", *models.MAGIC_COLUMNS}
        return [one.name for one in own if one.store and one.name not in skipped]
