"""The customer's pages at /my/contracts, and what portal users get by RPC."""

import base64
from html import unescape
from unittest.mock import patch

from lxml import html

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from odoo.addons.fieldwork.tests.common_orders import at
from odoo.addons.fieldwork.tools.days import local_today

from ..models.fieldwork_contract_portal import PORTAL_FIELDS
from .common_portal import ContractPortalCommon

SCRIPT = "<script>alert('x')</script><img src=x onerror=alert(1)>"
LIST = "/my/contracts"


@tagged("post_install", "-at_install")
class TestContractPortal(ContractPortalCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract.action_activate()
        cls.foreign = cls._of_stranger(customer_reference="PO-1")
        cls.foreign.action_activate()
        cls.url = f"{LIST}/{cls.contract.id}"

    def _open(self, url, login="fw_portal"):
        self.authenticate(login, login)
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200, response.text[-2000:])
        return unescape(response.text)

    def _status(self, url, login=None):
        self.authenticate(login, login)
        response = self.url_open(url, allow_redirects=False)
        return response.status_code

    # -- list ----------------------------------------------------------------

    def test_list_shows_the_contracts_of_the_own_commercial_entity(self):
        for login in ("fw_portal", "fw_colleague"):
            page = self._open(LIST, login)
            self.assertIn(self.contract.name, page)
            self.assertNotIn(self.foreign.name, page)
        page = self._open(LIST, "fw_portal_2")
        self.assertNotIn(self.contract.name, page)
        self.assertIn(self.foreign.name, page)

    def test_drafts_are_the_firms_own_until_the_customer_is_asked(self):
        draft = self._create_contract()
        self.assertNotIn(draft.name, self._open(LIST))
        self.assertEqual(self._status(f"{LIST}/{draft.id}", "fw_portal"), 303)
        draft.action_ask_signature()
        page = self._open(LIST)
        self.assertIn(draft.name, page)
        self.assertIn("To be signed", page)

    def test_search_sorting_and_filters(self):
        oven = self._create_equipment("Oven", serial="SN-9")
        other = self._create_contract(
            coverage_ids=[Command.create({"equipment_id": oven.id})],
            customer_reference="AA-1",
            date_start="2026-02-01",
        )
        other.action_activate()
        for query, shown in (
            ("search=oven", [False, True]),
            ("search_in=machine&search=sn-9", [False, True]),
            ("search_in=reference&search=po-77", [True, False]),
            ("search_in=site&search=shop", [True, True]),
            (f"search_in=name&search={other.name}", [False, True]),
            ("search=%25", [False, False]),
            ("filterby=running", [True, True]),
            ("filterby=over", [False, False]),
            ("filterby=nonsense", [True, True]),
        ):
            with self.subTest(query=query):
                page = self._open(f"{LIST}?{query}")
                found = [self.contract.name in page, other.name in page]
                self.assertEqual(found, shown)
        for sortby in ("newest", "number", "reference", "id; DROP TABLE x"):
            with self.subTest(sortby=sortby):
                page = self._open(f"{LIST}?sortby={sortby}")
                first, second = page.index(other.name), page.index(self.contract.name)
                self.assertLess(first, second)

    def test_search_finds_nothing_of_others(self):
        page = self._open(f"{LIST}?search=Press")
        self.assertNotIn(self.foreign.name, page)
        self.assertIn("No contract matches", page)

    def test_empty_list_and_rows_with_all_cells(self):
        table = html.fromstring(self._open(LIST)).find(".//table")
        cells = {len(row.xpath("th|td")) for row in table.iter("tr")}
        self.assertEqual(len(cells), 1)
        self.contract.sudo()._guarded_write({"state": "cancelled"})
        self.assertIn("no service contracts with us yet", self._open(LIST))

    def test_who_has_no_business_there_is_sent_away(self):
        self.assertEqual(self._status(LIST, "fw_plain"), 303)
        self.assertNotIn(self.contract.name, self._open(LIST, "fw_manager"))
        self.authenticate(None, None)
        response = self.url_open(LIST, allow_redirects=False)
        self.assertIn("/web/login", response.headers["Location"])

    def test_home_counts_own_ones_only(self):
        names = ["fieldwork_contract_count", "fieldwork_contract_sign_count"]
        for login, counts in (
            ("fw_portal", [1, 0]),
            ("fw_portal_2", [1, 0]),
            ("fw_plain", [0, 0]),
        ):
            self.authenticate(login, login)
            got = self.make_jsonrpc_request("/my/counters", {"counters": names})
            self.assertEqual([got[name] for name in names], counts)
        self.contract.action_ask_signature()
        got = self.make_jsonrpc_request("/my/counters", {"counters": names})
        self.authenticate("fw_colleague", "fw_colleague")
        got = self.make_jsonrpc_request("/my/counters", {"counters": names})
        self.assertEqual(got[names[1]], 1)
        self.assertIn('href="/my/contracts"', self._open("/my"))

    # -- detail --------------------------------------------------------------

    def test_detail_shows_what_the_customer_needs(self):
        burner = self._create_equipment("Burner", parent_id=self.equipment.id)
        self._done_on(10)
        order = self._create_order(equipment_ids=[Command.set(burner.ids)])
        order.plan(at(9, day=20), technicians=self.ana)
        page = self._open(self.url)
        for words in (
            self.contract.name,
            "PO-77",
            "Boiler",
            "with Burner",
            "3 visits of 4 visits left of 2026",
            "Parts 50 %",
            "150.00",
            "We come within two days",
            "03/20/2026",
            "03/10/2026",
            "Appointment made",
            order.name,
        ):
            with self.subTest(words=words):
                self.assertIn(words, page)

    def test_foreseen_visits_stand_beside_planned_ones(self):
        contract = self.contract.sudo()
        contract.write(
            {
                "date_end": False,
                "programme_line_ids": [
                    Command.create(
                        {
                            "name": "Spring Service",
                            "order_type_id": self.order_type.id,
                            "rule": "interval",
                            "every": 6,
                        }
                    )
                ],
            }
        )
        contract.programme_line_ids._refresh_occurrences()
        page = self._open(self.url)
        self.assertIn("Foreseen", page)
        self.assertIn("Every 6 months", page)

    def test_a_visit_to_come_is_on_no_day_of_the_past(self):
        order = self._create_order(
            equipment_ids=[Command.set(self.equipment.ids)],
            window_start="2020-01-01 08:00:00",
        )
        order.sudo().contract_id = self.contract
        coming = self.contract.sudo()._portal_coming()
        self.assertEqual(coming[0]["order"].id, order.id)
        self.assertEqual(coming[0]["day"], local_today(order._site_zone()))

    def test_an_empty_page_says_so(self):
        self.contract.sudo().cover_ids.unlink()
        page = self._open(self.url)
        for words in ("No visit is foreseen", "no visit under this contract yet"):
            self.assertIn(words, page)
        self.assertIn("billed by the prices of this contract", page)

    def test_orders_of_another_customer_are_not_shown(self):
        order = self._create_order(
            partner_id=self.stranger.id, site_id=self.stranger.id
        ).sudo()
        order.contract_id = self.contract
        self.assertNotIn(order.name, self._open(self.url))

    def test_detail_is_closed_to_others(self):
        for login in ("fw_portal_2", "fw_plain", None):
            self.assertEqual(self._status(self.url, login), 303, login)
            self.assertEqual(self._status(f"{self.url}/pdf", login), 303, login)
        self.assertEqual(self._status(f"{LIST}/0", "fw_portal"), 303)
        self.assertEqual(self._status(self.url, "fw_other_dispatcher"), 303)
        # It shows amounts: of the office who sees prices opens it.
        self.assertEqual(self._status(self.url, "fw_manager"), 200)
        self.assertEqual(self._status(self.url, "fw_dispatcher"), 303)

    def test_a_link_opens_one_contract(self):
        token = self.contract.sudo()._portal_ensure_token()
        self.authenticate(None, None)
        page = self.url_open(f"{self.url}?access_token={token}").text
        self.assertIn(self.contract.name, page)
        for url in (
            f"{self.url}?access_token=",
            f"{self.url}?access_token={token}0",
            f"{LIST}/{self.foreign.id}?access_token={token}",
            f"{self.url}/pdf?access_token={token[:-1]}",
        ):
            self.assertEqual(self._status(url), 303, url)

    def test_a_link_leads_to_no_order(self):
        order = self._create_order(equipment_ids=[Command.set(self.equipment.ids)])
        token = self.contract.sudo()._portal_ensure_token()
        self.authenticate(None, None)
        page = self.url_open(f"{self.url}?access_token={token}").text
        self.assertNotIn(order.access_url, page)
        self.assertIn(order.access_url, self._open(self.url))

    def test_free_text_is_escaped(self):
        self.contract.write({"customer_reference": SCRIPT, "note": SCRIPT})
        self.equipment.write({"name": SCRIPT, "serial": SCRIPT})
        self.site.name = SCRIPT
        self.authenticate("fw_portal", "fw_portal")
        for url in (LIST, self.url, f"{LIST}?search={SCRIPT}", f"{self.url}/pdf"):
            page = self.url_open(url).text
            self.assertNotIn("<script>a", page)
            self.assertNotIn("<img src=x", page)

    def test_queries_do_not_grow_with_the_visits(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.contract.sudo()._portal_values()
            return self.env.cr.sql_log_count - before

        for day in (10, 11):
            self._done_on(day)
        queries()
        few = queries()
        for day in range(12, 20):
            self._done_on(day)
        self.assertLessEqual(queries(), few + 1)

    # -- documents -----------------------------------------------------------

    def _document(self, contract, name="Plan.txt"):
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": b"The plan",
                "res_model": contract._name,
                "res_id": contract.id,
            }
        )

    def test_shared_documents_are_given_and_no_others(self):
        shared, own = self._document(self.contract), self._document(self.contract)
        self.contract.sudo().document_ids = shared
        self.assertIn("Plan.txt", self._open(self.url))
        response = self.url_open(f"{self.url}/document/{shared.id}")
        self.assertEqual(response.content, b"The plan")
        self.assertIn("attachment", response.headers["Content-Disposition"])
        for number in (own.id, 0):
            url = f"{self.url}/document/{number}"
            self.assertEqual(self._status(url, "fw_portal"), 303)
        url = f"{self.url}/document/{shared.id}"
        self.assertEqual(self._status(url, "fw_portal_2"), 303)
        self.assertEqual(self._status(url), 303)

    def test_pdf(self):
        self.authenticate("fw_portal", "fw_portal")
        response = self.url_open(f"{self.url}/pdf")
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn(self.contract.name.replace("/", "-"), str(response.headers))

    # -- signature -----------------------------------------------------------

    def _post_signature(self, url, name="Petra Bakery", image=None):
        return self.make_jsonrpc_request(
            url, {"name": name, "signature": image or self.image}
        )

    def _sign_url(self, contract):
        return (
            f"{LIST}/{contract.id}/sign?access_token={contract.access_token}"
            f"&shown={contract._terms_hash()}"
        )

    def test_whoever_has_the_link_signs(self):
        contract = self._asked()
        contract._portal_ensure_token()
        self.authenticate(None, None)
        answer = self._post_signature(self._sign_url(contract))
        self.assertIn("message=signed", answer["redirect_url"])
        self.assertEqual(contract.sign_state, "signed")
        page = self.url_open(answer["redirect_url"]).text
        self.assertIn("Thank you!", page)
        self.assertNotIn("contract_refuse", page)
        self.assertIn("error", self._post_signature(self._sign_url(contract)))
        self.assertEqual(len(contract.signature_ids), 1)

    def test_a_customer_who_is_signed_in_signs_under_the_own_account(self):
        contract = self._asked()
        self.authenticate("fw_colleague", "fw_colleague")
        url = f"{self.url}/sign?shown={contract._terms_hash()}"
        self._post_signature(url, name="")
        self.assertEqual(
            (contract.signed_by, contract.signature_id.partner_id),
            (self.colleague.name, self.colleague.partner_id),
        )

    def test_others_sign_nothing(self):
        contract = self._asked()
        token = contract._portal_ensure_token()
        shown = contract._terms_hash()
        for login, query in (
            ("fw_portal_2", f"shown={shown}"),
            (None, f"shown={shown}"),
            (None, f"access_token={token}0&shown={shown}"),
            (None, f"access_token={token}&shown={'0' * 64}"),
            (None, f"access_token={token}"),
        ):
            with self.subTest(login=login, query=query):
                self.authenticate(login, login)
                answer = self._post_signature(f"{self.url}/sign?{query}")
                self.assertTrue(answer["error"])
        self.assertFalse(contract.signature_ids)

    def test_refusing(self):
        contract = self._asked()
        self.authenticate("fw_portal", "fw_portal")
        self.assertIn("contract_refuse", self.url_open(self.url).text)
        with mute_logger("odoo.http"):
            bare = self.url_open(f"{self.url}/refuse", data={"reason": "Too dear"})
        self.assertEqual(bare.status_code, 400)
        form = html.fromstring(self.url_open(self.url).text)
        csrf = form.xpath("//input[@name='csrf_token']")[0].value
        self.url_open(
            f"{self.url}/refuse", data={"csrf_token": csrf, "reason": "Too dear"}
        )
        self.assertEqual(contract.sign_state, "refused")
        self.assertEqual(contract.signature_ids.refusal_reason, "Too dear")
        page = self.url_open(self.url).text
        self.assertNotIn("contract_refuse_reason", page)
        self.assertIn("Too dear", page)

    def test_the_signed_document_is_downloaded(self):
        contract = self._signed()
        pdf = base64.b64decode(contract.signature_id.document)
        with patch.object(type(contract), "_document", side_effect=AssertionError):
            self.authenticate("fw_portal", "fw_portal")
            self.assertEqual(self.url_open(f"{self.url}/pdf").content, pdf)

    # -- RPC -----------------------------------------------------------------

    def test_rpc_gives_a_portal_user_own_contracts_and_few_fields(self):
        self.authenticate("fw_portal", "fw_portal")

        def call(method, *args):
            return self.make_jsonrpc_request(
                f"/web/dataset/call_kw/fieldwork.contract/{method}",
                {
                    "model": "fieldwork.contract",
                    "method": method,
                    "args": args,
                    "kwargs": {},
                },
            )

        rows = call("search_read", [], ["name", "state"])
        self.assertEqual([row["id"] for row in rows], self.contract.ids)
        for args in (
            ("read", self.foreign.ids, ["name"]),
            ("read", self.contract.ids, ["ceiling"]),
            ("action_terminate", self.contract.ids, "2026-06-30", "x"),
            ("action_ask_signature", self.contract.ids),
        ):
            with (
                self.subTest(args=args),
                self.assertRaises(JsonRpcException),
                mute_logger("odoo.http"),
            ):
                call(*args)

    def test_portal_user_reads_only_the_fields_for_customers(self):
        contract = self.contract.with_user(self.portal_user)
        self.assertEqual(set(contract.fields_get()), PORTAL_FIELDS)
        for name in self.env["fieldwork.contract"]._fields:
            if name in PORTAL_FIELDS:
                contract.read([name])
                continue
            with self.subTest(field=name), self.assertRaises(AccessError):
                contract.read([name])
        with self.assertRaises(AccessError):
            contract.search([("cover_ids.percent", ">", 0)])

    def test_technicians_see_neither_documents_nor_terms_with_prices(self):
        one = self._signed().signature_ids
        order = self._create_order(equipment_ids=[Command.set(self.equipment.ids)])
        self._create_visit(order)
        with self.assertRaises(AccessError):
            one.with_user(self.technician).read(["name"])
        self.assertTrue(one.with_user(self.dispatcher).read(["name", "void_at"]))
        with self.assertRaises(AccessError):
            self.contract.with_user(self.dispatcher).read(["access_token"])
        self.contract.with_user(self.dispatcher).message_post(
            body="We come on Monday", partner_ids=self.customer.ids
        )
        for name in ("snapshot", "document"):
            with self.assertRaises(AccessError):
                one.with_user(self.dispatcher).read([name])
