import secrets
from datetime import timedelta
from hmac import compare_digest

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize, formataddr, hmac

CODE_MINUTES = 15
CODE_TRIES = 5
# Nobody's mailbox is filled, and guessing stays slow.
CODE_PAUSE_SECONDS = 60


class ResCompany(models.Model):
    """The address from which customers are mailed, confirmed by a code.

    Until the code that was mailed to it is entered, mails go from the company's own
    address; so nobody sends in another's name, or from an address with a slip of the
    pen that no answer reaches.
    """

    _inherit = "res.company"

    fieldwork_sender_email = fields.Char(
        string="Sender of Mails",
        help="Mails to customers and technicians come from this address once it is "
        "confirmed. Empty: from the company's own.",
    )
    fieldwork_sender_is_confirmed = fields.Boolean(
        string="Sender Confirmed", compute="_compute_fieldwork_sender_is_confirmed"
    )
    # What the code proves; written by the methods below only, which nobody's rights
    # on companies can replace.
    fieldwork_sender_confirmed = fields.Char(groups=fields.NO_ACCESS)
    fieldwork_sender_code = fields.Char(groups=fields.NO_ACCESS)
    fieldwork_sender_code_at = fields.Datetime(groups=fields.NO_ACCESS)
    fieldwork_sender_tries = fields.Integer(groups=fields.NO_ACCESS)

    @api.depends("fieldwork_sender_email")
    def _compute_fieldwork_sender_is_confirmed(self):
        for company in self:
            address = email_normalize(company.fieldwork_sender_email or "")
            # Which address was confirmed is told by this field only.
            confirmed = company.sudo().fieldwork_sender_confirmed
            company.fieldwork_sender_is_confirmed = bool(address) and (
                address == confirmed
            )

    def _fieldwork_sender(self):
        """Return the sender of mails, with the company's name."""
        self.ensure_one()
        if self.fieldwork_sender_is_confirmed:
            return formataddr((self.name, email_normalize(self.fieldwork_sender_email)))
        # The company's own address is public; it may be missing.
        return self.email_formatted or self.sudo().env.user.email_formatted

    def _fieldwork_send_code(self, address):
        """Mail a fresh code to an address that is to send mails.

        :raise UserError: no address, or a code was sent a moment ago
        """
        self._fieldwork_check_sender()
        normalized = email_normalize(address or "")
        if not normalized:
            raise UserError(
                self.env._(
                    "“%(address)s” is no e-mail address: enter one like "
                    "service@firm.example.",
                    address=address or "",
                )
            )
        # Checked above; managers of Fieldwork have no rights on companies.
        company = self.sudo()
        now = fields.Datetime.now()
        pause = timedelta(seconds=CODE_PAUSE_SECONDS)
        last = company.fieldwork_sender_code_at
        if last and last + pause > now:
            raise UserError(
                self.env._("A code was sent a moment ago: wait a minute, please.")
            )
        code = f"{secrets.randbelow(10**6):06d}"
        company.write(
            {
                "fieldwork_sender_email": normalized,
                "fieldwork_sender_code": company._fieldwork_code_hash(normalized, code),
                "fieldwork_sender_code_at": now,
                "fieldwork_sender_tries": 0,
            }
        )
        company._fieldwork_mail_code(normalized, code)

    def _fieldwork_code_hash(self, address, code):
        # With the database's secret: a code has a million values only.
        scope = f"fieldwork sender {self.id}"
        return hmac(self.sudo().env, scope, f"{address} {code}")

    def _fieldwork_mail_code(self, address, code):
        body = self.env["ir.qweb"]._render(
            "fieldwork.sender_code_mail",
            {"company": self, "code": code, "minutes": CODE_MINUTES},
        )
        sender = self.email_formatted or self.env.user.email_formatted
        mail = self.env["mail.mail"].create(
            {
                "subject": self.env._("Code to confirm this address"),
                "body_html": body,
                "email_from": sender,
                "reply_to": sender,
                "email_to": address,
                "auto_delete": True,
                "message_type": "email_outgoing",
                "record_company_id": self.id,
            }
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
        return mail

    def _fieldwork_confirm_code(self, code):
        """Confirm the sender by the code that was mailed to it.

        Does not raise for a wrong code: that would take back the count of the tries.

        :return: an empty text when it is confirmed, else why it is not
        """
        self._fieldwork_check_sender()
        company = self.sudo()  # as in _fieldwork_send_code
        address = email_normalize(company.fieldwork_sender_email or "") or ""
        oldest = fields.Datetime.now() - timedelta(minutes=CODE_MINUTES)
        sent = company.fieldwork_sender_code_at
        known = company.fieldwork_sender_code
        if not known or not sent or sent < oldest:
            return self.env._("The code is too old: send a new one.")
        if company.fieldwork_sender_tries >= CODE_TRIES:
            return self.env._("Too many wrong codes: send a new one.")
        given = company._fieldwork_code_hash(address, "".join((code or "").split()))
        if not compare_digest(known, given):
            company.fieldwork_sender_tries += 1
            return self.env._(
                "That is not the code. Tries left: %(count)s",
                count=CODE_TRIES - company.fieldwork_sender_tries,
            )
        company.write(
            {"fieldwork_sender_confirmed": address, "fieldwork_sender_code": False}
        )
        company.invalidate_recordset(["fieldwork_sender_is_confirmed"])
        return ""

    def _fieldwork_check_sender(self):
        self.ensure_one()
        user = self.env.user
        if self.env.su or (
            user.has_group("fieldwork.group_fieldwork_manager")
            and self in user.company_ids
        ):
            return
        raise AccessError(
            self.env._("Only managers of Fieldwork choose the sender of mails.")
        )
