import base64
import inspect
from io import BytesIO
from urllib.parse import urlsplit

from PIL import Image

from odoo import http
from odoo.fields import Command
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .access_common import PEOPLE, AccessCommon, table
from .common_orders import at
from .report_common import photo

# What the server answers to each person; "in" is the sign-in page. Whoever may not see
# a page is sent away (303) without a word on whether it exists. Links with a token
# answer whoever holds them: the token is the right. Of the cases, "old" is a link that
# a newer one has replaced, "cut" lacks its last letter, "bare" is a POST without a
# CSRF token, "GET" what a mail scanner does, "other" is of another order. "track…"
# is short for the customer's page.
ROUTES = """
                                        mgr  dis  dis2 tec  tec2 co2  emp  cus  cus2 pub
/my/fieldwork                           200  200  200  200  200  200  303  200  200  in
/my/fieldwork/page/<int:page>           200  200  200  200  200  200  303  200  200  in
/my/fieldwork/<int:order_id>            200  200  303  200  303  303  303  200  303  303
/my/fieldwork/<int:order_id> token      200  200  200  200  200  200  200  200  200  200
/my/fieldwork/<int:order_id> bad        200  200  303  200  303  303  303  200  303  303
/my/fieldwork/<int:order_id> missing    303  303  303  303  303  303  303  303  303  303
/fieldwork/e/<string:token> good        303  303  303  303  303  200  200  200  200  200
/fieldwork/e/<string:token> old         404  404  404  404  404  404  404  404  404  404
/fieldwork/e/<string:token> bad         404  404  404  404  404  404  404  404  404  404
/fieldwork/e/<string:token> cut         404  404  404  404  404  404  404  404  404  404
/fieldwork/a/<string:token> good        200  200  200  200  200  200  200  200  200  200
/fieldwork/a/<string:token> old         404  404  404  404  404  404  404  404  404  404
/fieldwork/a/<string:token> bad         404  404  404  404  404  404  404  404  404  404
/fieldwork/a/<string:token> cut         404  404  404  404  404  404  404  404  404  404
track… good                             200  200  200  200  200  200  200  200  200  200
track… old                              404  404  404  404  404  404  404  404  404  404
track… bad                              404  404  404  404  404  404  404  404  404  404
track… cut                              404  404  404  404  404  404  404  404  404  404
track…/confirm GET                      405  405  405  405  405  405  405  405  405  405
track…/confirm bare                     400  400  400  400  400  400  400  400  400  400
track…/confirm old                      404  404  404  404  404  404  404  404  404  404
track…/confirm bad                      404  404  404  404  404  404  404  404  404  404
track…/other-time GET                   405  405  405  405  405  405  405  405  405  405
track…/other-time bare                  400  400  400  400  400  400  400  400  400  400
track…/other-time old                   404  404  404  404  404  404  404  404  404  404
track…/other-time bad                   404  404  404  404  404  404  404  404  404  404
track…/question GET                     405  405  405  405  405  405  405  405  405  405
track…/question bare                    400  400  400  400  400  400  400  400  400  400
track…/question old                     404  404  404  404  404  404  404  404  404  404
track…/question bad                     404  404  404  404  404  404  404  404  404  404
track…/rate GET                         405  405  405  405  405  405  405  405  405  405
track…/rate bare                        400  400  400  400  400  400  400  400  400  400
track…/rate old                         404  404  404  404  404  404  404  404  404  404
track…/rate bad                         404  404  404  404  404  404  404  404  404  404
track…/photo/<int:resource_id> good     200  200  200  200  200  200  200  200  200  200
track…/photo/<int:resource_id> old      404  404  404  404  404  404  404  404  404  404
track…/photo/<int:resource_id> bad      404  404  404  404  404  404  404  404  404  404
track…/photo/<int:resource_id> other    404  404  404  404  404  404  404  404  404  404
track…/report/<int:visit_id> good       404  404  404  404  404  404  404  404  404  404
track…/report/<int:visit_id> old        404  404  404  404  404  404  404  404  404  404
track…/report/<int:visit_id> bad        404  404  404  404  404  404  404  404  404  404
track…/report/<int:visit_id> other      404  404  404  404  404  404  404  404  404  404
track…/confirm good                     303  303  303  303  303  303  303  303  303  303
/fieldwork/photo/<int:photo_id>         200  200  404  200  404  404  404  404  404  in
/fieldwork/photo/<int:photo_id>/thumb   200  200  404  200  404  404  404  404  404  in
history…                                200  200  404  200  404  404  404  404  404  in
history… own                            404  404  404  404  404  404  404  404  404  in
/my/fieldwork/<int:order_id>/report     303  303  303  303  303  303  303  303  303  303
sign… good                              200  200  200  200  200  200  200  200  200  200
sign…/photo/<int:photo_id> good         200  200  200  200  200  200  200  200  200  200
sign… old                               404  404  404  404  404  404  404  404  404  404
sign…/photo/<int:photo_id> old          404  404  404  404  404  404  404  404  404  404
sign… bad                               404  404  404  404  404  404  404  404  404  404
sign…/photo/<int:photo_id> bad          404  404  404  404  404  404  404  404  404  404
sign… cut                               404  404  404  404  404  404  404  404  404  404
sign…/photo/<int:photo_id> cut          404  404  404  404  404  404  404  404  404  404
sign…/sign GET                          405  405  405  405  405  405  405  405  405  405
sign…/sign bare                         400  400  400  400  400  400  400  400  400  400
sign…/sign old                          404  404  404  404  404  404  404  404  404  404
sign…/sign bad                          404  404  404  404  404  404  404  404  404  404
sign…/refuse GET                        405  405  405  405  405  405  405  405  405  405
sign…/refuse bare                       400  400  400  400  400  400  400  400  400  400
sign…/refuse old                        404  404  404  404  404  404  404  404  404  404
sign…/refuse bad                        404  404  404  404  404  404  404  404  404  404
/fieldwork/a/<string:token>/accept GET  405  405  405  405  405  405  405  405  405  405
/fieldwork/a/<string:token>/accept bare 400  400  400  400  400  400  400  400  400  400
/fieldwork/a/<string:token>/accept old  404  404  404  404  404  404  404  404  404  404
/fieldwork/a/<string:token>/accept bad  404  404  404  404  404  404  404  404  404  404
/fieldwork/a/<string:token>/refuse GET  405  405  405  405  405  405  405  405  405  405
/fieldwork/a/<string:token>/refuse bare 400  400  400  400  400  400  400  400  400  400
/fieldwork/a/<string:token>/refuse old  404  404  404  404  404  404  404  404  404  404
/fieldwork/a/<string:token>/refuse bad  404  404  404  404  404  404  404  404  404  404
/fieldwork/a/<string:token>/accept good 303  303  303  303  303  303  303  303  303  303
"""
TRACK = "/fieldwork/track/<string:token>"
SIGN = "/fieldwork/s/<string:token>"
HISTORY = "/fieldwork/history/<int:visit_id>/photo/<int:photo_id>"
WRONG = "0123456789abcdef.wrong"


