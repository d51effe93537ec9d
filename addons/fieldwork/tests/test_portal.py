"""The customer's pages at /my/fieldwork, and what portal users get by RPC."""

import json
from html import unescape

from lxml import html

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.fieldwork.models.order.fieldwork_order_portal import PORTAL_FIELDS

from .common_orders import FieldworkOrderCommon, at

SCRIPT = "<script>alert('x')</script><img src=x onerror=alert(1)>"


class PortalCommon(FieldworkOrderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["fieldwork.order"].search([]).unlink()
        cls.stranger = cls._create_customer("Other Customer")
        cls.stranger_user = new_test_user(
            cls.env,
            login="fw_portal_2",
            groups="base.group_portal",
            partner_id=cls._create_contact(cls.stranger, "Otto Other").id,
        )
        cls.order = cls._create_order(
            customer_reference="PO-77",
            description="No hot water\nsince Monday",
            internal_note="<p>Slow payer</p>",
        )
        cls.foreign_order = cls._create_order(
            partner_id=cls.stranger.id,
            site_id=cls.stranger.id,
            description="A stranger's leak",
        )
        (cls.order + cls.foreign_order).flush_recordset()


@tagged("post_install", "-at_install")
class TestPortalPages(PortalCommon, HttpCase):
    def _open(self, url, login="fw_portal"):
        self.authenticate(login, login)
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200, response.text[-2000:])
        return unescape(response.text)

    def _numbers(self, page, *orders):
        return [order.name in page for order in orders]

    # -- list ----------------------------------------------------------------

    def test_list_shows_the_orders_of_the_own_commercial_entity(self):
        colleague = self._create_contact(self.customer, "Carl Colleague")
        of_colleague = self._create_order(partner_id=colleague.id, site_id=self.site.id)
        page = self._open("/my/fieldwork")
        shown = self._numbers(page, self.order, of_colleague, self.foreign_order)
        self.assertEqual(shown, [True, True, False])

    def test_every_row_has_a_cell_per_column(self):
        self.order.write({"customer_reference": False, "description": False})
        table = html.fromstring(self._open("/my/fieldwork")).find(".//table")
        cells = {len(row.xpath("th|td")) for row in table.iter("tr")}
        self.assertEqual(len(cells), 1, "a row without a reference has all its cells")

    def test_search_filters(self):
        """The peer's portal search never filters (defect 9)."""
        plant = self._create_site(self.customer, "Dough Plant", city="Ghent")
        other = self._create_order(
            site_id=plant.id, customer_reference="PO-88", description="Noise"
        )
        for search_in, term in (
            ("name", other.name),
            ("reference", "po-88"),
            ("site", "dough"),
            ("site", "ghent"),
            ("description", "noise"),
            ("all", "noise"),
            ("all", "PO-88"),
            ("all", "dough"),
            ("nonsense", "noise"),
        ):
            with self.subTest(search_in=search_in, term=term):
                page = self._open(f"/my/fieldwork?search_in={search_in}&search={term}")
                self.assertEqual(self._numbers(page, self.order, other), [False, True])

    def test_search_finds_no_order_of_others(self):
        page = self._open("/my/fieldwork?search=leak")
        self.assertNotIn(self.foreign_order.name, page)
        self.assertIn("No service order matches", page)

    def test_search_takes_signs_of_patterns_literally(self):
        page = self._open("/my/fieldwork?search=%25")
        self.assertNotIn(self.order.name, page)

    def test_filters(self):
        done = self._create_order()
        done.action_done()
        planned = self._create_order()
        self._create_visit(planned)
        for filterby, shown in (
            ("all", [True, True, True]),
            ("open", [True, False, True]),
            ("done", [False, True, False]),
            ("planned", [False, False, True]),
            ("nonsense", [True, True, True]),
        ):
            with self.subTest(filterby=filterby):
                page = self._open(f"/my/fieldwork?filterby={filterby}")
                self.assertEqual(self._numbers(page, self.order, done, planned), shown)

    def test_group_by_answers(self):
        """The peer's portal group-by answers 500 (defect 9)."""
        plant = self._create_site(self.customer, "Dough Plant")
        done = self._create_order(site_id=plant.id)
        done.action_done()
        for groupby, headings in (
            ("site", ["Bakery Lindt, Bakery Shop", "Bakery Lindt, Dough Plant"]),
            ("state", ["Being planned", "Done"]),
            ("nonsense", []),
        ):
            with self.subTest(groupby=groupby):
                page = self._open(f"/my/fieldwork?groupby={groupby}")
                self.assertEqual(self._numbers(page, self.order, done), [True, True])
                for heading in headings:
                    self.assertRegex(page, f"<h5[^>]*>{heading}</h5>")

    def test_sorting(self):
        second = self._create_order(customer_reference="AA-1")
        for sortby, first in (
            ("newest", second),
            ("number", second),
            ("reference", second),
            ("appointment", second),
            ("id; DROP TABLE x", second),
        ):
            with self.subTest(sortby=sortby):
                page = self._open(f"/my/fieldwork?sortby={sortby}")
                last = self.order + second - first
                self.assertLess(page.index(first.name), page.index(last.name))

    def test_pages_keep_groups_together(self):
        plant = self._create_site(self.customer, "A Plant")
        for number in range(90):
            self._create_order(
                ready=False,
                site_id=(plant if number % 2 else self.site).id,
                customer_reference=f"R{number:03}",
            )
        first = self._open("/my/fieldwork?groupby=site&sortby=reference")
        second = self._open("/my/fieldwork/page/2?groupby=site&sortby=reference")
        self.assertIn("/my/fieldwork/page/2?", first)
        self.assertIn("R001", first)
        self.assertNotIn("A Plant</h5>", second)
        self.assertIn("R088", second)

    def test_empty_list_says_so(self):
        self.order.sudo().action_cancel("double")
        self.order.sudo().unlink()
        self.assertIn("no service orders yet", self._open("/my/fieldwork"))

    def test_employee_without_rights_is_sent_home(self):
        self.authenticate("fw_plain", "fw_plain")
        response = self.url_open("/my/fieldwork", allow_redirects=False)
        self.assertEqual(response.status_code, 303)

    def test_employees_see_no_customers_orders_here(self):
        page = self._open("/my/fieldwork", login="fw_manager")
        self.assertNotIn(self.order.name, page)

    def test_public_is_asked_to_sign_in(self):
        response = self.url_open("/my/fieldwork", allow_redirects=False)
        self.assertIn("/web/login", response.headers["Location"])

    # -- home ----------------------------------------------------------------

    def _counter(self, login):
        self.authenticate(login, login)
        return self.make_jsonrpc_request(
            "/my/counters", {"counters": ["fieldwork_order_count"]}
        )["fieldwork_order_count"]

    def test_home_counter_counts_only_own(self):
        """The peer tells a customer how many orders all customers have (defect 9)."""
        self._create_order()
        self.assertEqual(self._counter("fw_portal"), 2)
        self.assertEqual(self._counter("fw_portal_2"), 1)
        self.assertEqual(self._counter("fw_manager"), 0)
        self.assertEqual(self._counter("fw_plain"), 0)

    def test_home_has_a_card(self):
        self.assertIn('href="/my/fieldwork"', self._open("/my"))

    # -- detail --------------------------------------------------------------

    def test_detail_shows_what_the_customer_needs(self):
        equipment = self._create_equipment("Oven", serial="SN-9")
        self.order.equipment_ids = equipment
        self.ana.employee_id.name = "Ana Gómez"
        self.env["fieldwork.order"].browse(self.order.id).plan(
            at(9),
            technicians=self.ana | self.ben,
            resources=self.van,
            promised=(at(8), at(12)),
        )
        page = self._open(f"/my/fieldwork/{self.order.id}")
        for text in (
            self.order.name,
            "PO-77",
            "Appointment made",
            "Bakery Shop",
            "No hot water",
            "Oven",
            "SN-9",
            "Ana, Ben",
            "/my/fieldwork?",
        ):
            self.assertIn(text, page)
        for text in ("Slow payer", "Gómez", "Van 1"):
            self.assertNotIn(text, page)

    def test_detail_shows_the_promised_window_in_the_visitors_zone(self):
        self.portal_user.tz = "Europe/Madrid"
        self.order.plan(at(9), technicians=self.ana, promised=(at(8), at(12)))
        page = self._open(f"/my/fieldwork/{self.order.id}").replace("\u202f", " ")
        self.assertRegex(page, r"9:00 AM – 13:00")
        self.portal_user.tz = "UTC"
        page = self._open(f"/my/fieldwork/{self.order.id}").replace("\u202f", " ")
        self.assertRegex(page, r"8:00 AM – 12:00")

    def test_detail_without_promise_shows_the_day_only(self):
        self.order.plan(at(9, day=12), technicians=self.ana)
        page = self._open(f"/my/fieldwork/{self.order.id}")
        self.assertIn("03/12/2026", page)
        self.assertNotIn("9:00", page.split("Visits</h5>")[1].split("</section>")[0])

    def test_detail_of_anothers_order_is_closed(self):
        for login in ("fw_portal_2", "fw_plain"):
            self.authenticate(login, login)
            response = self.url_open(
                f"/my/fieldwork/{self.order.id}", allow_redirects=False
            )
            self.assertEqual(response.status_code, 303, login)
        response = self.url_open("/my/fieldwork/0", allow_redirects=False)
        self.assertEqual(response.status_code, 303)

    def test_token_opens_one_order(self):
        token = self.order.sudo()._portal_ensure_token()
        self.authenticate(None, None)
        page = self.url_open(f"/my/fieldwork/{self.order.id}?access_token={token}").text
        self.assertIn(self.order.name, page)
        for url in (
            f"/my/fieldwork/{self.order.id}",
            f"/my/fieldwork/{self.order.id}?access_token=",
            f"/my/fieldwork/{self.order.id}?access_token={token}0",
            f"/my/fieldwork/{self.foreign_order.id}?access_token={token}",
        ):
            response = self.url_open(url, allow_redirects=False)
            self.assertEqual(response.status_code, 303, url)

    def test_technician_of_the_order_may_open_the_page(self):
        self._create_visit(self.order)
        page = self._open(f"/my/fieldwork/{self.order.id}", login="fw_technician")
        self.assertIn(self.order.name, page)

    def test_equipment_that_changed_owner_leaves_the_order_with_the_old_customer(self):
        self.order.equipment_ids = self.equipment
        self.equipment.write(
            {"partner_id": self.stranger.id, "site_id": self.stranger.id}
        )
        self.assertIn(self.order.name, self._open("/my/fieldwork"))
        self.assertIn("B-1", self._open(f"/my/fieldwork/{self.order.id}"))
        page = self._open("/my/fieldwork", login="fw_portal_2")
        self.assertNotIn(self.order.name, page)
        response = self.url_open(
            f"/my/fieldwork/{self.order.id}", allow_redirects=False
        )
        self.assertEqual(response.status_code, 303)

    def test_free_text_is_escaped(self):
        self.site.name = SCRIPT
        self.customer.name = SCRIPT
        self.equipment.write({"name": SCRIPT, "serial": SCRIPT})
        self.ana.employee_id.name = "<script>ana</script>"
        contact = self._create_contact(self.customer, "c")
        contact.name = SCRIPT
        self.order.write(
            {
                "description": SCRIPT,
                "customer_reference": SCRIPT,
                "contact_id": contact.id,
                "equipment_ids": [Command.set(self.equipment.ids)],
            }
        )
        self.order.plan(at(9), technicians=self.ana)
        self.authenticate("fw_portal", "fw_portal")
        for url in (
            "/my/fieldwork",
            "/my/fieldwork?groupby=site",
            f"/my/fieldwork?search={SCRIPT}",
            f"/my/fieldwork/{self.order.id}",
        ):
            page = self.url_open(url).text
            self.assertIn("&lt;script&gt;", page)
            self.assertNotIn("<script>a", page)
            self.assertNotIn("<img src=x", page)

    # -- messages ------------------------------------------------------------

    def _post(self, order, **kwargs):
        return self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "fieldwork.order",
                "thread_id": order.id,
                "post_data": {"body": "When do you come?"},
                **kwargs,
            },
        )

    def test_customer_writes_a_message_and_the_dispatcher_is_told(self):
        self.order.sudo().message_unsubscribe(self.order.sudo().message_partner_ids.ids)
        self.order.sudo().user_id = self.dispatcher
        self.order.sudo().message_unsubscribe(self.dispatcher.partner_id.ids)
        self.authenticate("fw_portal", "fw_portal")
        self._post(self.order)
        message = self.order.sudo().message_ids[:1]
        self.assertEqual(message.author_id, self.portal_user.partner_id)
        activity = self.order.sudo().activity_ids
        self.assertEqual(activity.user_id, self.dispatcher)
        self.assertEqual(activity.summary, "Message from the customer")

    def test_message_makes_no_activity_where_somebody_follows(self):
        self.order.sudo().message_subscribe(self.dispatcher.partner_id.ids)
        self.authenticate("fw_portal", "fw_portal")
        self._post(self.order)
        self.assertFalse(self.order.sudo().activity_ids)

    def test_no_message_on_anothers_order(self):
        self.authenticate("fw_portal_2", "fw_portal_2")
        before = self.order.sudo().message_ids
        with self.assertRaises(JsonRpcException), mute_logger("odoo.http"):
            self._post(self.order)
        self.assertEqual(self.order.sudo().message_ids, before)

    # -- RPC -----------------------------------------------------------------

    def _rpc(self, model, method, *args, **kwargs):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def test_rpc_gives_a_portal_user_own_orders_only(self):
        self.authenticate("fw_portal", "fw_portal")
        rows = self._rpc("fieldwork.order", "search_read", [], ["name", "state"])
        self.assertEqual([row["id"] for row in rows], self.order.ids)
        with self.assertRaises(JsonRpcException), mute_logger("odoo.http"):
            self._rpc("fieldwork.order", "read", self.foreign_order.ids, ["name"])
        self.assertNotIn("Slow payer", json.dumps(rows))


