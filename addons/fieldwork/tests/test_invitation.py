from datetime import UTC, datetime, timedelta

import vobject
from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools.invitation import CANCEL, REQUEST, invitation

STAMP = datetime(2026, 3, 2, 8, 0)


def _file(method=REQUEST, **kwargs):
    values = {
        "uid": "fieldwork-1@db",
        "sequence": 3,
        "stamp": STAMP,
        "start": datetime(2026, 3, 29, 0, 30),
        "stop": datetime(2026, 3, 29, 3, 0),
        "summary": "FW1 Repair, Shop",
        "organizer": ("Firm", "office@firm.example"),
        "attendee": ("Tina", "tina@firm.example"),
        **kwargs,
    }
    return invitation(method, **values)


class TestInvitation(BaseCase):
    def test_request_says_who_when_where(self):
        content = _file(description="Cold oven", location="Via Roma 1, Firenze")
        calendar = vobject.readOne(content.decode())
        event = calendar.vevent
        self.assertEqual(calendar.method.value, "REQUEST")
        self.assertEqual(event.uid.value, "fieldwork-1@db")
        self.assertEqual(event.sequence.value, "3")
        self.assertEqual(event.status.value, "CONFIRMED")
        self.assertEqual(event.location.value, "Via Roma 1, Firenze")
        self.assertEqual(event.description.value, "Cold oven")
        self.assertEqual(event.organizer.value, "mailto:office@firm.example")
        self.assertEqual(event.attendee.value, "mailto:tina@firm.example")
        self.assertEqual(event.attendee.params["RSVP"], ["FALSE"])

    def test_times_are_utc_over_a_clock_change(self):
        content = _file().decode()
        self.assertIn("DTSTART:20260329T003000Z", content)
        self.assertIn("DTEND:20260329T030000Z", content)

    def test_cancel_frees_the_time(self):
        calendar = vobject.readOne(_file(CANCEL).decode())
        self.assertEqual(calendar.method.value, "CANCEL")
        self.assertEqual(calendar.vevent.status.value, "CANCELLED")
        self.assertEqual(calendar.vevent.transp.value, "TRANSPARENT")

    def test_nothing_can_be_smuggled_in(self):
        content = _file(
            summary="x\r\nATTENDEE:mailto:evil@example.com",
            location="a;b,c\\d\nEND:VEVENT",
            organizer=('Fi"rm\r\nX-EVIL:1', "office@firm.example\r\nX-EVIL:2"),
            attendee=('Ti;na:"', "tina@firm.example"),
        ).decode()
        unfolded = content.replace("\r\n ", "")
        names = [
            line.partition(":")[0].partition(";")[0] for line in unfolded.split("\r\n")
        ]
        self.assertEqual(names.count("ATTENDEE"), 1)
        self.assertEqual(names.count("END"), 2)
        self.assertNotIn("X-EVIL", names)

    @given(
        text=st.text(max_size=200),
        name=st.text(max_size=40),
        minutes=st.integers(1, 48 * 60),
        sequence=st.integers(0, 10_000),
    )
    def test_any_text_is_read_back(self, text, name, minutes, sequence):
        stop = STAMP + timedelta(minutes=minutes)
        content = _file(
            description=text,
            attendee=(name, "tina@firm.example"),
            start=STAMP,
            stop=stop,
            sequence=sequence,
        )
        event = vobject.readOne(content.decode()).vevent
        self.assertEqual(event.sequence.value, str(sequence))
        self.assertEqual(event.dtend.value.astimezone(UTC).replace(tzinfo=None), stop)
        self.assertEqual(len(event.contents["attendee"]), 1)
        self.assertEqual(len(event.contents.get("description", [])) <= 1, True)
