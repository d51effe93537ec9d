"""Photos: the bytes as sent, and what is refused in words."""

import base64
import hashlib
import io
from datetime import datetime
from uuid import uuid4

from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..tools.picture import read_picture
from .common_orders import at
from .report_common import ReportCommon, photo

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


@tagged("post_install", "-at_install")
class TestPhoto(ReportCommon):
    def test_hash_of_what_is_stored_is_of_the_bytes_sent(self):
        for data in (
            photo(size=(4000, 3000)),
            photo("PNG"),
            photo("WEBP"),
            photo(exif={0x0112: 6}),
        ):
            sent = self._photo(data)
            attachment = self.env["ir.attachment"].search(
                [
                    ("res_model", "=", "fieldwork.photo"),
                    ("res_field", "=", "image"),
                    ("res_id", "=", sent.id),
                ]
            )
            self.assertEqual(attachment.raw, data)
            self.assertEqual(sent.sha256, hashlib.sha256(data).hexdigest())
            self.assertEqual(sent.size, len(data))

    def test_type_is_told_by_content(self):
        sent = self._photo(photo("PNG"))
        self.assertEqual(sent.mimetype, "image/png")

    def test_base64_and_data_urls_are_taken(self):
        text = base64.b64encode(photo()).decode()
        for data in (text, f"data:image/jpeg;base64,{text}"):
            self.assertEqual(self._photo(data).mimetype, "image/jpeg")

    def test_no_photo_is_refused_with_its_name(self):
        for data in (SVG, HTML, b"GIF89a", b"%PDF-1.4", b"x" * 100):
            with self.assertRefused(UserError, "“pump.jpg” is no photo: choose"):
                self._photo(data)
        with self.assertRefused(UserError, "arrived empty"):
            self.mine.action_photo("")
        with self.assertRefused(UserError, "arrived empty"):
            self.mine.action_photo("not base64 !")

    def test_truncated_is_refused(self):
        data = photo(size=(1200, 900), quality=95)
        with self.assertRefused(UserError, "“pump.jpg” is broken"):
            self._photo(data[: len(data) // 2])
        data = photo("PNG", size=(1200, 900))
        with self.assertRefused(UserError, "“pump.jpg” is (broken|no photo)"):
            self._photo(data[: len(data) // 2])

    def test_heic_is_refused_with_the_remedy(self):
        data = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 50
        with self.assertRefused(UserError, "HEIC.*Most Compatible"):
            self._photo(data)

    def test_50_mb_are_refused(self):
        with self.assertRefused(UserError, "pump.jpg.*50.* Mb.*25 MB: choose"):
            self._photo(photo() + b"\0" * (50 * 1024 * 1024))

    def test_limit_is_a_setting(self):
        self.company.fieldwork_photo_limit = 1
        with self.assertRefused(UserError, "may have 1 MB"):
            self._photo(photo() + b"\0" * (2 * 1024 * 1024))

    def test_bomb_is_refused_before_it_is_unpacked(self):
        data = photo("PNG", size=(20000, 11000))
        with self.assertRefused(UserError, "too many pixels"):
            self._photo(data)

    def test_rotated_is_shown_upright(self):
        sent = self._photo(photo(size=(640, 480), exif={0x0112: 6}))
        self.assertEqual((sent.width, sent.height), (480, 640))
        small = read_picture(sent._bytes("thumbnail"))
        self.assertLess(small.width, small.height)

    def test_small_pictures_tell_nothing_of_the_camera(self):
        sent = self._photo(photo(exif={0x010F: "Camera of Ana"}))
        for name in ("thumbnail", "preview"):
            self.assertNotIn(b"Camera of Ana", sent._bytes(name))

    def test_time_of_the_camera_is_local_to_the_site(self):
        sent = self._photo(photo(exif={"taken": "2026:03:10 08:30:00"}))
        self.assertEqual(sent.taken_at, at(7, 30))  # Madrid, winter

    def test_time_of_the_camera_with_its_zone(self):
        exif = {"taken": "2026:03:10 09:30:00", "offset": "+02:00"}
        self.assertEqual(self._photo(photo(exif=exif)).taken_at, at(7, 30))

    def test_wrong_date_and_none_give_the_time_of_the_device(self):
        for taken in ("2005:01:01 00:00:00", "2031:01:01 00:00:00", "0000:00", None):
            exif = {"taken": taken} if taken else None
            self.assertEqual(
                self._photo(photo(exif=exif), at=at(7, 45)).taken_at, at(7, 45)
            )

    def test_same_uuid_is_there_once(self):
        uuid = str(uuid4())
        first = self._photo(client_uuid=uuid)
        self.assertEqual(self._photo(client_uuid=uuid), first)
        self.assertEqual(self.visit.photo_ids, first)
        self.assertEqual(
            self.visit.event_ids.mapped("kind").count("photo"), 1, "one journal line"
        )

    def test_fields_that_follow_are_not_written(self):
        sent = self._photo()
        office = sent.with_user(self.dispatcher)
        office.write({"kind": "after", "note": "New pump"})
        for vals in (
            {"image": base64.b64encode(photo(color="green"))},
            {"sha256": "0" * 64},
            {"taken_at": at(1)},
            {"visit_id": self.visit.id},
        ):
            with self.assertRaises(UserError):
                office.write(vals)
        with self.assertRaises(UserError):
            self.env["fieldwork.photo"].with_user(self.dispatcher).create(
                {
                    "visit_id": self.visit.id,
                    "image": base64.b64encode(photo()),
                    "sha256": "0" * 64,
                }
            )

    def test_office_adds_a_photo_in_its_form(self):
        made = (
            self.env["fieldwork.photo"]
            .with_user(self.dispatcher)
            .create(
                {
                    "visit_id": self.visit.id,
                    "name": "plan.png",
                    "image": base64.b64encode(photo("PNG")),
                }
            )
        )
        self.assertEqual((made.mimetype, made.order_id), ("image/png", self.order))
        with self.assertRefused(UserError, "plan.png.*no photo"):
            made.create(
                {
                    "visit_id": self.visit.id,
                    "name": "plan.png",
                    "image": base64.b64encode(SVG),
                }
            )

    def test_stranger_neither_adds_nor_sees(self):
        sent = self._photo()
        with self.assertRaises(AccessError):
            self._photo(visit=self.visit.with_user(self.technician_2))
        with self.assertRaises(AccessError):
            sent.with_user(self.technician_2).read(["note"])
        self.assertFalse(sent.with_user(self.technician_2).search([]))

    def test_remove_needs_a_reason_and_leaves_a_trace(self):
        sent = self._photo()
        with self.assertRefused(UserError, "reason"):
            sent.with_user(self.technician).action_remove()
        sent.with_user(self.technician).action_remove("Wrong machine")
        self.assertFalse(sent.exists())
        event = self.visit.event_ids.filtered(lambda one: one.kind == "photo_remove")
        self.assertIn("Wrong machine", event.note)
        self.assertIn("pump.jpg", event.note)

    def test_technician_removes_own_photos_of_open_visits_only(self):
        theirs = self._photo(visit=self.visit.with_user(self.dispatcher))
        with self.assertRefused(UserError, "not on visit"):
            theirs.with_user(self.technician).action_remove("Ugly")
        own = self._photo()
        self.mine.action_done("solved")
        with self.assertRefused(UserError, "not on visit"):
            own.with_user(self.technician).action_remove("Ugly")
        own.with_user(self.dispatcher).action_remove("Ugly")

    def test_position_is_kept_where_the_company_wants_it(self):
        place = {"latitude": 40.4, "longitude": -3.7, "accuracy": 5}
        self.assertAlmostEqual(self._photo(position=place).latitude, 40.4)
        self.company.fieldwork_position_allowed = False
        self.assertFalse(self._photo(position=place).latitude)
        self.assertFalse(self.visit.event_ids[0].latitude)

    def test_my_day_and_get_photos_name_them_without_bytes(self):
        sent = self._photo(kind="before", note="Leak")
        (shown,) = self.mine.get_photos()
        self.assertEqual(
            (shown["url"], shown["thumbnail_url"], shown["kind"], shown["note"]),
            (
                f"/fieldwork/photo/{sent.id}",
                f"/fieldwork/photo/{sent.id}/thumb",
                "before",
                "Leak",
            ),
        )
        day = self.visit.with_user(self.technician).get_my_day()
        self.assertEqual(day["visits"][0]["photos"], [shown])

    def test_preview_is_small_enough_for_paper(self):
        noise = Image.effect_noise((3000, 2000), 80).convert("RGB")
        noise.save(out := io.BytesIO(), "JPEG", quality=90)
        sent = self._photo(out.getvalue())
        self.assertLess(len(sent._bytes("preview")), 65_000)
        self.assertIsInstance(sent.taken_at, datetime)
