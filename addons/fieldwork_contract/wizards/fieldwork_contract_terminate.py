from odoo import api, fields, models
from odoo.tools import format_date

from ..const import NOTICES


class FieldworkContractTerminate(models.TransientModel):
    """Asks who ends a contract, when and why, and shows what becomes of it."""

    _name = "fieldwork.contract.terminate"
    _description = "Terminate a Contract"

    contract_ids = fields.Many2many(
        "fieldwork.contract", default=lambda self: self.env.context.get("active_ids")
    )
    given_by = fields.Selection(
        NOTICES, string="Notice Given by", default="customer", required=True
    )
    received_on = fields.Date(
        string="Received on",
        required=True,
        default=fields.Date.context_today,
        help="When notice was given: from here it is counted.",
    )
    earliest_date = fields.Date(
        string="Ends at the Earliest on", compute="_compute_earliest_date"
    )
    date = fields.Date(
        string="Last Day",
        compute="_compute_date",
        store=True,
        readonly=False,
        required=True,
    )
    is_early = fields.Boolean(compute="_compute_is_early")
    early_reason = fields.Char(
        string="Why Earlier than by Notice", help="Kept on the contract."
    )
    reason = fields.Char(required=True)
    next_text = fields.Char(
        compute="_compute_is_early", help="What becomes of a notice that came too late."
    )

    # What is left
    occurrence_ids = fields.Many2many(
        "fieldwork.contract.occurrence",
        string="Dates Left Out",
        compute="_compute_left",
        help="Due after the last day, without an order: skipped, with the reason.",
    )
    order_ids = fields.Many2many(
        "fieldwork.order", string="Orders after the Last Day", compute="_compute_left"
    )
    cancel_orders = fields.Boolean(
        string="Cancel These Orders",
        default=True,
        help="Those with a visit under way are left.",
    )
    left_text = fields.Text(string="Left of the Cover", compute="_compute_left")

    @api.depends("contract_ids", "received_on", "given_by")
    def _compute_earliest_date(self):
        for wizard in self:
            received = wizard.received_on or fields.Date.context_today(wizard)
            ends = [one._earliest_end(received) for one in wizard.contract_ids._origin]
            if wizard.given_by == "agreement":
                ends = [received]
            wizard.earliest_date = max(ends, default=False)

    @api.depends("earliest_date")
    def _compute_date(self):
        for wizard in self:
            wizard.date = wizard.earliest_date

    @api.depends("date", "earliest_date", "given_by")
    def _compute_is_early(self):
        for wizard in self:
            day, earliest = wizard.date, wizard.earliest_date
            bound = wizard.given_by != "agreement"
            wizard.is_early = bool(bound and day and earliest and day < earliest)
            late = wizard.contract_ids.filtered(
                lambda one, day=day: one.date_end and day and day > one.date_end
            )
            wizard.next_text = late and self.env._(
                "Too late for the end on %(end)s: the contract is renewed first, and "
                "its renewal ends.",
                end=format_date(self.env, late[0].date_end),
            )

    @api.depends("date", "contract_ids")
    def _compute_left(self):
        for wizard in self:
            contracts, day = wizard.contract_ids._origin, wizard.date
            wizard.occurrence_ids = day and contracts._dates_after(day)
            wizard.order_ids = day and contracts._orders_after(day)
            wizard.left_text = day and "\n".join(contracts._left_lines(day))

    def action_terminate(self):
        """Terminate the contracts, and call off the orders after their last day."""
        self.ensure_one()
        orders = self.order_ids if self.cancel_orders else self.order_ids.browse()
        self.contract_ids.action_terminate(
            self.date,
            self.reason,
            given_by=self.given_by,
            received_on=self.received_on,
            early_reason=self.early_reason,
        )
        # sudo: managers end contracts of all teams
        orders.sudo()._cancel_for_contract_end(self.reason)
        return {"type": "ir.actions.act_window_close"}
