from odoo import api, fields, models
from odoo.exceptions import ValidationError

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
RULES = [
    ("grid", "In months of the year"),
    ("interval", "At an interval"),
    ("meter", "By meter"),
]
ANCHORS = [
    ("fixed", "From a fixed date"),
    ("floating", "From when it was last done"),
]
UNITS = [("day", "Days"), ("week", "Weeks"), ("month", "Months"), ("year", "Years")]


class FieldworkContractLine(models.Model):
    """One service of a contract's programme: what is done, on what, how often."""

    _name = "fieldwork.contract.line"
    _description = "Service of a Contract"
    _order = "contract_id, sequence, id"
    _check_company_auto = True

    contract_id = fields.Many2one(
        "fieldwork.contract", required=True, index=True, ondelete="cascade"
    )
    contract_state = fields.Selection(
        related="contract_id.state", string="State of the Contract"
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    partner_id = fields.Many2one(related="contract_id.partner_id", store=True)
    commercial_partner_id = fields.Many2one(
        related="contract_id.partner_id.commercial_partner_id",
        string="Commercial Entity",
    )
    sequence = fields.Integer(
        default=10,
        help="Of two services done together, the first one gives the order its type.",
    )
    name = fields.Char(string="Service", required=True, translate=True)
    active = fields.Boolean(default=True)

    # What is done
    order_type_id = fields.Many2one(
        "fieldwork.order.type",
        required=True,
        check_company=True,
        help="With it come the checklists and the skills of the visit.",
    )
    description = fields.Text(
        string="Instructions", help="Stands in each order of this service."
    )
    duration = fields.Float(
        string="Duration (hours)",
        compute="_compute_duration",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        help="Of one service on one machine, or of one at the whole site.",
    )
    skill_requirement_ids = fields.Many2many(
        "fieldwork.skill.requirement",
        "fieldwork_contract_line_skill_rel",
        "line_id",
        "requirement_id",
        string="More Skills Needed",
    )
    checklist_ids = fields.Many2many(
        "fieldwork.checklist",
        "fieldwork_contract_line_checklist_rel",
        "line_id",
        "checklist_id",
        string="More Checklists",
        domain=[("state", "!=", "superseded")],
        help="Besides those of the order type.",
    )
    resource_id = fields.Many2one(
        "resource.resource",
        string="Preferred Technician",
        domain=[("fieldwork_kind", "=", "technician")],
        check_company=True,
    )
    material_ids = fields.One2many(
        "fieldwork.contract.line.material", "line_id", string="Materials", copy=True
    )

    # On what
    scope = fields.Selection(
        [("equipment", "Each machine"), ("site", "The site as a whole")],
        default="equipment",
        required=True,
        help="Each machine has its own dates and history; machines of one site that "
        "are due together are done in one order.",
    )
    equipment_ids = fields.Many2many(
        "fieldwork.equipment",
        "fieldwork_contract_line_equipment_rel",
        "line_id",
        "equipment_id",
        string="Machines",
        check_company=True,
        domain="[('partner_id', 'child_of', commercial_partner_id)]",
        help="Empty: all machines that the contract covers.",
    )
    site_ids = fields.Many2many(
        "res.partner",
        "fieldwork_contract_line_site_rel",
        "line_id",
        "site_id",
        string="Sites",
        check_company=True,
        domain="[('commercial_partner_id', '=', commercial_partner_id)]",
        help="Empty: all sites of the contract.",
    )

    # How often
    rule = fields.Selection(RULES, required=True, default="grid")
    anchor = fields.Selection(
        ANCHORS,
        string="Counted",
        default="fixed",
        required=True,
    )
    month_january = fields.Boolean(string="Jan")
    month_february = fields.Boolean(string="Feb")
    month_march = fields.Boolean(string="Mar")
    month_april = fields.Boolean(string="Apr")
    month_may = fields.Boolean(string="May")
    month_june = fields.Boolean(string="Jun")
    month_july = fields.Boolean(string="Jul")
    month_august = fields.Boolean(string="Aug")
    month_september = fields.Boolean(string="Sep")
    month_october = fields.Boolean(string="Oct")
    month_november = fields.Boolean(string="Nov")
    month_december = fields.Boolean(string="Dec")
    day_of_month = fields.Integer(
        string="Day",
        default=1,
        help="A month without that day takes its last one: 31 is always the last day.",
    )
    every = fields.Integer(default=1)
    unit = fields.Selection(UNITS, default="month", required=True)
    date_first = fields.Date(
        string="First Due",
        help="From here it is counted. Empty: from when the service begins.",
    )
    meter_every = fields.Float(
        string="Every (meter)",
        help="So far the counter goes between two services. With an interval that is "
        "counted from the last time: whichever comes first.",
    )
    meter_name = fields.Char(
        string="Meter", help="Its name on the machine. Empty: the first counter."
    )

    # When not
    blackout_months = fields.Char(
        string="Never in",
        help="Numbers of the months in which it is not done, such as 8, 12.",
    )
    season_from = fields.Char(
        string="Season from", help="Day and month, such as 15/10; empty: all year."
    )
    season_to = fields.Char(string="Season until", help="Day and month, such as 15/04.")
    shift_policy = fields.Selection(
        [
            ("none", "Leave it there"),
            ("next", "The next working day"),
            ("previous", "The working day before"),
            ("nearest", "The nearest working day"),
        ],
        string="On a Day Off",
        default="next",
        required=True,
        help="Weekdays of the site's visiting hours, else of the company, and public "
        "holidays.",
    )
    days_before = fields.Integer(help="So many days earlier it may be done.")
    days_after = fields.Integer(default=7, help="So many days later it may be done.")
    hour_from = fields.Float(string="Not before (hour)", help="Local time of the site.")
    hour_to = fields.Float(
        string="Not after (hour)", default=24.0, help="Local time of the site."
    )

    # With what
    apart = fields.Boolean(
        string="Own Order Each", help="Never done together with other services."
    )
    merge_days = fields.Integer(
        string="Done Together within (days)",
        help="Services at one site that are due so near each other are one order.",
    )
    absorbs_line_ids = fields.Many2many(
        "fieldwork.contract.line",
        "fieldwork_contract_line_absorbs_rel",
        "major_id",
        "minor_id",
        string="Includes",
        domain="[('contract_id', '=', contract_id), ('id', '!=', id)]",
        help="Lesser services that need not be done when this one is done near them.",
    )
    absorb_days = fields.Integer(string="Includes within (days)", default=30)

    # For how long
    date_from = fields.Date(
        string="From",
        required=True,
        compute="_compute_date_from",
        store=True,
        readonly=False,
        precompute=True,
        help="Nothing falls due before this day.",
    )
    date_to = fields.Date(string="Until", help="Empty: until the contract ends.")
    origin_line_id = fields.Many2one(
        "fieldwork.contract.line",
        string="Continues",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The version before a change; what was made by it is not made again.",
    )
    root_id = fields.Many2one(
        "fieldwork.contract.line",
        compute="_compute_root_id",
        store=True,
        index=True,
        recursive=True,
        string="First Version",
    )
    pause_ids = fields.One2many("fieldwork.contract.pause", "line_id", string="Paused")
    occurrence_ids = fields.One2many("fieldwork.contract.occurrence", "line_id")

    _check_duration = models.Constraint(
        "CHECK (duration > 0 AND duration <= 48)",
        "A service takes more than nothing and at most 48 hours.",
    )
    _check_window = models.Constraint(
        "CHECK (days_before >= 0 AND days_after >= 0)",
        "The days before and after a date cannot be negative.",
    )
    _check_hours = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_to <= 24 AND hour_from < hour_to)",
        "The hours of a service must lie between 0 and 24, the first before the last.",
    )
    _check_tolerance = models.Constraint(
        "CHECK (merge_days >= 0 AND absorb_days >= 0)",
        "A number of days cannot be negative.",
    )
    _check_dates = models.Constraint(
        "CHECK (date_to >= date_from)", "A service must end after it begins."
    )

    @api.depends("order_type_id")
    def _compute_duration(self):
        for line in self:
            line.duration = line.order_type_id.duration or line.duration or 1.0

    @api.depends("contract_id")
    def _compute_date_from(self):
        today = fields.Date.context_today(self)
        for line in self:
            start = line.contract_id.date_start
            # What was due before a contract was written down is not made up for.
            line.date_from = line.date_from or max(start or today, today)

    @api.depends("origin_line_id.root_id")
    def _compute_root_id(self):
        for line in self:
            line.root_id = line.origin_line_id.root_id or line.origin_line_id or line

    @api.constrains("absorbs_line_ids", "contract_id")
    def _check_absorbs(self):
        for line in self:
            for minor in line.absorbs_line_ids:
                if minor == line or line in minor.absorbs_line_ids:
                    raise ValidationError(
                        self.env._(
                            "“%(line)s” and “%(other)s” cannot include each other: "
                            "let only the greater service include the lesser.",
                            line=line.name,
                            other=minor.name,
                        )
                    )
                if minor.contract_id != line.contract_id:
                    raise ValidationError(
                        self.env._(
                            "“%(other)s” belongs to another contract: “%(line)s” can "
                            "only include services of its own.",
                            line=line.name,
                            other=minor.name,
                        )
                    )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        for vals in vals_list:
            # The lines it names are those of the contract that is copied.
            vals.pop("absorbs_line_ids", None)
        return vals_list
