"""The screens of a contract open for each kind of person who may see contracts."""

from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.fieldwork.tests.common_orders import at

from .common_fees import FeeCommon
from .common_programme import ProgrammeCommon


@tagged("post_install", "-at_install")
class TestContractPeople(ProgrammeCommon, FeeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract.cover_ids = [
            Command.create(
                {
                    "labour": True,
                    "cap_period": "year",
                    "cap_unit": "visits",
                    "cap_limit": 4,
                }
            )
        ]
        cls._create_fee(cls.contract)
        cls._create_line()
        cls.env["fieldwork.contract.pause"].create(
            {
                "contract_id": cls.contract.id,
                "date_from": "2026-08-01",
                "date_to": "2026-08-31",
                "reason": "Closed",
            }
        )
        # A technician sees the contracts of the own orders.
        order = cls._create_order(
            contract_id=cls.contract.id,
            equipment_ids=[Command.set(cls.equipment.ids)],
        )
        order.plan(at(9), technicians=cls.ana)
        cls.people = (cls.technician, cls.dispatcher, cls.biller, cls.manager)

    def test_the_form_opens(self):
        for user in self.people:
            with self.subTest(user=user.login):
                form = Form(self.contract.with_user(user))
                self.assertEqual(form.name, self.contract.name)

    def test_the_lists_open(self):
        models = [
            name
            for name in self.env.registry
            if name.startswith(("fieldwork.contract", "fieldwork.index"))
            and not self.env[name]._transient
            and not self.env[name]._abstract
        ]
        for user in self.people:
            for name in models:
                model = self.env[name].with_user(user)
                if not model.has_access("read"):
                    continue
                with self.subTest(user=user.login, model=name):
                    specification = dict.fromkeys(
                        model.get_views([(False, "list")])["models"][name]["fields"], {}
                    )
                    model.web_search_read([], specification, limit=80)

    def test_each_mail_is_rendered_for_a_contract_it_is_not_about_yet(self):
        """Odoo renders a template for any record when it is saved."""
        self._create_contract(date_end=False)
        templates = self.env["mail.template"].search(
            [("model", "=", "fieldwork.contract")]
        )
        self.assertGreaterEqual(len(templates), 5)
        templates._check_can_be_rendered()
