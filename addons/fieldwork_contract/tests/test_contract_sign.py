"""Asking for a signature, signing, refusing, and what a change does to it."""

import json

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.fieldwork.tests.report_common import signature
from odoo.addons.fieldwork.tools.canonical import digest

from .common_portal import ContractPortalCommon


@tagged("post_install", "-at_install")
class TestContractSign(ContractPortalCommon):
    def _activities(self, contract):
        return contract.activity_ids.mapped("summary")

    def _mails(self, subject):
        return self.env["mail.mail"].sudo().search([("subject", "ilike", subject)])

    # -- asking --------------------------------------------------------------

    def test_the_mail_to_sign_marks_the_contract_when_it_goes(self):
        action = self.contract.action_send()
        self.assertEqual(self.contract.sign_state, "none")
        wizard = (
            self.env["mail.compose.message"]
            .with_user(self.manager)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(wizard.partner_ids, self.customer)
        self.assertIn(f"please sign contract {self.contract.name}", wizard.subject)
        token = self.contract.sudo()._portal_ensure_token()
        self.assertNotIn(token, wizard.body)
        wizard._action_send_mail()
        self.assertEqual(self.contract.sign_state, "asked")
        self.assertTrue(self.contract.sign_asked_at)
        # The link goes to the customer, and into nobody else's chatter.
        message = self.contract.sudo().message_ids[0]
        self.assertNotIn(token, message.body)
        sent = (
            self.env["mail.mail"].sudo().search([("mail_message_id", "=", message.id)])
        )
        customers = sent.filtered(lambda one: self.customer in one.recipient_ids)
        self.assertIn(token, customers.body_html)
        self.assertIn("Read and Sign", customers.body_html)

    def test_without_an_address_the_remedy_is_said(self):
        self.customer.email = False
        with self.assertRefused(UserError, "no mail address"):
            self.contract.action_send()

    def test_only_managers_ask(self):
        with self.assertRaises(AccessError):
            self.contract.with_user(self.dispatcher).action_ask_signature()

    def test_a_contract_that_is_over_is_not_signed(self):
        contract = self._asked()
        contract.action_cancel()
        with self.assertRefused(UserError, "cannot be signed"):
            self.contract.action_ask_signature()
        with self.assertRefused(UserError, "not to be signed now"):
            contract._sign("Petra", self.image, contract._terms_hash())

    # -- signing -------------------------------------------------------------

    def test_a_signature_keeps_who_when_and_what(self):
        contract = self._signed()
        one = contract.signature_id
        self.assertEqual(contract.sign_state, "signed")
        self.assertEqual((one.name, one.partner_id.id), ("Petra Bakery", False))
        self.assertTrue(one.signed_at and one.image and one.document)
        self.assertEqual(digest(one.snapshot), one.snapshot_sha256)
        self.assertEqual(json.loads(one.snapshot)["ceiling"], "150.000000")
        self.assertEqual(contract.signed_by, "Petra Bakery")
        self.assertIn("Signed by Petra Bakery", contract.message_ids[1].body)
        self.assertEqual(self._activities(contract), ["Signed: activate the contract"])
        self.assertEqual(contract.activity_ids.user_id, self.manager)
        mails = self._mails(f"contract {contract.name} is signed")
        self.assertIn(self.customer, mails.recipient_ids)

    def test_what_is_missing_is_said(self):
        contract = self._asked()
        shown = contract._terms_hash()
        cases = [
            (" ", self.image, shown, "Write the name"),
            ("Petra", "", shown, "signature is empty"),
            ("Petra", "no base64", shown, "signature is empty"),
            ("Petra", signature(ink=False), shown, "signature is empty"),
            ("Petra", self.image, "0" * 64, "has changed meanwhile"),
            ("Petra", self.image, None, "has changed meanwhile"),
        ]
        for name, image, seen, words in cases:
            with self.subTest(words=words), self.assertRefused(UserError, words):
                contract._sign(name, image, seen)
        self.assertFalse(contract.signature_ids)

    def test_it_is_signed_once(self):
        contract = self._signed()
        with self.assertRefused(UserError, "not to be signed now"):
            contract._sign("Carl", self.image, contract._terms_hash())
        with self.assertRefused(UserError, "signed already, by Petra"):
            self.contract.action_ask_signature()
        vals = {"contract_id": contract.id, "signed_at": "2026-03-10 10:00:00"}
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(UniqueViolation),
            self.cr.savepoint(),
        ):
            self.env["fieldwork.contract.signature"]._guarded_create([vals])

    def test_it_holds_when_signed_where_that_is_set(self):
        kind = self.env["fieldwork.contract.type"].create(
            {"name": "At once", "sign_activates": True}
        )
        contract = self._signed(self._create_contract(type_id=kind.id))
        self.assertEqual(contract.state, "active")
        self.assertFalse(contract.activity_ids)

    def test_what_keeps_it_from_holding_is_told_the_manager(self):
        contract = self._create_contract(coverage_ids=[], sign_activates=True)
        contract = self._signed(contract)
        self.assertEqual((contract.state, contract.sign_state), ("draft", "signed"))
        self.assertIn("no machine and no site", contract.activity_ids.note)

    def test_a_running_contract_is_signed_without_more_to_do(self):
        self.contract.action_activate()
        contract = self._signed()
        self.assertEqual(contract.sign_state, "signed")
        self.assertFalse(contract.activity_ids)

    # -- refusing ------------------------------------------------------------

    def test_refusing_needs_a_reason_and_tells_the_manager(self):
        contract = self._asked()
        with self.assertRefused(UserError, "Tell us why"):
            contract._refuse("  ")
        contract._refuse("Too  dear", partner=self.colleague.partner_id)
        self.assertEqual(contract.sign_state, "refused")
        self.assertEqual(contract.signature_ids.refusal_reason, "Too dear")
        self.assertEqual(contract.signature_ids.name, self.colleague.name)
        self.assertEqual(self._activities(contract), ["Contract not signed"])
        self.assertEqual(contract.message_ids[0].author_id, self.colleague.partner_id)
        self.assertEqual(contract.state, "draft")
        # Asked again, it is signed.
        self._later(contract)
        self.assertEqual(self._signed().sign_state, "signed")

    def _later(self, contract):
        """Let a minute pass since the last answer."""
        contract.signature_ids._guarded_write({"signed_at": "2026-01-01 10:00:00"})

    # -- what changes --------------------------------------------------------

    def test_each_term_that_changes_makes_the_signature_void(self):
        other = self._create_equipment("Oven")
        line = {
            "name": "Spring",
            "order_type_id": self.order_type.id,
            "month_march": True,
        }
        changes = {
            "Until": lambda c: c.write({"date_end": "2027-01-31"}),
            "Terms": lambda c: c.write({"note": "<p>In four days.</p>"}),
            "Without Asking, up to": lambda c: c.write({"ceiling": 10}),
            "Equipment": lambda c: c.write(
                {"coverage_ids": [Command.create({"equipment_id": other.id})]}
            ),
            "Cover": lambda c: c.cover_ids[0].write({"cap_limit": 3}),
            "Programme": lambda c: c.write(
                {"programme_line_ids": [Command.create(line)]}
            ),
            "Rates": lambda c: self._create_rate(
                kind="callout", contract_id=c.id, product_id=self.callout.id
            ),
        }
        for what, change in changes.items():
            with self.subTest(what=what):
                contract = self._signed(
                    self._create_contract(
                        [
                            {
                                "labour": True,
                                "cap_period": "year",
                                "cap_unit": "visits",
                                "cap_limit": 4,
                            }
                        ]
                    )
                )
                change(contract)
                one = contract.signature_ids
                self.assertEqual(contract.sign_state, "void")
                self.assertIn(what, one.void_reason)
                self.assertTrue(one.void_at)
                self.assertIn("have it signed again", self._activities(contract)[-1])

    def test_a_row_that_goes_makes_it_void_too(self):
        contract = self._signed()
        contract.cover_ids[0].unlink()
        self.assertEqual(contract.sign_state, "void")

    def test_a_change_that_is_taken_back_leaves_it_void(self):
        contract = self._signed()
        contract.ceiling = 10
        contract.ceiling = 150
        self.assertEqual(contract.sign_state, "void")

    def test_several_changes_at_once_are_named_together(self):
        contract = self._signed()
        with Form(contract.with_user(self.manager)) as form:
            form.date_end = "2027-06-30"
            form.ceiling = 1
        self.assertIn("Until", contract.signature_ids.void_reason)
        self.assertIn("Without Asking", contract.signature_ids.void_reason)

    def test_what_is_no_term_leaves_it_alone(self):
        contract = self._signed()
        contract.write({"customer_reference": "PO-88", "sequence": 3, "ceiling": 150})
        contract.cover_ids[0].sequence = 99
        contract.action_activate()
        order = self._done_on(10)
        self.assertEqual(order.contract_id, contract)
        self.equipment.name = "Renamed"
        contract._terms_changed()
        self.assertEqual(contract.sign_state, "signed")
        contract.action_terminate("2026-06-30", "Moves")
        self.assertEqual(contract.sign_state, "signed")

    def test_what_is_kept_of_a_signature_is_not_written(self):
        one = self._signed().signature_ids
        for vals in ({"void_at": False}, {"name": "Carl"}, {"snapshot": "{}"}):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                one.write(vals)
        with self.assertRaises(UserError):
            self.contract.write({"sign_state": "signed"})
        with self.assertRaises(AccessError):
            one.with_user(self.manager).unlink()

    def test_a_renewed_contract_is_signed_anew(self):
        contract = self._signed()
        contract.action_activate()
        contract.action_renew()
        self.assertEqual(contract.next_ids.sign_state, "none")
        self.assertFalse(contract.next_ids.signature_ids)
        self.assertEqual(contract.sign_state, "signed")

    def test_a_contract_begins_with_the_terms_of_its_type(self):
        kind = self.env["fieldwork.contract.type"].create(
            {"name": "Words", "note": "<p>By the book.</p>"}
        )
        contract = self._create_contract(type_id=kind.id)
        self.assertIn("By the book", contract.note)
        own = self._create_contract(type_id=kind.id, note="<p>Own words.</p>")
        self.assertIn("Own words", own.note)

    # -- paper ---------------------------------------------------------------

    def test_the_document_speaks_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("it_IT")
        self.customer.lang = "it_IT"
        values = self.contract.sudo().with_context(lang="it_IT")._document_values()
        facts = dict(values["facts"])
        self.assertIn(self.customer.display_name, facts.values())
        text = self.contract.sudo()._document().decode()
        for words in (self.contract.name, "We come within two days", "B-1"):
            self.assertIn(words, text)

    def test_the_signed_document_is_the_one_that_is_given(self):
        contract = self._signed()
        given = contract._customer_document()
        self.assertIn(b"Petra Bakery", given)
        contract.ceiling = 10
        changed = contract._customer_document()
        self.assertNotEqual(changed, given)
        self.assertIn(b"VOID", changed)