@tagged("post_install", "-at_install")
class TestAccessRoutes(AccessCommon, HttpCase):
    """Every route of the addon × every kind of person."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.fieldwork_horizon_days = 14
        cls.technician.email = "ana@firm.example"
        # Links are part of mails, and of nothing else: the tests make their own.
        order = cls._create_order(team_id=cls.team.id)
        visit = order.plan(at(8, day=12), technicians=cls.ana)
        cls.offered = visit.assignment_ids.sudo()
        old = cls._link(cls.offered)
        cls.links = {
            "good": cls._link(cls.offered),
            "old": old,
            "bad": f"/fieldwork/a/{WRONG}",
            "cut": old[:-1],
        }
        equipment = cls.equipment
        old_label = equipment._get_label_path()
        equipment.action_renew_label()
        cls.labels = {
            "good": equipment._get_label_path(),
            "old": old_label,
            "bad": "/fieldwork/e/0123456789ABwrong",
            "cut": equipment._get_label_path()[:-1],
        }
        cls.token = cls.order._portal_ensure_token()
        cls._set_up_pages(order)
        cls._set_up_report()
        cls.env.flush_all()

    @classmethod
    def _set_up_pages(cls, order):
        out = BytesIO()
        Image.new("RGB", (200, 200), "red").save(out, "PNG")
        cls.ana.employee_id.image_1920 = base64.b64encode(out.getvalue())
        old_page = urlsplit(order._track_url()).path
        order.action_revoke_track_link()
        page = urlsplit(order._track_url()).path
        cls.pages = {
            "good": page,
            "old": old_page,
            "bad": f"/fieldwork/track/{WRONG}",
            "cut": page[:-1],
        }

    @classmethod
    def _set_up_report(cls):
        past = cls._create_order(
            team_id=cls.team.id, equipment_ids=[Command.link(cls.equipment.id)]
        )
        visit = past.plan(at(6), technicians=cls.ben)
        cls.past_photo = cls.env["fieldwork.photo"].browse(
            visit.action_photo(photo(size=(64, 48)))["id"]
        )
        visit.action_done("solved")
        cls.signature.sudo().unlink()
        cls.visit._update_is_signed()
        paths = []
        for _number in range(2):
            cls.visit.action_request_signature("petra@example.com")
            paths.append(urlsplit(cls.visit._sign_url()).path)
        old, good = paths
        cls.sign_links = {
            "good": good,
            "old": old,
            "bad": f"/fieldwork/s/{WRONG}",
            "cut": good[:-1],
        }

    @classmethod
    def _link(cls, assignment):
        address = assignment._new_links()[assignment.id]
        return "/fieldwork/a/" + address.rpartition("/")[2]

    def _requests(self):
        """Return ``{(route, case): (method, address)}``."""
        page = f"/my/fieldwork/{self.order.id}"
        requests = {
            ("/my/fieldwork", ""): ("GET", "/my/fieldwork"),
            ("/my/fieldwork/page/<int:page>", ""): ("GET", "/my/fieldwork/page/1"),
            ("/my/fieldwork/<int:order_id>", ""): ("GET", page),
            ("/my/fieldwork/<int:order_id>", "token"): (
                "GET",
                f"{page}?access_token={self.token}",
            ),
            ("/my/fieldwork/<int:order_id>", "bad"): (
                "GET",
                f"{page}?access_token=wrong",
            ),
            ("/my/fieldwork/<int:order_id>", "missing"): (
                "GET",
                "/my/fieldwork/999999999",
            ),
        }
        for case, path in self.labels.items():
            requests["/fieldwork/e/<string:token>", case] = ("GET", path)
        for case, path in self.links.items():
            requests["/fieldwork/a/<string:token>", case] = ("GET", path)
        requests.update(self._page_requests())
        requests.update(self._report_requests())
        for act in ("accept", "refuse"):
            route = f"/fieldwork/a/<string:token>/{act}"
            good = f"{self.links['good']}/{act}"
            requests[route, "GET"] = ("GET", good)
            requests[route, "bare"] = ("POST", good)
            for case in ("old", "bad"):
                requests[route, case] = ("CSRF", f"{self.links[case]}/{act}")
        requests["/fieldwork/a/<string:token>/accept", "good"] = (
            "CSRF",
            f"{self.links['good']}/accept",
        )
        requests.update(self._page_requests())
        return requests

    def _report_requests(self):
        photo, past = self.photo.id, self.past_photo.id
        requests = {
            ("/fieldwork/photo/<int:photo_id>", ""): (
                "GET",
                f"/fieldwork/photo/{photo}",
            ),
            ("/fieldwork/photo/<int:photo_id>/thumb", ""): (
                "GET",
                f"/fieldwork/photo/{photo}/thumb",
            ),
            (HISTORY, ""): ("GET", f"/fieldwork/history/{self.visit.id}/photo/{past}"),
            (HISTORY, "own"): (
                "GET",
                f"/fieldwork/history/{self.visit.id}/photo/{photo}",
            ),
            ("/my/fieldwork/<int:order_id>/report", ""): (
                "GET",
                f"/my/fieldwork/{self.order.id}/report",
            ),
        }
        for case, path in self.sign_links.items():
            requests[SIGN, case] = ("GET", path)
            requests[f"{SIGN}/photo/<int:photo_id>", case] = (
                "GET",
                f"{path}/photo/{photo}",
            )
        good = self.sign_links["good"]
        for act in ("sign", "refuse"):
            requests[f"{SIGN}/{act}", "GET"] = ("GET", f"{good}/{act}")
            requests[f"{SIGN}/{act}", "bare"] = ("POST", f"{good}/{act}")
            for case in ("old", "bad"):
                path = f"{self.sign_links[case]}/{act}"
                requests[f"{SIGN}/{act}", case] = ("CSRF", path)
        return requests

    def _page_requests(self):
        route, requests = TRACK, {}
        for case, path in self.pages.items():
            requests[route, case] = ("GET", path)
        good = self.pages["good"]
        for act in ("confirm", "other-time", "question", "rate"):
            requests[f"{route}/{act}", "GET"] = ("GET", f"{good}/{act}")
            requests[f"{route}/{act}", "bare"] = ("POST", f"{good}/{act}")
            for case in ("old", "bad"):
                path = f"{self.pages[case]}/{act}"
                requests[f"{route}/{act}", case] = ("CSRF", path)
        for part, own, other in (
            ("photo/<int:resource_id>", self.ana, self.ben),
            # no visit of the order is done: there is no report
            ("report/<int:visit_id>", self.offered.visit_id, self.visit),
        ):
            kind = part.partition("/")[0]
            for case in ("good", "old", "bad"):
                path = f"{self.pages[case]}/{kind}/{own.id}"
                requests[f"{route}/{part}", case] = ("GET", path)
            requests[f"{route}/{part}", "other"] = ("GET", f"{good}/{kind}/{other.id}")
        requests[f"{route}/confirm", "good"] = ("CSRF", f"{good}/confirm")
        return requests

    def _status(self, method, address):
        data = None
        if method != "GET":
            visit = self.offered.visit_id
            data = {
                "reason": "Ill",
                "visit": visit.id,
                "stamp": visit._track_stamp(),
                "wish": "Fridays",
                "text": "Why?",
                "rate": "5",
            }
        if method == "CSRF":
            data["csrf_token"] = http.Request.csrf_token(self)
        with mute_logger("odoo.http"):  # it warns of the missing CSRF token
            response = self.url_open(address, data=data, allow_redirects=False)
        status = str(response.status_code)
        if status in ("302", "303"):
            target = response.headers["Location"].partition("?")[0]
            status = "in" if target.endswith("/web/login") else "303"
        return status

    def test_routes_answer_as_in_the_table(self):
        rows = {key: [] for key in self._requests()}
        for name, user in self.people.items():
            login = None if name == "pub" else user.login
            self.authenticate(login, login)
            for key, (method, address) in self._requests().items():
                rows[key].append(self._status(method, address))
            self.assertEqual(
                self.offered.response, "accepted", "the good link was followed"
            )
            self.offered._guarded_write({"response": "pending"})
            self.env.flush_all()
        found = [
            (
                " ".join(filter(None, key))
                .replace(TRACK, "track…")
                .replace(SIGN, "sign…")
                .replace(HISTORY, "history…"),
                cells,
            )
            for key, cells in rows.items()
        ]
        self.assertMultiLineEqual(ROUTES.strip("\n"), table(PEOPLE, found, 40))

    def test_no_link_but_the_good_one_changes_anything(self):
        for (route, case), (method, address) in self._requests().items():
            if case == "good":
                continue
            self.authenticate(None, None)
            with self.subTest(route=route, case=case):
                self._status(method, address)
                self.offered.invalidate_recordset()
                self.assertEqual(self.offered.response, "pending")
                visit = self.offered.visit_id
                visit.invalidate_recordset()
                self.assertEqual(visit.customer_response, "none")
                self.assertFalse(self.visit.signature_ids)

    def test_every_route_is_in_the_table(self):
        """A route that somebody adds fails here until it has its rows."""
        ours = set()
        for rule in self.env["ir.http"].routing_map().iter_rules():
            endpoint = inspect.unwrap(rule.endpoint.func)
            if endpoint.__module__.startswith("odoo.addons.fieldwork."):
                ours.add(rule.rule)
        self.assertEqual(ours, {route for route, _case in self._requests()})
