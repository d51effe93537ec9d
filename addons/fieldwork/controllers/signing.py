from odoo import http
from odoo.http import request

from .photo import HEADERS as PHOTO_HEADERS
from .public_page import HEADERS, PublicPageMixin

# As every page behind a link, and the script of the field to sign in.
PAGE_HEADERS = {
    **HEADERS,
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "img-src 'self' data:; script-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
}
MAX_REASON = 500


class SigningController(PublicPageMixin, http.Controller):
    """Customers read and sign a report by link."""

    page_headers = PAGE_HEADERS

    @http.route(
        "/fieldwork/s/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def report(self, token, **kwargs):
        """Show the report, with the field to sign in or how it was signed."""
        visit = self._visit(token)
        if not visit:
            return self._out_of_date()
        return self._page(token, visit)

    @http.route(
        "/fieldwork/s/<string:token>/sign",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def sign(self, token, name="", image="", shown="", **kwargs):
        visit = self._visit(token)
        if not visit:
            return self._out_of_date()
        # What was on the page is signed, nothing else: a page without a hash is none
        # of ours.
        return self._do(
            token,
            visit,
            lambda: visit.action_sign("customer", name, image, shown or "-"),
        )

    @http.route(
        "/fieldwork/s/<string:token>/refuse",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def refuse(self, token, reason="", name="", **kwargs):
        visit = self._visit(token)
        if not visit:
            return self._out_of_date()
        reason = " ".join(reason.split())[:MAX_REASON]
        name = " ".join(name.split())[:200]
        return self._do(
            token, visit, lambda: visit.action_refuse_signature(reason, name)
        )

    @http.route(
        "/fieldwork/s/<string:token>/photo/<int:photo_id>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
        readonly=True,
    )
    def photo(self, token, photo_id):
        """Give a photo of the report, in the size for paper."""
        visit = self._visit(token)
        photo = visit.photo_ids.filtered(lambda one: one.id == photo_id)
        data = photo and photo._bytes("preview")
        if not data:
            raise request.not_found()
        headers = {**PHOTO_HEADERS, "Content-Type": "image/jpeg"}
        headers["Cache-Control"] = "no-store"
        return request.make_response(data, headers=list(headers.items()))

    def _visit(self, token):
        """Return the visit of a link that holds, in its customer's language."""
        visit = request.env["fieldwork.visit"]._by_sign_token(token)
        if not visit:
            return visit
        visit = visit.with_company(visit.company_id)._by_link()
        return visit.with_context(lang=visit._customer_lang())

    def _address(self, token):
        return f"/fieldwork/s/{token}"

    def _do(self, token, visit, act):
        return self._act(
            act,
            self._address(token),
            lambda error: self._page(token, visit, error=error, status=422),
        )

    def _page(self, token, visit, error=None, status=200):
        address = self._address(token)
        signed = visit._valid_signatures("customer")
        refused = visit.signature_ids.filtered("is_refusal")[:1]
        values = {
            "visit": visit,
            "shown": visit._report_values(),
            "hash": visit.get_report()["snapshot_sha256"],
            "photo_source": lambda photo: not photo.removed_at
            and f"{address}/photo/{photo.id}",
            "signed": signed[:1],
            "refused": refused,
            "address": address,
            "max_reason": MAX_REASON,
            "error": error,
        }
        return self._render("fieldwork.sign_page", visit.env, values, status)

    def _out_of_date(self):
        """Say the same to wrong, old and revoked links: nothing of any visit."""
        return self._render("fieldwork.sign_page_gone", request.env, {}, 404)
