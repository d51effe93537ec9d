from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare, format_date


class AccountAnalyticLine(models.Model):
    """A timesheet line that follows the time of a visit is not edited by people."""

    _inherit = "account.analytic.line"

    # A visit that is deleted takes its stretches along in the database, so the lines
    # go the same way.
    fieldwork_worklog_id = fields.Many2one(
        "fieldwork.worklog",
        string="Time on a Visit",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
        help="The stretch of work time that this line follows.",
    )
    fieldwork_order_id = fields.Many2one(
        related="fieldwork_worklog_id.order_id", string="Service Order"
    )

    _fieldwork_worklog_day_uniq = models.UniqueIndex(
        "(fieldwork_worklog_id, date) WHERE fieldwork_worklog_id IS NOT NULL",
        "A stretch of work time has one line a day.",
    )

    def _is_readonly(self):
        return super()._is_readonly() or bool(self.fieldwork_worklog_id)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_not_from_visit()  # also what came by a default of the context
        return lines

    def write(self, vals):
        self._check_not_from_visit()
        res = super().write(vals)
        if vals.get("fieldwork_worklog_id"):
            self._check_not_from_visit()
        return res

    @api.ondelete(at_uninstall=False)
    def _unlink_except_from_visit(self):
        self._check_not_from_visit()

    def _check_not_from_visit(self):
        """Refuse that people make, change or delete lines that follow a visit.

        People never are superusers, whatever their rights; code that is has its
        reasons (an account that is merged, an employee who moves).

        :raise UserError: one of the lines follows the time of a visit
        """
        if self.env.su:
            return
        # sudo: for the name of the visit, whoever asks
        line = self.filtered("fieldwork_worklog_id")[:1].sudo()
        if line:
            raise UserError(
                self.env._(
                    "The timesheet of %(person)s on %(date)s follows the time on visit "
                    "%(visit)s: have it corrected there, with a reason.",
                    person=line.employee_id.name,
                    date=format_date(self.env, line.date),
                    visit=line.fieldwork_worklog_id.visit_id.display_name,
                )
            )

    # ------------------------------------------------------------------
    # For the stretches, see fieldwork.worklog
    # ------------------------------------------------------------------

    def _fieldwork_key(self):
        """Return what there is one line for: ``(worklog id, date)``."""
        self.ensure_one()
        return self.fieldwork_worklog_id.id, self.date

    @api.model
    def _write_differences(self, wanted):
        """Write what lines do not say already, those that change alike together.

        A line stays in its project, also when new ones go to another.

        :param dict wanted: ``{line: values}``
        """
        changes = {}
        for line, vals in wanted.items():
            change = frozenset(line._difference(vals).items())
            changes[change] = changes.get(change, self.browse()) | line
        for change, lines in changes.items():
            if change:
                lines.write(dict(change))

    def _difference(self, vals):
        """Return what of ``vals`` the line does not say already."""
        self.ensure_one()
        new = {}
        if self.name != vals["name"]:
            new["name"] = vals["name"]
        if self.employee_id.id != vals["employee_id"]:
            new["employee_id"] = vals["employee_id"]
        if float_compare(self.unit_amount, vals["unit_amount"], precision_digits=6):
            new["unit_amount"] = vals["unit_amount"]
        return new
