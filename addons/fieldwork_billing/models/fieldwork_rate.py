from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

KINDS = [
    ("labour", "Labour"),
    ("travel", "Travel"),
    ("callout", "Call-out"),
    ("no_show", "Customer not there"),
    ("late_cancel", "Late cancellation"),
]


class FieldworkRate(models.Model):
    """What one kind of service costs, and for whom that holds.

    Of the rates that fit an order and a technician the most specific one counts: first
    the customer's, then the order type's, the skill's, the zone's, the company's. Its
    price goes through the price list of the order.
    """

    _name = "fieldwork.rate"
    _description = "Service Rate"
    _order = "kind, sequence, id"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name", store=True)
    kind = fields.Selection(KINDS, required=True, default="labour")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        check_company=True,
        index="btree_not_null",
        domain="[('parent_id', '=', False)]",
        help="Empty: for all customers.",
    )
    type_id = fields.Many2one(
        "fieldwork.order.type",
        string="Order Type",
        check_company=True,
        help="Empty: for all types.",
    )
    skill_id = fields.Many2one(
        "hr.skill",
        help="For technicians whose confirmed skill this is. Empty: for all.",
    )
    skill_level_id = fields.Many2one(
        "hr.skill.level",
        string="Least Level",
        domain="[('skill_type_id.skill_ids', 'in', skill_id)]",
    )
    travel_zone_id = fields.Many2one("fieldwork.travel.zone", check_company=True)
    product_id = fields.Many2one(
        "product.product",
        required=True,
        check_company=True,
        domain="[('type', '=', 'service')]",
        help="Its price goes through the customer's price list; its taxes and accounts "
        "are those of the invoice line. Time is billed in its unit.",
    )
    uom_id = fields.Many2one(related="product_id.uom_id")
    travel_by = fields.Selection(
        [
            ("time", "Time"),
            ("distance", "Distance"),
            ("visit", "Visit"),
        ],
        string="Billed by",
        default="time",
        required=True,
        help="Travel: by the time of each person, by the kilometres of the visit, or "
        "once for each visit, as for a zone.",
    )
    step_minutes = fields.Integer(
        string="Rounded up to (min)", help="Time is billed in full steps. 0: exactly."
    )
    minimum_minutes = fields.Integer(
        string="At Least (min)", help="What is billed of shorter time. 0: no minimum."
    )
    scope = fields.Selection(
        [("visit", "Visit"), ("person", "Person and Visit"), ("order", "Order")],
        default="visit",
        required=True,
        help="Over what the time is added up before it is rounded up.",
    )
    band_ids = fields.Many2many(
        "fieldwork.time.band",
        string="Time Bands",
        check_company=True,
        help="Hours at which the price is another one.",
    )
    _check_minutes = models.Constraint(
        "CHECK (step_minutes >= 0 AND minimum_minutes >= 0)",
        "Steps and minima of time cannot be negative.",
    )

    @api.depends("kind", "partner_id", "type_id", "skill_id", "travel_zone_id")
    def _compute_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for rate in self:
            parts = [
                kinds.get(rate.kind),
                rate.partner_id.name,
                rate.type_id.name,
                rate.skill_id.name,
                rate.travel_zone_id.name,
            ]
            rate.name = " · ".join(filter(None, parts))

    @api.constrains("kind", "travel_by", "product_id")
    def _check_unit(self):
        hour = self.env.ref("uom.product_uom_hour")
        for rate in self:
            timed = rate.kind == "labour" or (
                rate.kind == "travel" and rate.travel_by == "time"
            )
            if timed and not rate.uom_id._has_common_reference(hour):
                raise ValidationError(
                    self.env._(
                        "Rate %(rate)s: %(product)s is sold by %(unit)s. Time needs a "
                        "product sold by hours, days or minutes.",
                        rate=rate.name,
                        product=rate.product_id.display_name,
                        unit=rate.uom_id.name,
                    )
                )

    def _specificity(self):
        """Return how narrowly a rate is set: the higher comes first."""
        self.ensure_one()
        return (
            bool(self.partner_id),
            bool(self.type_id),
            bool(self.skill_id),
            self.skill_level_id.level_progress,
            bool(self.travel_zone_id),
            -self.sequence,
            -self.id,
        )

    @api.model
    def _by_company(self, companies):
        """Return ``{company: rates}``, the most specific ones first."""
        rates = self.search(self._general_domain(companies))
        return {
            company: own._most_specific_first()
            for company, own in rates.grouped("company_id").items()
        }

    @api.model
    def _general_domain(self, companies):
        """Return which rates count for every order that they fit (hook)."""
        return Domain("company_id", "in", companies.ids)

    def _most_specific_first(self):
        return self.sorted(lambda rate: rate._specificity(), reverse=True)
