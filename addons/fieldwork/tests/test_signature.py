"""Signatures: what they stand under, who may, and what makes them void."""

import json
from uuid import uuid4

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..tools.canonical import canonical, digest
from .common_orders import at
from .report_common import ReportCommon, signature


@tagged("post_install", "-at_install")
class TestSignature(ReportCommon):
    def test_signed_is_what_was_shown(self):
        shown = self.mine.get_report()
        self.assertEqual(canonical(shown["snapshot"]), shown["snapshot_json"])
        signed = self._sign(snapshot_sha256=shown["snapshot_sha256"])
        self.assertEqual(signed.snapshot, shown["snapshot_json"])
        self.assertEqual(signed.snapshot_sha256, digest(signed.snapshot))
        self.assertEqual(json.loads(signed.snapshot)["findings"], "Pump is loud")

    def test_changed_meanwhile_is_not_signed(self):
        shown = self.mine.get_report()
        self.visit.findings = "Pump is broken"
        with self.assertRefused(UserError, "has changed meanwhile"):
            self._sign(snapshot_sha256=shown["snapshot_sha256"])
        self.assertFalse(self.visit.signature_ids)

    def test_empty_signature_is_refused(self):
        for image in (signature(ink=False), "", "data:image/png;base64,", "AAAA"):
            with self.assertRefused(UserError, "signature is empty"):
                self.mine.action_sign("customer", "Petra", image)

    def test_name_and_role_are_needed(self):
        with self.assertRefused(UserError, "Write the name"):
            self.mine.action_sign("customer", "  ", signature())
        with self.assertRefused(UserError, "Say who signs"):
            self.mine.action_sign("boss", "Petra", signature())

    def test_same_uuid_is_there_once(self):
        uuid = str(uuid4())
        first = self._sign(client_uuid=uuid)
        self.assertEqual(self._sign(client_uuid=uuid), first)
        self.assertEqual(self.visit.signature_ids, first)

    def test_signed_once_while_it_holds(self):
        self._sign()
        with self.assertRefused(UserError, "has been signed by Petra Portal already"):
            self._sign()
        self._sign("technician")

    def test_only_the_crew_and_the_office_have_it_signed(self):
        with self.assertRaises(AccessError):
            self._sign(visit=self.visit.with_user(self.technician_2))
        self._sign(visit=self.visit.with_user(self.dispatcher))

    def test_nothing_of_it_is_written_directly(self):
        signed = self._sign()
        with self.assertRefused(UserError, "cannot be written directly"):
            signed.with_user(self.manager).write({"void_at": False})
        with self.assertRefused(UserError, "cannot be written directly"):
            self.visit.with_user(self.manager).write({"is_signed": False})
        with self.assertRefused(UserError, "cannot be written directly"):
            signed.sudo().write({"snapshot": "{}"})
        with self.assertRaises(AccessError):
            signed.with_user(self.manager).unlink()

    def test_change_makes_void_and_says_what(self):
        signed = self._sign()
        self.mine.findings = "Pump is broken"
        self.assertTrue(signed.void_at)
        self.assertEqual(signed.void_by_id, self.technician)
        self.assertEqual(
            signed.void_reason, "Findings: “Pump is loud” → “Pump is broken”"
        )
        self.assertIn("is void", self.order.message_ids[0].body)
        self.assertIn("Pump is broken", self.order.activity_ids.note)
        self.assertEqual(self.order.activity_ids.user_id, self.dispatcher)
        self.assertTrue(self.visit.signature_void)

    def test_void_is_sticky(self):
        signed = self._sign()
        self.mine.findings = "Pump is broken"
        self.mine.findings = "Pump is loud"
        self.assertTrue(signed.void_at)
        again = self._sign()
        self.assertFalse(again.void_at)
        self.assertFalse(self.visit.signature_void)

    def test_same_words_written_again_change_nothing(self):
        signed = self._sign()
        self.mine.findings = "Pump is loud"
        self.visit.material_ids.create(
            {"order_id": self.order.id, "name": "Gasket", "planned_qty": 2}
        )
        self.assertFalse(signed.void_at)

    def test_material_reading_photo_and_equipment_make_void(self):
        other = self._create_equipment("Pump")
        meter = self.env["fieldwork.meter"].create(
            {"name": "Hours", "equipment_id": self.equipment.id}
        )

        def material():
            self.mine.action_material(name="Gasket", used_qty=1)

        def reading():
            meter.with_user(self.technician).action_read(12.5)

        def equipment():
            self.order.equipment_ids = [Command.link(other.id)]

        for change, word in (
            (material, "1 Units Gasket"),
            (reading, "Boiler, Hours: 12.5"),
            (self._photo, "Photos"),
            (equipment, "Pump"),
        ):
            with self.subTest(word=word), self.env.cr.savepoint() as savepoint:
                signed = self._sign()
                change()
                self.assertTrue(signed.void_at)
                self.assertIn(word, signed.void_reason)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_photo_removed_makes_void(self):
        sent = self._photo(kind="before")
        signed = self._sign()
        sent.with_user(self.technician).action_remove("Wrong machine")
        self.assertRegex(signed.void_reason, "Photos: “Before.*” → “–”")

    def test_work_after_signing_changes_nothing(self):
        signed = self._sign(at=at(7, 30))
        self.mine.action_pause("Tea", at=at(7, 40))
        self.mine.action_resume(at=at(7, 50))
        self.mine.action_done("solved")
        self.assertFalse(signed.void_at)

    def test_corrected_time_before_signing_makes_void(self):
        signed = self._sign(at=at(7, 30))
        log = self.visit.worklog_ids
        log.with_user(self.dispatcher).action_correct(start=at(6), reason="Wrong")
        self.assertIn("Ana, Work", signed.void_reason)

    def test_renamed_customer_is_the_same(self):
        signed = self._sign()
        self.customer.name = "Bakery Lind"
        self.mine.action_material(name="Gasket", used_qty=1)
        self.assertNotIn("Lind", signed.void_reason)

    def test_peers_defect_7_no_done_without_the_required_signature(self):
        """PEERS.md 7: an order completes without the signature that is required, and
        without an end time."""
        self.order_type.customer_signature = "required"
        self.order_type.technician_signature = "required"
        self.order.type_id = self.order_type
        with self.assertRefused(UserError, "Technician, Customer"):
            self.mine.action_done("solved")
        self._sign("technician")
        with self.assertRefused(UserError, ": Customer\n"):
            self.mine.action_done("solved")
        self._sign()
        self.mine.action_done("solved")
        self.assertEqual(self.order.state, "done")
        self.assertTrue(self.visit.actual_stop)
        self.assertTrue(all(self.visit.worklog_ids.mapped("stop")))

    def test_void_signature_does_not_count(self):
        self.order_type.customer_signature = "required"
        self.order.type_id = self.order_type
        self._sign()
        with self.assertRefused(UserError, "Signatures are missing"):
            self.mine.action_done("solved", findings="Other words")
        self.mine.action_done("solved", findings="Pump is loud")

    def test_required_only_where_the_work_is_solved(self):
        self.order_type.customer_signature = "required"
        self.order.type_id = self.order_type
        self.mine.action_done("to_continue", continue_reason="parts")

    def test_office_does_not_close_over_a_void_signature(self):
        self.order_type.write({"customer_signature": "required", "close_by": "office"})
        self.order.type_id = self.order_type
        self._sign()
        self.mine.action_done("solved")
        self.visit.with_user(self.dispatcher).findings = "Other words"
        with self.assertRefused(UserError, "Signatures are missing"):
            self.order.action_done()
        self.visit.with_user(self.dispatcher).action_refuse_signature("Moved away")
        self.order.action_done()

    def test_refusal_stands_in_with_its_reason(self):
        self.order_type.customer_signature = "required"
        self.order.type_id = self.order_type
        with self.assertRefused(UserError, "reason"):
            self.mine.action_refuse_signature(" ")
        uuid = str(uuid4())
        values = self.mine.action_refuse_signature("Too loud", "P", client_uuid=uuid)
        again = self.mine.action_refuse_signature("Too loud", "P", client_uuid=uuid)
        self.assertEqual(values, again)
        self.assertEqual(values["refusal_reason"], "Too loud")
        self.mine.action_done("solved")

    def test_words_of_the_change_in_another_language(self):
        self.env["res.lang"]._activate_lang("es_ES")
        signed = self._sign()
        self.mine.findings = "Other"
        spanish = signed.with_context(lang="es_ES")._void_changes()
        self.assertEqual(len(spanish), 1)
        self.assertRegex(spanish[0], "Pump is loud.+→.+Other")

    def test_the_reader_of_another_language_changes_nothing(self):
        self.env["res.lang"]._activate_lang("es_ES")
        unit = self.env.ref("uom.product_uom_unit").sudo()
        unit.with_context(lang="es_ES").name = "Unidades"
        self.technician.lang = "es_ES"
        spanish = self.mine.with_context(lang="es_ES")
        spanish.action_material(name="Gasket", used_qty=2)
        shown = spanish.get_report()
        self.assertEqual(shown["materials"], ["2 Unidades Gasket"])
        self.assertEqual(
            shown["snapshot_sha256"],
            self.visit.with_context(lang="en_US").get_report()["snapshot_sha256"],
        )
        signed = self._sign(snapshot_sha256=shown["snapshot_sha256"])
        self.visit.with_context(lang="en_US")._report_changed()
        self.assertFalse(signed.void_at)
        self.mine.action_material(name="Seal", used_qty=1)
        self.assertIn(
            "1 Unidades Seal", signed.with_context(lang="es_ES")._void_changes()[0]
        )

    def test_without_a_signature_a_change_costs_one_query(self):
        self.visit.findings = "Warm"
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.visit._report_changed()

    def test_shown_on_my_day(self):
        self._sign()
        (shown,) = self.mine.get_my_day()["visits"]
        self.assertEqual(shown["signatures"][0]["name"], "Petra Portal")
        self.assertEqual(
            shown["signature_rules"],
            {"technician": "optional", "customer": "optional"},
        )
