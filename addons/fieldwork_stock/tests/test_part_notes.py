"""What a technician sees of a part: its photo, and what is written about it."""

import base64

from lxml import etree

from odoo.tests import Form, tagged

from .common import FieldworkStockCommon, at

PHOTO = base64.b64encode(
    base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAA"
        "SUVORK5CYII="
    )
)


@tagged("post_install", "-at_install")
class TestPartNotes(FieldworkStockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.filter.write({"fieldwork_part_note": "Arrow down", "image_1920": PHOTO})
        cls.visit = cls._create_visit(start=at(12), resources=cls.van)
        cls.line = cls._plan_part(cls.visit.order_id, cls.filter, visit_id=cls.visit.id)

    def test_on_the_lines_of_the_visit(self):
        line = self.line.with_user(self.technician)
        self.assertEqual(line.part_note, "Arrow down")
        self.assertTrue(line.product_image)
        visit = self.visit.with_user(self.technician)
        arch = etree.fromstring(visit.get_view(view_type="form")["arch"])
        for name in ("product_image", "part_note"):
            with self.subTest(name=name):
                xpath = f"//field[@name='material_ids']/list/field[@name='{name}']"
                self.assertTrue(arch.xpath(xpath))
        Form(visit)

    def test_where_the_part_is_looked_for(self):
        action = self.line.with_user(self.technician).action_find_part()
        search = self.env[action["res_model"]].with_user(self.technician)
        form = Form(search.browse(action["res_id"]))
        self.assertEqual(form.part_note, "Arrow down")
        self.assertTrue(form.product_image)

    def test_the_product_keeps_them(self):
        with Form(self.filter.product_tmpl_id) as form:
            form.fieldwork_part_note = "Arrow up"
        self.assertEqual(self.line.part_note, "Arrow up")
