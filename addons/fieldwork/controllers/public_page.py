from odoo.exceptions import UserError
from odoo.http import request

from ..tools.log_filter import hide_tokens

hide_tokens()

# A page needs its own style sheet and the company's logo, and nothing else.
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
    "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}


class PublicPageMixin:
    """A page of its own for whoever has its link: see ``fieldwork.public_page``.

    No controller itself: Odoo would make one of all that extend it.
    """

    page_headers = HEADERS

    def _act(self, act, address, refused):
        """Do what a form of the page asks for, then show the page anew.

        :param act: what to do
        :param str address: of the page
        :param refused: takes what a user error says, and returns the page with it
        """
        try:
            with request.env.cr.savepoint():
                act()
        except UserError as error:
            return refused(str(error))
        return self._show(address)

    def _show(self, address):
        """Go to the page that says how things stand now; loading it again, or going
        back, sends nothing twice."""
        return self._answer("", 303, {"Location": address})

    def _render(self, template, env, values, status):
        """Return a page in the language of ``env``."""
        lang = env.context.get("lang") or "en_US"
        values = {
            **values,
            "lang_code": lang.replace("_", "-"),
            "csrf_token": request.csrf_token,
        }
        # Rendered at once, for request.render takes the language of the visitor.
        views = request.env["ir.ui.view"].sudo().with_context(lang=lang)
        html = views._render_template(template, values)
        kind = {"Content-Type": "text/html; charset=utf-8"}
        return self._answer(f"<!DOCTYPE html>\n{html}", status, kind)

    def _answer(self, body, status, headers):
        """Return a response with the headers of the page and some more."""
        headers = {**self.page_headers, **headers}
        return request.make_response(body, headers=list(headers.items()), status=status)
