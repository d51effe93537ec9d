import json

from odoo import fields, models

from ...tools.canonical import canonical


class FieldworkSignature(models.Model):
    """Who stood for what: the text signed, its hash, and whether it still holds."""

    _name = "fieldwork.signature"
    _description = "Signature"
    _inherit = ["fieldwork.guard.mixin", "fieldwork.visit.part.mixin"]
    _order = "signed_at desc, id desc"

    _guarded_fields = dict.fromkeys(
        (
            "visit_id",
            "order_id",
            "role",
            "name",
            "image",
            "signed_at",
            "latitude",
            "longitude",
            "accuracy",
            "snapshot",
            "snapshot_sha256",
            "is_refusal",
            "refusal_reason",
            "void_at",
            "void_by_id",
            "void_reason",
            "void_snapshot",
            "by_link",
            "removed_at",
            "client_uuid",
        ),
        False,
    )

    role = fields.Selection(
        [("technician", "Technician"), ("customer", "Customer")],
        required=True,
        readonly=True,
    )
    name = fields.Char(readonly=True)
    image = fields.Binary(attachment=True, readonly=True, copy=False)
    signed_at = fields.Datetime(string="Signed", required=True, readonly=True)
    received_at = fields.Datetime(
        string="Received", readonly=True, default=lambda self: fields.Datetime.now()
    )
    latitude = fields.Float(digits=(10, 7), readonly=True)
    longitude = fields.Float(digits=(10, 7), readonly=True)
    accuracy = fields.Float(string="Accuracy (m)", readonly=True)
    snapshot = fields.Text(
        readonly=True, help="What was shown when it was signed, word for word."
    )
    snapshot_sha256 = fields.Char(
        string="SHA-256", readonly=True, help="Of what was shown."
    )
    is_refusal = fields.Boolean(string="Refused", readonly=True)
    refusal_reason = fields.Char(string="Why Refused", readonly=True)
    void_at = fields.Datetime(string="Void since", readonly=True)
    void_by_id = fields.Many2one("res.users", string="Made Void by", readonly=True)
    void_reason = fields.Text(string="What Changed", readonly=True)
    void_snapshot = fields.Text(readonly=True)
    by_link = fields.Boolean(string="Signed by Link", readonly=True)
    removed_at = fields.Datetime(
        string="Image Removed",
        readonly=True,
        help="When the image went because of its age.",
    )
    client_uuid = fields.Char(readonly=True, copy=False)

    _client_uuid_uniq = models.UniqueIndex(
        "(client_uuid) WHERE client_uuid IS NOT NULL",
        "This signature has been received already.",
    )
    _valid_uniq = models.UniqueIndex(
        "(visit_id, role) WHERE void_at IS NULL AND is_refusal IS NOT TRUE",
        "That has been signed already.",
    )

    def _compute_display_name(self):
        labels = dict(self._fields["role"]._description_selection(self.env))
        for signature in self:
            who = [labels.get(signature.role), signature.name]
            signature.display_name = ", ".join(filter(None, who))

    def _is_valid(self):
        self.ensure_one()
        return not (self.is_refusal or self.void_at)

    # ------------------------------------------------------------------
    # Void
    # ------------------------------------------------------------------

    def _check_still_shown(self):
        """Make void those under which something else stands now.

        Called as superuser with signatures that are valid.
        """
        texts = {}
        for signature in self:
            visit = signature.visit_id
            key = visit, signature.signed_at
            if key not in texts:
                texts[key] = visit._prepare_snapshot(signature.signed_at)
            signed = json.loads(signature.snapshot)
            if visit._snapshot_changes(signed, texts[key]):
                signature._make_void(signed, texts[key])

    def _make_void(self, signed, now):
        visit, labels = self.visit_id, self._description_role()
        office = visit.with_context(lang=visit.order_id._get_dispatcher().lang)
        changes = "\n".join(office._snapshot_changes(signed, now))
        self._guarded_write(
            {
                "void_at": fields.Datetime.now(),
                "void_by_id": self.env.uid,
                "void_reason": changes,
                "void_snapshot": canonical(now),
            }
        )
        visit._update_is_signed()
        visit._event_model()._record(
            "sign_void", visit, self.void_at, note=f"{labels}: {changes}"
        )
        text = office.env._(
            "The signature of %(who)s on %(visit)s is void: what was signed has "
            "changed since.\n%(changes)s",
            who=self.display_name,
            visit=visit.display_name,
            changes=changes,
        )
        visit.order_id._log_batch(text)
        visit.order_id._tell_dispatcher(office.env._("Signature void"), text)

    def _description_role(self):
        return dict(self._fields["role"]._description_selection(self.env))[self.role]

    def _void_changes(self):
        """Return what changed since, as lines in the language of the context."""
        self.ensure_one()
        if not self.void_snapshot:
            return (self.void_reason or "").splitlines()
        return self.visit_id._snapshot_changes(
            json.loads(self.snapshot), json.loads(self.void_snapshot)
        )

    # ------------------------------------------------------------------
    # What leaves
    # ------------------------------------------------------------------

    def _values(self):
        """Return signatures as the screens get them.

        :return: list of dicts with ``id``, ``role``, ``name``, ``signed_at``,
            ``is_refusal``, ``refusal_reason``, ``void``, ``void_reason``, ``by_link``
        """
        return [
            {
                "id": signature.id,
                "role": signature.role,
                "name": signature.name or "",
                "signed_at": fields.Datetime.to_string(signature.signed_at),
                "is_refusal": signature.is_refusal,
                "refusal_reason": signature.refusal_reason or "",
                "void": bool(signature.void_at),
                "void_reason": "\n".join(signature._void_changes())
                if signature.void_at
                else "",
                "by_link": signature.by_link,
            }
            for signature in self.sorted("id")
        ]
