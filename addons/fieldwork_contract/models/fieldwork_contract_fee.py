from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from odoo.addons.fieldwork_billing.models.fieldwork_charge import PRICES

KINDS = [
    ("fixed", "Fixed"),
    ("equipment", "For each machine"),
    ("visit", "For each visit done"),
    ("meter", "By meter, over an allowance"),
]
# What is known only when the period is over.
AFTERWARDS = ("visit", "meter")
MONTHS = [
    ("1", "Month"),
    ("2", "Two months"),
    ("3", "Quarter"),
    ("4", "Four months"),
    ("6", "Half-year"),
    ("12", "Year"),
]
# What cannot change any more once it was billed: a new version says it.
AGREED_FIELDS = (
    "contract_id",
    "kind",
    "product_id",
    "quantity",
    "price_unit",
    "price_per",
    "months",
    "timing",
    "alignment",
    "meter_id",
    "allowance",
    "date_from",
)


class FieldworkContractFee(models.Model):
    """What a contract costs, period by period.

    What was billed never changes: a new price is a new version, which goes on where
    the one before ends.
    """

    _name = "fieldwork.contract.fee"
    _description = "Fee of a Contract"
    _order = "contract_id, sequence, date_from NULLS FIRST, id"
    _check_company_auto = True

    contract_id = fields.Many2one(
        "fieldwork.contract", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    currency_id = fields.Many2one(related="contract_id.currency_id")
    commercial_partner_id = fields.Many2one(
        related="contract_id.commercial_partner_id", string="Commercial Entity"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char(
        string="Fee",
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        help="It stands on the invoice.",
    )
    product_id = fields.Many2one(
        "product.product",
        required=True,
        ondelete="restrict",
        check_company=True,
        domain="[('sale_ok', '=', True)]",
        help="By its taxes and account the fee is invoiced.",
    )

    # How much
    kind = fields.Selection(KINDS, required=True, default="fixed")
    quantity = fields.Float(
        default=1.0, digits="Product Unit", help="So many times the price is billed."
    )
    price_unit = fields.Float(
        string="Price",
        compute="_compute_price_unit",
        store=True,
        readonly=False,
        precompute=True,
        digits=(16, 6),
        min_display_digits="Product Price",
        groups=PRICES,
        help="Without taxes unless those of the product are included, in the currency "
        "of the contract: for one period or year; or of one visit, of one unit of the "
        "meter.",
    )
    price_per = fields.Selection(
        [("period", "Period billed"), ("year", "Year")],
        string="Price of One",
        required=True,
        default="period",
        help="The price of a year is cut into periods whose sum is that price, to "
        "the cent.",
    )
    equipment_ids = fields.Many2many(
        "fieldwork.equipment",
        "fieldwork_contract_fee_equipment_rel",
        "fee_id",
        "equipment_id",
        string="Machines",
        check_company=True,
        domain="[('customer_entity_id', '=', commercial_partner_id)]",
        help="Empty: each machine under contract, without its components.",
    )
    order_type_ids = fields.Many2many(
        "fieldwork.order.type",
        "fieldwork_contract_fee_order_type_rel",
        "fee_id",
        "type_id",
        string="Visits of",
        check_company=True,
        help="Empty: each visit under this contract that solved its order.",
    )
    meter_id = fields.Many2one(
        "fieldwork.meter", check_company=True, ondelete="restrict"
    )
    allowance = fields.Float(
        help="So many units of the meter are free in each period; of a part of a "
        "period its share, by the day."
    )

    # When
    months = fields.Selection(MONTHS, string="Every", required=True, default="1")
    timing = fields.Selection(
        [("advance", "In advance"), ("arrears", "Afterwards")],
        string="Billed",
        compute="_compute_timing",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="On the first day of the period, or on the day after its last.",
    )
    alignment = fields.Selection(
        [("calendar", "With the calendar"), ("start", "With the start of the fee")],
        string="Periods Begin",
        required=True,
        default="calendar",
        help="The first and the last period are billed by the day.",
    )
    rests = fields.Boolean(
        string="Rests in Pauses",
        default=True,
        help="While the whole contract is paused nothing is billed, by the day.",
    )
    date_from = fields.Date(string="From", help="Empty: from the start.")
    date_to = fields.Date(
        string="Until", help="The last day. Empty: as long as the contract holds."
    )
    origin_fee_id = fields.Many2one(
        "fieldwork.contract.fee",
        string="Continues",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The version before a new price; what it has billed stays as it was.",
    )
    root_fee_id = fields.Many2one(
        "fieldwork.contract.fee",
        compute="_compute_root_fee_id",
        store=True,
        index=True,
        recursive=True,
        string="First Version",
    )
    cig = fields.Char(
        string="CIG", size=15, help="Of a public tender. Empty: the contract's."
    )
    cup = fields.Char(
        string="CUP", size=15, help="Of a public project. Empty: the contract's."
    )

    _check_numbers = models.Constraint(
        "CHECK (quantity > 0 AND price_unit >= 0 AND allowance >= 0)",
        "A fee is for more than nothing, and its price and allowance are not negative.",
    )
    _check_dates = models.Constraint(
        "CHECK (date_to >= date_from)", "A fee must end after it begins."
    )
    _check_meter = models.Constraint(
        "CHECK (kind != 'meter' OR meter_id IS NOT NULL)",
        "A fee by meter needs the meter by which it is billed.",
    )
    _check_timing = models.Constraint(
        "CHECK (kind NOT IN ('visit', 'meter') OR timing = 'arrears')",
        "How many visits were done, or what a meter shows, is known afterwards only: "
        "such a fee cannot be billed in advance.",
    )

    @api.depends("product_id")
    def _compute_name(self):
        for fee in self:
            fee.name = fee.name or fee.product_id.name

    @api.depends("product_id")
    def _compute_price_unit(self):
        for fee in self:
            product, currency = fee.product_id, fee.currency_id
            if fee.price_unit or not product:
                continue
            day = fee.date_from or fields.Date.context_today(fee)
            fee.price_unit = product.currency_id._convert(
                product.lst_price, currency, fee.company_id or self.env.company, day
            )

    @api.depends("kind")
    def _compute_timing(self):
        for fee in self:
            late = fee.kind in AFTERWARDS
            fee.timing = "arrears" if late else fee.timing or "advance"

    @api.depends("origin_fee_id.root_fee_id")
    def _compute_root_fee_id(self):
        for fee in self:
            origin = fee.origin_fee_id
            fee.root_fee_id = origin.root_fee_id or origin or fee

    @api.constrains("meter_id", "contract_id")
    def _check_meter_owner(self):
        for fee in self:
            owner = fee.meter_id.equipment_id.partner_id.commercial_partner_id
            if owner and owner != fee.commercial_partner_id:
                raise ValidationError(
                    self.env._(
                        "%(meter)s does not belong to the customer of contract "
                        "%(contract)s: choose a meter of one of the customer's "
                        "machines.",
                        meter=fee.meter_id.display_name,
                        contract=fee.contract_id.name,
                    )
                )

    # ------------------------------------------------------------------
    # Versions
    # ------------------------------------------------------------------

    def action_new_version(self, date, vals=None):
        """End fees the day before, and go on with new versions from a day.

        :param date: first day of the new version
        :param dict vals: what is different, such as ``{"price_unit": 110.0}``
        :return: the new fees
        :raise UserError: a fee begins after that day, or has ended before it
        """
        self.check_access("write")
        return self._new_version(fields.Date.to_date(date), **(vals or {}))

    def _new_version(self, date, **vals):
        """See :meth:`action_new_version`; in the order of ``self``."""
        for fee in self:
            fee._check_version(date)
        versions = self.create([fee._prepare_version_vals(date, vals) for fee in self])
        self.write({"date_to": date - timedelta(days=1)})
        return versions

    def _check_version(self, date):
        self.ensure_one()
        first, last = self._first_day(), self._last_day()
        if date > first and not (last and date > last):
            return
        raise UserError(
            self.env._(
                "“%(fee)s” holds from %(start)s to %(stop)s: choose a day after its "
                "first for the new version.",
                fee=self.name,
                start=format_date(self.env, first),
                stop=format_date(self.env, last) if last else "…",
            )
        )

    def _prepare_version_vals(self, date, vals):
        """Return the values of the version that follows this one (hook)."""
        self.ensure_one()
        return {
            **self.copy_data()[0],
            "origin_fee_id": self.id,
            "date_from": date,
            "date_to": self.date_to,
            **vals,
        }

    def _first_day(self):
        """Return the first day for which the fee is due."""
        self.ensure_one()
        start = self.contract_id.date_start
        return max(self.date_from, start) if self.date_from else start

    def _last_day(self):
        """Return the last day for which the fee is due, or None without an end."""
        self.ensure_one()
        ends = filter(None, (self.date_to, self.contract_id.date_end))
        return min(ends, default=None)
