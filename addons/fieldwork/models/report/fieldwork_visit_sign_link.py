import secrets
from datetime import timedelta
from hmac import compare_digest

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, hmac

# Held by no caller outside this module; see guard_mixin.
_LINK_KEY = object()
SIGN_DAYS = 30


class FieldworkVisit(models.Model):
    """Signing from afar: a link by mail to the report and a field to sign in.

    The token is a selector, by which the visit is found, and a secret that follows
    from it and from the database's own; a new selector revokes all links before it.
    """

    _inherit = "fieldwork.visit"

    _guarded_fields = {"sign_selector": False, "sign_until": False}

    sign_selector = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    sign_until = fields.Datetime(
        string="Can Be Signed by Link until", readonly=True, copy=False
    )

    _sign_selector_uniq = models.UniqueIndex(
        "(sign_selector) WHERE sign_selector IS NOT NULL"
    )

    def action_request_signature(self, email=None):
        """Mail the customer a link to read and sign the report; an older link ends.

        :param str email: to whom; by default the contact of the order, else the
            customer
        :raise UserError: not the caller's visit, signed already, or no address
        """
        self.ensure_one()
        self._check_may_sign()
        self._check_not_signed("customer")
        email = email_normalize(email or self._sign_email() or "")
        if not email:
            raise UserError(
                self.env._(
                    "There is no e-mail address: enter one with the contact of order "
                    "%(order)s.",
                    order=self.order_id.name,
                )
            )
        visit = self.sudo()  # links are the system's; see the groups of the field
        visit._guarded_write(
            {
                "sign_selector": secrets.token_hex(8),
                "sign_until": fields.Datetime.now() + timedelta(days=SIGN_DAYS),
            }
        )
        visit._mail_sign_link(email)
        visit.order_id._log_batch(
            self.env._("Asked %(address)s to sign by link.", address=email)
        )
        return True

    def action_revoke_sign_link(self):
        """Make the link sent so far lead nowhere."""
        self._check_may_sign_all()
        # sudo: see action_request_signature
        self.sudo()._guarded_write({"sign_selector": False, "sign_until": False})
        return True

    def _check_may_sign_all(self):
        for visit in self:
            visit._check_may_sign()

    def _sign_email(self):
        order = self.sudo().order_id
        return order.contact_id.email or order.partner_id.email

    def _customer_lang(self):
        """Return the language that the customer reads."""
        self.ensure_one()
        order = self.sudo().order_id
        lang = order.contact_id.lang or order.partner_id.lang
        return lang or self.sudo().company_id.partner_id.lang or self.env.lang

    def _sign_secret(self):
        return hmac(self.env(su=True), "fieldwork-sign", (self.id, self.sign_selector))

    def _sign_url(self):
        """Return the address of the page to sign at."""
        self.ensure_one()
        visit = self.sudo()
        token = f"{visit.sign_selector}.{visit._sign_secret()}"
        return f"{visit.get_base_url()}/fieldwork/s/{token}"

    @api.model
    def _by_sign_token(self, token):
        """Return the visit that ``token`` opens, as superuser, or none.

        Wrong, revoked and old tokens all come to the same.
        """
        selector, _dot, secret = (token or "").partition(".")
        # The token is the right.
        visits = self.sudo()
        found = visits.search([("sign_selector", "=", selector or "-")], limit=1)
        # No secret is this.
        known = found._sign_secret() if found else "-" * 64
        if not compare_digest(known.encode(), secret.encode()):
            return found.browse()
        return found if found.sign_until >= fields.Datetime.now() else found.browse()

    def _by_link(self):
        """Return the visit for the one to whom its link was sent."""
        return self.sudo().with_context(_fieldwork_sign_key=_LINK_KEY)

    def _is_sign_by_link(self):
        return self.env.context.get("_fieldwork_sign_key") is _LINK_KEY

    def _mail_sign_link(self, email):
        template = self.env.ref(
            "fieldwork.mail_template_visit_signature", raise_if_not_found=False
        )
        if not template:
            return self.env["mail.mail"]
        rendered = template._generate_template(self.ids, ("subject", "body_html"))
        values = rendered[self.id]
        company = self.company_id
        sender = company.email_formatted or self.env.user.email_formatted
        # The text holds the secret of the link: it is kept on the mail alone.
        mail = self.env["mail.mail"].create(
            {
                "subject": values["subject"],
                "body_html": values["body_html"],
                "email_from": sender,
                "reply_to": sender,
                "email_to": email,
                "author_id": company.partner_id.id,
                "auto_delete": True,
                "message_type": "email_outgoing",
                "record_company_id": company.id,
                "record_alias_domain_id": company.alias_domain_id.id,
            }
        )
        self.env.ref("mail.ir_cron_mail_scheduler_action")._trigger()
        return mail
