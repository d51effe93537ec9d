from odoo import http
from odoo.http import content_disposition, request

from ..models.public.fieldwork_visit_customer import MAX_TEXT
from .public_page import PublicPageMixin

ROUTE = "/fieldwork/track/<string:token>"
READ = {
    "type": "http",
    "auth": "public",
    "methods": ["GET"],
    "sitemap": False,
}
WRITE = {**READ, "methods": ["POST"]}


class TrackController(PublicPageMixin, http.Controller):
    """Customers follow their order by link, and answer there.

    Opening the page changes nothing. Each answer is a form of its own that ends with
    the page again, so that loading it anew sends nothing twice.
    """

    @http.route(ROUTE, readonly=True, **READ)
    def track(self, token, **kwargs):
        """Show how the order stands."""
        order = self._order(token)
        return self._page(token, order) if order else self._gone()

    @http.route(f"{ROUTE}/confirm", **WRITE)
    def confirm(self, token, visit="", stamp="", **kwargs):
        """Take the appointment as confirmed, if it is still the one that was shown."""
        return self._answer_visit(token, visit, stamp, "_customer_confirm")

    @http.route(f"{ROUTE}/other-time", **WRITE)
    def other_time(self, token, visit="", stamp="", wish="", **kwargs):
        """Ask for another time."""
        return self._answer_visit(token, visit, stamp, "_customer_ask_other_time", wish)

    @http.route(f"{ROUTE}/question", **WRITE)
    def question(self, token, text="", **kwargs):
        """Put a question into the chatter."""
        order = self._order(token)
        if not order:
            return self._gone()
        if order.state == "cancelled":
            return self._show(self._address(token))
        return self._do(
            token, order, lambda: order._customer_ask(text), {"question": text}
        )

    @http.route(f"{ROUTE}/rate", **WRITE)
    def rate(self, token, rate="", feedback="", **kwargs):
        """Rate the work, once."""
        order = self._order(token)
        if not order:
            return self._gone()
        return self._do(
            token,
            order,
            lambda: order._customer_rate(rate, feedback),
            {"feedback": feedback, "rate": rate},
        )

    @http.route(f"{ROUTE}/photo/<int:resource_id>", readonly=True, **READ)
    def photo(self, token, resource_id, **kwargs):
        """Send the small photo of somebody who comes, where the company shows it."""
        order = self._order(token)
        if not order or not order.company_id.fieldwork_track_photo:
            return self._gone()
        visits = order.visit_ids.filtered(lambda visit: visit._is_open())
        people = order.env["resource.resource"].union(
            *(visit._track_people() for visit in visits)
        )
        person = people.filtered(lambda person: person.id == resource_id)
        image = person and person._track_image()
        return self._file(*image) if image else self._gone()

    @http.route(f"{ROUTE}/report/<int:visit_id>", **READ)
    def report(self, token, visit_id, **kwargs):
        """Send the report of one visit of the order."""
        order = self._order(token)
        visit = order and order.visit_ids.filtered(lambda visit: visit.id == visit_id)
        if not (visit and visit._has_track_report()):
            return self._gone()
        name = content_disposition(f"{order.name}.pdf")
        return self._file(
            visit._report_pdf(),
            "application/pdf",
            {"Content-Disposition": name},
        )

    # ------------------------------------------------------------------
    # Helpers
    # ------------------------------------------------------------------

    def _order(self, token):
        """Return the order of the token, as superuser, in the customer's language."""
        order = request.env["fieldwork.order"]._by_track_token(token)
        if not order:
            return order
        return order.with_context(
            lang=order._track_lang(), tz=order._site_zone()
        ).with_company(order.company_id)

    def _address(self, token):
        return f"/fieldwork/track/{token}"

    def _answer_visit(self, token, visit_id, stamp, method, *args):
        order = self._order(token)
        if not order:
            return self._gone()
        visit = order.visit_ids.filtered(
            lambda v: str(v.id) == visit_id and v._track_stamp() == stamp
        )
        if not visit:
            changed = order.env._(
                "The appointment has changed meanwhile. Please look at it again."
            )
            return self._page(token, order, {"error": changed}, 409)
        words = {"wish": args[0] if args else ""}
        return self._do(token, order, lambda: getattr(visit, method)(*args), words)

    def _do(self, token, order, act, words):
        """Do what a form asks for; what was written is kept when that is refused."""
        return self._act(
            act,
            self._address(token),
            lambda error: self._page(token, order, {**words, "error": error}, 422),
        )

    def _page(self, token, order, words=None, status=200):
        values = {
            "error": None,
            "wish": "",
            "question": "",
            "feedback": "",
            "rate": "",
            **(words or {}),
            "shown": order._track_values(),
            "address": self._address(token),
            "max_text": MAX_TEXT,
        }
        return self._render("fieldwork.track_page", order.env, values, status)

    def _gone(self):
        """Say the same to wrong, old and revoked links: nothing of any order."""
        return self._render("fieldwork.track_page_gone", request.env, {}, 404)

    def _file(self, data, kind, more=None):
        headers = {
            "Content-Type": kind,
            "X-Content-Type-Options": "nosniff",
            **(more or {}),
        }
        return self._answer(data, 200, headers)
