from odoo import api, fields, models
from odoo.tools import split_every

from .fieldwork_charge import PRICES
from .fieldwork_order_type import MODES

# Orders whose drafts are held in memory at a time.
PRICED_AT_ONCE = 500
BILLING_STATES = [
    ("nothing", "Nothing to bill"),
    ("to_bill", "To bill"),
    ("part", "Partly billed"),
    ("billed", "Billed"),
    ("not_billed", "Not billed"),
]


class FieldworkOrder(models.Model):
    """What of an order is billed, and how far that is."""

    _inherit = "fieldwork.order"

    billing_mode = fields.Selection(
        MODES,
        string="Billing",
        compute="_compute_billing_mode",
        store=True,
        readonly=False,
        precompute=True,
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        compute="_compute_pricelist_id",
        store=True,
        readonly=False,
        # Whoever duplicates an order need not see its price list.
        copy=False,
        check_company=True,
        groups=PRICES,
        help="By what this order is priced; the customer's when nothing else is said.",
    )
    billing_currency_id = fields.Many2one(
        "res.currency", compute="_compute_billing_currency_id", compute_sudo=True
    )
    charge_ids = fields.One2many(
        "fieldwork.charge",
        "order_id",
        domain=[("state", "!=", "void")],
        groups=PRICES,
    )
    billing_state = fields.Selection(
        BILLING_STATES,
        compute="_compute_billing_state",
        store=True,
        copy=False,
        index=True,
        default="nothing",
        compute_sudo=True,
        groups=PRICES,
    )
    billing_reason = fields.Char(
        compute="_compute_billing_state",
        store=True,
        copy=False,
        compute_sudo=True,
        groups=PRICES,
        help="Why an order is not billed.",
    )
    amount_to_bill = fields.Monetary(
        compute="_compute_billing_state",
        store=True,
        copy=False,
        compute_sudo=True,
        currency_field="billing_currency_id",
        groups=PRICES,
        help="Without taxes.",
    )
    amount_billed = fields.Monetary(
        compute="_compute_billing_state",
        store=True,
        copy=False,
        compute_sudo=True,
        currency_field="billing_currency_id",
        groups=PRICES,
        help="Without taxes; what was given back is taken off.",
    )

    @api.depends("type_id")
    def _compute_billing_mode(self):
        for order in self:
            order.billing_mode = order.type_id.billing_mode or "time"

    @api.depends("partner_id", "company_id")
    def _compute_pricelist_id(self):
        for order in self:
            customer = order.partner_id.with_company(order.company_id)
            order.pricelist_id = customer.property_product_pricelist

    @api.depends("pricelist_id", "company_id")
    def _compute_billing_currency_id(self):
        for order in self:
            order.billing_currency_id = (
                order._billing_pricelist().currency_id or order.company_id.currency_id
            )

    def _billing_pricelist(self):
        """Return the price list of what is billed for this order (hook)."""
        self.ensure_one()
        return self.pricelist_id

    def _billing_payer(self):
        """Return who pays when nothing else is said of a charge (hook)."""
        self.ensure_one()
        return self.invoice_partner_id or self.partner_id

    def _billing_rate(self, kind, resource, finder):
        """Return the rate of a kind of service for one technician (hook).

        :param finder: the :class:`RateFinder` of the batch, to be asked when nothing
            nearer rules
        """
        self.ensure_one()
        own = finder.first_of(finder.own_rates(self), self, kind, resource)
        return own or finder.of_company(self, kind, resource)

    def _billing_own_rates(self):
        """Return the rates that these orders alone are billed by, the most specific
        ones first; they count before the company's (hook)."""
        return self.env["fieldwork.rate"]

    @api.depends("charge_ids.state", "charge_ids.verdict", "charge_ids.amount", "state")
    def _compute_billing_state(self):
        for order in self:
            # Lists: as records, these cost as much again as the sums.
            charges = [charge for charge in order.charge_ids if charge.state != "void"]
            due = [charge for charge in charges if charge.verdict == "bill"]
            left = [charge.amount for charge in due if charge.state == "open"]
            billed = [charge.amount for charge in due if charge.state == "billed"]
            order.amount_to_bill = sum(left)
            order.amount_billed = sum(billed)
            order.billing_reason = False
            if left:
                order.billing_state = "part" if billed else "to_bill"
            elif billed:
                order.billing_state = "billed"
            elif charges:
                order.billing_state = "not_billed"
                reasons = dict.fromkeys(charge.reason for charge in charges)
                order.billing_reason = " · ".join(filter(None, reasons))
            else:
                order.billing_state = "nothing"

    def _update_charges(self):
        """Bring the ledger in line with what was done on these orders.

        Whatever is called, and however often: what is due is made once.
        """
        # sudo: technicians finish visits, and have no rights on what they cost
        orders = self.sudo()
        for batch in split_every(PRICED_AT_ONCE, orders.ids, orders.browse):
            drafts = batch._due_charges()
            batch.env["fieldwork.charge"]._sync(batch, drafts)
