from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..tools.log_filter import hide_tokens
from .assignment import HEADERS
from .photo import HEADERS as PHOTO_HEADERS

hide_tokens()

# As the page of assignments, and the script of the field to sign in.
PAGE_HEADERS = {
    **HEADERS,
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "img-src 'self' data:; script-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
}
MAX_REASON = 500


class SigningController(http.Controller):
    """Customers read and sign a report by link."""

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
        return self._act(
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
        return self._act(
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

    def _act(self, token, visit, call):
        try:
            with request.env.cr.savepoint():
                call()
        except UserError as error:
            return self._page(token, visit, error=str(error), status=422)
        # Loading the page again, or going back, sends nothing twice.
        headers = {**PAGE_HEADERS, "Location": f"/fieldwork/s/{token}"}
        return request.make_response("", headers=list(headers.items()), status=303)

    def _page(self, token, visit, error=None, status=200):
        address = f"/fieldwork/s/{token}"
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

    def _render(self, template, env, values, status):
        lang = env.context.get("lang") or "en_US"
        values = {
            **values,
            "lang_code": lang.replace("_", "-"),
            "csrf_token": request.csrf_token,
        }
        # Rendered at once, for request.render takes the language of the visitor.
        views = request.env["ir.ui.view"].sudo().with_context(lang=lang)
        html = views._render_template(template, values)
        headers = {**PAGE_HEADERS, "Content-Type": "text/html; charset=utf-8"}
        return request.make_response(
            f"<!DOCTYPE html>\n{html}", headers=list(headers.items()), status=status
        )
