from odoo import api, fields, models
from odoo.fields import Domain

STATES = [
    ("planned", "Due"),
    ("generated", "Ordered"),
    ("done", "Done"),
    ("skipped", "Skipped"),
]
SKIPS = [
    ("closed", "Closed month or season"),
    ("pause", "Paused"),
    ("absorbed", "Included in another service"),
    ("hand", "By hand"),
    ("cancelled", "Order cancelled"),
    ("ended", "Contract ended"),
]


class FieldworkContractOccurrence(models.Model):
    """One time that a service of a contract falls due, on one machine or site.

    The row stands for the rule's date and for nothing else: a visit that is moved, an
    order that is called off and done again leave ``key`` and ``nominal_date`` alone.
    """

    _name = "fieldwork.contract.occurrence"
    _description = "Date of a Contract's Service"
    _inherit = ["fieldwork.guard.mixin"]
    _order = "date, id"
    _check_company_auto = True

    _guarded_fields = {
        "state": "planned",
        "skip_kind": False,
        "skip_reason": False,
        "order_id": False,
        "absorbed_by_id": False,
        "done_on": False,
        "punctuality": False,
    }

    line_id = fields.Many2one(
        "fieldwork.contract.line",
        string="Service",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    # Copied, not related: they never change, and many rows are written at once.
    root_line_id = fields.Many2one(
        "fieldwork.contract.line", required=True, readonly=True, ondelete="cascade"
    )
    contract_id = fields.Many2one(
        "fieldwork.contract", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, index=True
    )
    site_id = fields.Many2one("res.partner", required=True, readonly=True)
    equipment_id = fields.Many2one(
        "fieldwork.equipment",
        string="Machine",
        readonly=True,
        index="btree_not_null",
        help="Empty: the site as a whole.",
    )
    order_type_id = fields.Many2one("fieldwork.order.type", readonly=True)
    key = fields.Char(
        required=True,
        readonly=True,
        help="The date by the rule, or the number of the cycle: never made twice.",
    )
    cycle = fields.Integer(readonly=True, help="Of services counted from the last one.")
    nominal_date = fields.Date(
        string="By the Rule", required=True, readonly=True, help="The rule's own date."
    )
    date = fields.Date(
        string="Due", required=True, readonly=True, help="After days off are left out."
    )
    window_start = fields.Datetime(string="Not before", required=True, readonly=True)
    window_stop = fields.Datetime(string="Not after", required=True, readonly=True)
    hours = fields.Float(readonly=True, help="How long it takes.")
    state = fields.Selection(STATES, default="planned", required=True, readonly=True)
    skip_kind = fields.Selection(SKIPS, string="Why Skipped", readonly=True)
    skip_reason = fields.Char(string="Reason", readonly=True)
    order_id = fields.Many2one(
        "fieldwork.order", readonly=True, index="btree_not_null", ondelete="set null"
    )
    absorbed_by_id = fields.Many2one(
        "fieldwork.contract.occurrence",
        string="Included in",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    done_on = fields.Date(readonly=True, help="Local day of the site.")
    punctuality = fields.Selection(
        [("early", "Early"), ("in_time", "In its window"), ("late", "Late")],
        readonly=True,
    )
    is_overdue = fields.Boolean(
        compute="_compute_is_overdue",
        search="_search_is_overdue",
        string="Overdue",
        help="Its window is over, and it is not done.",
    )

    _key_uniq = models.UniqueIndex(
        "(root_line_id, COALESCE(equipment_id, 0), "
        "(CASE WHEN equipment_id IS NULL THEN site_id ELSE 0 END), key)",
        "This date of the service is there already.",
    )
    _planned_idx = models.Index("(date, contract_id) WHERE state = 'planned'")
    _contract_idx = models.Index("(contract_id, state, date)")
    _nominal_idx = models.Index("(root_line_id, nominal_date)")

    @api.depends("line_id.name", "equipment_id", "site_id", "date")
    def _compute_display_name(self):
        for one in self:
            place = one.equipment_id.display_name or one.site_id.display_name or ""
            one.display_name = " · ".join(filter(None, [one.line_id.name, place]))

    @api.depends("state", "window_stop")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for one in self:
            still = one.state in ("planned", "generated")
            one.is_overdue = bool(still and one.window_stop and one.window_stop < now)

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = Domain("state", "in", ("planned", "generated"))
        found &= Domain("window_stop", "<", fields.Datetime.now())
        return found if True in value else ~found

    def action_open_order(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "fieldwork.order",
            "res_id": self.order_id.id,
            "view_mode": "form",
        }
