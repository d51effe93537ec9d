import base64
import binascii
import hashlib

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import mute_logger

from odoo.addons.fieldwork.tools.canonical import canonical, digest
from odoo.addons.fieldwork.tools.common_row import one_at_a_time
from odoo.addons.fieldwork.tools.picture import BadPicture, has_ink

from ..const import RUNNING_STATES

SIGN_STATES = [
    ("none", "Not asked for"),
    ("asked", "To be signed"),
    ("signed", "Signed"),
    ("refused", "Refused"),
    ("void", "Changed since it was signed"),
]
# States in which terms may still be agreed on.
OPEN_STATES = ("draft", *RUNNING_STATES)
MAX_IMAGE = 512 * 1024
MAX_REASON = 500
MAX_NAME = 200


class FieldworkContract(models.Model):
    """Asking the customer to sign a contract, and what became of it."""

    _inherit = "fieldwork.contract"

    _guarded_fields = {"sign_asked_at": False, "sign_state": "none"}

    sign_state = fields.Selection(
        SIGN_STATES,
        string="Signature",
        compute="_compute_sign_state",
        store=True,
        default="none",
        copy=False,
        tracking=True,
    )
    sign_asked_at = fields.Datetime(
        string="Asked to Sign", readonly=True, copy=False, tracking=True
    )
    sign_activates = fields.Boolean(
        string="Holds when Signed",
        compute="_compute_sign_activates",
        store=True,
        readonly=False,
        precompute=True,
        help="A draft is activated when the customer signs it. Else its manager is "
        "told, and activates it.",
    )
    signature_ids = fields.One2many(
        "fieldwork.contract.signature",
        "contract_id",
        string="Signatures",
        readonly=True,
        copy=False,
    )
    signature_id = fields.Many2one(
        "fieldwork.contract.signature",
        string="Valid Signature",
        compute="_compute_sign_state",
        store=True,
        copy=False,
    )
    signed_by = fields.Char(related="signature_id.name", string="Signed by")
    signed_on = fields.Datetime(related="signature_id.signed_at", string="Signed on")

    @api.depends("sign_asked_at", "signature_ids.void_at", "signature_ids.is_refusal")
    def _compute_sign_state(self):
        for contract in self:
            last = contract.signature_ids.sorted(lambda one: (one.signed_at, one.id))
            last, asked = last[-1:], contract.sign_asked_at
            valid = last.filtered(lambda one: one._is_valid())
            contract.signature_id = valid
            if valid:
                contract.sign_state = "signed"
            elif asked and (not last or asked > (last.void_at or last.signed_at)):
                contract.sign_state = "asked"
            elif last:
                contract.sign_state = "refused" if last.is_refusal else "void"
            else:
                contract.sign_state = "none"

    @api.depends("type_id")
    def _compute_sign_activates(self):
        for contract in self:
            kind = contract.type_id
            contract.sign_activates = (
                kind.sign_activates if kind else contract.sign_activates
            )

    # ------------------------------------------------------------------
    # The office
    # ------------------------------------------------------------------

    def action_send(self):
        """Open the mail that asks the customer to read and sign the contract.

        :raise UserError: it is over, it is signed, or nobody can be written to
        """
        self.ensure_one()
        self._check_may_ask()
        if not self.partner_id.email:
            raise UserError(
                self.env._(
                    "%(customer)s has no mail address: add one, or send the link of "
                    "“Customer's Page” yourself.",
                    customer=self.partner_id.display_name,
                )
            )
        template = self.env.ref("fieldwork_contract.mail_template_contract_sign")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send to Sign"),
            "res_model": "mail.compose.message",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_composition_mode": "comment",
                "default_template_id": template.id,
                "default_email_layout_xmlid": "mail.mail_notification_layout",
                "hide_mail_template_management_options": True,
                "force_email": True,
                "fieldwork_ask_signature": True,
            },
        }

    def action_ask_signature(self):
        """Let the customers sign: their pages have a field for it from now on.

        :raise UserError: a contract is over or signed already
        """
        self.check_access("write")
        for contract in self:
            contract._check_may_ask()
        self._guarded_write({"sign_asked_at": fields.Datetime.now()})
        return True

    def action_preview(self):
        """Open the page as the customer sees it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "target": "self",
            "url": self.get_portal_url(),
        }

    def message_post(self, **kwargs):
        if self.env.context.get("fieldwork_ask_signature"):
            # The mail is on its way: see action_send.
            self.action_ask_signature()
        return super().message_post(**kwargs)

    def _check_may_ask(self):
        self.ensure_one()
        self._require_state(OPEN_STATES, self.env._("signed"))
        if self.sign_state == "signed":
            raise UserError(
                self.env._(
                    "Contract %(contract)s is signed already, by %(name)s.",
                    contract=self.name,
                    name=self.signed_by,
                )
            )

    # ------------------------------------------------------------------
    # The customer
    # ------------------------------------------------------------------

    def _has_to_be_signed(self):
        self.ensure_one()
        return self.sign_state == "asked" and self.state in OPEN_STATES

    def _sign(self, name, image, shown, partner=None):
        """Sign the contract for the customer.

        Called as superuser, by what has checked who it is.

        :param str name: who signs
        :param str image: the signature as a PNG in base64
        :param str shown: hash of the terms that were read, see ``_terms_hash``
        :param partner: ``res.partner`` of who is signed in
        :raise UserError: nothing to sign, no name, nothing drawn, or the terms have
            changed since they were read
        """
        self.ensure_one()
        one_at_a_time(self)
        self._check_has_to_be_signed()
        lang = self._customer_lang()
        snapshot = canonical(self._terms(lang))
        if digest(snapshot) != shown:
            raise UserError(
                self.env._(
                    "Contract %(contract)s has changed meanwhile: read it again, then "
                    "sign.",
                    contract=self.name,
                )
            )
        vals = {
            **self._prepare_signature_vals(name, partner),
            "image": self._signature_image(image),
            "lang": lang,
            "snapshot": snapshot,
            "snapshot_sha256": digest(snapshot),
        }
        if not vals["name"]:
            raise UserError(self.env._("Write the name of the person who signs."))
        signature = self._store_signature(vals)
        self._after_signing(signature)
        return signature

    def _refuse(self, reason, name=None, partner=None):
        """Keep that the customer does not sign, and why.

        :raise UserError: nothing to sign, or no reason
        """
        self.ensure_one()
        one_at_a_time(self)
        self._check_has_to_be_signed()
        reason = " ".join((reason or "").split())[:MAX_REASON]
        if not reason:
            raise UserError(self.env._("Tell us why: it helps us to make it right."))
        signature = self._store_signature(
            {
                **self._prepare_signature_vals(name, partner),
                "is_refusal": True,
                "refusal_reason": reason,
            }
        )
        self._tell_customers_answer(signature, self.env._("Contract not signed"))
        return signature

    def _check_has_to_be_signed(self):
        if not self._has_to_be_signed():
            raise UserError(
                self.env._(
                    "Contract %(contract)s is not to be signed now: ask us for a new "
                    "link.",
                    contract=self.name,
                )
            )

    def _prepare_signature_vals(self, name, partner):
        """Return the values of a signature or refusal (hook); no address of the
        network is kept."""
        name = " ".join((name or "").split())[:MAX_NAME]
        return {
            "contract_id": self.id,
            "name": name or (partner.name if partner else ""),
            "partner_id": partner.id if partner else False,
            "signed_at": fields.Datetime.now(),
        }

    @api.model
    def _signature_image(self, image):
        """Return the PNG as base64, after a look at whether anything is drawn."""
        try:
            data = base64.b64decode(image or "", validate=True)
            drawn = len(data) <= MAX_IMAGE and has_ink(data)
        except (BadPicture, binascii.Error, TypeError, ValueError):
            drawn = False
        if not drawn:
            raise UserError(
                self.env._("The signature is empty: sign in the field, then confirm.")
            )
        return base64.b64encode(data)

    def _store_signature(self, vals):
        signatures = self.env["fieldwork.contract.signature"]
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return signatures._guarded_create([vals])
        except UniqueViolation as error:
            raise ConcurrencyError("somebody signs in this moment") from error

    def _after_signing(self, signature):
        """Keep the document, tell whom it concerns, and let the contract hold if it
        is set so (hook)."""
        # The report reads what is stored.
        self.env.flush_all()
        document = self._document()
        signature._guarded_write(
            {
                "document": base64.b64encode(document),
                "document_sha256": hashlib.sha256(document).hexdigest(),
            }
        )
        problem = ""
        if self.state == "draft" and self.sign_activates:
            problem = self._activate_or_say()
        if self.state == "draft":
            summary = self.env._("Signed: activate the contract")
            self._tell_customers_answer(signature, summary, problem)
        else:
            self._post_customers_answer(signature)
        self._send_copy()

    def _send_copy(self):
        """Write to the customer where the signed contract is to be found."""
        author = self.user_id.partner_id or self.company_id.partner_id
        self.message_post_with_source(
            "fieldwork_contract.mail_template_contract_signed",
            author_id=author.id,
            # Nobody in particular sends it: who signs has no address of ours.
            email_from=self.company_id._fieldwork_sender(),
            subtype_xmlid="mail.mt_comment",
            email_layout_xmlid="mail.mail_notification_layout",
        )

    def _activate_or_say(self):
        """Activate a signed draft; return why not, in words."""
        try:
            with self.env.cr.savepoint():
                self.action_activate()
        except UserError as error:
            return str(error)
        return ""

    def _tell_customers_answer(self, signature, summary, note=""):
        self._post_customers_answer(signature)
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=summary,
            note=note or signature.refusal_reason or "",
            user_id=self.user_id.id or self.create_uid.id,
        )

    def _post_customers_answer(self, signature):
        self.message_post(
            body=signature._note(),
            author_id=(signature.partner_id or self.partner_id).id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
