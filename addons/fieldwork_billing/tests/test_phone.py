"""What technicians tell on the phone: kilometres, the machine of a part, quotations."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.fieldwork.tests.common_orders import at
from odoo.addons.fieldwork.tests.report_common import photo

from .common_phone import PhoneCommon


@tagged("post_install", "-at_install")
class TestDistance(PhoneCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.travel_rate = cls._create_rate(
            kind="travel", product_id=cls.km.id, travel_by="distance"
        )

    def _drive(self, kilometres, visit=None, **kwargs):
        visit = self.mine if visit is None else visit
        with self._frozen(at(10)):
            return visit.action_set_distance(kilometres, **kwargs)

    def test_it_is_asked_for_where_a_rate_bills_by_it(self):
        self.assertEqual(self._shown()["distance"], {"km": 0, "billed": False})
        self.travel_rate.travel_by = "visit"
        self.assertFalse(self._shown()["distance"])
        self._drive(12)
        self.assertEqual(self._shown()["distance"]["km"], 12)

    def test_it_is_corrected_until_it_is_billed(self):
        self._drive(34)
        self._drive(36.54)
        self.assertEqual(self.visit.travel_km, 36.5)
        with self._frozen(at(11)):
            self.visit.action_done("solved")
        self._drive(40)
        self.assertEqual(self._due(self.order)["travel"], (40, 20.0))
        self._invoice(self.order)
        self.assertTrue(self._shown()["distance"]["billed"])
        with self.assertRaisesRegex(UserError, "billed"):
            self._drive(50)
        self.assertEqual(self.visit.travel_km, 40)

    def test_the_office_corrects_what_is_billed(self):
        self._drive(40)
        with self._frozen(at(11)):
            self.visit.action_done("solved")
        self._invoice(self.order)
        self._drive(50, self._as(self.manager))
        self.assertEqual(self._due(self.order)["travel"], (50, 25.0))

    def test_what_cannot_be_is_refused(self):
        for wrong in (-1, 3001, "far", float("nan"), float("inf")):
            with self.subTest(kilometres=wrong), self.assertRaises(UserError):
                self._drive(wrong)

    def test_sent_twice_it_counts_once(self):
        uuid = "11111111-aaaa-4aaa-8aaa-111111111111"
        self._drive(34, client_uuid=uuid)
        self._drive(99, client_uuid=uuid)
        self.assertEqual(self.visit.travel_km, 34)
        event = self.visit.event_ids.filtered(lambda one: one.kind == "distance")
        self.assertRecordValues(event, [{"client_uuid": uuid, "note": "34.0"}])

    def test_only_who_is_on_the_visit_tells_it(self):
        for user in (self.technician_2, self.portal_user):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self._drive(5, self._as(user))
        self.assertFalse(self.visit.travel_km)


@tagged("post_install", "-at_install")
class TestMaterialMachine(PhoneCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._create_machine("Second", "S-2")
        cls.order.equipment_ids += cls.second

    @classmethod
    def _create_machine(cls, name, serial):
        return cls.env["fieldwork.equipment"].create(
            {
                "name": name,
                "serial": serial,
                "partner_id": cls.customer.id,
                "site_id": cls.site.id,
            }
        )

    def _use(self, **kwargs):
        with self._frozen(at(10)):
            line = self.mine.action_material(used_qty=1, **kwargs)
        return self.env["fieldwork.material"].browse(line)

    def test_a_part_is_for_one_machine(self):
        line = self._use(product=self.part.id, details={"equipment": self.second.id})
        self.assertEqual(line.equipment_id, self.second)
        shown = self._shown()["materials"]
        self.assertEqual(shown[0]["equipment"], self.second.id)
        self._use(material=line.id)
        self.assertEqual(line.equipment_id, self.second)
        self._use(material=line.id, details={"equipment": False})
        self.assertFalse(line.equipment_id)

    def test_its_warranty_counts(self):
        self.second.warranty_parts_until = "2026-12-31"
        line = self._use(product=self.part.id, details={"equipment": self.second.id})
        with self._frozen(at(11)):
            self.visit.action_done("solved")
        charge = self._charges(self.order).filtered(lambda c: c.material_id == line)
        self.assertEqual(charge.verdict, "warranty")

    def test_a_machine_of_another_order_is_refused(self):
        other = self._create_machine("Third", "S-3")
        for wrong in (other.id, "one", -1):
            with self.subTest(machine=wrong), self.assertRaises(UserError):
                self._use(product=self.part.id, details={"equipment": wrong})

    def test_without_a_machine_it_is_for_all_of_them(self):
        line = self._use(product=self.part.id, details={"unknown": 1})
        self.assertFalse(line.equipment_id)


@tagged("post_install", "-at_install")
class TestQuoteOnThePhone(PhoneCommon):
    def test_how_it_stands_is_seen_without_prices(self):
        quote = self._ask()
        quote.validity_date = "2026-04-01"
        shown = self._shown()["quotes"]
        self.assertEqual(len(shown), 1)
        self.assertEqual(
            (shown[0]["name"], shown[0]["what"], shown[0]["state"]),
            (quote.name, "New pump", "draft"),
        )
        self.assertNotIn("amount", shown[0])
        self.assertNotIn("100", str(shown[0]))
        quote.action_quotation_sent()
        self.assertEqual(self._shown()["quotes"][0]["state"], "sent")
        quote.validity_date = "2026-03-09"
        self.assertEqual(self._shown()["quotes"][0]["state"], "expired")
        quote.validity_date = "2026-04-01"
        quote.with_context(disable_cancel_warning=True).action_cancel()
        self.assertEqual(self._shown()["quotes"][0]["state"], "refused")
        quote.action_draft()
        quote.action_confirm()
        self.assertEqual(self._shown()["quotes"][0]["state"], "accepted")

    def test_who_may_see_prices_sees_them(self):
        self._ask()
        self.technician.group_ids += self.env.ref(
            "fieldwork_billing.group_fieldwork_prices"
        )
        self.assertIn("2", self._shown()["quotes"][0]["amount"])
        found = self.mine.find_quote_parts("Pump")
        own = next(one for one in found if one["id"] == self.part.id)
        self.assertIn("100", own["price"])

    def test_parts_are_those_that_are_sold(self):
        kept = self.env["product.product"].create(
            {"name": "Pump, not sold", "sale_ok": False}
        )
        foreign = self.env["product.product"].create(
            {"name": "Pump, theirs", "company_id": self.other_company.id}
        )
        found = self.mine.find_quote_parts("Pump", limit=100)
        ids = [one["id"] for one in found]
        self.assertIn(self.part.id, ids)
        self.assertNotIn(kept.id, ids)
        self.assertNotIn(foreign.id, ids)
        self.assertNotIn("price", found[0])
        for wrong in (kept.id, foreign.id, -1):
            with self.subTest(product=wrong), self.assertRaises(UserError):
                self._ask(parts=[(wrong, 1)])

    def test_quantities_are_positive_numbers(self):
        for wrong in (0, -1, "many", None, float("nan")):
            with self.subTest(quantity=wrong), self.assertRaises(UserError):
                self._ask(parts=[(self.part.id, wrong)])

    def test_asked_twice_it_is_there_once(self):
        uuid = "22222222-aaaa-4aaa-8aaa-222222222222"
        first = self._ask(client_uuid=uuid)
        self.assertEqual(self._ask(client_uuid=uuid), first)
        self.assertEqual(self.order.sudo().quote_ids, first)
        self.assertEqual(len(first.activity_ids), 1)

    def test_only_photos_of_the_visit_go_with_it(self):
        other = self._create_visit().sudo()
        other.action_start(at=at(7))
        theirs = other.action_photo(photo(size=(64, 48)))
        mine = self.visit.action_photo(photo(size=(64, 48)))
        quote = self._ask(photos=[mine["id"], theirs["id"]])
        attachments = self.env["ir.attachment"].search(
            [("res_model", "=", "sale.order"), ("res_id", "=", quote.id)]
        )
        self.assertEqual(len(attachments), 1)

    def test_others_do_not_ask(self):
        for user in (self.technician_2, self.portal_user):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                self._as(user).action_request_quote("New pump")
        self.assertFalse(self.order.sudo().quote_ids)

    def test_a_mode_that_is_unknown_is_refused(self):
        with self.assertRaises(UserError):
            self._ask(mode="other")
