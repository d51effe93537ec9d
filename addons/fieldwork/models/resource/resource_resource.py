from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

THING_KINDS = ("van", "tool", "instrument")

# What a Fieldwork manager may change on a technician; name, user, company and
# working hours are the employee's and stay with HR.
TECHNICIAN_FIELDS = frozenset(
    {
        "color",
        "fieldwork_calendar_id",
        "fieldwork_code",
        "fieldwork_home_latitude",
        "fieldwork_home_longitude",
        "fieldwork_home_partner_id",
        "fieldwork_team_id",
        "fieldwork_van_id",
    }
)


class ResourceResource(models.Model):
    _name = "resource.resource"
    _inherit = ["resource.resource", "mail.thread", "mail.activity.mixin"]
    _rec_names_search = ["name", "fieldwork_code"]
    # Who gets the reminder about an instrument may answer it without being
    # allowed to change the instrument.
    _mail_post_access = "read"

    fieldwork_kind = fields.Selection(
        [
            ("technician", "Technician"),
            ("van", "Van"),
            ("tool", "Tool"),
            ("instrument", "Instrument"),
        ],
        string="Kind",
        index="btree_not_null",
        tracking=True,
    )
    fieldwork_team_id = fields.Many2one(
        "fieldwork.team",
        string="Team",
        index="btree_not_null",
        check_company=True,
        tracking=True,
    )
    fieldwork_code = fields.Char(
        string="Identifier",
        copy=False,
        index="btree_not_null",
        tracking=True,
        help="Licence plate, inventory number or serial number, staff number.",
    )
    fieldwork_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Field Hours",
        domain="[('company_id', 'in', [company_id, False])]",
        help="For someone who goes out on certain days only: visits are planned "
        "within these hours and the working hours. Empty: all working hours.",
    )
    fieldwork_van_id = fields.Many2one(
        "resource.resource",
        string="Usual Van",
        domain="[('fieldwork_kind', '=', 'van'), ('company_id', '=', company_id)]",
        index="btree_not_null",
        tracking=True,
    )
    fieldwork_driver_ids = fields.One2many(
        "resource.resource", "fieldwork_van_id", string="Usual Drivers"
    )
    # Often somebody's home: for those who plan only.
    fieldwork_home_partner_id = fields.Many2one(
        "res.partner",
        string="Home Base",
        check_company=True,
        groups="fieldwork.group_fieldwork_dispatcher",
        help="Where the day starts and ends. Empty: the address of the team.",
    )
    fieldwork_home_latitude = fields.Float(
        string="Home Base Latitude",
        compute="_compute_fieldwork_home_position",
        store=True,
        readonly=False,
        digits=(10, 7),
        groups="fieldwork.group_fieldwork_dispatcher",
    )
    fieldwork_home_longitude = fields.Float(
        string="Home Base Longitude",
        compute="_compute_fieldwork_home_position",
        store=True,
        readonly=False,
        digits=(10, 7),
        groups="fieldwork.group_fieldwork_dispatcher",
    )
    calibration_date = fields.Date(
        string="Calibrated Until",
        tracking=True,
        help="Last day on which the instrument may be used.",
    )
    calibration_state = fields.Selection(
        [("valid", "Calibrated"), ("due", "Due Soon"), ("expired", "Expired")],
        string="Calibration",
        compute="_compute_calibration_state",
        search="_search_calibration_state",
    )
    # The date already reminded of: the reminder comes once, also when it was
    # answered without a new calibration.
    calibration_reminded_date = fields.Date(copy=False)

    _fieldwork_code_uniq = models.UniqueIndex(
        "(company_id, fieldwork_kind, upper(fieldwork_code)) "
        "WHERE fieldwork_code IS NOT NULL AND fieldwork_kind IS NOT NULL AND active",
        "Another resource of this kind already has this identifier in the company.",
    )

    @api.model
    def default_get(self, fields):
        res = super().default_get(fields)
        if res.get("fieldwork_kind") in THING_KINDS:
            res["resource_type"] = "material"
            # A van has no working hours unless somebody gives it some.
            res["calendar_id"] = False
        return res

    @api.onchange("company_id")
    def _onchange_company_id(self):
        res = super()._onchange_company_id()
        if self.fieldwork_kind in THING_KINDS:
            self.calendar_id = False
        return res

    @api.depends(
        "fieldwork_home_partner_id.partner_latitude",
        "fieldwork_home_partner_id.partner_longitude",
    )
    def _compute_fieldwork_home_position(self):
        for resource in self:
            home = resource.fieldwork_home_partner_id
            if home:
                resource.fieldwork_home_latitude = home.partner_latitude
                resource.fieldwork_home_longitude = home.partner_longitude
            else:
                resource.fieldwork_home_latitude = resource.fieldwork_home_latitude
                resource.fieldwork_home_longitude = resource.fieldwork_home_longitude

    @api.depends("calibration_date", "company_id")
    def _compute_calibration_state(self):
        today = fields.Date.context_today(self)
        for resource in self:
            until = resource.calibration_date
            # sudo: a plain number of days of a company the user may not read
            days = resource.company_id.sudo().fieldwork_calibration_warning_days
            if not until:
                resource.calibration_state = False
            elif until < today:
                resource.calibration_state = "expired"
            elif until <= today + timedelta(days=days):
                resource.calibration_state = "due"
            else:
                resource.calibration_state = "valid"

    def _search_calibration_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        domains = {
            False: Domain("calibration_date", "=", False),
            "expired": Domain("calibration_date", "<", today),
            "due": self._fieldwork_calibration_due_domain(today)
            & Domain("calibration_date", ">=", today),
            "valid": Domain("calibration_date", ">=", today)
            & ~self._fieldwork_calibration_due_domain(today),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.model
    def _fieldwork_calibration_due_domain(self, today):
        """Calibration over or nearly over, each company counting its own days."""
        # sudo: a plain number of days, also of companies the user may not read
        by_days = (
            self.env["res.company"]
            .sudo()
            ._read_group([], ["fieldwork_calibration_warning_days"], ["id:array_agg"])
        )
        return Domain.OR(
            Domain("company_id", "in", company_ids)
            & Domain("calibration_date", "<=", today + timedelta(days=days))
            for days, company_ids in by_days
        )

    @api.constrains("fieldwork_kind", "company_id")
    def _check_fieldwork_company(self):
        for resource in self:
            if resource.fieldwork_kind and not resource.company_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s has no company. Technicians, vans, tools and "
                        "instruments belong to one: choose it.",
                        name=resource.name,
                    )
                )

    @api.constrains("fieldwork_kind", "resource_type")
    def _check_fieldwork_resource_type(self):
        for resource in self:
            kind = resource.fieldwork_kind
            if kind == "technician" and resource.resource_type != "user":
                raise ValidationError(
                    self.env._(
                        "%(name)s is a thing and cannot be a technician: make an "
                        "employee for the person.",
                        name=resource.name,
                    )
                )
            if kind in THING_KINDS and resource.resource_type != "material":
                raise ValidationError(
                    self.env._(
                        "%(name)s is a person and cannot be a van, tool or "
                        "instrument: set its type to Material.",
                        name=resource.name,
                    )
                )

    @api.constrains("fieldwork_team_id", "fieldwork_van_id", "company_id")
    def _check_fieldwork_same_company(self):
        # sudo: an HR officer who moves an employee need not see teams
        for resource in self.sudo():
            for other in (resource.fieldwork_team_id, resource.fieldwork_van_id):
                if other and other.company_id != resource.company_id:
                    raise ValidationError(
                        self.env._(
                            "%(name)s is of %(company)s, %(other)s of "
                            "%(other_company)s: choose one of the same company.",
                            name=resource.name,
                            company=resource.company_id.name,
                            other=other.display_name,
                            other_company=other.company_id.name,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            kind = vals.get("fieldwork_kind")
            if kind == "technician":
                self._check_fieldwork_named_method()
            elif kind in THING_KINDS:
                vals.setdefault("resource_type", "material")
                vals.setdefault("calendar_id", False)
        # Core makes a resource for each employee and work centre: no note and no
        # follower for those.
        silent = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        return super(ResourceResource, silent).create(vals_list).with_env(self.env)

    def write(self, vals):
        if not self.env.su:
            self._check_fieldwork_write(vals)
        if "calibration_date" in vals:
            self._fieldwork_close_calibration_reminder(vals["calibration_date"])
        if vals.get("company_id") and "fieldwork_team_id" not in vals:
            self._fieldwork_leave_other_company(vals["company_id"])
        return super().write(vals)

    def _check_fieldwork_write(self, vals):
        """What record rules cannot say: which fields of a technician may change."""
        technicians = self.filtered(lambda r: r.fieldwork_kind == "technician")
        kind = vals.get("fieldwork_kind")
        if "fieldwork_kind" in vals and (
            (kind != "technician" and technicians)
            or (kind == "technician" and self - technicians)
        ):
            self._check_fieldwork_named_method()
        if (
            technicians
            and not vals.keys() <= TECHNICIAN_FIELDS
            and not self.env.user._fieldwork_writes_any_resource()
        ):
            labels = [
                field["string"]
                for field in self.fields_get(
                    sorted(vals.keys() - TECHNICIAN_FIELDS), ["string"]
                ).values()
            ]
            raise AccessError(
                self.env._(
                    "%(fields)s of %(technician)s cannot be changed here: it belongs "
                    "to the employee. Ask somebody with rights on employees.",
                    fields=", ".join(labels),
                    technician=technicians[0].name,
                )
            )

    def _check_fieldwork_named_method(self):
        if not self.env.su:
            raise UserError(
                self.env._(
                    "An employee becomes a technician with “Make Technician” and "
                    "stops being one with “Withdraw”."
                )
            )

    def _fieldwork_leave_other_company(self, company_id):
        """HR moves somebody to another company: team and van stay behind."""
        # sudo: who moves an employee need not have rights on Fieldwork
        movers = self.sudo().filtered(lambda r: r.company_id.id != company_id)
        movers.filtered(lambda r: r.fieldwork_team_id or r.fieldwork_van_id).write(
            {"fieldwork_team_id": False, "fieldwork_van_id": False}
        )

    def _fieldwork_home_positions(self):
        """Where the day of each resource starts.

        :return: ``{resource.id: (latitude, longitude)}``, False when unknown; the
            own home base goes before the address of the team and of the company
        """
        result = {}
        # sudo: only coordinates come out; the address of a technician does not
        for resource in self.sudo():
            result[resource.id] = False
            position = (
                resource.fieldwork_home_latitude,
                resource.fieldwork_home_longitude,
            )
            places = (
                resource.fieldwork_team_id.address_id,
                resource.company_id.partner_id,
            )
            for place in (
                position,
                *((p.partner_latitude, p.partner_longitude) for p in places),
            ):
                if any(place):
                    result[resource.id] = place
                    break
        return result
