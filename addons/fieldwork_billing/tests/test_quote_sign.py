"""Extra work that the customer reads and signs on the technician's screen."""

from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.fieldwork.tests.common_orders import at
from odoo.addons.fieldwork.tests.report_common import signature

from .common_phone import PhoneCommon


@tagged("post_install", "-at_install")
class TestQuoteSignedOnTheSpot(PhoneCommon):
    def _priced(self, service=True, **kwargs):
        """Return a quotation of two pumps and, mostly, a repair, sent."""
        quote = self._ask(**kwargs)
        if service:
            quote.order_line = [(0, 0, {"product_id": self.repair.id})]
        quote.action_quotation_sent()
        return quote

    def test_the_customer_reads_it_with_prices(self):
        quote = self._priced()
        with self._frozen(at(10)):
            shown = self.mine.get_quote(quote.id)
        lines = [line for line in shown["lines"] if not line["kind"]]
        self.assertEqual([line["quantity"] for line in lines], ["2.00", "1.00"])
        self.assertIn("100", lines[0]["price"])
        self.assertIn("200", lines[0]["amount"])
        self.assertIn("400", shown["untaxed"])
        self.assertTrue(shown["has_work"])
        self.assertFalse(shown["obstacle"])
        self.assertTrue(self._shown()["quotes"][0]["may_sign"])

    def test_signed_it_is_confirmed_as_on_the_portal(self):
        quote = self._priced()
        self.assertTrue(self._sign(quote))
        self.assertRecordValues(
            quote,
            [
                {
                    "state": "sale",
                    "signed_by": "Carla Lindt",
                    "signed_on": at(10),
                    "fieldwork_signed_visit_id": self.visit.id,
                }
            ],
        )
        self.assertTrue(quote.signature)
        message = quote.message_ids.filtered("attachment_ids")[:1]
        self.assertIn("Carla Lindt", message.body)
        self.assertIn(self.technician.name, message.body)
        self.assertEqual(message.attachment_ids.name, f"{quote.name}.pdf")
        self.assertIn("quote_sign", self.visit.event_ids.mapped("kind"))

    def test_the_technician_does_not_follow_what_tells_prices(self):
        quote = self._priced()
        self._sign(quote)
        followers = quote.message_partner_ids
        self.assertNotIn(self.technician.partner_id, followers)
        self.assertIn(self.seller.partner_id, followers)

    def test_the_order_goes_on_with_its_parts(self):
        quote = self._priced()
        self._sign(quote)
        self.assertEqual(self.visit.state, "working")
        self.assertEqual(self.order.state, "progress")
        material = self.order.material_ids
        self.assertEqual((material.product_id, material.planned_qty), (self.part, 2))
        self.assertEqual(self._shown()["quotes"][0]["state"], "accepted")
        self.assertEqual(self._shown()["quotes"][0]["signed_by"], "Carla Lindt")

    def test_work_from_the_signature_on_is_part_of_it(self):
        quote = self._priced()
        self._sign(quote)
        with self._frozen(at(12)):
            self.visit.action_done("solved")
        labour = self._charges(self.order).filtered(lambda c: c.kind == "labour")
        minutes = {"bill": 0, "sold": 0}
        for charge in labour:
            minutes[charge.verdict] += charge.minutes
        self.assertEqual(minutes, {"bill": 60, "sold": 120})
        self.assertEqual(self._invoice(self.order).amount_untaxed, 60.0)

    def test_without_work_in_it_all_time_is_billed(self):
        quote = self._priced(service=False)
        self._sign(quote)
        with self._frozen(at(12)):
            self.visit.action_done("solved")
        self.assertEqual(self._due(self.order)["labour"], (180, 180.0))

    def test_it_makes_a_new_order(self):
        quote = self._priced(mode="new")
        self._sign(quote)
        order = quote.fieldwork_order_ids
        self.assertEqual(order.origin_order_id, self.order)
        self.assertEqual(order.material_ids.planned_qty, 2)
        self.assertFalse(self.order.material_ids)

    def test_a_draft_with_prices_of_the_price_list_is_signed(self):
        quote = self._ask()
        self.assertTrue(self._shown()["quotes"][0]["may_sign"])
        self._sign(quote)
        self.assertEqual(quote.state, "sale")

    def test_one_without_prices_is_not(self):
        self.part.list_price = 0
        quote = self._ask()
        self._refused(quote, "no price yet")
        empty = self._ask(parts=[])
        self._refused(empty, "no prices yet")
        self.assertFalse(self._shown()["quotes"][0]["may_sign"])
        self.assertIn("no prices yet", self._shown()["quotes"][0]["obstacle"])

    def _refused(self, quote, words, **kwargs):
        state = quote.state
        with self.assertRaisesRegex(UserError, words):
            self._sign(quote, **kwargs)
        self.assertEqual(quote.state, state)
        if state != "sale":
            self.assertFalse(quote.signature)

    def test_what_cannot_be_accepted_any_more_is_refused(self):
        quote = self._priced()
        quote.validity_date = at(10).date() - timedelta(days=1)
        self._refused(quote, "expired")
        quote.validity_date = at(10).date()
        quote.with_context(disable_cancel_warning=True).action_cancel()
        self._refused(quote, "called off")
        again = self._priced()
        self._sign(again)
        self._refused(again, "accepted already")
        self.assertEqual(self.order.material_ids.planned_qty, 2)

    def test_a_payment_in_advance_is_not_gone_round(self):
        quote = self._priced()
        quote.write({"require_payment": True, "prepayment_percent": 0.5})
        self._refused(quote, "payment in advance")

    def test_what_is_signed_is_what_was_read(self):
        quote = self._priced()
        read = quote._fieldwork_fingerprint()
        quote.order_line.filtered("product_id")[0].price_unit = 150
        self._refused(quote, "changed meanwhile", fingerprint=read)
        self._refused(quote, "changed meanwhile", fingerprint=None)

    def test_a_name_and_ink_are_needed(self):
        quote = self._priced()
        self._refused(quote, "name", name=" ")
        self._refused(quote, "empty", image=signature(ink=False))
        self._refused(quote, "empty", image="no picture")

    def test_sent_twice_it_is_signed_once(self):
        quote = self._priced()
        uuid = "33333333-aaaa-4aaa-8aaa-333333333333"
        fingerprint = quote._fieldwork_fingerprint()
        for _time in range(2):
            self._sign(quote, client_uuid=uuid, fingerprint=fingerprint)
        self.assertEqual(self.order.material_ids.mapped("planned_qty"), [2])

    def test_it_is_for_those_on_the_visit(self):
        quote = self._priced()
        other_company = self._create_user(
            "fw_far", "technician", company=self.other_company
        )
        people = (
            self.technician_2,
            self.dispatcher,
            self.manager,
            self.portal_user,
            other_company,
        )
        for user in people:
            visit = self._as(user)
            with self.subTest(user=user.login):
                with self.assertRaises(UserError):
                    visit.get_quote(quote.id)
                with self.assertRaises(UserError):
                    self._sign(quote, visit)
        self.assertEqual(quote.state, "sent")

    def test_a_quotation_of_another_order_is_out_of_reach(self):
        other = self.env["sale.order"].create({"partner_id": self.customer.id})
        with self.assertRaisesRegex(UserError, "does not belong"):
            self.mine.get_quote(other.id)
        self._refused(other, "does not belong")

    def test_the_firm_has_to_allow_it(self):
        quote = self._priced()
        self.company.fieldwork_sign_on_site = False
        with self.assertRaisesRegex(UserError, "not signed on the spot"):
            self.mine.get_quote(quote.id)
        self._refused(quote, "not signed on the spot")
        shown = self._shown()["quotes"][0]
        self.assertFalse(shown["may_sign"])
        self.assertFalse(shown["obstacle"])

    def test_before_the_visit_nothing_is_signed(self):
        quote = self._priced()
        later = self._create_visit(self.order, additional=True)
        visit = later.with_env(later.env(user=self.technician, su=False))
        with self.assertRaisesRegex(UserError, "not signed on the spot"):
            self._sign(quote, visit)

    def test_the_ledger_survives_a_quotation_that_falls(self):
        """Called off after it was signed, its work is billed by time again."""
        quote = self._priced()
        self._sign(quote)
        with self._frozen(at(12)):
            self.visit.action_done("solved")
            quote.with_context(disable_cancel_warning=True)._action_cancel()
        self.order._update_charges()
        self.assertEqual(self._due(self.order)["labour"], (180, 180.0))
