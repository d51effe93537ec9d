"""Photos by address, and the page to sign at."""

import hashlib
import re
from datetime import timedelta
from urllib.parse import urlsplit

from odoo import fields, http
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .report_common import ReportCommon, photo, signature

SCRIPT = "<script>alert('x')</script>"


@tagged("post_install", "-at_install")
class TestReportPages(ReportCommon, HttpCase):
    def _link(self):
        self.mine.action_request_signature("petra@example.com")
        self.env.flush_all()
        return urlsplit(self.visit._sign_url()).path

    def _post(self, path, **data):
        self.authenticate(None, None)
        data["csrf_token"] = http.Request.csrf_token(self)
        return self.url_open(path, data=data, allow_redirects=False)

    def _hash_on(self, path):
        return re.search(r'name="shown" value="(\w+)"', self.url_open(path).text)[1]

    # -- photos ----------------------------------------------------------------

    def test_photo_comes_as_it_was_sent_and_nothing_in_it_runs(self):
        data = photo("PNG")
        sent = self._photo(data)
        self.authenticate(self.technician.login, self.technician.login)
        answer = self.url_open(f"/fieldwork/photo/{sent.id}")
        self.assertEqual(answer.content, data)
        self.assertEqual(hashlib.sha256(answer.content).hexdigest(), sent.sha256)
        self.assertEqual(answer.headers["Content-Type"], "image/png")
        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.assertIn("sandbox", answer.headers["Content-Security-Policy"])
        thumb = self.url_open(f"/fieldwork/photo/{sent.id}/thumb")
        self.assertEqual(thumb.headers["Content-Type"], "image/jpeg")

    def test_photo_is_for_those_who_see_the_visit(self):
        sent = self._photo()
        for user in (self.technician_2, self.plain_user, self.portal_user):
            self.authenticate(user.login, user.login)
            for part in ("", "/thumb"):
                answer = self.url_open(f"/fieldwork/photo/{sent.id}{part}")
                self.assertEqual(answer.status_code, 404)
        self.authenticate(self.technician.login, self.technician.login)
        self.assertEqual(self.url_open("/fieldwork/photo/999999999").status_code, 404)

    def test_photo_of_the_past_by_the_visit(self):
        sent = self._photo()
        self.mine.action_done("solved")
        order = self._create_order(equipment_ids=[(4, self.equipment.id)])
        later = self._create_visit(
            order, fields.Datetime.now() + timedelta(hours=6), technicians=self.ben
        )
        path = f"/fieldwork/history/{later.id}/photo/{sent.id}"
        for user, status in ((self.technician_2, 200), (self.technician, 404)):
            self.authenticate(user.login, user.login)
            self.assertEqual(self.url_open(path).status_code, status, user.login)

    # -- signing by link -------------------------------------------------------

    def test_link_goes_by_mail_and_shows_the_report(self):
        path = self._link()
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertEqual(mail.email_to, "petra@example.com")
        self.assertIn(path, mail.body_html)
        self.assertNotIn(
            "/fieldwork/s/", "".join(self.order.message_ids.mapped("body"))
        )
        self.authenticate(None, None)
        page = self.url_open(path)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Pump is loud", page.text)
        for name, value in (
            ("Content-Security-Policy", "script-src 'self'"),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("X-Frame-Options", "DENY"),
        ):
            self.assertIn(value, page.headers[name])

    def test_signed_by_link(self):
        path = self._link()
        shown = self._hash_on(path)
        answer = self._post(
            f"{path}/sign", name="Petra Portal", image=signature(), shown=shown
        )
        self.assertEqual(answer.status_code, 303)
        signed = self.visit.signature_ids
        self.assertRecordValues(
            signed,
            [{"role": "customer", "name": "Petra Portal", "by_link": True}],
        )
        self.assertEqual(signed.snapshot_sha256, shown)
        page = self.url_open(path).text
        self.assertIn("has been signed by", page)
        self.assertNotIn("<canvas", page)

    def test_what_changed_since_the_page_is_not_signed(self):
        path = self._link()
        shown = self._hash_on(path)
        self.visit.findings = "Pump is broken"
        self.env.flush_all()
        for seen in (shown, "", "0" * 64):
            answer = self._post(
                f"{path}/sign", name="Petra", image=signature(), shown=seen
            )
            self.assertEqual(answer.status_code, 422)
            self.assertIn("has changed meanwhile", answer.text)
        self.assertFalse(self.visit.signature_ids)

    def test_empty_field_is_told(self):
        path = self._link()
        answer = self._post(
            f"{path}/sign",
            name="Petra",
            image=signature(ink=False),
            shown=self._hash_on(path),
        )
        self.assertEqual(answer.status_code, 422)
        self.assertIn("signature is empty", answer.text)

    def test_refused_by_link(self):
        path = self._link()
        self._post(f"{path}/refuse", name="Petra", reason="It still drips")
        refused = self.visit.signature_ids
        self.assertTrue(refused.is_refusal and refused.by_link)
        self.assertIn("It still drips", self.url_open(path).text)

    def test_wrong_old_and_revoked_links_say_the_same(self):
        old = self._link()
        good = self._link()
        self.assertNotEqual(old, good)
        selector = good.partition(".")[0]
        texts = set()
        for path in (old, f"{selector}.wrong", good[:-1], "/fieldwork/s/x", f"{good}é"):
            answer = self.url_open(path)
            self.assertEqual(answer.status_code, 404, path)
            texts.add(answer.text)
            for act in ("sign", "refuse"):
                answer = self._post(
                    f"{path}/{act}", name="P", image=signature(), reason="No"
                )
                self.assertEqual(answer.status_code, 404, path)
        self.visit.with_user(self.dispatcher).action_revoke_sign_link()
        self.env.flush_all()
        texts.add(self.url_open(good).text)
        self.assertEqual(len(texts), 1)
        self.assertIn("out of date", texts.pop())
        self.assertFalse(self.visit.signature_ids)

    def test_link_ends(self):
        path = self._link()
        self.visit.sudo()._guarded_write(
            {"sign_until": fields.Datetime.now() - timedelta(seconds=1)}
        )
        self.env.flush_all()
        self.assertEqual(self.url_open(path).status_code, 404)

    def test_photos_of_the_page_are_those_of_its_visit(self):
        own = self._photo()
        other = self._create_visit(self._create_order(), technicians=self.ben)
        foreign = self._photo(visit=other.with_user(self.dispatcher))
        path = self._link()
        self.authenticate(None, None)
        self.assertIn(f"{path}/photo/{own.id}", self.url_open(path).text)
        self.assertEqual(self.url_open(f"{path}/photo/{own.id}").status_code, 200)
        self.assertEqual(self.url_open(f"{path}/photo/{foreign.id}").status_code, 404)
        self.assertEqual(
            self.url_open(f"/fieldwork/s/wrong/photo/{own.id}").status_code, 404
        )

    def test_scripts_in_every_text_are_text(self):
        self.order.write({"description": SCRIPT, "customer_reference": SCRIPT})
        self.equipment.write({"name": SCRIPT, "serial": SCRIPT})
        self.mine.write(
            {"findings": SCRIPT, "work_done": SCRIPT, "customer_remarks": SCRIPT}
        )
        self.mine.action_material(name=SCRIPT, used_qty=1)
        self._photo(note=SCRIPT)
        self.mine.action_refuse_signature(SCRIPT, SCRIPT)
        text = self.url_open(self._link()).text
        self.assertNotIn("<script>alert", text)
        self.assertGreater(text.count("&lt;script&gt;"), 6)

    def test_no_address_is_told(self):
        self.customer.email = False
        with self.assertRefused(UserError, "no e-mail address"):
            self.mine.action_request_signature()

    # -- portal ----------------------------------------------------------------

    def test_customer_downloads_the_report_once_done(self):
        page = f"/my/fieldwork/{self.order.id}"
        self.authenticate(self.portal_user.login, self.portal_user.login)
        self.assertNotIn(f"{page}/report", self.url_open(page).text)
        answer = self.url_open(f"{page}/report", allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.mine.action_done("solved")
        self.env.flush_all()
        self.assertIn(f"{page}/report", self.url_open(page).text)