class TestPortalRights(PortalCommon):
    def setUp(self):
        super().setUp()
        self.visit = self._create_visit(self.order).sudo()
        self.portal_order = self.order.with_user(self.portal_user)

    def test_portal_user_reads_only_the_fields_for_customers(self):
        described = self.portal_order.fields_get()
        # fields of other addons count as well: none is the customer's by default
        self.assertEqual(set(described), PORTAL_FIELDS)
        for name in self.env["fieldwork.order"]._fields:
            if name in PORTAL_FIELDS:
                self.portal_order.read([name])
                continue
            with self.subTest(field=name), self.assertRaises(AccessError):
                self.portal_order.read([name])

    def test_portal_user_cannot_ask_by_internal_fields(self):
        orders = self.env["fieldwork.order"].with_user(self.portal_user)
        for name in ("internal_note", "attention_at", "pending_kind", "user_id"):
            with self.subTest(field=name):
                with self.assertRaises(AccessError):
                    orders.search([(name, "!=", False)])
                with self.assertRaises(AccessError):
                    orders._read_group([], [name])
        for name in ("quick_search", "visit_ids.findings", "technician_ids.name"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                orders.search([(name, "ilike", "a")])
            with self.subTest(page=name), self.assertRaises(AccessError):
                orders.web_search_read([(name, "ilike", "a")], {"name": {}})

    def test_portal_user_changes_nothing(self):
        for method, args in (
            ("write", [{"description": "x"}]),
            ("unlink", []),
            ("action_cancel", ["no"]),
            ("action_confirm", []),
            ("action_done", []),
            ("action_wait_customer", ["x"]),
            ("copy", []),
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(self.portal_order, method)(*args)
        with self.assertRaises(AccessError):
            self.portal_order.plan(at(15), technicians=self.ana.ids, additional=True)
        with self.assertRaises(AccessError):
            self.portal_order.create(
                {"partner_id": self.customer.id, "site_id": self.site.id}
            )

    def test_portal_user_has_nothing_else_of_fieldwork(self):
        models = [
            name
            for name, model in self.env.registry.items()
            if name.startswith("fieldwork.")
            and name != "fieldwork.order"
            and not model._abstract
        ]
        self.assertIn("fieldwork.visit", models)
        for name in models:
            with self.subTest(model=name), self.assertRaises(AccessError):
                self.env[name].with_user(self.portal_user).search([], limit=1)

    def test_portal_user_calls_no_method_of_a_visit(self):
        visit = self.visit.with_user(self.portal_user)
        for method in ("action_travel", "action_start", "action_pause", "action_leave"):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(visit, method)()
        with self.assertRaises(AccessError):
            visit.action_done("solved")
        with self.assertRaises(AccessError):
            visit.assignment_ids.with_user(self.portal_user).action_accept()

    def test_default_order_of_the_list_needs_no_internal_field(self):
        orders = self.env["fieldwork.order"].with_user(self.portal_user)
        second = self._create_order()
        self.assertEqual(orders.search([]), (second + self.order).with_env(orders.env))

    def test_state_in_the_customers_words(self):
        self.assertEqual(self.portal_order._portal_state(), "Appointment made")
        self.order.action_wait_customer("send the photos")
        self.assertEqual(self.portal_order._portal_state(), "Waiting for you")
        self.order.action_stop_waiting()
        self.visit.action_start()
        self.assertEqual(self.portal_order._portal_state(), "In progress")
        self.visit.action_done("to_continue", "parts")
        self.assertEqual(self.portal_order._portal_state(), "Being planned")
        self.assertEqual(self.visit._portal_values()[0]["state"], "To be continued")

    def test_work_that_the_office_has_to_close_counts_as_finished(self):
        self.order.sudo().type_id.close_by = "office"
        self.visit.action_done("solved")
        self.assertEqual(self.portal_order._portal_state(), "Work finished")

    def test_visit_tells_the_customer_only_so_much(self):
        values = self.visit._portal_values()[0]
        self.assertEqual(
            set(values),
            {
                "day",
                "promised_start",
                "promised_stop",
                "state",
                "is_open",
                "technicians",
            },
        )
        self.visit.assignment_ids.action_refuse("ill")
        self.assertFalse(self.visit._portal_values()[0]["technicians"])

    def test_cancelled_visits_are_not_shown(self):
        self.visit.action_cancel("moved")
        self.assertFalse(self.portal_order._portal_values()["visits"])
