from odoo import fields, models
from odoo.tools import email_normalize, formataddr

from ...tools.invitation import CANCEL, REQUEST, invitation
from .fieldwork_assignment_notice import REQUESTS


class FieldworkAssignment(models.Model):
    """The mails to the technicians, with their calendar invitation."""

    _inherit = "fieldwork.assignment"

    _guarded_fields = {"invitation_sequence": 0}

    invitation_sequence = fields.Integer(
        readonly=True,
        copy=False,
        help="How many invitations were sent; the number of the next one.",
    )

    def _mail_address(self):
        """Return the e-mail address of the technician, or an empty text (hook)."""
        self.ensure_one()
        person = self.resource_id
        address = person.employee_id[:1].work_email or person.user_id.email
        return email_normalize(address or "") or ""

    def _queue_mails(self, kind, reason=None, links=None):
        """Put one mail per technician into the queue; see :meth:`_send_notice`.

        :param dict links: ``{assignment.id: address}`` of the pages to answer at
        """
        template = self._notice_template(kind)
        if not (self and template):
            return self.env["mail.mail"]
        rendered = template.with_context(
            fieldwork_links=links or {}, fieldwork_kind=kind, fieldwork_reason=reason
        )._generate_template(self.ids, ("subject", "body_html"))
        mails = self.env["mail.mail"].create(
            [self._prepare_mail_vals(a, rendered[a.id]) for a in self]
        )
        self._attach_invitations(mails, kind, reason)
        # Else they would wait for the hour.
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
        return mails

    def _notice_template(self, kind):
        name = "invitation" if kind in REQUESTS else "withdrawal"
        # Whoever deleted the template wants no mail.
        return self.env.ref(
            f"fieldwork.mail_template_assignment_{name}", raise_if_not_found=False
        )

    def _prepare_mail_vals(self, assignment, rendered):
        """Return the values of one mail (hook).

        The text is kept on the mail alone, which only the system reads and which is
        deleted once sent: it holds the secret of the link.
        """
        company = assignment.company_id
        sender = company._fieldwork_sender()
        return {
            "subject": rendered["subject"],
            "body_html": rendered["body_html"],
            "email_from": sender,
            "reply_to": sender,
            "email_to": formataddr(
                (assignment.resource_id.name, assignment._mail_address())
            ),
            "author_id": company.partner_id.id,
            "auto_delete": True,
            "message_type": "email_outgoing",
            "model": assignment._name,
            "res_id": assignment.id,
            "record_company_id": company.id,
            "record_alias_domain_id": company.alias_domain_id.id,
        }

    def _attach_invitations(self, mails, kind, reason):
        method = REQUEST if kind in REQUESTS else CANCEL
        attachments = self.env["ir.attachment"].create(
            [
                {
                    "name": "invite.ics",
                    "mimetype": f"text/calendar; method={method}; charset=utf-8",
                    "raw": assignment._invitation(method, reason),
                    # Goes with the mail when that is deleted.
                    "res_model": "mail.message",
                    "res_id": mail.mail_message_id.id,
                }
                for assignment, mail in zip(self, mails, strict=True)
            ]
        )
        for mail, attachment in zip(mails, attachments, strict=True):
            mail.attachment_ids = [fields.Command.link(attachment.id)]
        for assignment in self:
            assignment._guarded_write(
                {"invitation_sequence": assignment.invitation_sequence + 1}
            )

    def _invitation(self, method, reason=None):
        """Return the ``.ics`` file of the visit as the technician has it.

        A cancellation names the slot that was told, which the calendar holds.
        """
        self.ensure_one()
        told = self.with_context(lang=self._technician_lang())
        details = told._details()
        old = method == CANCEL and self.told_start
        company = self.company_id
        return invitation(
            method,
            uid=self._invitation_uid(),
            sequence=self.invitation_sequence,
            stamp=fields.Datetime.now(),
            start=self.told_start if old else self.start,
            stop=self.told_stop if old else self.stop,
            summary="{number} {type}, {site}".format(**details),
            description=reason if method == CANCEL else told._invitation_text(details),
            location=details["address"] or details["site"],
            organizer=(company.name, company.email or self._fallback_address()),
            attendee=(self.resource_id.name, self._mail_address()),
        )

    def _invitation_uid(self):
        """Return the UID of this assignment, the same over its life."""
        database = self.env["ir.config_parameter"].get_param("database.uuid")
        return f"fieldwork-assignment-{self.id}@{database}"

    def _fallback_address(self):
        address = self.env["ir.mail_server"]._get_default_from_address()
        return email_normalize(address or "") or "noreply@localhost"

    def _invitation_text(self, details):
        """Return the description for the calendar.

        Neither link nor access notes: calendars are shared.
        """
        lines = [
            (self.env._("Customer"), details["customer"]),
            (self.env._("Site"), details["site"]),
            (self.env._("Contact"), details["contact"]),
            (self.env._("Phone"), details["phone"]),
            (self.env._("Equipment"), "; ".join(details["equipment"])),
            (self.env._("With"), ", ".join(details["crew"])),
            (self.env._("Request"), details["request"]),
            (self.env._("Map"), details["map_url"]),
        ]
        text = [f"{label}: {value}" for label, value in lines if value]
        text.append(self.env._("Accept or refuse with the buttons in the mail."))
        return "\n".join(text)
