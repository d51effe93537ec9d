from datetime import timedelta

from markupsafe import Markup, escape

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date, format_time, html2plaintext

from ...tools.days import to_local
from .fieldwork_visit_customer import MAX_TEXT
from .fieldwork_visit_mail import is_day

MAX_AN_HOUR = 10
SHOWN_MESSAGES = 6


class FieldworkOrder(models.Model):
    """What the customer's page says, in words; and what the customer says there.

    Called as superuser, in the language of the customer: the token was checked.
    """

    _inherit = "fieldwork.order"

    def _track_partner(self):
        """Return the person on the other side: the contact, else the customer."""
        self.ensure_one()
        return self.contact_id or self.partner_id

    def _track_lang(self):
        """Return the language in which the customer is spoken to."""
        partner = self._track_partner()
        lang = partner.lang or self.partner_id.lang or self.company_id.partner_id.lang
        return lang or self.env.lang or "en_US"

    def _track_values(self):
        """Return what the page shows, as plain values (hook).

        :return: dict of texts, see the code; ``visits`` are the open ones, soonest
            first (see ``_track_visit``), ``reports`` ids and titles
        """
        self.ensure_one()
        visits = self.visit_ids.sorted("start")
        site, company = self.site_id, self.company_id
        return {
            "number": self.name,
            "type": self.type_id.name,
            "state": self._track_state(visits),
            "steps": self._track_steps(),
            "request": self.description,
            "equipment": self.equipment_ids.mapped("name"),
            "site": site.name or site.display_name,
            "address": site._fieldwork_address_line(),
            "company_id": company.id,
            # Odoo's picture that says "Your logo" is none
            "has_logo": not company.uses_default_logo,
            "company": company.name,
            "contact": company.fieldwork_contact_id.name,
            "phone": company.fieldwork_contact_id.phone or company.phone,
            "visits": [
                self._track_visit(visit) for visit in visits if visit._is_open()
            ],
            "reports": self._track_reports(visits),
            "messages": self._track_messages(),
            "can_write": self.state != "cancelled",
            "can_rate": self._can_rate(),
            "rating": int(self.rating_last_value),
            "feedback": self.rating_last_feedback,
        }

    def _track_state(self, visits):
        """Return the words on top of the page."""
        on_the_way = visits.filtered(lambda v: v.state == "travelling")
        return on_the_way[:1]._portal_state() if on_the_way else self._portal_state()

    def _track_steps(self):
        """Return ``[(label, done, current), …]``: the way of an order, and where it is
        on it; nothing of one that was called off."""
        labels = self._portal_state_labels()
        states = ["draft", "planned", "progress", "done"]
        if self.state == "cancelled":
            return []
        current = "draft" if self.state == "ready" else self.state
        if self.pending_kind == "to_close":
            current = "done"
        place = states.index(current)
        return [
            (labels[state], index < place, index == place)
            for index, state in enumerate(states)
        ]

    def _track_visit(self, visit):
        """Return one open visit for the page, as plain values (hook)."""
        zone = self._site_zone()
        people = visit._track_people()
        shows_photo = self.company_id.fieldwork_track_photo
        return {
            "id": visit.id,
            "stamp": visit._track_stamp(),
            "state": visit.state,
            "state_text": visit._portal_state(),
            "day": self._track_day(visit._customer_window()[0], zone),
            "hours": self._track_hours(visit, zone),
            "zone": zone,
            "names": visit._portal_technicians(),
            "photos": [p.id for p in people if shows_photo and p._track_image()],
            "expected": visit.expected_at and self._track_time(visit.expected_at, zone),
            "response": visit.customer_response,
            "may_confirm": visit._may_be_confirmed(),
            "wish": visit.customer_wish,
        }

    def _track_day(self, moment, zone):
        lang = self.env.lang or "en_US"
        return format_date(self.env, to_local(moment, zone).date(), lang, "full")

    def _track_time(self, moment, zone):
        return format_time(self.env, moment, zone, "short", self.env.lang or "en_US")

    def _track_hours(self, visit, zone):
        """Return the hours promised, if the slot keeps them; as the mails tell them.

        The slot of the plan is none of the customer's.
        """
        start, stop = visit.promised_start, visit.promised_stop
        if is_day(*visit._customer_window(), zone):
            return ""
        if not stop:
            return self.env._("from %(start)s", start=self._track_time(start, zone))
        if not start:
            return self.env._("by %(stop)s", stop=self._track_time(stop, zone))
        begin, end = self._track_time(start, zone), self._track_time(stop, zone)
        if to_local(start, zone).date() != to_local(stop, zone).date():
            end = f"{self._track_day(stop, zone)}, {end}"
        return f"{begin} – {end}"

    def _track_reports(self, visits):
        zone = self._site_zone()
        return [
            (visit.id, self._track_day(visit.actual_start or visit.start, zone))
            for visit in visits
            if visit._has_track_report()
        ]

    def _track_messages(self):
        """Return the last messages between customer and office, oldest first.

        :return: list of ``(is the customer's, when, text)``
        """
        messages = self.env["mail.message"].search_fetch(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("message_type", "in", ("comment", "email")),
                ("subtype_id", "=", self.env.ref("mail.mt_comment").id),
                ("is_internal", "=", False),
            ],
            ["author_id", "date", "body"],
            order="date desc, id desc",
            limit=SHOWN_MESSAGES,
        )
        zone = self._site_zone()
        return [
            (
                self._is_track_customer(message.author_id),
                f"{self._track_short_day(message.date, zone)}, "
                f"{self._track_time(message.date, zone)}",
                html2plaintext(message.body or "").strip()[:MAX_TEXT],
            )
            for message in reversed(messages)
        ]

    def _track_short_day(self, moment, zone):
        lang = self.env.lang or "en_US"
        return format_date(self.env, to_local(moment, zone).date(), lang, "d MMM")

    def _is_track_customer(self, author):
        commercial = self.partner_id.commercial_partner_id
        return author in self.contact_id or author.commercial_partner_id == commercial

    # ------------------------------------------------------------------
    # What the customer says
    # ------------------------------------------------------------------

    def _customer_ask(self, text):
        """Put a question of the customer into the chatter; the office is told.

        :raise UserError: no text, or too many questions within an hour
        """
        self.ensure_one()
        text = (text or "").strip()[:MAX_TEXT]
        if not text:
            raise UserError(self.env._("Write your question first."))
        author = self._track_partner()
        recent = self._track_recent_questions(author)
        if recent and html2plaintext(recent[0].body).strip() == text:
            # Clicked twice, or the page was loaded again.
            return
        if len(recent) >= MAX_AN_HOUR:
            raise UserError(
                self.env._("We have your messages. If it is urgent, please call us.")
            )
        self._track_post_question(author, text)

    def _track_recent_questions(self, author):
        """Return what ``author`` wrote within an hour, the newest first; no more of it
        than is allowed."""
        return self.env["mail.message"].search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("message_type", "=", "comment"),
                ("author_id", "=", author.id),
                ("date", ">", fields.Datetime.now() - timedelta(hours=1)),
            ],
            order="id desc",
            limit=MAX_AN_HOUR,
        )

    def _track_post_question(self, author, text):
        sender = author.email_formatted or self.company_id.email_formatted
        self.message_post(
            author_id=author.id,
            email_from=sender,
            body=Markup("<br/>").join(escape(line) for line in text.splitlines()),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _for_dispatcher(self):
        """Return the order in the words and the zone of who plans it."""
        dispatcher = self._get_dispatcher()
        return self.with_context(
            lang=dispatcher.lang or self.env.lang, tz=dispatcher.tz or self.env.tz
        )

    def _close_wishes(self):
        """Close the activities about other times that were dealt with."""
        kind = self.env.ref(
            "fieldwork.mail_activity_type_other_time", raise_if_not_found=False
        )
        if not (self and kind):
            return
        # sudo: whose activity it is does not matter, its reason is gone
        activities = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("activity_type_id", "=", kind.id),
                ]
            )
        )
        if not activities:
            return
        orders = self.sudo().browse(activities.mapped("res_id"))
        open_ids = set(
            orders.visit_ids.filtered(
                lambda v: v._is_open() and v.customer_response == "other_time"
            ).order_id.ids
        )
        activities.filtered(lambda a: a.res_id not in open_ids).action_feedback()
