import io
from unittest.mock import patch

from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, HttpCase, tagged
from odoo.tools.pdf import PdfFileReader

from .common import FieldworkCommon, FieldworkUsersMixin

REPORT = "fieldwork.report_equipment_label"
LABEL_MODEL = "odoo.addons.fieldwork.models.equipment.fieldwork_equipment_label"


@tagged("post_install", "-at_install")
class TestEquipmentLabel(FieldworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"name": "Cold & Warm", "phone": "+49 30 1234567"})
        cls.boiler = cls._create_equipment(serial="S1")

    def _token(self, equipment=None):
        return (equipment or self.boiler)._get_label_path().rpartition("/")[2]

    def _find(self, token):
        return self.env["fieldwork.equipment"]._find_by_label_token(token)

    # -- token -------------------------------------------------------------------

    def test_each_has_its_own_code_and_secret(self):
        others = self.env["fieldwork.equipment"].create([{"name": "X"}] * 50)
        every = (others | self.boiler).sudo()
        self.assertEqual(len(set(every.mapped("label_code"))), 51)
        self.assertEqual(len(set(every.mapped("label_secret"))), 51)
        self.assertRegex(self.boiler.label_code, r"^([0-9A-HJKMNP-TV-Z]{4}-){2}\w{4}$")
        self.assertGreaterEqual(len(self.boiler.sudo().label_secret), 22)

    def test_label_finds_its_equipment_archived_or_not(self):
        self.assertEqual(self._find(self._token()), self.boiler)
        self.boiler.action_archive()
        self.assertEqual(self._find(self._token()), self.boiler)

    def test_code_without_the_secret_finds_nothing(self):
        token, other = self._token(), self._token(self._create_equipment())
        for wrong in (
            token[:12],
            token[:12] + other[12:],
            token[:-1],
            token + "A",
            token.lower(),
            f" {token}",
            "",
            None,
            "é" * 34,
            "A" * 34,
        ):
            self.assertFalse(self._find(wrong), wrong)

    def test_secrets_are_compared_in_constant_time_found_or_not(self):
        token = self._token()
        with patch(f"{LABEL_MODEL}.consteq", return_value=False) as compare:
            self.assertFalse(self._find(token))
            self.assertFalse(self._find("0" * 12 + token[12:]))
        self.assertEqual(compare.call_count, 2)

    def test_renewed_label_kills_the_old_one(self):
        old, code = self._token(), self.boiler.label_code
        self.boiler.with_user(self.dispatcher).action_renew_label()
        self.assertFalse(self._find(old))
        self.assertNotEqual(self.boiler.label_code, code)
        self.assertEqual(self._find(self._token()), self.boiler)
        self.assertIn("Label renewed", self.boiler.message_ids[0].body)

    def test_nobody_reads_or_writes_the_secret(self):
        for user in (self.technician, self.dispatcher, self.manager):
            boiler = self.boiler.with_user(user)
            with self.assertRaises(AccessError):
                boiler.read(["label_secret"])
            with self.assertRaises(AccessError):
                boiler.label_secret = "known"
            with self.assertRaises(AccessError):
                boiler.search([("label_secret", "=like", "A%")])
            with self.assertRaises(AccessError):
                boiler.create({"name": "X", "label_secret": "known"})
            self.assertNotIn("label_secret", boiler.fields_get())
        self.assertTrue(self.boiler.with_user(self.technician).label_url)

    def test_link_is_under_the_base_address(self):
        self.env["ir.config_parameter"].set_param("web.base.url", "https://f.example")
        self.boiler.invalidate_recordset(["label_url"])
        self.assertEqual(
            self.boiler.label_url, f"https://f.example/fieldwork/e/{self._token()}"
        )

    # -- sheet -------------------------------------------------------------------

    def _render(self, **data):
        data.setdefault("equipment_ids", self.boiler.ids)
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            REPORT, None, data=data
        )
        return etree.HTML(html)

    def _texts(self, sheet):
        return [node.text for node in sheet.findall(".//text")]

    def test_label_says_whose_it_is_and_which(self):
        self.assertEqual(
            self._texts(self._render()),
            [
                "Cold & Warm",
                "+49 30 1234567",
                "Boiler",
                "S/N S1",
                self.boiler.label_code,
            ],
        )
        self.assertNotIn("Bakery", " ".join(self._texts(self._render())))

    def test_square_holds_the_link(self):
        with patch(f"{LABEL_MODEL}.qrcode.QRCode.add_data") as add_data:
            self.boiler._get_label_square()
        add_data.assert_called_once_with(self.boiler.label_url)
        square = self.boiler._get_label_square()
        self.assertGreater(square["size"], 25)
        self.assertRegex(square["path"], r"^M2 2h7v1h-7z")

    def test_sheets_copies_and_used_labels(self):
        equipment = self.env["fieldwork.equipment"].create([{"name": "X"}] * 10)
        ids = equipment.ids
        page = self._render(equipment_ids=ids, layout="2x7", copies=2, skip=10)
        sheets = page.findall(".//svg")
        self.assertEqual([len(sheet.findall("g")) for sheet in sheets], [4, 14, 2])
        self.assertEqual(sheets[0].find("g").get("transform"), "translate(4.65 205.65)")
        printed = [node.get("data-equipment") for node in page.iter("path")]
        self.assertEqual(printed, [str(id_) for id_ in ids for _copy in range(2)])

    def test_long_texts_stay_on_the_label(self):
        layouts = self.env["report.fieldwork.report_equipment_label"]
        report = layouts._get_report_values(self.boiler.ids)
        self.boiler.write({"name": "Außeneinheit " * 20, "serial": "S" * 60})
        self.company.name = "Long " * 40
        for layout in ("2x7", "3x8", "4x10"):
            values = layouts._get_report_values(self.boiler.ids, {"layout": layout})
            sheet, layout = values["sheets"][0], values["layout"]
            lines = sheet[0][2]["lines"]
            self.assertLessEqual(len(lines) * layout.font * 1.25, layout.height)
            self.assertLessEqual(max(len(text) for text, _s in lines), layout.letters)
        self.assertEqual(len(report["sheets"]), 1)

    def test_serial_is_printed_whole(self):
        self.boiler.serial = "7544-ABC-0099887766-XYZ-1"
        texts = "".join(self._texts(self._render(layout="4x10"))).replace(" ", "")
        self.assertIn("S/N7544-ABC-0099887766-XYZ-1", texts)

    def test_free_text_is_escaped(self):
        self.boiler.write({"name": "<b>x</b>", "serial": "<script>"})
        page = self._render()
        self.assertFalse(page.findall(".//b"))
        self.assertIn("<b>x</b>", self._texts(page))

    def test_only_labels_of_readable_equipment_are_printed(self):
        reports = self.env["ir.actions.report"]
        for user in (self.other_dispatcher, self.plain_user):
            with self.assertRaises(AccessError):
                reports.with_user(user)._render_qweb_html(REPORT, self.boiler.ids)
        html, _type = reports.with_user(self.technician)._render_qweb_html(
            REPORT, self.boiler.ids
        )
        self.assertIn(self.boiler.label_code, html.decode())

    def test_wizard_prints_a_selection_with_components(self):
        pump = self._create_equipment("Pump", parent_id=self.boiler.id)
        action = self.boiler.with_user(self.technician).action_print_labels()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.technician)
            .with_context(**action["context"])
        )
        form.with_components = True
        form.layout = "4x10"
        form.skip = 39
        action = form.save().action_print()
        self.assertEqual(action["type"], "ir.actions.report")
        self.assertEqual(
            action["data"],
            {
                "equipment_ids": (self.boiler | pump).ids,
                "layout": "4x10",
                "copies": 1,
                "skip": 39,
            },
        )

    def test_wizard_refuses_what_no_sheet_holds(self):
        wizards = self.env["fieldwork.equipment.label.layout"]
        vals = {"equipment_ids": [Command.set(self.boiler.ids)], "layout": "2x7"}
        for wrong, message in (
            ({"skip": 14}, "has 14 labels"),
            ({"skip": -1}, "has 14 labels"),
            ({"copies": 0}, "between 1 and 20"),
            ({"copies": 21}, "between 1 and 20"),
        ):
            with self.assertRefused(ValidationError, message):
                wizards.create({**vals, **wrong})
        with self.assertRefused(UserError, "Choose the equipment"):
            wizards.create({"equipment_ids": []}).action_print()


