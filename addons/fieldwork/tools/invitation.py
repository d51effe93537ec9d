"""Calendar invitations (iTIP, RFC 5546) that can be updated and called off.

Core's own (``calendar.event._get_ics_file``) have neither method, UID nor sequence, so
that a calendar takes every mail for another appointment. No ORM here.
"""

import re
from datetime import UTC

import vobject
from vobject.icalendar import utc

REQUEST = "REQUEST"
CANCEL = "CANCEL"
PRODID = "-//Fieldwork//Service Orders//EN"
# The answer is given by the buttons of the mail: what calendars send back to the
# organizer would reach nobody.
ATTENDEE = {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "FALSE"}
# What neither a calendar nor XML may hold, but for tab and line feed.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def invitation(
    method,
    uid,
    sequence,
    stamp,
    start,
    stop,
    summary,
    organizer,
    attendee,
    description="",
    location="",
):
    """Return an ``.ics`` file with one appointment.

    :param str method: ``REQUEST`` for a new or changed appointment, ``CANCEL``
    :param str uid: the same over the life of the appointment
    :param int sequence: higher with every file sent about it
    :param datetime stamp: when this file is made; as ``start`` and ``stop`` naive UTC
    :param tuple organizer: ``(name, address)``
    :param tuple attendee: ``(name, address)``
    :rtype: bytes
    """
    calendar = vobject.iCalendar()
    calendar.add("prodid").value = PRODID
    calendar.add("method").value = method
    event = calendar.add("vevent")
    event.add("uid").value = uid
    event.add("sequence").value = str(sequence)
    _add_times(event, dtstamp=stamp, dtstart=start, dtend=stop)
    event.add("status").value = "CANCELLED" if method == CANCEL else "CONFIRMED"
    event.add("transp").value = "TRANSPARENT" if method == CANCEL else "OPAQUE"
    _add_texts(event, summary=summary, description=description, location=location)
    _add_person(event, "organizer", organizer)
    _add_person(event, "attendee", attendee, ATTENDEE)
    return calendar.serialize().encode()


def _add_times(event, **times):
    for name, moment in times.items():
        event.add(name).value = _aware(moment)


def _add_texts(event, **texts):
    for name, text in texts.items():
        if text:
            event.add(name).value = _clean(text)


def _aware(moment):
    """Return the moment with the zone object that vobject writes as ``Z``."""
    return moment.replace(microsecond=0, tzinfo=UTC).astimezone(utc)


def _clean(text):
    return CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _add_person(event, role, person, params=None):
    name, address = person
    line = event.add(role)
    line.value = "mailto:" + re.sub(r"[\s\x00-\x1f]", "", address)
    for key, value in (params or {}).items():
        line.params[key] = [value]
    # A parameter knows no escape: neither quotes nor line ends may stand in it.
    name = " ".join(_clean(name or "").replace('"', "'").split())
    if name:
        line.params["CN"] = [name]
