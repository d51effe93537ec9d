import base64
import binascii
import hashlib
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import human_size

from ...tools.arguments import CLOCK_SKEW, as_utc
from ...tools.days import to_utc
from ...tools.picture import BadPicture, read_picture

KINDS = [
    ("before", "Before"),
    ("during", "During"),
    ("after", "After"),
    ("other", "Other"),
]
# A camera whose clock is further off than this is not believed.
BELIEVED = timedelta(days=7)
MEGABYTE = 1024 * 1024


class FieldworkPhoto(models.Model):
    """A photo of a visit: the bytes as they were sent, and what is known of them."""

    _name = "fieldwork.photo"
    _description = "Photo of a Visit"
    _inherit = [
        "fieldwork.guard.mixin",
        "fieldwork.visit.part.mixin",
        "fieldwork.report.content.mixin",
    ]
    _order = "taken_at, id"

    _report_fields = frozenset({"kind", "note"})

    _guarded_fields = {
        "sha256": False,
        "size": 0,
        "mimetype": False,
        "width": 0,
        "height": 0,
        "thumbnail": False,
        "preview": False,
        "uploaded_by_id": False,
        "removed_at": False,
        "answer_id": False,
        "client_uuid": False,
    }

    name = fields.Char(string="File", required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, default="other")
    note = fields.Char()
    image = fields.Binary(
        attachment=True, copy=False, help="The bytes as they were sent."
    )
    preview = fields.Binary(
        attachment=True, readonly=True, copy=False, help="For the report."
    )
    thumbnail = fields.Binary(attachment=True, readonly=True, copy=False)
    sha256 = fields.Char(
        string="SHA-256", readonly=True, help="Of the bytes as they were sent."
    )
    size = fields.Integer(string="Size (bytes)", readonly=True)
    mimetype = fields.Char(string="Type", readonly=True)
    width = fields.Integer(readonly=True)
    height = fields.Integer(readonly=True)
    taken_at = fields.Datetime(
        string="Taken",
        readonly=True,
        required=True,
        help="By the camera's clock where that can be believed, else when it was told.",
    )
    latitude = fields.Float(digits=(10, 7), readonly=True)
    longitude = fields.Float(digits=(10, 7), readonly=True)
    accuracy = fields.Float(string="Accuracy (m)", readonly=True)
    answer_id = fields.Many2one(
        "fieldwork.checklist.answer",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    uploaded_by_id = fields.Many2one("res.users", string="From", readonly=True)
    removed_at = fields.Datetime(
        string="Removed",
        readonly=True,
        help="When the image went because of its age; what was known of it stays.",
    )
    client_uuid = fields.Char(readonly=True, copy=False)

    _client_uuid_uniq = models.UniqueIndex(
        "(client_uuid) WHERE client_uuid IS NOT NULL",
        "This photo has been received already.",
    )
    _age_idx = models.Index("(create_date) WHERE removed_at IS NULL")

    @api.model_create_multi
    def create(self, vals_list):
        """Make photos of the bytes in ``image``; everything else follows from them.

        :raise UserError: no photo, a broken one, or too large
        """
        vals_list = [self._prepare_vals(vals) for vals in vals_list]
        # Core would shrink large images: what is stored must be what was sent.
        photos = self._guarded().with_context(image_no_postprocess=True)
        photos = super(FieldworkPhoto, photos).create(vals_list)
        return photos.with_env(self.env)

    def write(self, vals):
        fixed = {"image", "visit_id", "order_id", "taken_at", "name"} & vals.keys()
        if fixed and not self._guard_open():
            raise UserError(
                self.env._(
                    "A photo stays as it was taken: remove it and add another one."
                )
            )
        return super().write(vals)

    @api.model
    def _prepare_vals(self, vals):
        """Return the values of a photo with what its bytes say.

        Of what only methods know (who sent it, where and when), nothing is taken
        from people.
        """
        if not self._guard_open():
            self._guard_refuse(name for name in self._all_guarded() if vals.get(name))
            vals = {
                name: vals.get(name)
                for name in ("visit_id", "kind", "note", "image", "name")
                if name in vals
            }
        visit = self.env["fieldwork.visit"].browse(vals.get("visit_id"))
        name = (vals.get("name") or "").strip() or self.env._("Photo")
        data = self._decode(vals.get("image"), name)
        picture = self._read_picture(data, name, visit.sudo().company_id)
        told = vals.get("taken_at") or fields.Datetime.now()
        return {
            **vals,
            "name": name,
            "kind": vals.get("kind") or "other",
            "image": base64.b64encode(data),
            "preview": base64.b64encode(picture.medium),
            "thumbnail": base64.b64encode(picture.small),
            "sha256": hashlib.sha256(data).hexdigest(),
            "size": len(data),
            "mimetype": picture.mimetype,
            "width": picture.width,
            "height": picture.height,
            "taken_at": self._believed(picture.taken, told, visit),
            "uploaded_by_id": self.env.uid,
        }

    @api.model
    def _decode(self, data, name):
        try:
            decoded = base64.b64decode(data or "", validate=True)
        except (binascii.Error, ValueError):
            decoded = b""
        if not decoded:
            raise UserError(
                self.env._(
                    "“%(name)s” arrived empty: take or choose the photo again.",
                    name=name,
                )
            )
        return decoded

    @api.model
    def _read_picture(self, data, name, company):
        limit = company.fieldwork_photo_limit or 25
        if len(data) > limit * MEGABYTE:
            raise UserError(
                self.env._(
                    "“%(name)s” has %(size)s, and a photo may have %(limit)s MB: "
                    "choose a lower resolution in the camera.",
                    name=name,
                    size=human_size(len(data)),
                    limit=limit,
                )
            )
        try:
            return read_picture(data)
        except BadPicture as bad:
            raise UserError(self._bad_picture_words(bad.reason, name)) from bad

    @api.model
    def _bad_picture_words(self, reason, name):
        if reason == "heic":
            text = self.env._(
                "“%(name)s” is a HEIC picture: set the camera to “Most Compatible” "
                "(JPEG) and take it again.",
                name=name,
            )
        elif reason == "broken":
            text = self.env._(
                "“%(name)s” is broken, its end is missing: send or take it again.",
                name=name,
            )
        elif reason == "pixels":
            text = self.env._(
                "“%(name)s” has too many pixels: choose a lower resolution.",
                name=name,
            )
        else:
            text = self.env._(
                "“%(name)s” is no photo: choose a JPEG, PNG or WebP picture.",
                name=name,
            )
        return text

    @api.model
    def _believed(self, taken, told, visit):
        """Return when a photo was taken: as the camera says, if that can be true."""
        if not taken:
            return told
        if taken.tzinfo:
            taken = as_utc(self.env, taken)
        else:
            # Cameras write the clock on the wall, which hangs at the site.
            taken = to_utc(taken, visit.sudo()._zone() if visit else "UTC")
        if told - BELIEVED <= taken <= told + CLOCK_SKEW:
            return min(taken, told)
        return told

    # ------------------------------------------------------------------
    # What leaves
    # ------------------------------------------------------------------

    def _values(self):
        """Return photos as the screens get them: no bytes, but addresses.

        :return: list of dicts with ``id``, ``name``, ``url``, ``thumbnail_url``,
            ``sha256``, ``kind``, ``note``, ``taken_at`` and ``removed``
        """
        return [
            {
                "id": photo.id,
                "name": photo.name,
                "url": f"/fieldwork/photo/{photo.id}",
                "thumbnail_url": f"/fieldwork/photo/{photo.id}/thumb",
                "sha256": photo.sha256,
                "kind": photo.kind,
                "note": photo.note or "",
                "taken_at": fields.Datetime.to_string(photo.taken_at),
                "removed": bool(photo.removed_at),
            }
            for photo in self
        ]

    def _bytes(self, name="image"):
        """Return the bytes of a photo; ``name`` is ``image``, ``preview`` or
        ``thumbnail``."""
        self.ensure_one()
        return base64.b64decode(self.with_context(bin_size=False)[name] or b"")

    def action_open_file(self):
        """Open the photo as it was sent."""
        self.ensure_one()
        url = f"/fieldwork/photo/{self.id}"
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}

    # ------------------------------------------------------------------
    # Removing
    # ------------------------------------------------------------------

    def action_remove(self, reason=None):
        """Take photos off their visits; the journal keeps that, and why.

        :param str reason: required
        :raise UserError: no reason, or the caller is neither the office nor the one
            who sent the photo and still works there
        """
        reason = self.env["fieldwork.order"]._require_reason(reason)
        self.check_access("read")
        for photo in self:
            visit = photo.visit_id
            if photo.uploaded_by_id != self.env.user or visit.closed_at:
                visit._check_office()
        photos = self.sudo()  # nobody deletes photos but through here
        for photo in photos:
            note = f"{photo.name} ({photo.sha256[:12]}): {reason}"
            now = fields.Datetime.now()
            photos.env["fieldwork.visit.event"]._record(
                "photo_remove", photo.visit_id, now, note=note
            )
        answers = photos.answer_id
        photos.unlink()
        answers._photos_changed()
        return True
