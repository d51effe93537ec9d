import logging
import re
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..models.order.fieldwork_assignment_link import LINK_DAYS
from ..tools.log_filter import HideTokens
from .assignment_common import AssignmentCase, AssignmentMixin
from .common import FieldworkUsersMixin

SCRIPT = "<script>alert('x')</script>&\"'"


class TestLink(AssignmentCase):
    def _token(self, visit):
        return self._link(self._mails(visit.assignment_ids)[-1:]).rpartition("/")[2]

    def _open(self, token):
        return self.env["fieldwork.assignment"]._by_token(token)

    def test_token_opens_its_own_assignment_only(self):
        visit = self._plan(self._order())
        other = self._plan(self._order())
        token, other_token = self._token(visit), self._token(other)
        self.assertEqual(self._open(token), visit.assignment_ids)
        selector, secret = token.split(".")
        other_secret = other_token.split(".")[1]
        for wrong in (
            "",
            ".",
            None,
            selector,
            f"{selector}.",
            f"{selector}.{other_secret}",
            f"{selector}.{secret}x",
            f"x{selector}.{secret}",
            f".{secret}",
            f"-.{secret}",
        ):
            self.assertFalse(self._open(wrong), wrong)

    def test_empty_secret_opens_nothing(self):
        visit = self._plan(self._order())
        selector = self._token(visit).split(".")[0]
        visit.assignment_ids.sudo()._guarded_write({"link_hash": False})
        self.assertFalse(self._open(f"{selector}."))

    def test_only_the_hash_is_stored(self):
        visit = self._plan(self._order())
        secret = self._token(visit).split(".")[1]
        self.env.flush_all()
        self.env.cr.execute("SELECT * FROM fieldwork_assignment")
        self.assertNotIn(secret, str(self.env.cr.fetchall()))
        self.env.cr.execute("SELECT body FROM mail_message")
        self.assertNotIn(secret, str(self.env.cr.fetchall()))

    def test_reschedule_revokes_the_old_link(self):
        visit = self._plan(self._order())
        old = self._token(visit)
        start = visit.start + timedelta(days=1)
        visit.with_user(self.dispatcher).reschedule(start)
        new = self._token(visit)
        self.assertNotEqual(old, new)
        self.assertFalse(self._open(old))
        self.assertTrue(self._open(new))

    def test_moved_out_cancelled_and_withdrawn_revoke(self):
        visit = self._plan(self._order(), self.tina | self.ugo)
        tokens = [
            self._link(mail).rpartition("/")[2]
            for mail in self._mails(visit.assignment_ids)
        ]
        visit.with_user(self.dispatcher).assign(technicians=self.ugo)
        self.assertFalse(self._open(tokens[0]))
        self.assertTrue(self._open(tokens[1]))
        visit.with_user(self.dispatcher).action_cancel("No more")
        self.assertFalse(self._open(tokens[1]))
        visit = self._plan(self._order())
        token = self._token(visit)
        visit.with_user(self.dispatcher).reschedule(visit.start + timedelta(days=60))
        self.assertFalse(self._open(token))

    def test_switched_off_type_revokes_all_the_same(self):
        visit = self._plan(self._order())
        token = self._token(visit)
        self.order_type.mail_assignment = False
        visit.with_user(self.dispatcher).reschedule(visit.start + timedelta(days=1))
        self.assertFalse(self._open(token))

    def test_links_of_long_ago_are_dead(self):
        visit = self._plan(self._order())
        token = self._token(visit)
        then = fields.Datetime.now() - timedelta(days=LINK_DAYS + 1)
        visit.assignment_ids.sudo()._guarded_write(
            {"start": then - timedelta(hours=1), "stop": then}
        )
        self.assertFalse(self._open(token))

    def test_the_key_of_the_link_cannot_be_forged(self):
        assignment = self._plan(self._order(), self.ugo).assignment_ids
        forged = assignment.with_user(self.dispatcher).with_context(
            _fieldwork_link_key=True
        )
        self.assertFalse(forged._is_by_link())

    def test_tokens_do_not_reach_the_logs(self):
        record = logging.LogRecord(
            "werkzeug",
            logging.INFO,
            __file__,
            1,
            '"%s" %s',
            ("GET /fieldwork/a/abc.se-c_ret?x HTTP/1.1", 200),
            None,
        )
        self.assertTrue(HideTokens().filter(record))
        self.assertEqual(record.getMessage(), '"GET /fieldwork/a/***?x HTTP/1.1" 200')
        for name in ("werkzeug", "odoo.http"):
            filters = logging.getLogger(name).filters
            self.assertTrue(any(isinstance(f, HideTokens) for f in filters), name)


