from odoo import api, fields, models
from odoo.tools import format_datetime


class FieldworkOrder(models.Model):
    """By when the contract promises that somebody is there, and that it is done."""

    _inherit = "fieldwork.order"

    response_due = fields.Datetime(
        string="Response by",
        compute="_compute_response_due",
        store=True,
        readonly=False,
        precompute=True,
        help="By the contract: when somebody is to be there.",
    )
    repair_due = fields.Datetime(
        string="Repair by",
        compute="_compute_response_due",
        store=True,
        readonly=False,
        precompute=True,
        help="By the contract: when it is to be done.",
    )
    response_text = fields.Char(
        string="Promised", compute="_compute_response_text", compute_sudo=True
    )

    @api.depends("contract_id", "type_id", "registered_on")
    def _compute_response_due(self):
        known = {}
        for order in self:
            order.response_due = order.repair_due = False
            # sudo: what is promised holds whoever enters the order
            contract = order.contract_id.sudo()
            if order.occurrence_ids or not contract._promises_response_to(order):
                continue
            start = order.registered_on or fields.Datetime.now()
            # Of many orders of one moment it is worked out once.
            if (contract, start) not in known:
                known[contract, start] = [
                    contract._due_after(hours, start)
                    for hours in (contract.response_hours, contract.repair_hours)
                ]
            order.response_due, order.repair_due = known[contract, start]

    @api.depends("response_due", "repair_due")
    def _compute_deadline(self):
        """What the contract promises comes before what the type of orders says."""
        res = super()._compute_deadline()
        for order in self:
            order.deadline = order.repair_due or order.response_due or order.deadline
        return res

    @api.depends("response_due", "repair_due")
    @api.depends_context("lang", "tz")
    def _compute_response_text(self):
        for order in self:
            texts = []
            if order.response_due:
                when = order._response_words(order.response_due)
                texts.append(order.env._("Somebody is to be there by %(at)s.", at=when))
            if order.repair_due:
                when = order._response_words(order.repair_due)
                texts.append(order.env._("It is to be done by %(at)s.", at=when))
            order.response_text = " ".join(texts)

    def _response_words(self, moment):
        return format_datetime(self.env, moment, dt_format="short")
