from odoo import api, fields, models, tools

from ...const import OPEN_STATES


class FieldworkOrderType(models.Model):
    _name = "fieldwork.order.type"
    _description = "Order Type"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company", help="Empty: the type serves every company.", index=True
    )
    team_id = fields.Many2one(
        "fieldwork.team",
        string="Default Team",
        check_company=True,
        help="The team of a new order of this type.",
    )
    product_id = fields.Many2one(
        "product.product",
        string="Default Product",
        check_company=True,
        help="The service that an intervention of this type stands for.",
    )
    duration = fields.Float(
        string="Duration (hours)",
        default=1.0,
        required=True,
        help="How long one visit takes when nothing else is said.",
    )
    crew_size = fields.Integer(
        string="Technicians", default=1, help="How many people one visit needs."
    )
    skill_requirement_ids = fields.Many2many(
        "fieldwork.skill.requirement",
        "fieldwork_order_type_skill_rel",
        "type_id",
        "requirement_id",
        string="Skills Needed",
        help="What each technician of the crew must be confirmed to know.",
    )
    need_ids = fields.One2many(
        "fieldwork.order.type.need",
        "type_id",
        string="Things Needed",
        copy=True,
    )
    deadline_hours = fields.Float(
        string="Deadline, Normal (hours)",
        default=240.0,
        help="From registration to the deadline. 0: no deadline.",
    )
    deadline_hours_high = fields.Float(
        string="Deadline, High (hours)", default=72.0, help="0: no deadline."
    )
    deadline_hours_urgent = fields.Float(
        string="Deadline, Urgent (hours)", default=8.0, help="0: no deadline."
    )
    orange_days = fields.Integer(
        string="Orange after (days)",
        default=20,
        help="Days after registration at which an open order turns orange.",
    )
    red_days = fields.Integer(
        string="Red after (days)",
        default=30,
        help="Days after registration at which an open order turns red.",
    )
    close_by = fields.Selection(
        [
            ("technician", "The solved visit closes the order"),
            ("office", "The office closes the order"),
        ],
        required=True,
        default="technician",
        string="Closing",
        help="Whether an order is done with its last solved visit or waits for the "
        "office to look it through.",
    )
    mail_assignment = fields.Boolean(
        string="Mail to Technicians",
        default=True,
        help="Send technicians their visits, changes and cancellations by mail, "
        "with a calendar invitation.",
    )
    order_count = fields.Integer(compute="_compute_order_count")

    _check_duration = models.Constraint(
        "CHECK (duration > 0 AND duration <= 48)",
        "The duration of one visit must be more than nothing and at most 48 hours.",
    )
    _check_crew = models.Constraint(
        "CHECK (crew_size > 0)", "A visit needs at least one technician."
    )
    _check_ageing = models.Constraint(
        "CHECK (orange_days > 0 AND red_days >= orange_days)",
        "An order turns orange after at least one day, and red not before that.",
    )

    def _compute_order_count(self):
        counts = dict(
            self.env["fieldwork.order"]._read_group(
                [("type_id", "in", self.ids), ("state", "in", OPEN_STATES)],
                ["type_id"],
                ["__count"],
            )
        )
        for order_type in self:
            order_type.order_count = counts.get(order_type, 0)

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        return [
            dict(vals, name=self.env._("%s (copy)", order_type.name))
            for order_type, vals in zip(self, vals_list, strict=True)
        ]

    def _deadline_hours(self, priority):
        """Return the hours from registration to the deadline, 0 for none.

        Hook: plans and contracts answer first where they have their own.
        """
        self.ensure_one()
        return {
            "1": self.deadline_hours_high,
            "2": self.deadline_hours_urgent,
        }.get(priority, self.deadline_hours)

    @api.model
    @tools.ormcache("company_id")
    def _default_type_id(self, company_id):
        """Return the id of the type a new order of the company starts with."""
        # Which type comes first is no secret; the cache is shared by all users.
        types = self.sudo().search([("company_id", "in", [company_id, False])], limit=1)
        return types.id

    @api.model_create_multi
    def create(self, vals_list):
        types = super().create(vals_list)
        self.env.registry.clear_cache()
        return types

    def write(self, vals):
        res = super().write(vals)
        if {"sequence", "active", "company_id", "name"} & set(vals):
            self.env.registry.clear_cache()
        return res

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def action_view_orders(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork.fieldwork_order_action"
        )
        action["domain"] = [("type_id", "in", self.ids)]
        return action
