"""Who sees what things cost, and who decides and bills."""

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common_invoice import BillingInvoiceCommon

# Model × kind of person: r read, w write, c create, u delete.
RIGHTS = {
    "fieldwork.charge": {"manager": "r", "biller": "rwc", "prices": "r"},
    "fieldwork.rate": {"manager": "rwcu", "biller": "r", "prices": "r"},
    "fieldwork.time.band": {
        "technician": "r",
        "dispatcher": "r",
        "prices": "r",
        "manager": "rwcu",
        "biller": "r",
    },
    "fieldwork.travel.zone": {
        "technician": "r",
        "dispatcher": "r",
        "prices": "r",
        "manager": "rwcu",
        "biller": "r",
    },
    "fieldwork.billing.run": {"biller": "rwcu"},
    "fieldwork.billing.run.line": {"biller": "rwcu"},
    "fieldwork.charge.verdict.wizard": {"biller": "rwc"},
}
OPERATIONS = {"r": "read", "w": "write", "c": "create", "u": "unlink"}
PRICED = (
    "pricelist_id",
    "charge_ids",
    "billing_state",
    "amount_to_bill",
    "amount_billed",
    "invoice_ids",
)


@tagged("post_install", "-at_install")
class TestBillingAccess(BillingInvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prices = cls._create_user("fw_prices", "dispatcher")
        cls.prices.group_ids += cls.env.ref("fieldwork_billing.group_fieldwork_prices")
        cls.accountant = cls._create_user("fw_accountant", "technician")
        cls.accountant.group_ids = cls.env.ref(
            "fieldwork_billing.group_fieldwork_billing"
        )
        cls.other_biller = cls._create_user(
            "fw_other_biller", "dispatcher", company=cls.other_company
        )
        cls.other_biller.group_ids += cls.env.ref(
            "fieldwork_billing.group_fieldwork_billing"
        )
        cls.order = cls._done_visit(team_id=cls.team.id).order_id

    def test_rights_on_models(self):
        people = ("technician", "dispatcher", "prices", "manager", "biller")
        users = {name: getattr(self, name) for name in people}
        users["portal"] = self.portal_user
        users["public"] = self.env.ref("base.public_user")
        for model, rights in RIGHTS.items():
            for name, user in users.items():
                allowed = rights.get(name, "")
                for letter, operation in OPERATIONS.items():
                    with self.subTest(model=model, user=name, operation=operation):
                        self.assertEqual(
                            self.env[model].with_user(user).has_access(operation),
                            letter in allowed,
                        )

    def test_prices_of_an_order_are_for_who_may_see_prices(self):
        for user in (self.technician, self.dispatcher, self.portal_user):
            for name in PRICED:
                with (
                    self.subTest(user=user.login, field=name),
                    self.assertRaises(AccessError),
                ):
                    self.order.with_user(user).read([name])
        for user in (self.manager, self.biller, self.prices, self.accountant):
            with self.subTest(user=user.login):
                order = self.order.with_user(user)
                self.assertEqual(
                    order.read(["amount_to_bill"])[0]["amount_to_bill"], 120
                )

    def test_who_sees_prices_sees_those_of_their_teams(self):
        charges = self.order.sudo().charge_ids
        found = self.env["fieldwork.charge"].with_user(self.prices).search([])
        self.assertEqual(found & charges, charges)
        # A team with dispatchers is theirs alone.
        self.team.dispatcher_ids = self.dispatcher
        self.env.invalidate_all()
        found = self.env["fieldwork.charge"].with_user(self.prices).search([])
        self.assertFalse(found & charges)
        found = self.env["fieldwork.charge"].with_user(self.biller).search([])
        self.assertEqual(found & charges, charges)

    def test_another_company_sees_nothing(self):
        env = self.env(
            user=self.other_biller.id,
            context={"allowed_company_ids": self.other_company.ids},
        )
        self.assertFalse(env["fieldwork.charge"].search([]))
        self.assertFalse(env["fieldwork.rate"].search([]))
        with self.assertRaises(AccessError):
            self.order.with_env(env).read(["amount_to_bill"])
        charges = self.order.sudo().charge_ids
        with self.assertRaises(AccessError):
            charges.with_env(env).action_set_verdict("free", "x")

    def test_an_accountant_reads_orders_and_changes_none(self):
        order = self.order.with_user(self.accountant)
        self.assertTrue(order.read(["name"]))
        with self.assertRaises(AccessError):
            order.write({"description": "x"})
        with self.assertRaises(AccessError):
            order.action_cancel("x")
        moves = self.order.sudo().charge_ids.with_user(self.accountant)
        self.assertEqual(len(moves._create_invoices("order")), 1)

    def test_an_accountant_opens_the_whole_order(self):
        visit = self.order.sudo().visit_ids
        self.order.equipment_ids = self.equipment
        for record in (self.order, visit, self.equipment):
            with self.subTest(record=record):
                Form(record.with_user(self.accountant))
        # Who is bound to teams by another group sees no less of what is billed.
        self.team.dispatcher_ids = self.manager
        self.env.invalidate_all()
        Form(self.order.with_user(self.biller))

    def test_a_dispatcher_without_prices_duplicates_an_order(self):
        copy = self.order.with_user(self.dispatcher).copy()
        self.assertEqual(copy.sudo().pricelist_id, self.pricelist)
        self.assertFalse(copy.sudo().charge_ids)
        self.assertEqual(copy.sudo().billing_state, "nothing")

    def test_kilometres_and_fees(self):
        visit = self.order.sudo().visit_ids
        visit.with_user(self.technician).action_set_distance(12)
        with self.assertRaises(AccessError):
            visit.with_user(self.portal_user).action_set_distance(12)
        missed = self._create_visit().sudo()
        missed.action_miss("Nobody opened")
        with self.assertRaises(AccessError):
            missed.with_user(self.technician_2).action_bill_no_show()
