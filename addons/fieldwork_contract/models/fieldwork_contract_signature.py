from odoo import fields, models
from odoo.tools import format_datetime, html_escape

PRICES = "fieldwork_billing.group_fieldwork_prices"


class FieldworkContractSignature(models.Model):
    """Who signed a contract or refused to, what exactly, and whether it still holds."""

    _name = "fieldwork.contract.signature"
    _description = "Signature of a Contract"
    _inherit = ["fieldwork.guard.mixin"]
    _order = "signed_at desc, id desc"
    _rec_name = "name"

    _guarded_fields = dict.fromkeys(
        (
            "contract_id",
            "name",
            "partner_id",
            "image",
            "signed_at",
            "is_refusal",
            "refusal_reason",
            "lang",
            "snapshot",
            "snapshot_sha256",
            "document",
            "document_sha256",
            "void_at",
            "void_by_id",
            "void_reason",
        ),
        False,
    )

    contract_id = fields.Many2one(
        "fieldwork.contract", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    name = fields.Char(string="Signed by", readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Account",
        readonly=True,
        index="btree_not_null",
        help="Whose account it was. Empty: whoever had the link.",
    )
    image = fields.Binary(string="Signature", attachment=True, readonly=True)
    signed_at = fields.Datetime(string="On", required=True, readonly=True)
    is_refusal = fields.Boolean(string="Refused", readonly=True)
    refusal_reason = fields.Char(string="Why Refused", readonly=True)
    lang = fields.Char(readonly=True, help="The language in which it was read.")
    snapshot = fields.Text(
        readonly=True, groups=PRICES, help="The terms when it was signed, as data."
    )
    snapshot_sha256 = fields.Char(
        string="SHA-256 of the Terms", readonly=True, help="Of the terms as data."
    )
    document = fields.Binary(
        attachment=True,
        readonly=True,
        groups=PRICES,
        help="The contract as it was signed, word for word.",
    )
    document_name = fields.Char(compute="_compute_document_name")
    document_sha256 = fields.Char(string="SHA-256 of the Document", readonly=True)
    void_at = fields.Datetime(string="Void since", readonly=True)
    void_by_id = fields.Many2one("res.users", string="Made Void by", readonly=True)
    void_reason = fields.Text(string="What Changed", readonly=True)

    # Two who sign at once: one signature.
    _valid_uniq = models.UniqueIndex(
        "(contract_id) WHERE void_at IS NULL AND is_refusal IS NOT TRUE",
        "This contract is signed already.",
    )

    def _compute_document_name(self):
        for signature in self:
            signature.document_name = f"{signature.contract_id._file_name()}.pdf"

    def _is_valid(self):
        self.ensure_one()
        return not self.is_refusal and not self.void_at

    def _void(self, reason):
        """Let signatures stand for nothing any more, for good.

        :param str reason: what changed
        """
        self._guarded_write(
            {
                "void_at": fields.Datetime.now(),
                "void_by_id": self.env.uid,
                "void_reason": reason,
            }
        )

    def _shown(self):
        """Return how the signature stands on paper and on the customer's page.

        :return: dict with ``name``, ``at`` (text), ``image`` (base64 or False),
            ``refused`` (why, or False), ``void`` (since when, or False) and ``hash``
        """
        self.ensure_one()

        def say(moment):
            return format_datetime(
                self.env, moment, tz=self.contract_id._zone(), dt_format="short"
            )

        return {
            "name": self.name or "",
            "at": say(self.signed_at),
            "image": self.image,
            "refused": self.is_refusal and (self.refusal_reason or ""),
            "void": self.void_at and say(self.void_at),
            "hash": (self.snapshot_sha256 or "")[:16],
        }

    def _note(self):
        """Return the signature in a line, for the chatter."""
        self.ensure_one()
        if self.is_refusal:
            return self.env._(
                "%(name)s does not sign: %(reason)s",
                name=self.name or self.env._("The customer"),
                reason=self.refusal_reason,
            )
        return self.env._("Signed by %(name)s.", name=html_escape(self.name))
