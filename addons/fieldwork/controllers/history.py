from odoo import http
from odoo.http import request

from .photo import HEADERS


class HistoryController(http.Controller):
    @http.route(
        "/fieldwork/history/<int:visit_id>/photo/<int:photo_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def photo(self, visit_id, photo_id):
        """Give a small photo of the past of a visit, to whoever may see that visit."""
        visit = request.env["fieldwork.visit"].browse(visit_id).exists()
        if not visit or not visit.has_access("read"):
            raise request.not_found()
        photo = visit._history_photo(photo_id)
        data = photo and photo._bytes("preview")
        if not data:
            raise request.not_found()
        headers = {**HEADERS, "Content-Type": "image/jpeg"}
        return request.make_response(data, headers=list(headers.items()))
