import logging

from psycopg2 import IntegrityError
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import mute_logger

from ..tools.local_hours import hours_by_day

_logger = logging.getLogger(__name__)

# What a timesheet line is made of.
TIMESHEET_FIELDS = frozenset({"visit_id", "resource_id", "kind", "start", "stop"})
CHANGED = "fieldwork_timesheet.changed"
BATCH = 200


class FieldworkWorklog(models.Model):
    """Finished stretches become timesheet lines, one per local day."""

    _inherit = "fieldwork.worklog"

    # The books follow at the end of the transaction, and where that fails with the
    # scheduled action. Both write this mark on the stretch's own row, so that of two
    # who settle its lines at once PostgreSQL refuses one.
    is_in_timesheet = fields.Boolean(
        string="In the Timesheet",
        readonly=True,
        copy=False,
        help="The timesheet says what this stretch says.",
    )

    _timesheet_due_idx = models.Index(
        "(id) WHERE is_in_timesheet IS NOT TRUE AND stop IS NOT NULL "
        "AND kind IN ('work', 'travel')"
    )

    @api.model_create_multi
    def create(self, vals_list):
        logs = super().create(vals_list)
        logs.filtered("stop")._timesheet_changed()
        return logs

    def write(self, vals):
        if not TIMESHEET_FIELDS & vals.keys():
            return super().write(vals)
        res = super().write({**vals, "is_in_timesheet": False})
        self._timesheet_changed()
        return res

    def unlink(self):
        self._timesheet_lines().unlink()
        return super().unlink()

    def _timesheet_lines(self):
        """Return the lines of these stretches, as superuser."""
        # sudo: who clocks or corrects needs no right to timesheets
        lines = self.env["account.analytic.line"].sudo()
        return lines.search([("fieldwork_worklog_id", "in", self.ids)])

    # ------------------------------------------------------------------
    # When
    # ------------------------------------------------------------------

    def _timesheet_changed(self):
        """Have the lines of these stretches settled once, when all is written.

        An event writes stretch by stretch; this way its lines are written together.
        """
        if not self:
            return
        precommit = self.env.cr.precommit
        if CHANGED not in precommit.data:
            precommit.add(self.browse()._settle_changed)
        precommit.data.setdefault(CHANGED, set()).update(self.ids)

    @api.model
    def _settle_changed(self):
        ids = self.env.cr.precommit.data.pop(CHANGED, ())
        # sudo: technicians clock, and have no rights to timesheets and projects. The
        # context is left behind: it belongs to the form that somebody sent.
        logs = self.env(context={}, su=True)[self._name].browse(ids)
        logs.exists()._settle_timesheet()
        # As mail's tracking: what is written after the transaction's flush.
        self.env.flush_all()

    @api.model
    def _trigger_timesheet(self):
        """Have what is due written soon, by the scheduled action."""
        xmlid = "fieldwork_timesheet.ir_cron_fill_timesheet"
        cron = self.env.ref(xmlid, raise_if_not_found=False)
        if cron:
            cron.sudo()._trigger()  # sudo: scheduled actions are the system's

    @api.model
    def _cron_fill_timesheet(self):
        """Write to the timesheets what is not there yet, batch by batch.

        That is the time from before the installation, of technicians who became
        employees later, and what could not be written at once.
        """
        domain = self._domain_timesheet_due()
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        last = 0  # what fails is due still, and must not come round again
        while logs := self.search(
            domain & Domain("id", ">", last), order="id", limit=BATCH
        ):
            last = logs[-1].id
            # Whoever holds the others is settling them.
            logs.try_lock_for_update(allow_referencing=True)._settle_timesheet()
            if not cron._commit_progress(len(logs)):
                break

    @api.model
    def _domain_timesheet_due(self):
        companies = self.env["res.company"]._fieldwork_all()
        wanted = companies.filtered("fieldwork_timesheet")
        domain = Domain.OR(
            Domain("company_id", "in", group.ids) & Domain("kind", "in", kinds)
            for kinds, group in wanted.grouped(
                lambda company: company._fieldwork_timesheet_kinds()
            ).items()
        )
        domain &= Domain("is_in_timesheet", "=", False) & Domain("stop", "!=", False)
        return domain & Domain("resource_id.employee_id", "!=", False)

    # ------------------------------------------------------------------
    # What
    # ------------------------------------------------------------------

    def _settle_timesheet(self):
        """Bring the lines in line with the stretches, and never fail over the books.

        What the books refuse (a plan that an accountant made mandatory) waits for the
        scheduled action; the technician's event goes on.

        :raise ConcurrencyError: somebody else settles the same: try again
        """
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                for company, logs in self.grouped("company_id").items():
                    logs._in_books_of(company)._settle_company(company)
        except UniqueViolation as error:
            raise ConcurrencyError("the same lines are being written") from error
        except (UserError, IntegrityError) as error:
            if len(self) > 1:
                for log in self:
                    log._settle_timesheet()
            else:
                _logger.warning(
                    "Work time %s is not in the timesheet yet: %s", self.id, error
                )
                self.order_id._tell_timesheet_refused(self, error)
        else:
            self.order_id._tell_timesheet_settled()

    def _in_books_of(self, company):
        """Return these in the company's language, with all that core looks for.

        Core takes employees of the companies at hand, and active ones: people leave,
        their hours stay.
        """
        companies = company | self.resource_id.employee_id.company_id
        return self.with_context(
            lang=company.partner_id.lang or self.env.lang,
            allowed_company_ids=companies.ids,
            active_test=False,
        )

    def _settle_company(self, company):
        lines = self._timesheet_lines()
        due = self._filter_timesheet(company, lines.fieldwork_worklog_id)
        wanted = due._prepare_timesheet_lines(company)
        stay = lines.filtered(
            lambda line: line.company_id == company and line._fieldwork_key() in wanted
        )
        (lines - stay).unlink()
        lines._write_differences(
            {line: wanted.pop(line._fieldwork_key()) for line in stay}
        )
        lines.create(list(wanted.values()))
        due.is_in_timesheet = True

    def _filter_timesheet(self, company, with_lines):
        """Return those that have their hours in the timesheet.

        :param with_lines: those that have lines, which follow the stretch also when
            the company has switched timesheets off: people cannot correct them
        """
        kinds = company._fieldwork_timesheet_kinds()
        return self.filtered(
            lambda log: log.stop
            and log.kind in kinds
            and log.resource_id.employee_id
            and (company.fieldwork_timesheet or log in with_lines)
        )

    def _prepare_timesheet_lines(self, company):
        """Return ``{(worklog id, date): values of its line}``."""
        lines = {}
        if not self:
            return lines
        project = company._get_fieldwork_project()
        for log in self:
            zone = log.resource_id.tz or company._fieldwork_tz()
            for day, hours in hours_by_day(log.start, log.stop, zone).items():
                vals = log._prepare_timesheet_line_vals(project, day, hours)
                lines[log.id, day] = vals
        return lines

    def _prepare_timesheet_line_vals(self, project, day, hours):
        """Return the values of the line of a stretch on a local day (hook)."""
        self.ensure_one()
        order = self.order_id
        parts = (order.name, order.type_id.name, order.site_id.display_name)
        return {
            "fieldwork_worklog_id": self.id,
            "project_id": project.id,
            "company_id": project.company_id.id,
            "employee_id": self.resource_id.employee_id[:1].id,
            "date": day,
            "name": ", ".join(filter(None, parts)),
            "unit_amount": hours,
            # Hours, whatever unit the company encodes its timesheets in.
            "product_uom_id": self.env["ir.model.data"]._xmlid_to_res_id(
                "uom.product_uom_hour"
            ),
        }
