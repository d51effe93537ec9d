from datetime import timedelta

from odoo import api, fields, models


class FieldworkContract(models.Model):
    _name = "fieldwork.contract"
    _inherit = ["fieldwork.contract", "fieldwork.contract.response.mixin"]

    response_hours = fields.Float(
        compute="_compute_response_terms", store=True, readonly=False, precompute=True
    )
    repair_hours = fields.Float(
        compute="_compute_response_terms", store=True, readonly=False, precompute=True
    )
    response_calendar_id = fields.Many2one(
        compute="_compute_response_terms", store=True, readonly=False, precompute=True
    )
    response_type_ids = fields.Many2many(
        relation="fieldwork_contract_response_type_rel",
        column1="contract_id",
        column2="order_type_id",
        compute="_compute_response_terms",
        store=True,
        readonly=False,
        precompute=True,
    )

    _check_response = models.Constraint(
        "CHECK (response_hours >= 0 AND repair_hours >= 0)",
        "Response and repair times cannot be negative.",
    )

    @api.depends("type_id")
    def _compute_response_terms(self):
        for contract in self:
            # Without a type what is written there stays.
            terms = contract.type_id or contract
            contract.response_hours = terms.response_hours
            contract.repair_hours = terms.repair_hours
            contract.response_calendar_id = terms.response_calendar_id
            contract.response_type_ids = terms.response_type_ids

    def _promises_response_to(self, order):
        """Tell whether a time is promised for an order; not without a contract."""
        kinds = self.response_type_ids
        promised = self.response_hours or self.repair_hours
        return bool(promised and (not kinds or order.type_id._origin in kinds))

    def _due_after(self, hours, start):
        """Return when so many hours of service have passed.

        :param float hours: 0 for nothing promised
        :param start: naive UTC datetime
        :return: naive UTC datetime, or False
        """
        self.ensure_one()
        if not hours:
            return False
        calendar = self.response_calendar_id
        if not calendar:
            return start + timedelta(hours=hours)
        # A calendar without hours never comes to an end.
        return calendar.plan_hours(hours, start, compute_leaves=True)