@tagged("post_install", "-at_install")
class TestEquipmentLabelPage(FieldworkUsersMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_fieldwork()
        cls.company.write(
            {
                "name": "Cold & <i>Warm</i>",
                "phone": "+49 30 1234567",
                "email": "service@cold.example",
            }
        )
        cls.boiler = cls._create_equipment("Secret Boiler", serial="S-4711")
        cls.path = cls.boiler._get_label_path()
        for user in (
            cls.technician,
            cls.dispatcher,
            cls.manager,
            cls.other_dispatcher,
            cls.portal_user,
            cls.plain_user,
        ):
            user.password = user.login
        cls.env.flush_all()

    def _scan(self, user=None, path=None, **kwargs):
        self.authenticate(user and user.login, user and user.login)
        return self.url_open(path or self.path, allow_redirects=False, **kwargs)

    def _assert_owner_page(self, response):
        self.assertEqual(response.status_code, 200)
        page = etree.HTML(response.text)
        self.assertEqual(page.findtext(".//h1"), "Cold & <i>Warm</i>")
        links = [link.get("href") for link in page.iter("a")]
        self.assertIn("tel:+49 30 1234567", links)
        self.assertIn("mailto:service@cold.example", links)
        for secret in ("Secret Boiler", "S-4711", "Bakery", self.boiler.label_code):
            self.assertNotIn(secret, response.text)
        return page

    def test_technician_and_office_land_on_the_card(self):
        for user in (self.technician, self.dispatcher, self.manager):
            response = self._scan(user)
            self.assertEqual(response.status_code, 303, user.login)
            self.assertEqual(
                response.headers["Location"],
                f"/odoo/fieldwork-equipment/{self.boiler.id}",
            )

    def test_anybody_else_learns_whose_label_it_is(self):
        for user in (
            None,
            self.portal_user,
            self.plain_user,
            self.other_dispatcher,
        ):
            with self.subTest(user=user and user.login):
                page = self._assert_owner_page(self._scan(user))
                self.assertEqual(len(page.findall(".//i")), 0)

    def test_who_is_not_signed_in_may_sign_in_and_comes_back(self):
        page = etree.HTML(self._scan().text)
        links = [link.get("href") for link in page.iter("a")]
        self.assertIn(f"/web/login?redirect={self.path}", links)
        page = etree.HTML(self._scan(self.portal_user).text)
        links = [link.get("href") for link in page.iter("a")]
        self.assertFalse([link for link in links if "login" in link])

    def test_old_wrong_and_made_up_links_are_all_the_same(self):
        old = self.path
        self.boiler.action_renew_label()
        new = self.boiler._get_label_path()
        self.env.flush_all()
        bodies = set()
        for path in (
            old,
            new[:-1] + ("A" if new[-1] != "A" else "B"),
            new[:-22],
            "/fieldwork/e/x",
            "/fieldwork/e/%3Cscript%3E",
            "/fieldwork/e/" + "0" * 34,
            "/fieldwork/e/" + "%C3%A9" * 34,
        ):
            for user in (None, self.technician):
                response = self._scan(user, path)
                self.assertEqual(response.status_code, 404, path)
                self.assertNotIn("Warm", response.text)
                self.assertNotIn("1234567", response.text)
                page = etree.HTML(response.text)
                self.assertEqual(page.findtext(".//h1"), "This label is not valid")
                if user:
                    bodies.add(response.text)
        self.assertEqual(len(bodies), 1)
        self.assertEqual(self._scan(self.technician, new).status_code, 303)

    def test_page_is_kept_out_of_indexes_caches_and_referers(self):
        headers = self._scan().headers
        self.assertIn("noindex", headers["X-Robots-Tag"])
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertIn("no-store", headers["Cache-Control"])

    def test_page_speaks_the_visitors_language(self):
        self.env["res.lang"]._activate_lang("it_IT")
        self.env.flush_all()
        for wanted, lang in (
            ("it-CH,it;q=0.9", "it-IT"),
            ("it", "it-IT"),
            ("sw,it;q=0.5", "it-IT"),
            ("en-GB", "en-US"),
        ):
            response = self._scan(headers={"Accept-Language": wanted})
            self.assertIn(f'<html lang="{lang}"', response.text, wanted)

    def test_page_says_nothing_of_a_company_without_telephone(self):
        self.company.write({"phone": False, "email": False})
        self.env.flush_all()
        page = etree.HTML(self._scan().text)
        self.assertEqual([a.get("class") for a in page.iter("a")], ["quiet"])

    def test_archived_and_scrapped_machines_are_found_too(self):
        self.boiler.action_scrap("Rust")
        self.boiler.action_archive()
        self.env.flush_all()
        self.assertEqual(self._scan(self.technician).status_code, 303)

    def test_company_of_the_machine_is_switched_on(self):
        both = self.company | self.other_company
        self.technician.company_ids = both
        theirs = self._create_equipment("Lift", company_id=self.other_company.id)
        self.env.flush_all()
        response = self._scan(self.technician, theirs._get_label_path())
        self.assertEqual(response.status_code, 303)
        self.assertEqual(
            response.cookies["cids"], f"{self.company.id}-{self.other_company.id}"
        )
        response = self._scan(self.technician)
        self.assertNotIn("cids", response.cookies)

    def test_a_forged_company_cookie_opens_nothing(self):
        self.authenticate("fw_other_dispatcher", "fw_other_dispatcher")
        self.opener.cookies["cids"] = f"{self.company.id}-x-{self.other_company.id}"
        self._assert_owner_page(self.url_open(self.path, allow_redirects=False))

    def test_only_reading_is_possible(self):
        response = self.url_open(self.path, data={"x": "1"})
        self.assertEqual(response.status_code, 405)

    def test_pdf_has_a_page_a_sheet(self):
        equipment = self.env["fieldwork.equipment"].create([{"name": "X"}] * 25)
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        pdf, _type = reports._render_qweb_pdf(
            REPORT, None, data={"equipment_ids": equipment.ids, "layout": "3x8"}
        )
        self.assertEqual(len(PdfFileReader(io.BytesIO(pdf)).pages), 2)
