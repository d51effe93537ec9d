"""Planning without a ready kit: said as a conflict, or refused."""

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import FieldworkStockCommon, at


@tagged("post_install", "-at_install")
class TestKitCheck(FieldworkStockCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_order(team_id=cls.team.id)
        cls._plan_part(cls.order, cls.filter, 3)

    def _plan(self):
        order = self.order.with_user(self.dispatcher)
        return order.plan(at(12), technicians=self.ana, resources=self.van)

    def _conflicts(self):
        return self.order.conflict_ids.filtered(lambda one: one.kind == "kit")

    def test_nothing_is_said_unless_the_company_wants_it(self):
        self._plan()
        self.assertFalse(self._conflicts())

    def test_it_is_shown(self):
        self.company.fieldwork_kit_check = "warn"
        self._plan()
        self.assertEqual(
            self._conflicts().sentence, "Not set aside yet: 3 Units Filter."
        )

    def test_it_is_gone_when_the_kit_is_ready_and_back_when_it_is_not(self):
        self.company.fieldwork_kit_check = "warn"
        self._plan()
        self._stock(self.shelf, self.filter, 3)
        self.order.action_reserve_kit()
        self.assertFalse(self._conflicts())
        self.order.sudo().material_ids.move_ids._do_unreserve()
        self.assertTrue(self._conflicts())

    def test_it_is_refused(self):
        self.company.fieldwork_kit_check = "block"
        with self.assertRefused(UserError, "Not set aside yet: 3 Units Filter"):
            self._plan()
        self.assertFalse(self.order.visit_ids)

    def test_a_kit_reserved_at_planning_is_ready_in_time(self):
        self.company.write(
            {"fieldwork_kit_check": "block", "fieldwork_kit_reserve": True}
        )
        self._stock(self.shelf, self.filter, 3)
        self._plan()
        self.assertEqual(self.order.kit_state, "ready")
        self.assertFalse(self._conflicts())

    def test_other_companies_are_asked_for_their_own_setting(self):
        self.other_company.fieldwork_kit_check = "block"
        self._plan()
        self.assertFalse(self._conflicts())
