"""What would be made, before it is made."""

from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..wizards import fieldwork_contract_generate_wizard as generate_wizard
from .common_programme import ProgrammeCommon


@tagged("post_install", "-at_install")
class TestGenerateWizard(ProgrammeCommon):
    def _wizard(self, **vals):
        return (
            self.env["fieldwork.contract.generate.wizard"]
            .with_user(self.manager)
            .create(
                {"contract_ids": self.contract.ids, "date_to": "2026-06-30", **vals}
            )
        )

    def test_the_preview_says_what_would_be_made_and_makes_nothing(self):
        minor = self._create_line(
            "4 5",
            name="Small",
            merge_days=3,
            material_ids=[(0, 0, {"product_id": self.part.id, "quantity": 2})],
        )
        self._create_line("5", name="Other", merge_days=3, day_of_month=2)
        self._create_line(
            "4",
            name="Large",
            day_of_month=10,
            absorbs_line_ids=[(6, 0, minor.ids)],
            absorb_days=15,
            duration=5,
        )
        wizard = self._wizard()
        wizard.action_preview()
        self.assertFalse(self.contract.occurrence_ids, "nothing is written")
        self.assertRecordValues(
            wizard.line_ids,
            [
                {
                    "month": date(2026, 4, 1),
                    "partner_id": self.customer.id,
                    "order_count": 1,
                    "hours": 5.0,
                    "merged_count": 0,
                    "skipped_count": 1,
                    "skipped_why": "Included in “Large” of 04/10/2026.",
                    "parts": "",
                },
                {
                    "month": date(2026, 5, 1),
                    "partner_id": self.customer.id,
                    "order_count": 1,
                    "hours": 4.0,
                    "merged_count": 1,
                    "skipped_count": 0,
                    "skipped_why": "",
                    "parts": f"2 {self.unit.name} Pump",
                },
            ],
        )
        wizard.action_generate()
        orders = self.contract.occurrence_ids.order_id
        self.assertEqual(len(orders), wizard.order_count)
        self.assertEqual(sum(orders.mapped("duration")), wizard.hours)
        again = self._wizard()
        again.action_preview()
        self.assertEqual(again.order_count, 0)

    def test_too_far_ahead_is_refused_in_words(self):
        with self.assertRefused(UserError, "a year ahead at most"):
            self._wizard(date_to="2028-01-01").action_preview()

    def test_a_changed_service_is_shown_as_it_will_be(self):
        line = self._create_line("4 5")
        line._refresh_occurrences()
        line.month_june = True
        wizard = self._wizard()
        wizard.action_preview()
        self.assertEqual(
            wizard.line_ids.mapped("month"),
            [date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)],
        )
        self.assertEqual(len(line.occurrence_ids), 2, "nothing is written")

    def test_forecasts_by_meter_outlive_the_preview(self):
        self._create_meter(("2026-02-08 08:00:00", 1000), ("2026-03-10 07:00:00", 1300))
        line = self._create_line("", rule="meter", meter_every=500)
        line._refresh_occurrences()
        line._refresh_soon()
        wizard = self._wizard()
        wizard.action_preview()
        self.assertEqual(wizard.order_count, 1)
        self.assertEqual(self._dates(line), [("C1", "2026-04-29")])

    def test_of_very_many_customers_there_is_a_row_a_month(self):
        self._create_line("4 5")
        with patch.object(generate_wizard, "MOST_ROWS", 1):
            wizard = self._wizard()
            wizard.action_preview()
        self.assertEqual(wizard.line_ids.mapped("order_count"), [1, 1])
        self.assertFalse(wizard.line_ids.partner_id)

    def test_queries_do_not_grow_with_services(self):
        def queries(contracts):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            wizard._preview_vals(contracts)
            return self.cr.sql_log_count - before

        wizard = self._wizard()
        few, many = self._running_contract(), self.contract.browse()
        self._create_line("4 5", contract_id=few.id)
        for _number in range(10):
            contract = self._running_contract()
            self._create_line("4 5", contract_id=contract.id)
            many |= contract
        queries(few)  # what is read once
        self.assertLessEqual(queries(many) - queries(few), 1)
