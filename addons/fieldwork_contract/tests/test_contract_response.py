"""How soon a customer is helped, by the contract."""

from datetime import datetime

from psycopg2.errors import CheckViolation

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_programme import ProgrammeCommon


@tagged("post_install", "-at_install")
class TestResponse(ProgrammeCommon):
    """It is Tuesday, 10 March, at ten; the office is open from eight to five."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract.write({"response_hours": 4, "repair_hours": 24})

    def _order(self, **vals):
        vals = {"equipment_ids": [(6, 0, self.equipment.ids)], **vals}
        return self._create_order(**vals)

    def test_each_hour_counts_where_no_calendar_says_otherwise(self):
        order = self._order()
        registered = order.registered_on
        self.assertEqual((order.response_due - registered).total_seconds(), 4 * 3600)
        self.assertEqual((order.repair_due - registered).total_seconds(), 24 * 3600)
        self.assertEqual(order.deadline, order.repair_due)
        self.assertIn("Somebody is to be there by", order.response_text)

    def test_hours_of_a_calendar_over_a_weekend_and_a_holiday(self):
        calendar = self.env["resource.calendar"].create(
            {
                "name": "Hotline",
                "tz": "Europe/Rome",
                "company_id": self.company.id,
                "attendance_ids": [
                    (5,),
                    *(
                        (
                            0,
                            0,
                            {
                                "name": "Day",
                                "dayofweek": str(day),
                                "hour_from": 8,
                                "hour_to": 17,
                                "day_period": "morning",
                            },
                        )
                        for day in range(5)
                    ),
                ],
            }
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": calendar.id,
                "company_id": self.company.id,
                "date_from": "2026-03-15 23:00:00",
                "date_to": "2026-03-16 22:59:59",
            }
        )
        self.contract.response_calendar_id = calendar
        # Friday at four in Rome: an hour is left, then Monday is a holiday.
        order = self._order(registered_on="2026-03-13 15:00:00")
        self.assertEqual(order.response_due, datetime(2026, 3, 17, 10))
        # 24 hours are 1 + 9 + 9 + 5 of Tuesday to Thursday.
        self.assertEqual(order.repair_due, datetime(2026, 3, 19, 12))

    def test_it_comes_before_what_the_type_says_and_a_hand_before_both(self):
        self.order_type.deadline_hours = 100
        order = self._order(priority="0")
        self.assertEqual(order.deadline, order.repair_due)
        order.deadline = "2026-04-01 10:00:00"
        self.env.flush_all()
        self.assertEqual(order.deadline, datetime(2026, 4, 1, 10))
        order.contract_id = False
        self.assertFalse(order.response_due)
        self.assertEqual((order.deadline - order.registered_on).total_seconds(), 360000)

    def test_only_a_response_is_promised(self):
        self.contract.repair_hours = 0
        order = self._order()
        self.assertFalse(order.repair_due)
        self.assertEqual(order.deadline, order.response_due)

    def test_only_for_some_types(self):
        other = self.order_type.copy()
        self.contract.response_type_ids = other
        self.assertFalse(self._order().response_due)
        self.assertTrue(self._order(type_id=other.id).response_due)

    def test_orders_of_the_programme_have_their_windows(self):
        self._create_line("4")
        order = self._generate()
        self.assertFalse(order.response_due)
        self.assertEqual(order.deadline, order.window_stop)

    def test_a_contract_begins_with_what_its_type_promises(self):
        kind = self.env["fieldwork.contract.type"].create(
            {"name": "Full", "response_hours": 2, "response_type_ids": self.order_type}
        )
        contract = self._create_contract(type_id=kind.id)
        self.assertEqual(contract.response_hours, 2)
        self.assertEqual(contract.response_type_ids, self.order_type)
        contract.response_hours = 3
        self.env.flush_all()
        self.assertEqual(contract.response_hours, 3)

    def test_many_orders_of_one_moment_ask_the_calendar_once(self):
        self.contract.response_calendar_id = self.calendar

        def queries(count):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            orders = self.env["fieldwork.order"].create(
                [
                    {
                        "partner_id": self.customer.id,
                        "site_id": self.site.id,
                        "type_id": self.order_type.id,
                        "equipment_ids": [(6, 0, self.equipment.ids)],
                        "registered_on": "2026-03-10 09:00:00",
                    }
                    for _number in range(count)
                ]
            )
            self.env.flush_all()
            self.assertTrue(all(orders.mapped("response_due")))
            return self.cr.sql_log_count - before

        queries(2)
        self.assertLessEqual(queries(12) - queries(2), 2)

    def test_negative_times_are_refused(self):
        with (
            self.assertRaises(CheckViolation),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.contract.response_hours = -1
            self.env.flush_all()
