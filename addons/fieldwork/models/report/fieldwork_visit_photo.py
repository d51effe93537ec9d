import base64

from odoo import api, fields, models
from odoo.exceptions import UserError


class FieldworkVisit(models.Model):
    """Photos as sent from the field."""

    _inherit = "fieldwork.visit"

    photo_ids = fields.One2many("fieldwork.photo", "visit_id", string="Photos")
    photo_count = fields.Integer(compute="_compute_photo_count")

    @api.depends("photo_ids")
    def _compute_photo_count(self):
        counts = dict(
            self.env["fieldwork.photo"]._read_group(
                [("visit_id", "in", self.ids)], ["visit_id"], ["__count"]
            )
        )
        for visit in self:
            visit.photo_count = counts.get(visit, 0)

    def action_photo(
        self,
        data,
        filename=None,
        kind="other",
        note=None,
        response=None,
        question=None,
        at=None,
        client_uuid=None,
        position=None,
    ):
        """Add a photo to the visit.

        :param data: the file, as bytes or base64 text
        :param str filename: named in messages
        :param str kind: ``before``, ``during``, ``after`` or ``other``
        :param response: id of a checklist of the visit, with ``question``, the id of
            its question that the photo answers or shows
        :param at: device time, see ``tools.arguments.event_time``
        :param str client_uuid: id the device gave this photo; the same again answers
            with the photo that is there
        :return: dict; see ``fieldwork.photo._values``
        :raise UserError: no photo, or the caller is not on the visit
        """
        self.ensure_one()
        events = self._event_model()
        if events._already_received("photo", self, client_uuid):
            return self._photo_received(client_uuid)._values()[0]
        self.check_access("read")
        self._clocking(None)
        at = self._event_time(at)
        events._record("photo", self, at, client_uuid, position, note=note)
        vals = self._prepare_photo_vals(data, filename, kind, note, at, position)
        # sudo: technicians add photos through here only
        photos = self.env["fieldwork.photo"].sudo()
        photo = photos._guarded_create([{**vals, "client_uuid": client_uuid or False}])
        if response and question:
            self._photo_response(response)._answer_photo(question, photo)
        return photo._values()[0]

    def _prepare_photo_vals(self, data, filename, kind, note, at, position):
        photos = self.env["fieldwork.photo"]
        if kind not in dict(photos._fields["kind"]._description_selection(self.env)):
            kind = "other"
        vals = {
            "visit_id": self.id,
            "name": filename,
            "kind": kind,
            "note": (note or "").strip(),
            "image": _as_base64(data),
            "taken_at": at,
        }
        if position and self.sudo().company_id.fieldwork_position_allowed:
            names = ("latitude", "longitude", "accuracy")
            vals |= {name: position.get(name) or 0.0 for name in names}
        return vals

    def _photo_received(self, client_uuid):
        return self.env["fieldwork.photo"].search(
            [("client_uuid", "=", client_uuid)], limit=1
        )

    def _photo_response(self, response):
        """Return a checklist of this visit, given as record or id."""
        own = self.sudo().checklist_response_ids  # the visit was asked for its rights
        id_ = response if isinstance(response, int) else response.id
        found = own.filtered(lambda one: one.id == id_)
        if not found:
            raise UserError(
                self.env._(
                    "That checklist is not one of %(visit)s: open the visit anew.",
                    visit=self.display_name,
                )
            )
        return found

    @api.readonly
    def get_photos(self):
        """Return the photos of a visit without their bytes.

        :return: list of dicts; see ``fieldwork.photo._values``
        """
        self.ensure_one()
        self.check_access("read")
        return self.photo_ids._values()

    def action_view_photos(self):
        """Open the photos of these visits."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork.fieldwork_photo_action"
        )
        context = {"default_visit_id": self.id} if len(self) == 1 else {}
        return dict(action, domain=[("visit_id", "in", self.ids)], context=context)


def _as_base64(data):
    """Return bytes, base64 text or a data URL as base64 text."""
    if isinstance(data, bytes | bytearray):
        return base64.b64encode(data).decode()
    text = data if isinstance(data, str) else ""
    if text.startswith("data:"):
        text = text.partition(",")[2]
    return text
