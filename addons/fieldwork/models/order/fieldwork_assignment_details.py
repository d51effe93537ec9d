import re
from datetime import timedelta

from odoo import models
from odoo.tools import format_date, format_time

from ...tools.days import to_local


class FieldworkAssignment(models.Model):
    """What a technician is told of a visit, in words: for mail, invitation and page.

    Everything is in the language of the context. Called as superuser: whose right it is
    is the caller's to judge.
    """

    _inherit = "fieldwork.assignment"

    def _details(self):
        """Return what the technician must know, as plain values (hook).

        :return: dict of ``number``, ``type``, ``priority`` (empty when normal),
            ``reference`` (the customer's), ``when``, ``when_site`` (empty in the same
            zone), ``customer``, ``site``, ``address``, ``map_url``, ``contact``,
            ``phone``, ``phone_url``, ``equipment``, ``materials``, ``crew``,
            ``things`` (lists of texts), ``request``, ``access_notes``, ``company``
        """
        self.ensure_one()
        order, company = self.order_id, self.company_id
        phone = self._site_phone()
        return {
            "number": order.name,
            "type": order.type_id.name,
            "priority": order.priority != "0" and self._label(order, "priority"),
            "reference": order.customer_reference,
            **self._details_when(),
            **self._details_where(),
            "customer": order.partner_id.display_name,
            "contact": order.contact_id.name,
            "phone": phone,
            "phone_url": phone and "tel:" + re.sub(r"[^0-9+]", "", phone),
            "equipment": [self._equipment_line(item) for item in order.equipment_ids],
            "materials": [self._material_line(line) for line in self._materials()],
            "crew": self._details_crew(),
            "things": self._crew("equipment").resource_id.mapped("name"),
            "request": order.description,
            "company": company.name,
        }

    def _details_when(self):
        """Return the slot in the technician's zone, and in the site's if it differs."""
        zone, site_zone = self._technician_zone(), self.visit_id._zone()
        here = to_local(self.start, zone)
        there = to_local(self.start, site_zone)
        other = here.utcoffset() != there.utcoffset()
        when = self._slot_text(self.start, self.stop, zone)
        return {
            "when": f"{when} ({zone})" if other else when,
            "when_site": other
            and f"{self._slot_text(self.start, self.stop, site_zone)} ({site_zone})",
        }

    def _details_where(self):
        site = self.order_id.site_id
        return {
            "site": site.name or site.display_name,
            "address": site._fieldwork_address_line(),
            "map_url": site.site_map_url,
            "access_notes": site.site_access_notes,
        }

    def _details_crew(self):
        """Return the names of the colleagues; the lead is marked."""
        lead = self.env._("lead")
        return [
            f"{mate.resource_id.name} ({lead})"
            if mate.role == "lead"
            else mate.resource_id.name
            for mate in self._crew("lead", "helper") - self
        ]

    def _crew(self, *roles):
        return self.visit_id.assignment_ids.filtered(
            lambda a: a.role in roles and a.response != "refused"
        ).sorted("id")

    def _materials(self):
        """Return the materials to take along to this visit."""
        return self.order_id.material_ids.filtered(
            lambda m: m.planned_qty
            and m.visit_id in (m.visit_id.browse(), self.visit_id)
        )

    def _material_line(self, material):
        quantity = f"{material.planned_qty:g} {material.uom_id.name or ''}".strip()
        serial = f" ({material.serial})" if material.serial else ""
        return f"{quantity} {material.name}{serial}"

    def _equipment_line(self, equipment):
        if not equipment.serial:
            return equipment.name
        return self.env._(
            "%(equipment)s, serial %(serial)s",
            equipment=equipment.name,
            serial=equipment.serial,
        )

    def _site_phone(self):
        order = self.order_id
        places = (order.contact_id, order.site_id, order.partner_id)
        return next((place.phone for place in places if place.phone), "")

    def _slot_text(self, start, stop, zone):
        """Return a slot in words; past midnight both days are named in full."""
        first = to_local(start, zone)
        last = to_local(stop, zone)
        begin = f"{self._day_text(first)}, {self._hour_text(start, zone)}"
        end = self._hour_text(stop, zone)
        # An end at midnight sharp is still the evening of that day.
        if (last - timedelta(seconds=1)).date() != first.date():
            end = f"{self._day_text(last)}, {end}"
        return f"{begin} – {end}"

    def _day_text(self, moment):
        lang = self.env.lang or "en_US"
        return format_date(self.env, moment.date(), lang, "full")

    def _hour_text(self, moment, zone):
        lang = self.env.lang or "en_US"
        return format_time(self.env, moment, zone, "short", lang)

    def _subject(self, kind=None):
        """Return the subject of a mail: what happened, number, time and site.

        :param str kind: as for ``_send_notice``; a slot taken back is the one told
        """
        self.ensure_one()
        told = kind not in (None, "planned", "changed") and self.told_start
        start = told or self.start
        zone, lang = self._technician_zone(), self.env.lang or "en_US"
        day = format_date(self.env, to_local(start, zone).date(), lang, "EEE d MMM")
        site = self.order_id.site_id
        where = site.name or site.display_name
        text = f"{self.order_id.name} · {day}, {self._hour_text(start, zone)} · {where}"
        text = " ".join(text.split())  # a mail's header is one line
        prefix = {
            "changed": self.env._("Changed"),
            "beyond": self.env._("Moved to later"),
            "withdrawn": self.env._("Taken back"),
            "cancelled": self.env._("Cancelled"),
            "missed": self.env._("Cancelled"),
        }.get(kind)
        return f"{prefix}: {text}" if prefix else text

    def _told_text(self):
        """Return the slot that the technician was told, or else the present one."""
        start, stop = self.told_start or self.start, self.told_stop or self.stop
        return self._slot_text(start, stop, self._technician_zone())

    def _technician_name(self):
        return self.resource_id.name

    def _technician_zone(self):
        return self.resource_id.tz or self.company_id._fieldwork_tz()

    def _technician_lang(self):
        """Return the language in which this technician is spoken to."""
        person = self.resource_id
        lang = (
            person.user_id.lang
            or person.employee_id[:1].work_contact_id.lang
            or self.company_id.partner_id.lang
        )
        return lang or self.env.lang or "en_US"

    def _label(self, record, name):
        return dict(record._fields[name]._description_selection(self.env))[record[name]]
