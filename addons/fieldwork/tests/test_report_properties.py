"""Signatures fall exactly when something that was shown has changed."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.fields import Command
from odoo.tests import tagged

from ..tools.canonical import canonical
from . import properties  # noqa: F401
from .common_orders import at
from .report_common import ReportCommon, photo

WORDS = st.sampled_from(["", "Pump is loud", "Pump is broken"])
EDITS = st.one_of(
    st.tuples(
        st.just("words"),
        st.sampled_from(["findings", "work_done", "customer_remarks"]),
        WORDS,
    ),
    st.tuples(
        st.just("material"),
        st.sampled_from(["planned_qty", "used_qty", "returned_qty", "left_qty"]),
        st.sampled_from([0, 1, 2.5]),
    ),
    st.tuples(st.just("correct"), st.sampled_from([0, 5, 30]), st.just(None)),
    st.tuples(st.just("clock"), st.sampled_from(["pause", "resume"]), st.just(None)),
    st.tuples(
        st.just("photo"), st.sampled_from(["add", "remove", "kind"]), st.just(None)
    ),
    st.tuples(st.just("equipment"), st.booleans(), st.just(None)),
    st.tuples(
        st.just("unseen"),
        st.sampled_from(["priority", "note", "promise", "rename"]),
        st.just(None),
    ),
)


@tagged("post_install", "-at_install")
class TestReportProperties(ReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls._create_equipment("Pump")
        cls.visit.action_material(name="Gasket", used_qty=1)
        cls.visit.action_photo(photo(size=(64, 48)), kind="before")
        cls.bytes = photo(size=(64, 48), color="green")

    def _edit(self, what, which, value):
        getattr(self, f"_edit_{what}")(which, value)

    def _edit_words(self, name, text):
        self.mine.write({name: text})

    def _edit_material(self, name, quantity):
        self.visit.material_ids.write({name: quantity})

    def _edit_correct(self, minute, _value):
        log = self.visit.worklog_ids.sorted("id")[0]
        log.with_user(self.dispatcher).action_correct(
            start=at(7, minute), reason="Clock"
        )

    def _edit_clock(self, act, _value):
        getattr(self.mine, f"action_{act}")()

    def _edit_photo(self, act, _value):
        photos = self.visit.photo_ids
        if act == "add":
            self.mine.action_photo(self.bytes, kind="after")
        elif photos and act == "remove":
            photos[0].with_user(self.dispatcher).action_remove("Wrong")
        elif photos:
            kind = "after" if photos[0].kind == "before" else "before"
            photos[0].with_user(self.dispatcher).kind = kind

    def _edit_equipment(self, there, _value):
        command = Command.link if there else Command.unlink
        self.order.equipment_ids = [command(self.other.id)]

    def _edit_unseen(self, what, _value):
        if what == "rename":
            self.equipment.name = f"{self.equipment.name[:20]}!"
        elif what == "promise":
            self.visit.with_user(self.dispatcher).promised_stop = at(18)
        else:
            name = "priority" if what == "priority" else "internal_note"
            self.order.write({name: "1"})

    def _shown(self, until):
        """Return what stands there now, without the names of things (they may be
        renamed, the thing shown is the same)."""
        self.env.flush_all()
        self.env.invalidate_all()
        snapshot = self.visit._prepare_snapshot(until)
        for name in ("customer", "site"):
            snapshot[name] = snapshot[name]["id"]
        snapshot["equipment"] = [one["id"] for one in snapshot["equipment"]]
        return canonical(snapshot)

    @settings(max_examples=40)
    @given(edits=st.lists(EDITS, min_size=1, max_size=5))
    def test_void_exactly_when_something_shown_changed(self, edits):
        with self.env.cr.savepoint(flush=True) as savepoint:
            try:
                signed = self._sign(at=at(7, 45))
                before = self._shown(signed.signed_at)
                differed = False
                for edit in edits:
                    self._edit(*edit)
                    differed |= self._shown(signed.signed_at) != before
                    self.assertEqual(bool(signed.void_at), differed, edit)
                    self.assertEqual(bool(signed.void_reason), differed, edit)
                if signed.void_at:
                    self.assertNotEqual(
                        json.loads(signed.snapshot), json.loads(signed.void_snapshot)
                    )
            finally:
                savepoint.rollback()
                self.env.invalidate_all(flush=False)
