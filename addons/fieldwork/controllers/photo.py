from odoo import http
from odoo.http import request

# Photos come from outside: nothing in one is ever run.
HEADERS = {
    "Cache-Control": "private, max-age=604800, immutable",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class PhotoController(http.Controller):
    @http.route(
        "/fieldwork/photo/<int:photo_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def photo(self, photo_id):
        """Give the photo as it was sent, to whoever may see its visit."""
        photo = self._photo(photo_id)
        return self._answer(photo, "image", photo.mimetype)

    @http.route(
        "/fieldwork/photo/<int:photo_id>/thumb",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def thumbnail(self, photo_id):
        return self._answer(self._photo(photo_id), "thumbnail", "image/jpeg")

    def _photo(self, photo_id):
        photo = request.env["fieldwork.photo"].browse(photo_id).exists()
        # One answer to "not there" and "not yours".
        if not photo or not photo.has_access("read"):
            raise request.not_found()
        return photo

    def _answer(self, photo, name, mimetype):
        data = photo._bytes(name)
        if not data:
            raise request.not_found()
        headers = {**HEADERS, "Content-Type": mimetype}
        return request.make_response(data, headers=list(headers.items()))
