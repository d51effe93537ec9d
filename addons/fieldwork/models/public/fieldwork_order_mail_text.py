from odoo import fields, models
from odoo.tools import format_date, format_time

from ...tools.days import to_local
from .fieldwork_visit_mail import customer_window, is_day


class FieldworkOrder(models.Model):
    """What the customer is told, in words: in the language of the context.

    Called as superuser, by the templates. No reason of the office stands here, no
    access notes and no prices.
    """

    _inherit = "fieldwork.order"

    def _customer_lang(self):
        """Return the language in which this customer is written to."""
        lang = self._customer_recipient().lang or self.partner_id.lang
        return lang or self.company_id.partner_id.lang or self.env.lang or "en_US"

    def _customer_notice(self):
        """Return the notice that is being rendered; see ``_queue_mails``."""
        self.ensure_one()
        notices = self.env.context.get("fieldwork_notices") or {}
        notice = self.env["fieldwork.customer.notice"].browse(notices.get(self.id))
        # An empty one lets the template be looked at before there is any.
        return notice or notice.new({"order_id": self.id, "visit_ids": self.visit_ids})

    def _customer_mail(self):
        """Return what stands in a mail, as plain values (hook).

        :return: dict of ``company``, ``logo_url``, ``phone``, ``email``, ``name`` (of
            the recipient), ``number``, ``type``, ``reference`` (the customer's),
            ``request``, ``site``, ``address``, ``windows`` (texts), ``old_windows``
            (texts), ``technicians`` (first names, as one text), ``expected``,
            ``outcome``, ``is_order`` (the whole order is called off), ``has_report``,
            ``hours_follow`` (only the day is told so far), ``is_narrowed`` (the day
            was told, and holds; now the hours are), ``link``
        """
        self.ensure_one()
        notice = self._customer_notice()
        return {
            **self._customer_mail_sender(),
            **self._customer_mail_order(),
            **self._customer_mail_visits(notice, notice._visits_to_show()),
        }

    def _customer_mail_sender(self):
        """Return who writes, and where an answer goes."""
        company, base = self.company_id, self.get_base_url()
        links = self.env.context.get("fieldwork_links") or {}
        return {
            "company": company.name,
            "logo_url": not company.uses_default_logo
            and f"{base}/logo.png?company={company.id}",
            "phone": company.phone,
            "email": company.email,
            "link": links.get(self.id) or base + self.access_url,
        }

    def _customer_mail_order(self):
        """Return whom the mail goes to, and which of their orders it is about."""
        site = self.site_id
        return {
            "name": self._customer_recipient().name or self.partner_id.display_name,
            "number": self.name,
            "type": self.type_id.name,
            "reference": self.customer_reference,
            "request": self.description,
            "site": site.name or site.display_name,
            "address": site._fieldwork_address_line(),
            "is_order": self.state == "cancelled",
        }

    def _customer_mail_visits(self, notice, visits):
        """Return what is told about the visits: when they are, who comes, what came
        out."""
        zone = self._site_zone()
        planned = visits.filtered(lambda visit: visit.state == "planned")
        return {
            "windows": [self._window_text(*v._customer_window()) for v in visits],
            "old_windows": self._old_window_texts(notice, visits),
            "technicians": self._customer_technicians(visits),
            "expected": self._expected_text(visits),
            "outcome": visits[-1:].outcome,
            "has_report": bool(visits),
            "hours_follow": any(is_day(*v._customer_window(), zone) for v in planned),
            "is_narrowed": notice._tells_hours(),
        }

    def _old_window_texts(self, notice, visits):
        if notice.kind == "changed":
            pairs = filter(None, map(notice._window_before, visits))
        else:
            pairs = [
                tuple(fields.Datetime.to_datetime(moment) for moment in window)
                for window in sorted((notice.old_windows or {}).values())
            ]
        return [self._window_text(start, stop) for start, stop in pairs]

    def _window_text(self, start, stop):
        """Return a window in words, by the clocks at the site: the hours that were
        promised, if any; see ``customer_window``."""
        zone = self._site_zone()
        midnight, next_midnight = customer_window(start, stop, None, None, zone)
        what = self._window_words(start, stop, zone)
        if (start, stop) == (midnight, next_midnight):
            return what["day"]
        if stop == next_midnight:
            text = self.env._("%(day)s, from %(start)s", **what)
        elif start == midnight and stop < next_midnight:
            text = self.env._("%(day)s, by %(stop)s", **what)
        else:
            text = self.env["fieldwork.assignment"]._slot_text(start, stop, zone)
        home = self._customer_recipient().tz or zone
        here, there = to_local(start, home), to_local(start, zone)
        if here.utcoffset() != there.utcoffset():
            return self.env._("%(window)s (%(zone)s)", window=text, zone=zone)
        return text

    def _window_words(self, start, stop, zone):
        lang = self.env.lang or "en_US"
        day = to_local(start, zone).date()
        return {
            "day": format_date(self.env, day, lang, "full"),
            "start": format_time(self.env, start, zone, "short", lang),
            "stop": format_time(self.env, stop, zone, "short", lang),
        }

    def _customer_technicians(self, visits):
        """Return the first names of who comes, the lead first."""
        crew = visits.assignment_ids.filtered(
            lambda a: a.role != "equipment" and a.response != "refused"
        ).sorted(lambda a: (a.role != "lead", a.id))
        names = [_first_name(person.name) for person in crew.resource_id]
        return ", ".join(name for name in names if name)

    def _expected_text(self, visits):
        """Return the local time at which somebody on the way is expected."""
        visit = visits[:1]
        moment = visit and "expected_at" in visit._fields and visit.expected_at
        if not moment:
            return ""
        lang = self.env.lang or "en_US"
        return format_time(self.env, moment, self._site_zone(), "short", lang)

    def _customer_subject(self):
        """Return the subject: what happened, when, and the number."""
        self.ensure_one()
        notice = self._customer_notice()
        what = self._customer_subjects()[notice.kind or "planned"]
        if notice.kind == "cancelled" and self.state == "cancelled":
            what = self.env._("Your order was cancelled")
        if notice._tells_hours():
            what = self.env._("The time of your appointment")
        parts = [what, *self._subject_day(notice), self.name]
        return " ".join(" · ".join(parts).split())  # a mail's header is one line

    def _subject_day(self, notice):
        visit = notice._visits_to_show()[:1]
        if not visit or notice.kind == "done":
            return []
        zone, lang = self._site_zone(), self.env.lang or "en_US"
        start, stop = visit._customer_window()
        day = format_date(self.env, to_local(start, zone).date(), lang, "EEE d MMM")
        if start == customer_window(start, stop, None, None, zone)[0]:
            return [day]
        return [f"{day}, {format_time(self.env, start, zone, 'short', lang)}"]

    def _customer_subjects(self):
        return {
            "registered": self.env._("We have received your request"),
            "planned": self.env._("Your appointment"),
            "changed": self.env._("Your appointment has changed"),
            "reminder": self.env._("Reminder of your appointment"),
            "on_way": self.env._("We are on our way"),
            "done": self.env._("Our visit is finished"),
            "cancelled": self.env._("Your appointment was cancelled"),
        }


def _first_name(name):
    """Return the first name of “Ana Ruiz” and of “Ruiz, Ana”."""
    last, comma, first = (name or "").partition(",")
    words = (first if comma else last).split()
    return words[0] if words else ""
