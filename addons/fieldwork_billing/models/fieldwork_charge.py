from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

CHARGE_KINDS = [
    ("labour", "Labour"),
    ("travel", "Travel"),
    ("callout", "Call-out"),
    ("material", "Material"),
    ("fixed", "Fixed price"),
    ("no_show", "Customer not there"),
    ("late_cancel", "Late cancellation"),
    ("other", "Other"),
]
VERDICTS = [
    ("bill", "To be billed"),
    ("sold", "Ordered before"),
    ("included", "Included in the price"),
    ("warranty", "Warranty"),
    ("cover", "Covered"),
    ("free", "No charge"),
]
STATES = [("open", "Open"), ("billed", "Billed"), ("void", "Void")]
PRICES = "fieldwork_billing.group_fieldwork_prices"


class FieldworkCharge(models.Model):
    """One thing to be billed, or not, and why: a ledger that only grows.

    It is for an order, or for what an addon above bills besides: see ``_source``.

    Nothing is overwritten: while it is not billed, a charge whose source changes is
    void and another one takes its place; once billed, the next revision of the same
    source holds the difference, at the price first billed.
    """

    _name = "fieldwork.charge"
    _description = "Charge"
    _inherit = ["fieldwork.guard.mixin"]
    _order = "order_id desc, date_from, id"
    _check_company_auto = True

    _guarded_fields = {
        "state": "open",
        "quantity": False,
        "price_unit": False,
        "discount": False,
        "amount": False,
        "verdict": False,
        "source_key": False,
        "revision": 1,
        "move_line_id": False,
        "order_id": False,
        "product_id": False,
        "payer_id": False,
    }

    name = fields.Char(readonly=True, required=True)
    order_id = fields.Many2one(
        "fieldwork.order", readonly=True, ondelete="restrict", index=True
    )
    # Not related fields: computed beforehand they would cost a third of the making of
    # a ledger, and whatever changes them makes the charge anew.
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True
    )
    team_id = fields.Many2one(related="order_id.team_id")
    visit_id = fields.Many2one(
        "fieldwork.visit", readonly=True, ondelete="set null", index="btree_not_null"
    )
    worklog_id = fields.Many2one(
        "fieldwork.worklog", readonly=True, ondelete="set null", index="btree_not_null"
    )
    material_id = fields.Many2one(
        "fieldwork.material", readonly=True, ondelete="set null", index="btree_not_null"
    )
    resource_id = fields.Many2one(
        "resource.resource", string="Technician", readonly=True, ondelete="restrict"
    )
    equipment_id = fields.Many2one(
        "fieldwork.equipment", readonly=True, ondelete="restrict"
    )
    kind = fields.Selection(CHARGE_KINDS, required=True, readonly=True)
    source_key = fields.Char(
        required=True,
        readonly=True,
        help="What this is billed for; the same for all its revisions.",
    )
    revision = fields.Integer(default=1, required=True, readonly=True)
    state = fields.Selection(STATES, default="open", required=True, readonly=True)
    void_reason = fields.Char(readonly=True)

    product_id = fields.Many2one("product.product", readonly=True, ondelete="restrict")
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    minutes = fields.Integer(readonly=True, help="Whole minutes of the time billed.")
    # More digits than units have: of a line that people changed, charges bear a share.
    quantity = fields.Float(readonly=True, digits=(16, 6))
    rate_id = fields.Many2one("fieldwork.rate", readonly=True, ondelete="restrict")
    band_id = fields.Many2one("fieldwork.time.band", readonly=True, ondelete="restrict")
    date_from = fields.Datetime(string="From", readonly=True)
    date_to = fields.Datetime(string="To", readonly=True)

    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    price_unit = fields.Float(
        string="Unit Price",
        digits=(16, 6),
        readonly=True,
        groups=PRICES,
        help="By the price list, for the time band; before what is covered.",
    )
    discount = fields.Float(
        string="Covered (%)",
        digits="Discount",
        readonly=True,
        groups=PRICES,
        help="The share of the price that warranty, contract or plan bear.",
    )
    # Not readonly, so that it can be given to ``create``: a ledger is then written by
    # one INSERT, without an UPDATE of each row. The guard keeps people from it.
    amount = fields.Monetary(
        compute="_compute_amount",
        store=True,
        readonly=False,
        copy=False,
        groups=PRICES,
        help="Without taxes.",
    )
    verdict = fields.Selection(VERDICTS, required=True, readonly=True)
    reason = fields.Char(readonly=True, help="Why this is billed, or why not.")
    is_override = fields.Boolean(
        string="Changed by Hand", readonly=True, help="The verdict is a person's."
    )
    override_user_id = fields.Many2one(
        "res.users", string="Changed by", readonly=True, ondelete="restrict"
    )
    override_date = fields.Datetime(string="Changed on", readonly=True)
    is_goodwill = fields.Boolean(
        readonly=True,
        help="Money given back without taking anything back: it is not billed again.",
    )
    is_reversal = fields.Boolean(
        readonly=True, help="It takes back, on a credit note, what was billed."
    )
    payer_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="restrict", index=True
    )
    problem = fields.Char(
        compute="_compute_problem",
        help="Why this cannot be billed as it is.",
    )
    move_line_id = fields.Many2one(
        "account.move.line",
        string="Invoice Line",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    move_id = fields.Many2one(related="move_line_id.move_id", string="Invoice")
    sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Sales Order Line",
        readonly=True,
        ondelete="restrict",
        index="btree_not_null",
        help="What the customer ordered is invoiced by the sales order.",
    )
    run_line_id = fields.Many2one(
        "fieldwork.billing.run.line",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
    )

    run_id = fields.Many2one(
        related="run_line_id.run_id",
        string="In Invoice Run",
        groups="fieldwork_billing.group_fieldwork_billing",
    )

    _source_uniq = models.UniqueIndex(
        "(company_id, source_key, revision) WHERE state != 'void'",
        "This is in the ledger already.",
    )
    _one_destination = models.Constraint(
        "CHECK (move_line_id IS NULL OR sale_line_id IS NULL)",
        "A charge is billed by an invoice or by a sales order, not by both.",
    )
    _open_idx = models.Index("(company_id, payer_id) WHERE state = 'open'")

    @api.constrains("source_key", "order_id")
    def _check_source(self):
        for charge in self:
            if not charge._source():
                raise ValidationError(
                    self.env._(
                        "Charge %(charge)s is for nothing: name the order that it is "
                        "billed for.",
                        charge=charge.name,
                    )
                )

    def _source(self):
        """Return the record that the charge is billed for: its order (hook).

        What stands on one invoice for several of them is headed by each.
        """
        self.ensure_one()
        return self.order_id

    def _sources(self):
        """Return the list of what these charges are for, each once, in the order of
        an invoice."""
        charges = self.sorted(lambda charge: charge._invoice_order())
        return list(dict.fromkeys(charge._source() for charge in charges))

    def _update_sources(self):
        """Bring the ledger of what these charges are for in line with what is due
        (hook)."""
        self.order_id._update_charges()

    def _tz(self):
        """Return the name of the zone by whose clocks the charge tells its times."""
        self.ensure_one()
        if self.order_id:
            return self.order_id._site_zone()
        return self.company_id._fieldwork_tz()

    @api.depends("quantity", "price_unit", "discount", "verdict", "currency_id")
    def _compute_amount(self):
        for charge in self:
            charge.amount = self._amount_of(charge)

    @api.model
    def _amount_of(self, values):
        """Return what is billed for a charge, without taxes, in its currency.

        :param values: a charge, or a draft of one: both are asked by field name
        """
        if values["verdict"] != "bill":
            return 0.0
        net = values["price_unit"] * (1 - values["discount"] / 100)
        return values["currency_id"].round(values["quantity"] * net)

    @api.depends("product_id.active", "price_unit", "uom_id", "verdict", "payer_id")
    def _compute_problem(self):
        for charge in self.sudo():  # asked by people who see no prices, too
            charge.problem = charge.verdict == "bill" and charge._problem()

    def _problem(self):
        """Return why the charge cannot be billed, or nothing (hook)."""
        self.ensure_one()
        product = self.product_id
        if not product and self.kind == "material":
            return self.env._("No product: choose one on the material.")
        if not product:
            kinds = dict(self._fields["kind"]._description_selection(self.env))
            return self.env._("No rate for “%(kind)s”.", kind=kinds[self.kind])
        if not product.active:
            return self.env._("%(product)s is archived.", product=product.display_name)
        if not self.uom_id._has_common_reference(product.uom_id):
            return self.env._(
                "%(unit)s cannot be converted to the unit of %(product)s.",
                unit=self.uom_id.name,
                product=product.display_name,
            )
        if not self.price_unit:
            return self.env._("The price is zero.")
        return False

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "Charge %(charge)s stays: change its verdict, or correct what it is "
                "billed for.",
                charge=self[:1].name,
            )
        )

    def _void(self, reason):
        """Take charges that are not billed out of the account."""
        self._guarded_write({"state": "void", "void_reason": reason})
