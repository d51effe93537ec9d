from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, split_every

BATCH = 200


class ResourceResource(models.Model):
    """Reminders of what is going to expire, one for each date."""

    _inherit = "resource.resource"

    @api.model
    def _cron_remind_calibration(self):
        """One activity per instrument whose calibration ends soon."""
        due = self.search(
            Domain("fieldwork_kind", "!=", False)
            & Domain("calibration_date", "!=", False)
            & self._fieldwork_calibration_due_domain(fields.Date.context_today(self)),
            order="id",
        ).filtered(lambda r: r.calibration_reminded_date != r.calibration_date)
        for batch in self._fieldwork_cron_batches(due):
            batch._fieldwork_remind(
                "fieldwork.mail_activity_type_calibration",
                [
                    (
                        resource,
                        resource.calibration_date,
                        lambda env, resource=resource: env._(
                            "Calibration of %(name)s ends on %(date)s",
                            name=resource.name,
                            date=format_date(env, resource.calibration_date),
                        ),
                    )
                    for resource in batch
                ],
            )
            for resource in batch:
                resource.calibration_reminded_date = resource.calibration_date

    @api.model
    def _cron_remind_certificates(self):
        """One activity per confirmed certificate of a technician that ends soon."""
        due = self._fieldwork_certificates_due()
        for batch in self._fieldwork_cron_batches(due):
            batch.employee_id.resource_id._fieldwork_remind(
                "fieldwork.mail_activity_type_certificate",
                [
                    (
                        entry.employee_id.resource_id,
                        entry.valid_to,
                        lambda env, entry=entry: env._(
                            "%(skill)s of %(name)s ends on %(date)s",
                            skill=entry.with_env(env).skill_id.name,
                            name=entry.employee_id.name,
                            date=format_date(env, entry.valid_to),
                        ),
                    )
                    for entry in batch
                ],
            )
            for entry in batch:
                entry.fieldwork_reminded_date = entry.valid_to

    @api.model
    def _fieldwork_certificates_due(self):
        """Return the certificates that end soon and of which nobody was told yet."""
        today = fields.Date.context_today(self)
        by_days = self.env["res.company"]._read_group(
            [], ["fieldwork_certificate_warning_days"], ["id:array_agg"]
        )
        found = self.env["hr.employee.skill"].search(
            Domain("fieldwork_confirmed", "=", True)
            & Domain("valid_to", ">=", today)
            & Domain("employee_id.is_technician", "=", True)
            & Domain("employee_id.active", "=", True)
            & Domain.OR(
                Domain("employee_id.company_id", "in", company_ids)
                & Domain("valid_to", "<=", today + timedelta(days=days))
                for days, company_ids in by_days
            ),
            order="id",
        )
        return found.filtered(lambda e: e.fieldwork_reminded_date != e.valid_to)

    @api.model
    def _fieldwork_cron_batches(self, records):
        """Batches of what is left to do; each is committed once it is done."""
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(records))
        for ids in split_every(BATCH, records.ids):
            yield records.browse(ids)
            if not cron._commit_progress(len(ids)):
                break

    def _fieldwork_remind(self, activity_type, reminders):
        """Create one activity each, in the language of who gets it.

        :param reminders: list of (resource, date, function that takes an environment
            and returns the summary)
        """
        users = self._fieldwork_responsible_users()
        model = self.env["ir.model"]._get("resource.resource")
        vals_list = []
        for resource, date, summary in reminders:
            user = users[resource.id]
            vals_list.append(
                {
                    "res_model_id": model.id,
                    "res_id": resource.id,
                    "activity_type_id": self.env.ref(activity_type).id,
                    "user_id": user.id,
                    "date_deadline": date,
                    "summary": summary(self.with_context(lang=user.lang).env),
                    "automated": True,
                }
            )
        self.env["mail.activity"].create(vals_list)

    def _fieldwork_responsible_users(self):
        """Who is reminded about each resource.

        :return: ``{resource.id: user}``: the team's lead or dispatcher, else a
            manager of the company, else the administrator
        """
        by_team = self.fieldwork_team_id._get_responsible_users()
        managers = self.env.ref("fieldwork.group_fieldwork_manager").all_user_ids
        managers = managers.filtered(
            lambda user: user.active and user._is_internal()
        ).sorted("id")
        admin = self.env.ref("base.user_admin")
        result = {}
        for resource in self:
            result[resource.id] = (
                by_team.get(resource.fieldwork_team_id.id)
                or managers.filtered(
                    lambda user, company=resource.company_id: (
                        company in user.company_ids
                    )
                )[:1]
                or admin
            )
        return result

    def _fieldwork_close_calibration_reminder(self, date):
        """A new calibration date answers the reminder of the old one."""
        renewed = self.filtered(
            lambda r: r.calibration_date != fields.Date.to_date(date)
        )
        renewed.activity_feedback(["fieldwork.mail_activity_type_calibration"])
