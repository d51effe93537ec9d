from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from ..tools.log_filter import hide_tokens

hide_tokens()

# The page needs its own style sheet and the company's logo, and nothing else.
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}
MAX_REASON = 500


class AssignmentController(http.Controller):
    """Technicians answer by link: opening it changes nothing, its buttons do."""

    @http.route(
        "/fieldwork/a/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def assignment(self, token, **kwargs):
        """Show what is asked, or how it was answered."""
        assignment = self._assignment(token)
        if not assignment:
            return self._out_of_date()
        return self._page(token, assignment)

    @http.route(
        "/fieldwork/a/<string:token>/accept",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def accept(self, token, **kwargs):
        assignment = self._assignment(token)
        if not assignment:
            return self._out_of_date()
        if assignment._can_accept_by_link():
            return self._answer(token, assignment, "accept")
        return self._show(token)

    @http.route(
        "/fieldwork/a/<string:token>/refuse",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def refuse(self, token, reason="", **kwargs):
        assignment = self._assignment(token)
        if not assignment:
            return self._out_of_date()
        if assignment._can_refuse_by_link():
            reason = " ".join(reason.split())[:MAX_REASON]
            return self._answer(token, assignment, "refuse", reason)
        return self._show(token)

    def _assignment(self, token):
        return request.env["fieldwork.assignment"]._by_token(token)

    def _answer(self, token, assignment, kind, reason=None):
        lang = assignment._technician_lang()
        try:
            with request.env.cr.savepoint():
                assignment.with_context(lang=lang)._respond_by_link(kind, reason)
        except UserError as error:
            return self._page(token, assignment, error=str(error), status=422)
        return self._show(token)

    def _show(self, token):
        """Go to the page that says how things stand now; loading it again, or going
        back, sends nothing twice."""
        headers = {**HEADERS, "Location": f"/fieldwork/a/{token}"}
        return request.make_response("", headers=list(headers.items()), status=303)

    def _page(self, token, assignment, error=None, status=200):
        told = assignment.with_context(lang=assignment._technician_lang())
        labels = told.visit_id._fields["state"]._description_selection(told.env)
        values = {
            "assignment": told,
            "details": told._details(),
            "state": dict(labels)[told.visit_state],
            "can_accept": told._can_accept_by_link(),
            "can_refuse": told._can_refuse_by_link(),
            "address": f"/fieldwork/a/{token}",
            "max_reason": MAX_REASON,
            "error": error,
        }
        return self._render("fieldwork.assignment_page", told.env, values, status)

    def _out_of_date(self):
        """Say the same to wrong, old and revoked links: nothing of any order."""
        return self._render("fieldwork.assignment_page_gone", request.env, {}, 404)

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
        headers = {**HEADERS, "Content-Type": "text/html; charset=utf-8"}
        return request.make_response(
            f"<!DOCTYPE html>\n{html}", headers=list(headers.items()), status=status
        )
