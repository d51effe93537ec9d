from odoo import models
from odoo.tools import format_time


class FieldworkOrder(models.Model):
    """To which number a customer is texted, and in which words."""

    _inherit = "fieldwork.order"

    def _customer_texted(self):
        """Return ``(partner, number)``: who is texted, at a number in international
        form, or an empty text: the contact, else the customer (hook)."""
        self.ensure_one()
        people = (
            self.contact_id | self.partner_id | self.partner_id.commercial_partner_id
        )
        for person in people:
            country = person.country_id or self.company_id.country_id
            number = person._phone_format(number=person.phone, country=country)
            if number:
                return person, number
        return self.partner_id, ""

    def _customer_sms_lang(self):
        """Return the language in which this customer is texted."""
        return self._customer_texted()[0].lang or self._customer_lang()

    def _customer_sms(self, notice):
        """Return the text of a notice in the language of the context (hook)."""
        self.ensure_one()
        visits = notice._visits_to_show()
        what = {
            "company": self.company_id.name,
            "window": ", ".join(
                self._window_text(*visit._customer_window()) for visit in visits
            ),
            "link": self._track_urls()[self.id],
        }
        if notice.kind == "on_way":
            return self._on_way_sms(visits, what)
        if notice.kind == "planned":
            return self.env._("%(company)s: we come on %(window)s. %(link)s", **what)
        if notice.kind == "changed":
            return self.env._(
                "%(company)s: your appointment has changed, now we come on %(window)s. "
                "%(link)s",
                **what,
            )
        if notice.kind == "reminder":
            return self.env._(
                "%(company)s: a reminder, we come on %(window)s. %(link)s", **what
            )
        return self.env._(
            "%(company)s: your appointment was cancelled. %(link)s", **what
        )

    def _on_way_sms(self, visits, what):
        expected = visits[:1].expected_at
        if not expected:
            return self.env._("%(company)s: we are on the way to you. %(link)s", **what)
        time = format_time(
            self.env, expected, self._site_zone(), "short", self.env.lang or "en_US"
        )
        return self.env._(
            "%(company)s: we are on the way to you, expected at %(time)s. %(link)s",
            time=time,
            **what,
        )
