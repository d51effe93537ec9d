import base64
import logging
import re
from io import BytesIO
from unittest.mock import patch

from PIL import Image

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..tools.log_filter import HideTokens
from .common_orders import FieldworkOrderCommon, at
from .test_track import TrackMixin

SCRIPT = "<script>alert('x')</script>&\"'"


@tagged("post_install", "-at_install")
class TestTrackPage(TrackMixin, FieldworkOrderCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_track()
        cls.link = "/fieldwork/track/" + cls.order._track_url().rpartition("/")[2]
        cls.env.flush_all()

    def _get(self, path="", **kwargs):
        self.env.flush_all()
        return self.url_open(self.link + path, allow_redirects=False, **kwargs)

    def _form(self):
        page = self._get().text
        names = ("csrf_token", "visit", "stamp")
        found = {n: re.search(rf'name="{n}" value="([^"]*)"', page) for n in names}
        return {name: match.group(1) for name, match in found.items() if match}

    def _post(self, path, form=None, **data):
        data = {**(form or self._form()), **data}
        response = self._get(path, data=data)
        self.env.invalidate_all()
        return response

    def test_opening_changes_nothing(self):
        self.env.invalidate_all()
        before = self.order.sudo().read(), self.visit.sudo().read()
        for method in ("GET", "HEAD", "GET"):
            self.assertEqual(self._get(method=method).status_code, 200)
        for path in ("/confirm", "/other-time", "/question", "/rate"):
            self.assertEqual(self._get(path).status_code, 405)
        self.env.invalidate_all()
        self.assertEqual((self.order.sudo().read(), self.visit.sudo().read()), before)

    def test_what_the_customer_reads(self):
        text = self._get().text
        for words in (
            "Bakery Shop",
            "Thursday, March 12, 2026",
            # 8 to 11 UTC, in Madrid
            "9:00",
            "12:00",
            "Ana",
            "No hot water",
            "Confirm the appointment",
            self.order.name,
        ):
            self.assertIn(words, text)
        self.assertNotIn("Are you satisfied", text)

    def test_logo_only_where_the_company_has_one(self):
        self.assertNotIn("/logo.png", self._get().text)
        picture = BytesIO()
        Image.new("RGB", (8, 8), "red").save(picture, "PNG")
        self.order.company_id.sudo().logo = base64.b64encode(picture.getvalue())
        self.assertIn("/logo.png", self._get().text)

    def test_headers(self):
        for path in ("", "x"):
            headers = self._get(path).headers
            self.assertEqual(headers["Cache-Control"], "no-store")
            self.assertEqual(headers["Referrer-Policy"], "no-referrer")
            self.assertEqual(headers["X-Robots-Tag"], "noindex, nofollow")
            self.assertIn("default-src 'none'", headers["Content-Security-Policy"])

    def test_wrong_and_revoked_are_the_same_page(self):
        form = self._form()
        wrong = self.url_open(f"/fieldwork/track/{'0' * 16}.{'0' * 40}")
        self.order.action_revoke_track_link()
        pages = [wrong, self._get(), self._get("/photo/1"), self._get("/report/1")]
        for path in ("/confirm", "/other-time", "/question", "/rate"):
            pages.append(self._post(path, form, wish="x", text="x", rate="5"))
        for page in pages:
            self.assertEqual(page.status_code, 404)
            self.assertEqual(page.text, wrong.text)
            self.assertNotIn(self.order.name, page.text)
        self.assertEqual(self.visit.customer_response, "none")

    def test_confirm_and_double_click(self):
        form = self._form()
        for _click in range(2):
            page = self._post("/confirm", form)
            self.assertEqual(page.status_code, 303)
            self.assertTrue(page.headers["Location"].endswith(self.link))
        self.assertEqual(self.visit.customer_response, "confirmed")
        self.assertIn("You have confirmed", self._get().text)

    def test_what_was_moved_meanwhile_is_not_confirmed(self):
        form = self._form()
        self.visit.reschedule(at(9, day=13), break_promise=True)
        page = self._post("/confirm", form)
        self.assertEqual(page.status_code, 409)
        self.assertIn("has changed meanwhile", page.text)
        self.assertEqual(self.visit.customer_response, "none")

    def test_visit_of_another_customer_is_not_confirmed(self):
        other = self._create_customer("Other")
        order = self._create_order(partner_id=other.id, site_id=other.id)
        visit = order.plan(at(9, day=12), technicians=self.ben)
        form = {**self._form(), "visit": visit.id, "stamp": visit._track_stamp()}
        self.assertEqual(self._post("/confirm", form).status_code, 409)
        self.assertEqual(visit.customer_response, "none")
        self.assertEqual(self._get(f"/photo/{self.ben.id}").status_code, 404)
        self.assertEqual(self._get(f"/report/{visit.id}").status_code, 404)

    def test_other_time(self):
        page = self._post("/other-time", wish="")
        self.assertEqual(page.status_code, 422)
        self._post("/other-time", wish=f"Fridays {SCRIPT}")
        self.assertEqual(self.visit.customer_response, "other_time")
        text = self._get().text
        self.assertIn("asked for another time", text)
        self.assertNotIn("<script", text)

    def test_question(self):
        self._post("/question", text=f"Where? {SCRIPT}")
        text = self._get().text
        self.assertIn("Where? &lt;script&gt;", text)
        self.assertNotIn("<script", text)
        self.order.message_post(
            body="At the gate", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.order._message_log(body="Pays late")
        text = self._get().text
        self.assertIn("At the gate", text)
        self.assertNotIn("Pays late", text)

    def test_on_the_way(self):
        self.visit.with_user(self.technician).action_travel(eta_minutes=30)
        text = self._get().text
        self.assertIn("Expected at about 9:30", text.replace("\u202f", " "))
        self.assertIn("<h1>On the way</h1>", text)
        self.assertNotIn("Confirm the appointment", text)

    def test_rate_once(self):
        csrf = self._form()
        self._finish()
        self.assertIn("Are you satisfied", self._get().text)
        page = self._post("/rate", csrf, rate="", feedback="Kept words")
        self.assertEqual(page.status_code, 422)
        self.assertIn("Kept words", page.text)
        self._post("/rate", csrf, rate="2", feedback=f"Late {SCRIPT}")
        self._post("/rate", csrf, rate="5", feedback="Fine")
        self.assertEqual(self.order.rating_last_value, 2)
        text = self._get().text
        self.assertIn("★★☆☆☆", text)
        self.assertIn("Thank you: we have received your rating", text)
        self.assertNotIn("<script", text)

    @mute_logger("odoo.http")
    def test_without_csrf_token_nothing_happens(self):
        form = {**self._form(), "csrf_token": ""}
        self.assertEqual(self._post("/confirm", form).status_code, 400)
        self.assertEqual(self.visit.customer_response, "none")

    def test_photo_of_who_comes(self):
        path = f"/photo/{self.ana.id}"
        self.assertEqual(self._get(path).status_code, 404)
        out = BytesIO()
        Image.new("RGB", (300, 300), "red").save(out, "PNG")
        self.ana.employee_id.image_1920 = base64.b64encode(out.getvalue())
        self.assertIn(path, self._get().text)
        photo = self._get(path)
        self.assertEqual(photo.headers["Content-Type"], "image/png")
        self.assertEqual(photo.headers["X-Content-Type-Options"], "nosniff")
        self.company.fieldwork_track_photo = False
        self.assertEqual(self._get(path).status_code, 404)
        self.assertNotIn(path, self._get().text)
        self.company.fieldwork_track_photo = True
        self._finish()
        self.assertEqual(self._get(path).status_code, 404)

    def test_report_after_completion(self):
        path = f"/report/{self.visit.id}"
        visits = type(self.env["fieldwork.visit"])
        made = patch.object(visits, "_report_pdf", lambda visit: b"%PDF-1", create=True)
        with made:
            self.assertEqual(self._get(path).status_code, 404)
            self._finish()
            self.assertIn(path, self._get().text)
            report = self._get(path)
        self.assertEqual(report.content, b"%PDF-1")
        self.assertIn("attachment", report.headers["Content-Disposition"])

    def test_everything_is_escaped(self):
        self.company.name = f"Firm {SCRIPT}"
        self.site.write({"name": f"Site {SCRIPT}", "street": f"Street {SCRIPT}"})
        self.order_type.name = f"Type {SCRIPT}"
        self.ana.name = f"{SCRIPT}"
        equipment = self._create_equipment(f"Boiler {SCRIPT}", serial=SCRIPT)
        self.order.write(
            {"description": f"Help {SCRIPT}", "equipment_ids": [(4, equipment.id)]}
        )
        text = self._get().text
        for word in ("Firm", "Site", "Street", "Type", "Boiler", "Help"):
            self.assertIn(f"{word} &lt;script&gt;", text)
        self.assertNotIn("<script", text)

    def test_cancelled_order_takes_no_words(self):
        form = self._form()
        self.order.action_cancel("Secret reason")
        text = self._get().text
        self.assertIn("Cancelled", text)
        self.assertNotIn("Secret reason", text)
        self.assertNotIn("<form", text)
        self._post("/question", form, text="Why?")
        self.assertNotIn("Why?", self.order.message_ids.mapped("body"))

    def test_what_the_firm_keeps_to_itself(self):
        self.site.sudo().site_access_notes = "Key under the mat"
        self.order.internal_note = "Pays late"
        text = self._get().text
        self.assertNotIn("Key under the mat", text)
        self.assertNotIn("Pays late", text)

    def test_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("it_IT")
        self.customer.lang = "it_IT"
        text = self._get().text
        self.assertIn('lang="it-IT"', text)
        self.assertIn("12 marzo 2026", text)

    def test_tokens_do_not_reach_the_logs(self):
        record = logging.LogRecord(
            *("werkzeug", logging.INFO, __file__, 1, "%s"),
            (f"GET {self.link}/rate HTTP/1.1",),
            None,
        )
        HideTokens().filter(record)
        self.assertEqual(record.getMessage(), "GET /fieldwork/track/***/rate HTTP/1.1")

    def test_the_page_reads_little_however_much_there_is(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order = self.env["fieldwork.order"]._by_track_token(self._token())
            order.with_context(lang="en_US")._track_values()
            return self.env.cr.sql_log_count - before

        queries()
        few = queries()
        for day in range(13, 19):
            self.order.plan(at(9, day=day), technicians=self.ana, additional=True)
        for number in range(6):
            self.order.sudo()._customer_ask(f"Question {number}")
        self.assertLessEqual(queries(), few + 2)
        self.assertLessEqual(few, 40)
