"""The arithmetic of what goes out, without a database."""

from odoo.tests import BaseCase, tagged

from odoo.addons.fieldwork_stock_billing.tools.cost_flow import AverageFlow, FifoFlow


@tagged("at_install")
class TestCostFlow(BaseCase):
    def test_average_of_what_is_there(self):
        flow = AverageFlow()
        flow.receive(10, 100)
        self.assertEqual(flow.issue(4, 0), 40)
        flow.receive(6, 120)
        self.assertEqual(flow.issue(3, 0), 45)  # (60 + 120) / 12
        self.assertEqual((flow.quantity, flow.total), (9, 135))

    def test_a_price_that_was_set_counts_from_then_on(self):
        flow = AverageFlow()
        flow.receive(10, 100)
        flow.set_price(15)
        self.assertEqual(flow.issue(2, 0), 30)
        self.assertEqual(flow.total, 120)

    def test_first_in_first_out(self):
        flow = FifoFlow()
        flow.receive(2, 20)
        flow.receive(5, 100)
        self.assertEqual(flow.issue(1, 0), 10)
        self.assertEqual(flow.issue(3, 0), 50)
        self.assertEqual(flow.issue(3, 0), 60)

    def test_what_never_came_keeps_its_value(self):
        for flow in (AverageFlow(), FifoFlow()):
            with self.subTest(flow=type(flow).__name__):
                self.assertEqual(flow.issue(2, 14), 14)

    def test_what_went_before_it_came_is_paid_from_what_comes(self):
        flow = FifoFlow()
        flow.receive(1, 10)
        self.assertEqual(flow.issue(3, 36), 34)  # one at 10, two of three at 36
        flow.receive(5, 50)
        flow.receive(5, 100)
        self.assertEqual(flow.issue(4, 0), 50)  # three at 10, one at 20
