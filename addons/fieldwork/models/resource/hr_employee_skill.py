from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

# In the context, lets the confirmation be written. A private object: no caller from
# outside can pass it (as core's _ALLOW_READ_HR_EMPLOYEE).
_CONFIRMING = object()

CONFIRMATION_FIELDS = frozenset(
    {"fieldwork_confirmed", "fieldwork_confirmed_by_id", "fieldwork_confirmed_on"}
)
# What was confirmed: once one of these differs, somebody has to look again.
CONFIRMED_FIELDS = (
    "employee_id",
    "skill_type_id",
    "skill_id",
    "skill_level_id",
    "valid_from",
    "valid_to",
)


class HrEmployeeSkill(models.Model):
    _inherit = "hr.employee.skill"

    fieldwork_confirmed = fields.Boolean(
        string="Confirmed",
        readonly=True,
        copy=False,
        help="A manager has seen the certificate. Everybody may write down own "
        "skills; for planning only confirmed ones count.",
    )
    fieldwork_confirmed_by_id = fields.Many2one(
        "res.users", string="Confirmed by", readonly=True, copy=False
    )
    fieldwork_confirmed_on = fields.Datetime(
        string="Confirmed on", readonly=True, copy=False
    )
    fieldwork_skill_state = fields.Selection(
        [
            ("to_confirm", "To Confirm"),
            ("confirmed", "Confirmed"),
            ("expiring", "Expires Soon"),
            ("expired", "Expired"),
        ],
        string="Status",
        compute="_compute_fieldwork_skill_state",
        search="_search_fieldwork_skill_state",
    )
    fieldwork_is_technician = fields.Boolean(
        related="employee_id.is_technician", string="Of a Technician"
    )
    # The end already reminded of
    fieldwork_reminded_date = fields.Date(copy=False)

    @api.depends("fieldwork_confirmed", "valid_to")
    def _compute_fieldwork_skill_state(self):
        today = fields.Date.context_today(self)
        soon = today + timedelta(days=self._fieldwork_warning_days())
        for entry in self:
            if entry.valid_to and entry.valid_to < today:
                entry.fieldwork_skill_state = "expired"
            elif not entry.fieldwork_confirmed:
                entry.fieldwork_skill_state = "to_confirm"
            elif entry.valid_to and entry.valid_to <= soon:
                entry.fieldwork_skill_state = "expiring"
            else:
                entry.fieldwork_skill_state = "confirmed"

    def _search_fieldwork_skill_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        soon = today + timedelta(days=self._fieldwork_warning_days())
        expired = Domain("valid_to", "<", today)
        confirmed = Domain("fieldwork_confirmed", "=", True) & ~expired
        expiring = confirmed & Domain("valid_to", "<=", soon)
        domains = {
            "expired": expired,
            "to_confirm": Domain("fieldwork_confirmed", "=", False) & ~expired,
            "expiring": expiring,
            "confirmed": confirmed & ~Domain("valid_to", "<=", soon),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.model
    def _fieldwork_warning_days(self):
        # sudo: a plain number of days of the company in use
        return self.env.company.sudo().fieldwork_certificate_warning_days

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_confirming(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_confirming(vals)
        confirmed = self.sudo().filtered("fieldwork_confirmed")
        if not confirmed or not vals.keys() & set(CONFIRMED_FIELDS):
            return super().write(vals)
        before = {entry: entry._fieldwork_confirmed_content() for entry in confirmed}
        res = super().write(vals)
        changed = confirmed.filtered(
            lambda entry: entry._fieldwork_confirmed_content() != before[entry]
        )
        changed._fieldwork_set_confirmation(False)
        return res

    def _fieldwork_confirmed_content(self):
        self.ensure_one()
        return [self[name] for name in CONFIRMED_FIELDS]

    def _check_confirming(self, vals):
        """Nobody grants a confirmation in passing, importers included."""
        if (
            vals.keys() & CONFIRMATION_FIELDS
            and self.env.context.get("_fieldwork_confirming") is not _CONFIRMING
        ):
            raise UserError(
                self.env._(
                    "A skill is confirmed with the button “Confirm” and by nothing "
                    "else: leave the confirmation out."
                )
            )

    def action_fieldwork_confirm(self):
        """Somebody who may looked at the certificate."""
        self._check_fieldwork_manager()
        expired = self.filtered(lambda s: s.fieldwork_skill_state == "expired")
        if expired:
            raise UserError(
                self.env._(
                    "%(skill)s of %(employee)s expired on %(date)s: have the new "
                    "certificate entered and confirm that one.",
                    skill=expired[0].skill_id.name,
                    employee=expired[0].sudo().employee_id.name,
                    date=expired[0].valid_to,
                )
            )
        self._fieldwork_set_confirmation(True)
        return True

    def action_fieldwork_unconfirm(self):
        """Take a confirmation back."""
        self._check_fieldwork_manager()
        self._fieldwork_set_confirmation(False)
        return True

    def _check_fieldwork_manager(self):
        if self.env.su:
            return
        if not self.env.user.has_group("fieldwork.group_fieldwork_manager"):
            raise AccessError(
                self.env._(
                    "Only a Fieldwork manager confirms skills. Ask one to look at "
                    "the certificate."
                )
            )
        # Core's rule lets everybody read skills of all companies.
        # sudo: the company of the employee of a skill that the user can read
        foreign = self.sudo().filtered(
            lambda entry: entry.employee_id.company_id not in self.env.companies
        )
        if foreign:
            raise AccessError(
                self.env._(
                    "%(employee)s works for another company: switch to it to confirm "
                    "skills.",
                    employee=foreign[0].employee_id.name,
                )
            )

    def _fieldwork_set_confirmation(self, confirmed):
        vals = {
            "fieldwork_confirmed": confirmed,
            "fieldwork_confirmed_by_id": confirmed and self.env.uid,
            "fieldwork_confirmed_on": confirmed and fields.Datetime.now(),
        }
        # sudo: core's rule lets people write their own skills only; the caller was
        # checked, or a confirmation is taken away
        entries = self.sudo().with_context(_fieldwork_confirming=_CONFIRMING)
        entries.filtered(lambda e: e.fieldwork_confirmed != confirmed).write(vals)

    def _fieldwork_problem_on(self, day):
        """What is wrong with these entries of one person and skill on a day.

        :return: False when one of them counts, else ``missing``, ``unconfirmed``
            or ``expired``
        """
        valid = self.filtered(
            lambda entry: (
                entry.valid_from <= day
                and (not entry.valid_to or day <= entry.valid_to)
            )
        )
        if any(valid.mapped("fieldwork_confirmed")):
            return False
        if valid:
            return "unconfirmed"
        over = self.filtered(lambda entry: entry.valid_to and entry.valid_to < day)
        return "expired" if any(over.mapped("is_certification")) else "missing"
