from decimal import Decimal

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.indexation import Clause, decimal

METHODS = [
    ("from_last", "From the last price"),
    ("from_base", "From the first price"),
]
MONTHS = [
    ("1", "January"),
    ("2", "February"),
    ("3", "March"),
    ("4", "April"),
    ("5", "May"),
    ("6", "June"),
    ("7", "July"),
    ("8", "August"),
    ("9", "September"),
    ("10", "October"),
    ("11", "November"),
    ("12", "December"),
]


class FieldworkContract(models.Model):
    """The index clause: by which index, and how far, the fees of a contract follow."""

    _inherit = "fieldwork.contract"

    index_id = fields.Many2one(
        "fieldwork.index",
        check_company=True,
        index="btree_not_null",
        tracking=True,
        help="By it the fees are adjusted. Empty: they stay as they are.",
    )
    index_base_month = fields.Date(
        string="Base Month",
        tracking=True,
        help="The prices agreed on stand on the index of this month.",
    )
    index_method = fields.Selection(
        METHODS,
        string="Reckoned",
        default="from_last",
        required=True,
        help="From the last price and its month; or always from the first price and "
        "the base month, so that a limit or a rounding of one year leaves no trace.",
    )
    index_share = fields.Float(
        string="Indexed Share (%)",
        default=100.0,
        digits="Discount",
        help="So much of the price follows the index.",
    )
    index_is_capped = fields.Boolean(string="Rises at Most")
    index_cap = fields.Float(string="At Most (%)", digits="Discount")
    index_has_floor = fields.Boolean(
        string="Changes at Least",
        default=True,
        help="With 0 % a price never falls.",
    )
    index_floor = fields.Float(string="At Least (%)", digits="Discount")
    index_rounding = fields.Float(
        string="Rounded to",
        default=0.01,
        digits=(16, 4),
        help="New prices are a multiple of it. 0: not rounded.",
    )
    index_month = fields.Selection(
        MONTHS,
        string="Adjusted in",
        help="The month of the year from whose first day new prices hold.",
    )
    index_lag = fields.Integer(
        string="Months before",
        default=2,
        help="New prices stand on the index of so many months before: it is published "
        "late.",
    )
    index_from = fields.Date(
        string="Not before", help="On this day prices may change for the first time."
    )

    _check_index_share = models.Constraint(
        "CHECK (index_share > 0 AND index_share <= 100)",
        "The share that follows the index is more than nothing and at most 100 %.",
    )
    _check_index_limits = models.Constraint(
        "CHECK (index_cap >= 0 AND index_floor > -100 AND index_rounding >= 0 "
        "AND index_lag BETWEEN 0 AND 24)",
        "What prices rise at most, and what they are rounded to, is not negative; the "
        "index of at most 24 months before counts.",
    )

    @api.constrains(
        "index_is_capped", "index_cap", "index_has_floor", "index_floor", "index_id"
    )
    def _check_index_clause(self):
        for contract in self:
            both = contract.index_is_capped and contract.index_has_floor
            if both and contract.index_floor > contract.index_cap:
                raise ValidationError(
                    self.env._(
                        "Contract %(contract)s: prices cannot change by at least "
                        "%(floor)s %% and rise by at most %(cap)s %%.",
                        contract=contract.name,
                        floor=contract.index_floor,
                        cap=contract.index_cap,
                    )
                )

    def _what_is_missing(self):
        missing = super()._what_is_missing()
        if self.index_id and not (self.index_base_month and self.index_month):
            missing.append(
                self.env._(
                    "Its fees follow “%(index)s”: say from which base month, and in "
                    "which month they are adjusted.",
                    index=self.index_id.name,
                )
            )
        return missing

    def _index_clause(self):
        """Return the :class:`Clause` of this contract."""
        self.ensure_one()
        return Clause(
            share=decimal(self.index_share),
            cap=decimal(self.index_cap) if self.index_is_capped else None,
            floor=decimal(self.index_floor) if self.index_has_floor else None,
            step=Decimal(str(round(self.index_rounding, 4))),
        )

    def _index_month_of(self, day):
        """Return the month whose index counts for prices from ``day`` on."""
        self.ensure_one()
        return day.replace(day=1) - relativedelta(months=self.index_lag)
