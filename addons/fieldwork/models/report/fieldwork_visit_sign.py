import base64
import binascii

from psycopg2.errors import UniqueViolation

from odoo import fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import mute_logger

from ...tools.canonical import canonical, digest
from ...tools.common_row import one_at_a_time
from ...tools.picture import BadPicture, has_ink

MAX_SIGNATURE = 1024 * 1024


class FieldworkVisit(models.Model):
    """Signing a visit, and refusing to."""

    _inherit = "fieldwork.visit"

    _guarded_fields = {"is_signed": False}

    signature_ids = fields.One2many(
        "fieldwork.signature", "visit_id", string="Signatures"
    )
    is_signed = fields.Boolean(
        string="Signed",
        readonly=True,
        copy=False,
        help="There is a signature that holds.",
    )
    signature_void = fields.Boolean(
        string="Signature Is Void",
        compute="_compute_signature_void",
        help="What was signed has changed since, and nobody signed again.",
    )

    def _compute_signature_void(self):
        for visit in self:
            signed = visit.signature_ids.filtered(lambda one: not one.is_refusal)
            valid = signed.filtered(lambda one: one._is_valid()).mapped("role")
            visit.signature_void = bool(set(signed.mapped("role")) - set(valid))

    def action_sign(
        self,
        role,
        name,
        image,
        snapshot_sha256=None,
        at=None,
        client_uuid=None,
        position=None,
    ):
        """Sign what the report shows.

        :param str role: ``technician`` or ``customer``
        :param str name: who signs, in letters
        :param image: PNG of the handwriting, as base64 text or data URL
        :param str snapshot_sha256: hash of the snapshot that was shown, see
            :meth:`get_report`; where it is another by now, nothing is signed
        :param at: device time, see ``tools.arguments.event_time``
        :param str client_uuid: id the device gave this signature; the same again
            signs nothing twice
        :param dict position: where, see :meth:`action_travel`
        :return: dict; see ``fieldwork.signature._values``
        :raise UserError: nothing drawn, no name, signed already, or it has changed
        """
        self.ensure_one()
        events = self._event_model()
        if events._already_received("sign", self, client_uuid):
            return self._signature_received(client_uuid)._values()[0]
        self._check_may_sign()
        at = self._event_time(at)
        # What is signed must not change while it is: see _report_changed.
        one_at_a_time(self.sudo().order_id)
        vals = self._prepare_signature_vals(role, name, image, at, position)
        self._check_shown(snapshot_sha256, vals["snapshot_sha256"])
        self._check_not_signed(role)
        events._record("sign", self, at, client_uuid, position, note=vals["name"])
        return self._store_signature({**vals, "client_uuid": client_uuid or False})

    def action_refuse_signature(
        self, reason=None, name=None, at=None, client_uuid=None
    ):
        """Tell that the customer does not sign, and why.

        :param str reason: required
        :param str name: who refused
        :return: dict; see ``fieldwork.signature._values``
        :raise UserError: no reason, or the customer has signed
        """
        self.ensure_one()
        events = self._event_model()
        if events._already_received("sign_refuse", self, client_uuid):
            return self._signature_received(client_uuid)._values()[0]
        reason = self.order_id._require_reason(reason)
        self._check_may_sign()
        self._check_not_signed("customer")
        at = self._event_time(at)
        events._record("sign_refuse", self, at, client_uuid, note=reason)
        vals = {
            "visit_id": self.id,
            "role": "customer",
            "name": (name or "").strip(),
            "signed_at": at,
            "is_refusal": True,
            "refusal_reason": reason,
            "by_link": self._is_sign_by_link(),
            "client_uuid": client_uuid or False,
        }
        return self._store_signature(vals)

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------

    def _check_may_sign(self):
        self.check_access("read")
        if self.state in ("missed", "cancelled"):
            raise UserError(
                self.env._(
                    "Visit %(visit)s did not take place: there is nothing to sign.",
                    visit=self.display_name,
                )
            )
        if not self._is_sign_by_link() and not self.env.su and not self._is_on_crew():
            self._check_office()

    def _check_shown(self, shown, current):
        """Refuse to sign another report than the one that was read.

        :param str shown: hash of what was shown, if that is known
        :param str current: hash of what would be signed
        """
        if shown and shown != current:
            raise UserError(
                self.env._(
                    "%(visit)s has changed meanwhile: read the report again, then "
                    "sign.",
                    visit=self.display_name,
                )
            )

    def _prepare_signature_vals(self, role, name, image, at, position):
        """Return the values of a signature under the report as it is now."""
        self._check_role(role)
        name = self._signer_name(name)
        snapshot = canonical(self._prepare_snapshot(at))
        vals = {
            "visit_id": self.id,
            "role": role,
            "name": name,
            "image": self._signature_image(image),
            "signed_at": at,
            "snapshot": snapshot,
            "snapshot_sha256": digest(snapshot),
            "by_link": self._is_sign_by_link(),
        }
        if position and self.sudo().company_id.fieldwork_position_allowed:
            names = ("latitude", "longitude", "accuracy")
            vals |= {key: position.get(key) or 0.0 for key in names}
        return vals

    def _check_role(self, role):
        roles = self.env["fieldwork.signature"]._fields["role"]
        labels = dict(roles._description_selection(self.env))
        if role not in labels:
            raise UserError(
                self.env._(
                    "Say who signs: %(roles)s.", roles=", ".join(labels.values())
                )
            )

    def _signer_name(self, name):
        """Return the name as one line that fits; without one nobody signs."""
        name = " ".join((name or "").split())
        if not name:
            raise UserError(self.env._("Write the name of the person who signs."))
        return name[:200]

    def _signature_image(self, image):
        """Return the PNG as base64, after a look at whether anything is drawn."""
        text = image if isinstance(image, str) else (image or b"").decode("latin-1")
        if text.startswith("data:"):
            text = text.partition(",")[2]
        try:
            data = base64.b64decode(text, validate=True)
            drawn = len(data) <= MAX_SIGNATURE and has_ink(data)
        except (BadPicture, binascii.Error, ValueError):
            drawn = False
        if not drawn:
            raise UserError(
                self.env._("The signature is empty: sign in the field, then confirm.")
            )
        return base64.b64encode(data)

    def _signature_received(self, client_uuid):
        signatures = self.env["fieldwork.signature"]
        if self._is_sign_by_link():
            signatures = signatures.sudo()  # the link was checked
        return signatures.search([("client_uuid", "=", client_uuid)], limit=1)

    def _valid_signatures(self, role=None):
        """Return the signatures under these visits that hold, as superuser."""
        # sudo: whether something is signed is no secret of anybody's
        signatures = self.sudo().signature_ids.filtered(lambda one: one._is_valid())
        return signatures.filtered(lambda one: not role or one.role == role)

    def _check_not_signed(self, role):
        signed = self._valid_signatures(role)
        if signed:
            raise UserError(
                self.env._(
                    "%(visit)s has been signed by %(name)s already.",
                    visit=self.display_name,
                    name=signed[0].name,
                )
            )

    def _store_signature(self, vals):
        # sudo: signatures are made through here only
        signatures = self.env["fieldwork.signature"].sudo()
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                signature = signatures._guarded_create([vals])
        except UniqueViolation as error:
            raise ConcurrencyError("somebody signs in this moment") from error
        self._update_is_signed()
        return signature._values()[0]

    def _update_is_signed(self):
        for visit in self.sudo():  # see _valid_signatures
            signed = bool(visit._valid_signatures())
            if visit.is_signed != signed:
                visit._guarded_write({"is_signed": signed})

    # ------------------------------------------------------------------
    # What must be signed
    # ------------------------------------------------------------------

    def _check_can_finish(self, outcome):
        res = super()._check_can_finish(outcome)
        if outcome == "solved":
            self._check_signatures()
        return res

    def _check_signatures(self):
        """:raise UserError: a signature that the type requires does not stand"""
        lines = []
        for visit in self:
            missing = visit._missing_signatures()
            if missing:
                lines.append(f"{visit.display_name}: {', '.join(missing)}")
        if lines:
            raise UserError(
                self.env._(
                    "Signatures are missing:\n%(missing)s\nHave them sign, or enter "
                    "why the customer refuses.",
                    missing="\n".join(lines),
                )
            )

    def _missing_signatures(self):
        """Return the labels of the roles whose required signature does not stand."""
        self.ensure_one()
        roles = self.env["fieldwork.signature"]._fields["role"]
        labels = dict(roles._description_selection(self.env))
        there = set(self._valid_signatures().mapped("role"))
        # sudo: see _valid_signatures
        if any(self.sudo().signature_ids.mapped("is_refusal")):
            there.add("customer")
        rules = self.sudo().type_id._signature_rules()
        return [
            labels[role]
            for role, rule in rules.items()
            if rule == "required" and role not in there
        ]
