from odoo import api, fields, models


class FieldworkWorklog(models.Model):
    """What time costs the firm, and that it is billed."""

    _inherit = "fieldwork.worklog"

    hourly_cost = fields.Monetary(
        compute="_compute_hourly_cost",
        store=True,
        compute_sudo=True,
        currency_field="cost_currency_id",
        groups="fieldwork_billing.group_fieldwork_costs",
        help="The employee's hourly cost when the stretch ended.",
    )
    cost_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of the Cost"
    )

    @api.depends("stop")
    def _compute_hourly_cost(self):
        for log in self:
            cost = log.resource_id.employee_id.hourly_cost if log.stop else 0.0
            # Corrections of the time keep what it cost then.
            log.hourly_cost = log.hourly_cost or cost

    def _tell_report(self, visits):
        res = super()._tell_report(visits)
        visits._charges_changed()
        return res
