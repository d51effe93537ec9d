from odoo import api, fields, models


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

    _guarded_fields = {"state": "draft"}

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
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        tracking=True,
        check_company=True,
        domain="[('type', '!=', 'site')]",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Manager",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        tracking=True,
        help="Who looks after the contract and is reminded of its end.",
    )
    date_start = fields.Date(
        string="From", required=True, default=fields.Date.context_today, tracking=True
    )
    date_end = fields.Date(
        string="Until",
        tracking=True,
        help="The last day on which it holds. Empty: until it is terminated.",
    )
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

    _check_dates = models.Constraint(
        "CHECK (date_end >= date_start)", "A contract must end after it starts."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Create contracts; numbers are drawn at once, one query per company."""
        vals_list = [dict(vals) for vals in vals_list]
        self._number(vals_list)
        return super().create(vals_list)

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

    def _compute_access_url(self):
        res = super()._compute_access_url()
        for contract in self:
            contract.access_url = f"/my/contracts/{contract.id}"
        return res
