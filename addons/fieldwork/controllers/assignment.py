from odoo import http
from odoo.http import request

from .public_page import PublicPageMixin

MAX_REASON = 500


class AssignmentController(PublicPageMixin, http.Controller):
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
            return self._respond(token, assignment, "accept")
        return self._show(self._address(token))

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
            return self._respond(token, assignment, "refuse", reason)
        return self._show(self._address(token))

    def _assignment(self, token):
        return request.env["fieldwork.assignment"]._by_token(token)

    def _address(self, token):
        return f"/fieldwork/a/{token}"

    def _respond(self, token, assignment, kind, reason=None):
        told = assignment.with_context(lang=assignment._technician_lang())
        return self._act(
            lambda: told._respond_by_link(kind, reason),
            self._address(token),
            lambda error: self._page(token, assignment, error=error, status=422),
        )

    def _page(self, token, assignment, error=None, status=200):
        told = assignment.with_context(lang=assignment._technician_lang())
        labels = told.visit_id._fields["state"]._description_selection(told.env)
        values = {
            "assignment": told,
            "details": told._details(),
            "state": dict(labels)[told.visit_state],
            "can_accept": told._can_accept_by_link(),
            "can_refuse": told._can_refuse_by_link(),
            "address": self._address(token),
            "max_reason": MAX_REASON,
            "error": error,
        }
        return self._render("fieldwork.assignment_page", told.env, values, status)

    def _out_of_date(self):
        """Say the same to wrong, old and revoked links: nothing of any order."""
        return self._render("fieldwork.assignment_page_gone", request.env, {}, 404)