@tagged("post_install", "-at_install")
class TestLinkPage(FieldworkUsersMixin, AssignmentMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_fieldwork()
        cls._set_up_assignments()

    def setUp(self):
        super().setUp()
        self.visit = self._plan(self._order(), self.ugo)
        self.assignment = self.visit.assignment_ids
        self.link = self._link(self._take_mails())

    def _get(self, link=None, **kwargs):
        return self.url_open(link or self.link, allow_redirects=False, **kwargs)

    def _csrf(self, page):
        return re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)

    def _post(self, action, csrf=None, **data):
        csrf = csrf or self._csrf(self._get())
        return self.url_open(
            f"{self.link}/{action}",
            data={"csrf_token": csrf, **data},
            allow_redirects=False,
        )

    def _state(self):
        self.assignment.invalidate_recordset()
        return self.assignment.response

    def test_opening_changes_nothing(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.assignment.read()
        events = self.visit.event_ids
        for method in ("GET", "HEAD", "GET"):
            page = self._get(method=method)
            self.assertEqual(page.status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(self.assignment.read(), before)
        self.assertEqual(self.visit.event_ids, events)
        for action in ("accept", "refuse"):
            page = self._get(f"{self.link}/{action}")
            self.assertIn(page.status_code, (404, 405))
        self.assertEqual(self._state(), "pending")

    def test_headers(self):
        for link in (self.link, f"{self.link}x"):
            headers = self._get(link).headers
            self.assertEqual(headers["Cache-Control"], "no-store")
            self.assertEqual(headers["Referrer-Policy"], "no-referrer")
            self.assertEqual(headers["X-Robots-Tag"], "noindex, nofollow")
            self.assertEqual(headers["X-Frame-Options"], "DENY")
            self.assertIn("default-src 'none'", headers["Content-Security-Policy"])

    def test_wrong_old_and_revoked_are_the_same_page(self):
        selector = self.link.rpartition("/")[2].split(".")[0]
        wrong = self._get(f"/fieldwork/a/{'0' * 16}.xyz")
        half = self._get(f"/fieldwork/a/{selector}.xyz")
        self.visit.with_user(self.dispatcher).action_cancel("No more")
        self.env.flush_all()
        revoked = self._get()
        for page in (wrong, half, revoked):
            self.assertEqual(page.status_code, 404)
            self.assertEqual(page.text, wrong.text)
            self.assertIn("out of date", page.text)
            self.assertNotIn(self.visit.order_id.name, page.text)

    def test_post_to_a_dead_link_does_nothing(self):
        csrf = self._csrf(self._get())
        self.visit.with_user(self.dispatcher).reschedule(
            self.visit.start + timedelta(days=1)
        )
        self.env.flush_all()
        for action in ("accept", "refuse"):
            page = self._post(action, csrf, reason="x")
            self.assertEqual(page.status_code, 404)
        self.assertEqual(self._state(), "pending")

    def test_accept_and_double_click(self):
        csrf = self._csrf(self._get())
        first = self._post("accept", csrf)
        second = self._post("accept", csrf)
        for page in (first, second):
            self.assertEqual(page.status_code, 303)
            self.assertTrue(page.headers["Location"].endswith(self.link))
        self.assertEqual(self._state(), "accepted")
        events = self.visit.event_ids.filtered(lambda e: e.kind == "accept")
        self.assertEqual(events.mapped("note"), ["by link"])
        self.assertIn("You have accepted", self._get().text)

    def test_the_journal_names_the_technician(self):
        self.visit = self._plan(self._order())
        self.assignment = self.visit.assignment_ids
        self.link = self._link(self._take_mails())
        self._post("accept")
        event = self.visit.event_ids.filtered(lambda e: e.kind == "accept")
        self.assertEqual(event.user_id, self.technician)

    def test_signed_in_others_answer_as_the_technician(self):
        self.authenticate("fw_dispatcher", "fw_dispatcher")
        self._post("accept")
        self.assertEqual(self._state(), "accepted")

    def test_refuse_needs_a_reason(self):
        for reason in ("", "  \n "):
            page = self._post("refuse", reason=reason)
            self.assertEqual(page.status_code, 422)
            self.assertIn("Say why you refuse", page.text)
        self.assertEqual(self._state(), "pending")

    def test_refuse_then_accept(self):
        csrf = self._csrf(self._get())
        self._post("refuse", csrf, reason=SCRIPT + "\nill")
        self.assertEqual(self._state(), "refused")
        page = self._get()
        self.assertIn("You have refused", page.text)
        self.assertNotIn(SCRIPT, page.text)
        self.assertNotIn("<form", page.text)
        self.assertEqual(self._post("accept", csrf).status_code, 303)
        self.assertEqual(self._state(), "refused")

    def test_refuse_after_accept(self):
        self._post("accept")
        self._post("refuse", reason="ill")
        self.assertEqual(self._state(), "refused")

    def test_long_reasons_are_cut(self):
        self._post("refuse", reason="x" * 5000)
        self.assertEqual(len(self.assignment.refusal_reason), 500)

    @mute_logger("odoo.http")
    def test_without_csrf_token_nothing_happens(self):
        page = self.url_open(f"{self.link}/accept", data={"x": "1"})
        self.assertEqual(page.status_code, 400)
        self.assertEqual(self._state(), "pending")

    def test_begun_and_closed_visits_show_their_state(self):
        csrf = self._csrf(self._get())
        self.visit.with_user(self.dispatcher).action_travel()
        self.env.flush_all()
        page = self._get()
        self.assertIn("On the Way", page.text)
        self.assertNotIn("<form", page.text)
        self.assertNotIn("Via Roma", page.text)
        self._post("refuse", csrf, reason="ill")
        self.assertEqual(self._state(), "accepted")
        self.visit.with_user(self.dispatcher).action_done(outcome="solved")
        self.env.flush_all()
        self.assertIn("Done", self._get().text)

    def test_everything_is_escaped(self):
        self.company.name = f"Firm {SCRIPT}"
        self.customer.name = f"Customer {SCRIPT}"
        self.site.write({"name": f"Site {SCRIPT}", "street": f"Street {SCRIPT}"})
        self.order_type.name = f"Type {SCRIPT}"
        self.tina.sudo().name = f"Tina {SCRIPT}"
        equipment = self._create_equipment(f"Boiler {SCRIPT}", serial=SCRIPT)
        self.visit.with_user(self.dispatcher).assign(technicians=self.ugo | self.tina)
        self.visit.order_id.write(
            {"description": f"Help {SCRIPT}", "equipment_ids": [(4, equipment.id)]}
        )
        self.env.flush_all()
        text = self._get().text
        for word in ("Firm", "Customer", "Site", "Street", "Type", "Boiler", "Help"):
            self.assertIn(f"{word} &lt;script&gt;", text)
        self.assertNotIn("<script", text)
        mail = self._take_mails()[-1:]
        self.assertIn("&lt;script&gt;", mail.body_html)
        self.assertNotIn("<script", mail.body_html)

    def test_access_notes_stay_in_the_mail(self):
        self.site.site_access_notes = "Gate by the river"
        self.env.flush_all()
        self.assertNotIn("Gate by the river", self._get().text)

    def test_in_the_language_of_the_technician(self):
        self.env["res.lang"]._activate_lang("it_IT")
        self.ugo.employee_id.work_contact_id.lang = "it_IT"
        self.env.flush_all()
        text = self._get().text
        self.assertIn('lang="it-IT"', text)
        day = fields.Date.context_today(self.visit, self.visit.start)
        months = "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre"
        months = (months + " ottobre novembre dicembre").split()
        self.assertIn(months[day.month - 1], text)
