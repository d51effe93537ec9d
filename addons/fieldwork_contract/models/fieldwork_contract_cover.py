from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# Which box of a cover is for which kind of charge.
KINDS = {
    "labour": "labour",
    "travel": "travel",
    "callout": "callout",
    "material": "material",
    "fixed": "fixed_price",
}


class FieldworkContractCover(models.Model):
    """What of the service a contract bears: all of it or a share, without end or up to
    a limit."""

    _name = "fieldwork.contract.cover"
    _description = "Cover of a Contract"
    _order = "contract_id, type_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    sequence = fields.Integer(default=10)
    contract_id = fields.Many2one("fieldwork.contract", ondelete="cascade", index=True)
    type_id = fields.Many2one(
        "fieldwork.contract.type", ondelete="cascade", index="btree_not_null"
    )
    company_id = fields.Many2one(
        "res.company", compute="_compute_company_id", store=True
    )
    currency_id = fields.Many2one(related="contract_id.currency_id")

    labour = fields.Boolean()
    travel = fields.Boolean()
    callout = fields.Boolean(string="Call-out")
    material = fields.Boolean(string="Parts")
    fixed_price = fields.Boolean(help="What orders at a fixed price cost.")
    percent = fields.Float(
        string="Covered (%)",
        default=100.0,
        digits="Discount",
        help="Which share the contract bears; the customer is billed the rest.",
    )
    order_type_ids = fields.Many2many(
        "fieldwork.order.type",
        string="Only for Orders of",
        check_company=True,
        help="Empty: for orders of all types.",
    )
    excluded_category_ids = fields.Many2many(
        "product.category",
        string="Except Products of",
        help="Products of these categories, and of those below them, are not covered.",
    )
    cap_period = fields.Selection(
        [
            ("none", "Without limit"),
            ("visit", "Each visit"),
            ("year", "Each year"),
            ("term", "Whole term"),
        ],
        string="Limited",
        default="none",
        required=True,
        help="Years are counted from the start of the contract.",
    )
    cap_unit = fields.Selection(
        [("visits", "Visits"), ("hours", "Hours"), ("money", "Money")],
        string="Limited in",
    )
    cap_limit = fields.Float(string="Up to", digits=(16, 2))
    counter_ids = fields.One2many("fieldwork.contract.cover.counter", "cover_id")
    left_text = fields.Char(string="Left", compute="_compute_left_text")

    _one_owner = models.Constraint(
        "CHECK ((contract_id IS NULL) != (type_id IS NULL))",
        "A cover belongs to a contract or to a type of contracts.",
    )
    _check_percent = models.Constraint(
        "CHECK (percent > 0 AND percent <= 100)",
        "A contract bears more than nothing and at most 100 %.",
    )

    @api.depends("contract_id.company_id", "type_id.company_id")
    def _compute_company_id(self):
        for cover in self:
            owner = cover.contract_id or cover.type_id
            cover.company_id = owner.company_id

    @api.constrains(*KINDS.values(), "cap_period", "cap_unit", "cap_limit")
    def _check_cover(self):
        for cover in self:
            problem = cover._problem()
            if problem:
                raise ValidationError(
                    self.env._(
                        "Cover of %(owner)s: %(problem)s",
                        owner=(cover.contract_id or cover.type_id).display_name,
                        problem=problem,
                    )
                )

    def _problem(self):
        """Return what is wrong with a cover, in words, or nothing."""
        self.ensure_one()
        if not any(self[name] for name in KINDS.values()):
            return self.env._("tick what is covered: labour, travel, parts …")
        if self.cap_period == "none":
            return False
        if not self.cap_unit or self.cap_limit <= 0:
            return self.env._("say how much the limit is, and in what.")
        if self.cap_period == "visit" and self.cap_unit == "visits":
            return self.env._(
                "a limit for each visit is in hours or in money, not in visits."
            )
        if self.cap_unit == "visits" and self.cap_limit % 1:
            return self.env._("visits are counted in whole numbers.")
        timeless = self.callout or self.material or self.fixed_price
        if self.cap_unit == "hours" and timeless:
            return self.env._(
                "a limit in hours is for labour and travel only; cover the rest in a "
                "line of its own."
            )
        return False

    def _covers(self, draft):
        """Tell whether a draft of a charge is of a kind that is covered."""
        self.ensure_one()
        kind = KINDS.get(draft["kind"])
        if not kind or not self[kind]:
            return False
        types = self.order_type_ids
        return not types or draft["order_id"].type_id in types

    def _excludes(self, product):
        """Return the category for whose sake a product is not covered, or none."""
        self.ensure_one()
        path = product.categ_id.parent_path or ""
        return self.excluded_category_ids.filtered(
            lambda category: path.startswith(category.parent_path)
        )[:1]

    def _period(self, day, visit_key):
        """Return the period whose limit counts on a day.

        :return: (key, first day, last day or ``False``)
        """
        self.ensure_one()
        start = self.contract_id.date_start
        if self.cap_period == "visit":
            return visit_key, day, day
        if self.cap_period == "term":
            return "term", start, self.contract_id.date_end
        years = relativedelta(day, start).years
        first = start + relativedelta(years=years)
        last = start + relativedelta(years=years + 1, days=-1)
        return f"year:{first}", first, last

    def _limit(self, first=None):
        """Return the limit in what is counted: visits, minutes or money (hook).

        :param date first: the first day of the period whose limit it is
        """
        self.ensure_one()
        if self.cap_unit == "hours":
            return round(self.cap_limit * 60)
        return self.cap_limit
