from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _prepare_outgoing_list(self, *args, **kwargs):
        """Write the method of an invitation as calendars compare it.

        Attachments keep their type in lower case; RFC 6047 wants the parameter to be
        the same as the ``METHOD`` inside.
        """
        results = super()._prepare_outgoing_list(*args, **kwargs)
        if self.model != "fieldwork.assignment":
            return results
        for email in results:
            email["attachments"] = [
                (name, content, _method_in_capitals(mimetype))
                for name, content, mimetype in email["attachments"]
            ]
        return results

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        if failure_type:
            self._fieldwork_tell_failure(failure_reason)
        return super()._postprocess_sent_message(
            success_pids,
            success_emails,
            failure_reason=failure_reason,
            failure_type=failure_type,
        )

    def _fieldwork_tell_failure(self, failure_reason):
        """Leave a note on the orders whose technicians could not be mailed."""
        mails = self.filtered(lambda mail: mail.model == "fieldwork.assignment")
        assignments = self.env["fieldwork.assignment"].browse(mails.mapped("res_id"))
        lines = {}
        # The queue is the system's.
        for assignment in assignments.sudo().exists():
            office = assignment._for_office()
            text = office.env._(
                "The mail about %(visit)s could not be sent to %(person)s. %(why)s",
                visit=office.visit_id.display_name,
                person=assignment.resource_id.name,
                why=failure_reason or "",
            )
            lines.setdefault(assignment.order_id, []).append(text)
        assignments.env["fieldwork.order"].union(*lines)._log_each(lines)


def _method_in_capitals(mimetype):
    for method in ("REQUEST", "CANCEL"):
        mimetype = mimetype.replace(f"method={method.lower()}", f"method={method}")
    return mimetype
