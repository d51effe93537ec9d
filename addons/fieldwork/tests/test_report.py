"""The report on paper, for the screen, and what becomes of it with age."""

import base64
import json
from datetime import timedelta
from unittest.mock import patch

from lxml.html import fromstring

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..tools.canonical import canonical
from .common_orders import at
from .report_common import ReportCommon, signature

SCRIPT = "<script>alert('x')</script>"


@tagged("post_install", "-at_install")
class TestReport(ReportCommon):
    def _html(self, name="fieldwork.report_visit", docs=None):
        docs = docs or self.visit
        reports = self.env["ir.actions.report"]
        return reports._render_qweb_html(name, docs.ids)[0].decode()

    def test_everything_is_on_it(self):
        meter = self.env["fieldwork.meter"].create(
            {"name": "Burner Hours", "equipment_id": self.equipment.id}
        )
        meter.with_user(self.technician).action_read(1234.5)
        self.mine.action_material(name="Gasket", used_qty=2.5)
        self._photo(kind="before", note="The leak")
        self.mine.action_pause("Tea", at=at(7, 30))
        self.mine.write(
            {"work_done": "New bearing", "customer_remarks": "Come earlier"}
        )
        self._sign()
        html = self._html()
        for words in (
            self.order.name,
            "Bakery Lindt",
            "Bakery Shop",
            "Boiler, S/N B-1",
            "Ana",
            "Pump is loud",
            "New bearing",
            "Come earlier",
            "2.5 Units Gasket",
            "Boiler, Burner Hours: 1234.5",
            "The leak",
            "data:image/jpeg;base64,",
            "Petra Portal",
            "data:image/png;base64,",
            "0:30",
            self.company.name,
        ):
            self.assertIn(words, html)

    def test_no_prices(self):
        product = self.env["product.product"].create(
            {"name": "Pump 3000", "list_price": 765.43, "standard_price": 432.1}
        )
        self.mine.action_material(product=product.id, used_qty=1)
        html = self._html()
        self.assertIn("Pump 3000", html)
        self.assertNotIn("765", html)
        self.assertNotIn("432", html)

    def test_scripts_in_every_text_are_text(self):
        self.order.write({"description": SCRIPT, "customer_reference": SCRIPT})
        self.customer.name = f"Customer {SCRIPT}"
        self.site.name = f"Site {SCRIPT}"
        self.equipment.write({"name": SCRIPT, "serial": SCRIPT})
        self.ana.name = f"Ana {SCRIPT}"
        self.mine.write(
            {"findings": SCRIPT, "work_done": SCRIPT, "customer_remarks": SCRIPT}
        )
        self.mine.action_material(name=SCRIPT, used_qty=1, serial=SCRIPT)
        self._photo(note=SCRIPT)
        self.mine.action_sign("customer", SCRIPT, signature())
        self.mine.findings = f"Other {SCRIPT}"
        self.mine.action_refuse_signature(SCRIPT, SCRIPT)
        for name, docs in (
            ("fieldwork.report_visit", self.visit),
            ("fieldwork.report_order", self.order),
        ):
            html = self._html(name, docs)
            self.assertNotIn("<script>alert", html)
        self.assertGreater(self._html().count("&lt;script&gt;"), 10)

    def test_void_is_stamped_with_what_changed(self):
        self._sign()
        self.mine.findings = "Pump is broken"
        html = self._html()
        self.assertIn("VOID", html)
        self.assertIn("“Pump is loud” → “Pump is broken”", html)

    def test_refusal_is_told_with_its_reason(self):
        self.mine.action_refuse_signature("It still drips", "Petra")
        html = self._html()
        self.assertIn("Signature refused", html)
        self.assertIn("It still drips", html)

    def test_customer_reads_their_language(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.customer.lang = "es_ES"
        type_ = self.order.type_id.sudo()
        type_.with_context(lang="es_ES").name = "Reparación"
        self.assertIn("Reparación", self._html())
        self.order.contact_id = self._create_contact(
            self.customer, "Ingrid", lang="en_US"
        )
        self.assertNotIn("Reparación", self._html())

    def test_quantities_and_readings_as_the_customer_writes_numbers(self):
        self.env["res.lang"]._activate_lang("es_ES")
        self.customer.lang = "es_ES"
        meter = self.env["fieldwork.meter"].create(
            {"name": "Hours", "equipment_id": self.equipment.id}
        )
        meter.with_user(self.technician).action_read(1234.5)
        self.mine.action_material(name="Gasket", used_qty=2.5)
        html = self._html()
        self.assertIn("Hours: 1234,5", html)
        self.assertRegex(html, r"2,5 \w+ Gasket")

    def test_headings_do_not_part_from_what_they_head(self):
        self._photo(kind="before")
        self._sign()
        page = fromstring(self._html())
        heads = page.xpath("//div[contains(@class, 'o_fw_keep')]/h2")
        kept = [" ".join(head.text_content().split()) for head in heads]
        self.assertEqual(kept, ["Photos: Before", "Signatures"])

    def test_order_shows_every_visit_that_took_place(self):
        self.mine.action_done("to_continue", continue_reason="parts")
        second = self._create_visit(self.order, at(14))
        self.assertEqual(self.order._report_visits_done(), self.visit)
        second.action_done("solved", work_done="Second time")
        html = self._html("fieldwork.report_order", self.order)
        self.assertIn("Parts are missing", html)
        self.assertIn("Second time", html)

    def test_batch_is_printed_one_by_one(self):
        second = self._create_visit(self._create_order(), at(14))
        both = self.visit | second
        reports = type(self.env["ir.actions.report"])
        asked = []

        def run(self, bodies, *args, **kwargs):
            asked.append(len(list(bodies)))
            return PDF

        with (
            patch.object(reports, "_run_wkhtmltopdf", run),
            patch(
                "odoo.addons.fieldwork.report.fieldwork_visit_report.merge_pdf",
                lambda parts: b"+".join(parts),
            ),
            self.allow_pdf_render(),
        ):
            pdf = both.with_context(force_report_rendering=True)._report_pdf()
        self.assertEqual(asked, [1, 1])
        self.assertEqual(pdf, b"+".join([PDF, PDF]))

    def test_who_may_print(self):
        report = self.env["report.fieldwork.report_visit"]
        for user in (self.technician, self.dispatcher, self.manager):
            report.with_user(user)._get_report_values(self.visit.ids)
        for user in (self.technician_2, self.plain_user, self.portal_user):
            with self.assertRaises(AccessError):
                report.with_user(user)._get_report_values(self.visit.ids)

    def test_get_report_for_the_screen(self):
        self.mine.action_material(name="Gasket", used_qty=2)
        self._photo()
        shown = self.mine.get_report()
        self.assertEqual(shown["materials"], ["2 Units Gasket"])
        self.assertEqual(shown["hours"], {"work": "1:00", "travel": "0:00"})
        self.assertEqual(len(shown["photos"]), 1)
        self.assertEqual(
            shown["rules"], {"technician": "optional", "customer": "optional"}
        )
        self.assertEqual(json.loads(shown["snapshot_json"]), shown["snapshot"])

    # -- canonical -------------------------------------------------------------

    def test_canonical_text(self):
        self.assertEqual(
            canonical({"b": [1, None, True], "a": 'Ünï\n"x"'}),
            '{"a":"Ünï\\n\\"x\\"","b":[1,null,true]}',
        )

    def test_no_fractions_and_no_large_numbers(self):
        for wrong in (1.5, {"a": [0.1]}, object(), {1: "a"}):
            with self.assertRaises(TypeError):
                canonical(wrong)
        with self.assertRaises(ValueError):
            canonical(2**53)

    # -- retention -------------------------------------------------------------

    def _age(self, days):
        old = fields.Datetime.now() - timedelta(days=days)
        for record in self.visit.photo_ids:
            self.env.cr.execute(
                "UPDATE fieldwork_photo SET create_date = %s WHERE id = %s",
                [old, record.id],
            )
        self.visit.photo_ids.invalidate_recordset()
        self.visit.signature_ids.sudo()._guarded_write({"signed_at": old})
        self.visit.event_ids.sudo().write({"at": old})

    def _vacuum(self):
        for model in ("photo", "signature", "visit.event"):
            records = self.env[f"fieldwork.{model}"]
            for name in ("_gc_images", "_gc_positions"):
                if hasattr(records, name):
                    getattr(records, name)()

    def test_nothing_goes_by_default(self):
        place = {"latitude": 1.0, "longitude": 2.0, "accuracy": 3}
        sent, signed = self._photo(position=place), self._sign(position=place)
        self._age(4000)
        self._vacuum()
        self.assertTrue(sent.image and signed.image and sent.latitude)

    def test_photos_signatures_and_positions_go_with_age(self):
        place = {"latitude": 1.0, "longitude": 2.0, "accuracy": 3}
        sent, signed = self._photo(position=place), self._sign(position=place)
        self.company.write(
            {
                "fieldwork_photo_days": 30,
                "fieldwork_signature_days": 60,
                "fieldwork_position_days": 10,
            }
        )
        self._age(20)
        self._vacuum()
        self.assertTrue(sent.image and signed.image)
        places = [*self.visit.event_ids.mapped("latitude"), sent.latitude]
        self.assertFalse(any(places))
        self.assertFalse(signed.latitude)
        self._age(40)
        self._vacuum()
        self.assertFalse(sent.image or sent.thumbnail or sent.preview)
        self.assertTrue(sent.sha256 and signed.image)
        self._age(70)
        self._vacuum()
        self.assertFalse(signed.image)
        html = self._html()
        self.assertIn("Removed on", html)
        self.assertIn("The image was removed on", html)
        self.assertFalse(signed.void_at, "what was signed is the same")

    def test_other_companies_keep_theirs(self):
        sent = self._photo()
        self.other_company.fieldwork_photo_days = 1
        self._age(20)
        self._vacuum()
        self.assertTrue(sent.image)

    # -- history ---------------------------------------------------------------

    def test_history_shows_photos_answers_and_readings(self):
        meter = self.env["fieldwork.meter"].create(
            {"name": "Hours", "equipment_id": self.equipment.id}
        )
        meter.with_user(self.technician).action_read(12)
        sent = self._photo(kind="after", note="Done")
        self.mine.action_done("solved")
        order = self._create_order(equipment_ids=[(4, self.equipment.id)])
        later = self._create_visit(order, at(14), technicians=self.ben)
        theirs = later.with_user(self.technician_2)
        (past,) = theirs.get_history()
        self.assertEqual(past["readings"], ["Boiler, Hours: 12"])
        self.assertEqual(
            past["photos"],
            [
                {
                    "id": sent.id,
                    "kind": "after",
                    "note": "Done",
                    "url": f"/fieldwork/history/{later.id}/photo/{sent.id}",
                }
            ],
        )
        self.assertEqual(theirs._history_photo(sent.id), sent)
        self.assertFalse(self.mine._history_photo(sent.id), "not its own past")

    def test_photos_of_another_house_stay_there(self):
        sent = self._photo()
        self.mine.action_done("solved")
        stranger = self._create_customer("Stranger")
        site = self._create_site(stranger, "Elsewhere")
        self.equipment.action_move(site=site, partner=stranger)
        order = self._create_order(
            partner_id=stranger.id,
            site_id=site.id,
            equipment_ids=[(4, self.equipment.id)],
        )
        later = self._create_visit(order, at(14), technicians=self.ben)
        (past,) = later.with_user(self.technician_2).get_history()
        self.assertEqual(past["photos"], [])
        self.assertFalse(later._history_photo(sent.id))


PDF = base64.b64decode(b"JVBERi0xLjQK")
