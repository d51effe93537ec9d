from odoo import api, fields, models
from odoo.tools import formatLang

from odoo.addons.fieldwork.tools.days import to_local

PRICES = "fieldwork_billing.group_fieldwork_prices"


class FieldworkOrder(models.Model):
    """Under which contract an order is done."""

    _inherit = "fieldwork.order"

    contract_id = fields.Many2one(
        "fieldwork.contract",
        compute="_compute_contract_id",
        store=True,
        readonly=False,
        precompute=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        check_company=True,
        domain="[('commercial_partner_id', '=', commercial_partner_id), "
        "('state', 'not in', ('draft', 'cancelled'))]",
        help="The contract of its machines or site; what it covers is not billed.",
    )
    contract_name = fields.Char(
        string="Contract No.", compute="_compute_contract_text", compute_sudo=True
    )
    contract_text = fields.Text(
        string="Cover",
        compute="_compute_contract_text",
        compute_sudo=True,
        help="What the contract covers of this order, and what is left of it.",
    )
    ceiling_text = fields.Char(
        string="Without Asking",
        compute="_compute_ceiling_text",
        compute_sudo=True,
        help="What may be spent on this order before the customer is asked.",
    )
    is_over_ceiling = fields.Boolean(compute="_compute_ceiling_text", compute_sudo=True)

    @api.depends("partner_id", "site_id", "equipment_ids", "type_id", "company_id")
    def _compute_contract_id(self):
        found = self.env["fieldwork.contract"]._find_for(self)
        for order in self:
            order.contract_id = found.get(order, False)

    def _contract_day(self, moment=None):
        """Return the local day that says which contract holds.

        :param moment: naive UTC; when the order is planned or was registered else
        """
        self.ensure_one()
        moment = (
            moment
            or self.done_at
            or self.planned_start
            or self.window_start
            or self.registered_on
            or fields.Datetime.now()
        )
        return to_local(moment, self._site_zone()).date()

    @api.depends("contract_id", "type_id")
    def _compute_contract_text(self):
        for order in self:
            contract = order.contract_id
            order.contract_name = contract.name
            day = order._contract_day() if contract else None
            types = order.type_id._origin
            covers = contract.cover_ids.filtered(
                lambda c, kind=types: not c.order_type_ids or kind in c.order_type_ids
            )
            order.contract_text = "\n".join(
                f"{cover.name}: {cover._left_on(day, money=False)}" for cover in covers
            )

    @api.depends("contract_id.ceiling", "charge_ids.amount")
    def _compute_ceiling_text(self):
        for order in self:
            contract = order.contract_id
            ceiling, currency = contract.ceiling, contract.currency_id
            order.ceiling_text = order.is_over_ceiling = False
            if not ceiling:
                continue
            spent = order._spent_in(currency)
            order.is_over_ceiling = currency.compare_amounts(spent, ceiling) > 0
            order.ceiling_text = order.env._(
                "Ask the customer before more than %(ceiling)s is spent on this order; "
                "%(percent)s %% of it is used.",
                ceiling=formatLang(self.env, ceiling, currency_obj=currency),
                percent=round(100 * spent / ceiling),
            )

    def _spent_in(self, currency):
        """Return what the customer is billed for this order up to now."""
        self.ensure_one()
        return sum(
            charge.currency_id._convert(
                charge.amount, currency, self.company_id, self._contract_day()
            )
            for charge in self.charge_ids
            if charge.verdict == "bill"
        )

    # ------------------------------------------------------------------
    # The contract's own terms of sale
    # ------------------------------------------------------------------

    def _contract_in_force(self):
        """Return the contract if it holds when the order is done, or none."""
        self.ensure_one()
        contract = self.contract_id
        if contract and contract._holds_on(self._contract_day()):
            return contract
        return self.env["fieldwork.contract"]

    def _billing_pricelist(self):
        return self._contract_in_force().pricelist_id or super()._billing_pricelist()

    @api.depends("contract_id.pricelist_id", "contract_id.state")
    def _compute_billing_currency_id(self):
        return super()._compute_billing_currency_id()

    def _billing_own_rates(self):
        rates = super()._billing_own_rates()
        agreed = self.filtered("contract_id")
        if not agreed:
            return rates
        for order in agreed:
            rates |= order._contract_in_force().rate_ids
        return rates._most_specific_first()

    def _contract_clause(self, draft):
        """Return by which clause of the contract a draft is priced, in words."""
        self.ensure_one()
        rate = draft["rate_id"]
        if rate.contract_id:
            return self.env._(
                "Contract %(contract)s, clause “%(clause)s”.",
                contract=rate.contract_id.name,
                clause=rate.clause or rate.product_id.with_env(self.env).name,
            )
        contract = self._contract_in_force()
        if contract.pricelist_id:
            return self.env._(
                "Price list of contract %(contract)s.", contract=contract.name
            )
        return ""
