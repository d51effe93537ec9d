from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..const import RENEWALS, RUNNING_STATES

PRICES = "fieldwork_billing.group_fieldwork_prices"


class FieldworkContract(models.Model):
    """What a customer and the firm agreed on for a time: which machines, what is
    covered of their service, and by which terms the rest is sold."""

    _name = "fieldwork.contract"
    _description = "Service Contract"
    _inherit = [
        "fieldwork.guard.mixin",
        "portal.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_end, id desc"
    _rec_names_search = ["name", "partner_id.name"]
    _check_company_auto = True
    _mail_post_access = "read"

    _guarded_fields = {
        "state": "draft",
        "previous_id": False,
        "terminated_on": False,
        "end_reason": False,
    }

    # For whom
    name = fields.Char(
        string="Number",
        required=True,
        readonly=True,
        copy=False,
        index="trigram",
        default=lambda self: self.env._("New"),
    )
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    type_id = fields.Many2one(
        "fieldwork.contract.type",
        index="btree_not_null",
        check_company=True,
        tracking=True,
        help="What a new contract begins with: its term, notice and cover.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        domain="[('type', '!=', 'site')]",
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Commercial Entity",
        store=True,
        index=True,
    )
    invoice_partner_id = fields.Many2one(
        "res.partner",
        string="Invoice to",
        compute="_compute_invoice_partner_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
    )
    customer_reference = fields.Char(
        string="Customer's Reference",
        index="trigram",
        help="The number under which the customer knows this contract.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Manager",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        index="btree_not_null",
        tracking=True,
        help="Who looks after the contract and is reminded of its end.",
    )
    sequence = fields.Integer(
        string="Priority",
        default=10,
        help="Where two contracts are for one machine, the lower number counts.",
    )

    # For what
    site_ids = fields.Many2many(
        "res.partner",
        "fieldwork_contract_site_rel",
        "contract_id",
        "site_id",
        string="Sites",
        check_company=True,
        domain="['|', ('id', '=', partner_id), "
        "('commercial_partner_id', '=', commercial_partner_id)]",
        help="Where it holds. Without machines it holds for all that stands there.",
    )
    coverage_ids = fields.One2many(
        "fieldwork.contract.equipment", "contract_id", string="Equipment", copy=True
    )
    order_type_ids = fields.Many2many(
        "fieldwork.order.type",
        string="Only for Orders of",
        check_company=True,
        help="Empty: orders of all types are done under this contract.",
    )

    # For how long
    date_start = fields.Date(
        string="From", required=True, default=fields.Date.context_today, tracking=True
    )
    date_end = fields.Date(
        string="Until",
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="The last day on which it holds. Empty: until it is terminated.",
    )
    renewal = fields.Selection(
        RENEWALS,
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        tracking=True,
    )
    renewal_months = fields.Integer(
        string="Renewed for (months)",
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
    )
    notice_days = fields.Integer(
        string="Notice (days)",
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    notice_date = fields.Date(
        string="Notice until",
        compute="_compute_notice_date",
        store=True,
        help="The last day on which either side may give notice.",
    )
    previous_id = fields.Many2one(
        "fieldwork.contract",
        string="Renewal of",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    next_ids = fields.One2many("fieldwork.contract", "previous_id", string="Renewed by")
    terminated_on = fields.Date(readonly=True, copy=False)
    end_reason = fields.Char(string="Reason of the End", readonly=True, copy=False)

    # By which terms
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        check_company=True,
        tracking=True,
        groups=PRICES,
        help="By what the service that is not covered is priced. Empty: by the "
        "customer's price list.",
    )
    rate_ids = fields.One2many(
        "fieldwork.rate",
        "contract_id",
        string="Rates",
        groups=PRICES,
        help="They count before the company's, and for orders of this contract only.",
    )
    ceiling = fields.Monetary(
        string="Without Asking, up to",
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
        help="What may be spent on one order before the customer is asked; the "
        "technician sees it. 0: no limit.",
    )
    cover_ids = fields.One2many(
        "fieldwork.contract.cover",
        "contract_id",
        copy=True,
    )
    note = fields.Html(string="Terms")

    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("active", "Active"),
            ("to_renew", "To Renew"),
            ("expired", "Expired"),
            ("terminated", "Terminated"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    order_ids = fields.One2many("fieldwork.order", "contract_id", string="Orders")
    order_count = fields.Integer(compute="_compute_order_count")
    cover_text = fields.Text(
        string="Left of the Cover",
        compute="_compute_cover_text",
        compute_sudo=True,
        help="What is covered today, without amounts of money.",
    )

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------

    @api.depends("partner_id")
    def _compute_invoice_partner_id(self):
        for contract in self:
            addresses = contract.partner_id.address_get(["invoice"])
            contract.invoice_partner_id = addresses["invoice"]

    @api.depends("type_id")
    def _compute_terms(self):
        for contract in self:
            kind = contract.type_id
            if not kind:
                contract.renewal = contract.renewal or "none"
                contract.renewal_months = contract.renewal_months or 12
                contract.date_end = contract.date_end
                contract.notice_days = contract.notice_days
                contract.ceiling = contract.ceiling
                continue
            contract.renewal = kind.renewal
            contract.renewal_months = kind.renewal_months
            contract.notice_days = kind.notice_days
            contract.ceiling = kind.ceiling
            start = contract.date_start
            if kind.term_months and start:
                term = relativedelta(months=kind.term_months, days=-1)
                contract.date_end = start + term
            else:
                contract.date_end = False

    @api.depends("date_end", "notice_days")
    def _compute_notice_date(self):
        for contract in self:
            end = contract.date_end
            days = relativedelta(days=contract.notice_days)
            contract.notice_date = end - days if end else False

    @api.depends("pricelist_id", "company_id")
    def _compute_currency_id(self):
        for contract in self:
            contract.currency_id = (
                contract.sudo().pricelist_id.currency_id
                or contract.currency_id
                or contract.company_id.currency_id
            )

    @api.depends("cover_ids.name", "cover_ids.left_text")
    def _compute_cover_text(self):
        today = fields.Date.context_today(self)
        for contract in self:
            contract.cover_text = "\n".join(
                f"{cover.name}: {cover._left_on(today, money=False)}"
                for cover in contract.cover_ids
            )

    def _compute_order_count(self):
        counts = dict(
            self.env["fieldwork.order"]._read_group(
                [("contract_id", "in", self.ids)], ["contract_id"], ["__count"]
            )
        )
        for contract in self:
            contract.order_count = counts.get(contract, 0)

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for contract in self:
            customer = contract.partner_id.sudo().name
            contract.display_name = f"{contract.name} · {customer}"

    def _day_text(self, day):
        return format_date(self.env, day)

    def _compute_access_url(self):
        res = super()._compute_access_url()
        for contract in self:
            contract.access_url = f"/my/contracts/{contract.id}"
        return res

    # ------------------------------------------------------------------
    # Checks and records
    # ------------------------------------------------------------------

    @api.constrains("date_start", "date_end", "notice_days", "renewal_months")
    def _check_term(self):
        for contract in self:
            problem = contract._term_problem()
            if problem:
                raise ValidationError(
                    self.env._(
                        "Contract %(contract)s: %(problem)s",
                        contract=contract.name,
                        problem=problem,
                    )
                )

    def _term_problem(self):
        """Return what is wrong with the dates, in words, or nothing."""
        self.ensure_one()
        if self.notice_days < 0 or self.renewal_months < 0:
            return self.env._("notice and renewal cannot be negative.")
        if not self.date_end:
            return False
        if self.date_end < self.date_start:
            return self.env._("it ends before it starts. Change one of the two dates.")
        days = (self.date_end - self.date_start).days + 1
        if self.notice_days > days and not self.terminated_on:
            return self.env._(
                "%(notice)s days of notice are longer than its term of %(days)s days.",
                notice=self.notice_days,
                days=days,
            )
        return False

    @api.constrains("partner_id", "site_ids")
    def _check_customer(self):
        for contract in self:
            customer = contract.partner_id
            if not customer.active:
                raise ValidationError(
                    self.env._(
                        "%(customer)s is archived: restore the customer, or choose "
                        "another one for contract %(contract)s.",
                        customer=customer.name,
                        contract=contract.name,
                    )
                )
            strange = contract.site_ids.filtered(
                lambda site, own=customer.commercial_partner_id: (
                    site.commercial_partner_id != own
                )
            )
            if strange:
                raise ValidationError(
                    self.env._(
                        "%(site)s is no site of %(customer)s: take it out of contract "
                        "%(contract)s.",
                        site=strange[0].display_name,
                        customer=customer.name,
                        contract=contract.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Create contracts; numbers are drawn at once, one query per company."""
        vals_list = [dict(vals) for vals in vals_list]
        self._number(vals_list)
        contracts = super().create(vals_list)
        contracts._take_cover_of_type()
        return contracts

    def _take_cover_of_type(self):
        """Give contracts without a cover the one of their type.

        Renewed ones go on with what they had, be it none.
        """
        self.env["fieldwork.contract.cover"].create(
            [
                {**vals, "type_id": False, "contract_id": contract.id}
                for contract in self
                if not contract.cover_ids and not contract.previous_id
                for vals in contract.type_id.cover_ids.copy_data()
            ]
        )

    @api.model
    def _number(self, vals_list):
        unnumbered = {}
        new = self.env._("New")
        for vals in vals_list:
            if vals.get("name") in (None, False, "", new):
                company = vals.get("company_id") or self.env.company.id
                unnumbered.setdefault(company, []).append(vals)
        for company, batch in unnumbered.items():
            # sudo: managers may not read sequences
            numbers = (
                self.env["ir.sequence"]
                .sudo()
                .with_company(company)
                ._fieldwork_next_numbers("fieldwork.contract", len(batch))
            )
            for vals, number in zip(batch, numbers, strict=True):
                vals["name"] = number

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        for contract in self:
            if contract.state not in ("draft", "cancelled") or contract.order_ids:
                raise UserError(
                    self.env._(
                        "Contract %(contract)s cannot be deleted: it was agreed on, or "
                        "orders belong to it. Terminate or archive it instead.",
                        contract=contract.name,
                    )
                )

    def action_archive(self):
        running = self.filtered(lambda c: c.state in RUNNING_STATES)
        if running:
            raise UserError(
                self.env._(
                    "Contract %(contract)s is running: terminate it before it is "
                    "archived.",
                    contract=running[0].name,
                )
            )
        return super().action_archive()

    def action_view_orders(self):
        """Open the orders done under these contracts."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork.fieldwork_order_action"
        )
        domain = [("contract_id", "in", self.ids)]
        return dict(action, domain=domain, context={})
