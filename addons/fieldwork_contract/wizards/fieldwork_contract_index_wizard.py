from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from odoo.addons.fieldwork.tools.common_row import one_at_a_time

from ..const import RUNNING_STATES


class FieldworkContractIndexWizard(models.TransientModel):
    """Shows which prices change by the index clauses, and by how much, and makes the
    new versions of the fees."""

    _name = "fieldwork.contract.index.wizard"
    _description = "Adjust Fees by an Index"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date = fields.Date(
        string="New Prices from",
        required=True,
        default=lambda self: self._default_date(),
        help="The day from which the new prices hold.",
    )
    contract_ids = fields.Many2many(
        "fieldwork.contract",
        string="Contracts",
        default=lambda self: self._default_contract_ids(),
        domain=[("state", "in", RUNNING_STATES), ("index_id", "!=", False)],
        help="Empty: all whose prices are adjusted in this month of the year.",
    )
    line_ids = fields.One2many("fieldwork.contract.index.line", "wizard_id")
    send_letters = fields.Boolean(
        string="Write to the Customers",
        default=True,
        help="Customers with an e-mail address get the new prices, in their language.",
    )
    is_previewed = fields.Boolean()
    change_count = fields.Integer(compute="_compute_change_count", string="New Prices")

    @api.model
    def _default_date(self):
        today = fields.Date.context_today(self)
        return today.replace(day=1) + relativedelta(months=1)

    @api.model
    def _default_contract_ids(self):
        if self.env.context.get("active_model") != "fieldwork.contract":
            return False
        return self.env.context.get("active_ids")

    @api.depends("line_ids.is_chosen", "line_ids.problem")
    def _compute_change_count(self):
        for wizard in self:
            wizard.change_count = len(wizard._chosen())

    def _chosen(self):
        return self.line_ids.filtered(lambda line: line.is_chosen and not line.problem)

    def _contracts(self):
        """Return the running contracts with an index clause that this is about."""
        self.ensure_one()
        domain = (
            Domain("state", "in", RUNNING_STATES)
            & Domain("index_id", "!=", False)
            & Domain("company_id", "=", self.company_id.id)
        )
        if self.contract_ids:
            domain &= Domain("id", "in", self.contract_ids.ids)
        else:
            domain &= Domain("index_month", "=", str(self.date.month))
        return self.env["fieldwork.contract"].search(domain, order="partner_id, id")

    # ------------------------------------------------------------------
    # Preview
    # ------------------------------------------------------------------

    def action_preview(self):
        """Say what would change, and change nothing.

        :raise UserError: no contract follows an index then
        """
        self.ensure_one()
        contracts = self._contracts()
        vals_list = self._preview_vals(contracts)
        if not vals_list:
            raise UserError(
                self.env._(
                    "No running contract has fees that follow an index and are "
                    "adjusted in this month: choose another day, or contracts."
                )
            )
        self.write(
            {
                "line_ids": [Command.clear(), *map(Command.create, vals_list)],
                "is_previewed": True,
            }
        )
        return self._reopen()

    def _preview_vals(self, contracts):
        """Return the values of the rows of the preview, one for each fee."""
        fees = contracts.fee_ids.filtered(lambda fee: fee._is_indexed_on(self.date))
        months = {contract._index_month_of(self.date) for contract in contracts}
        months |= {fee._index_start()[1] for fee in fees} - {False}
        values = contracts.index_id._values_of(months)
        return [fee._prepare_index_line_vals(self.date, values) for fee in fees]

    # ------------------------------------------------------------------
    # New prices
    # ------------------------------------------------------------------

    def action_confirm(self):
        """Make the new versions of the fees chosen, and write to the customers.

        What was looked at is worked out anew: whoever does the same twice, or at the
        same moment, changes nothing a second time.

        :raise UserError: nothing is left to be changed
        """
        self.ensure_one()
        if not self.is_previewed:
            raise UserError(self.env._("Look at the preview first."))
        fees = self._chosen().fee_id
        one_at_a_time(fees)
        fees.invalidate_recordset()
        vals_by_fee = {
            vals["fee_id"]: vals
            for vals in self._preview_vals(fees.contract_id)
            if vals["fee_id"] in fees.ids and not vals["problem"]
        }
        if not vals_by_fee:
            raise UserError(
                self.env._("Nothing is left to be adjusted: look at the preview again.")
            )
        changed = fees.browse()
        for fee in fees.filtered(lambda fee: fee.id in vals_by_fee):
            vals = vals_by_fee[fee.id]
            changed |= fee._adjust(self.date, vals["new_price"], vals["month_now"])
        if self.send_letters:
            changed.contract_id._mail_index_letters(changed)
        return self._show(changed)

    def _show(self, fees):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Prices"),
            "res_model": "fieldwork.contract.fee",
            "view_mode": "list,form",
            "domain": [("id", "in", fees.ids)],
        }

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Adjust Prices by Index"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
