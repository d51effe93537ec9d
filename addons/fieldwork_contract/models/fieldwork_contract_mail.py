from odoo import models
from odoo.tools import email_normalize, format_date, formataddr


class FieldworkContract(models.Model):
    """Letters to customers about their contracts, by mail."""

    _inherit = "fieldwork.contract"

    def _customer_recipient(self):
        """Return whom to write to: the customer, else their firm (hook)."""
        self.ensure_one()
        people = self.partner_id | self.commercial_partner_id
        return people.filtered(lambda p: email_normalize(p.email or ""))[:1] or (
            self.partner_id
        )

    def _customer_address(self):
        """Return the e-mail address of the recipient, or an empty text."""
        return email_normalize(self._customer_recipient().email or "") or ""

    def _customer_wants_no_mail(self):
        """Tell whether the recipient, or the firm they are of, opted out (hook)."""
        self.ensure_one()
        people = self._customer_recipient() | self.partner_id
        return any((people | people.commercial_partner_id).mapped("fieldwork_no_mail"))

    def _customer_lang(self):
        """Return the language in which this customer is written to."""
        lang = self._customer_recipient().lang or self.partner_id.lang
        return lang or self.company_id.partner_id.lang or self.env.lang or "en_US"

    def _customer_mail(self):
        """Return what stands in every letter, as plain values (hook).

        :return: dict of ``company``, ``logo_url``, ``phone``, ``email``, ``name`` (of
            the recipient), ``number``, ``reference`` (the customer's), ``start``,
            ``end``, ``notice`` (dates as texts), ``months`` (of a renewal), ``link``
        """
        self.ensure_one()
        company, base = self.company_id, self.get_base_url()
        return {
            "company": company.name,
            "logo_url": not company.uses_default_logo
            and f"{base}/logo.png?company={company.id}",
            "phone": company.phone,
            "email": company.email,
            "name": self._customer_recipient().name or self.partner_id.display_name,
            "number": self.name,
            "reference": self.customer_reference,
            "start": self._letter_day(self.date_start),
            "end": self._letter_day(self.date_end),
            "notice": self._letter_day(self.notice_date),
            "months": self.renewal_months,
            "link": self._customer_link(),
        }

    def _letter_day(self, day):
        return format_date(self.env, day, date_format="long") if day else ""

    def _customer_link(self):
        """Return where the customer reads the contract, or an empty text (hook)."""
        return ""

    def _mail_customers(self, template):
        """Queue a letter to each of the customers who have an address.

        Nothing is mailed here: Odoo's queue does that, after this transaction.

        :param template: a mail template of contracts; none mails nothing
        :return: the contracts whose customer is written to
        """
        reachable = self.filtered(lambda contract: contract._customer_address())
        (self - reachable)._say_unreachable()
        if not template or not reachable:
            return self.browse()
        # sudo: the queue is the system's, and who reminds needs no rights on templates
        template = template.sudo()
        rendered = template._generate_template(reachable.ids, ("subject", "body_html"))
        replies = reachable._reply_addresses()
        self.env["mail.mail"].sudo().create(
            [
                contract._prepare_mail_vals(rendered[contract.id], replies)
                for contract in reachable
            ]
        )
        # Else they would wait for the hour.
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
        return reachable

    def _reply_addresses(self):
        """Return ``{contract.id: address}``: where Odoo takes the answers."""
        return self._notify_get_reply_to_batch(
            defaults={c.id: c.company_id._fieldwork_sender() for c in self},
            author_ids={c.id: c.company_id.partner_id.id for c in self},
        )

    def _prepare_mail_vals(self, rendered, replies):
        """Return the values of a letter; its message stays in the chatter (hook)."""
        self.ensure_one()
        company, recipient = self.company_id, self._customer_recipient()
        return {
            "model": self._name,
            "res_id": self.id,
            "record_name": self.name,
            "subject": rendered["subject"],
            "body": rendered["body_html"],
            "body_html": rendered["body_html"],
            "message_type": "auto_comment",
            "subtype_id": self.env.ref("mail.mt_comment").id,
            "author_id": company.partner_id.id,
            "email_from": company._fieldwork_sender(),
            "reply_to": replies[self.id],
            "email_to": formataddr((recipient.name or "", self._customer_address())),
            "is_notification": True,
            "record_company_id": company.id,
            "record_alias_domain_id": company.alias_domain_id.id,
            "auto_delete": True,
        }

    def _say_unreachable(self):
        self._message_log_batch(
            {
                contract.id: self.env._(
                    "%(customer)s could not be told by mail: there is no e-mail "
                    "address.",
                    customer=contract.partner_id.display_name,
                )
                for contract in self
            }
        )
