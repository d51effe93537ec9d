"""The series of an index: entered, imported and pasted."""

from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from odoo.addons.fieldwork.tests.common import FieldworkUsersMixin


@tagged("post_install", "-at_install")
class TestIndexValues(FieldworkUsersMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_fieldwork()
        cls.index = cls.env["fieldwork.index"].create({"name": "Consumer Prices"})
        cls.values = cls.env["fieldwork.index.value"].with_user(cls.manager)

    def _found(self):
        self.env.invalidate_all()
        return {str(one.month): one.value for one in self.index.value_ids}

    def _paste(self, text, **vals):
        wizard = self.env["fieldwork.index.paste.wizard"].with_user(self.manager)
        wizard = wizard.with_context(active_id=self.index.id)
        return wizard.create({"text": text, **vals}).action_paste()

    def test_a_month_is_its_first_day_and_there_once(self):
        self.values.create(
            {"index_id": self.index.id, "month": "2026-01-31", "value": 118.9}
        )
        self.assertEqual(self._found(), {"2026-01-01": 118.9})
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            self.values.create(
                {"index_id": self.index.id, "month": "2026-01-01", "value": 1}
            )
        self.assertIn("month_uniq", str(caught.exception))
        self.index.value_ids.month = "2026-02-15"
        self.assertEqual(self._found(), {"2026-02-01": 118.9})
        self.assertEqual(self.index.last_month, date(2026, 2, 1))
        self.assertEqual(self.index.last_value, 118.9)

    def test_a_value_is_more_than_nothing(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            self.values.create(
                {"index_id": self.index.id, "month": "2026-01-01", "value": 0}
            )
        self.assertIn("check_value", str(caught.exception))

    def test_a_file_is_imported_as_odoo_does(self):
        result = self.values.load(
            ["index_id", "month", "value"],
            [
                ["Consumer Prices", "2026-01-01", "118.9"],
                ["Consumer Prices", "2026-02-28", "119.2"],
            ],
        )
        self.assertFalse(result["messages"])
        self.assertEqual(self._found(), {"2026-01-01": 118.9, "2026-02-01": 119.2})

    def test_pasted_twice_it_is_there_once(self):
        text = "2026-01;118,9\n02/2026;119.2"
        self._paste(text)
        self._paste(text + "\n2026-03;120")
        self.assertEqual(
            self._found(),
            {"2026-01-01": 118.9, "2026-02-01": 119.2, "2026-03-01": 120.0},
        )

    def test_bad_lines_are_named_and_nothing_is_written(self):
        with self.assertRefused(UserError, "Line 2, “2026-13;119.2”: no month"):
            self._paste("2026-01;118.9\n2026-13;119.2")
        with self.assertRefused(UserError, "Line 1, “2026-01”: two columns"):
            self._paste("2026-01")
        with self.assertRefused(UserError, "no month with a value"):
            self._paste("Month;Value")
        with self.assertRefused(UserError, "And 2 more"):
            self._paste("\n".join("what" + str(n) for n in range(12)))
        self.assertFalse(self._found())

    def test_another_value_is_replaced_only_when_told_to(self):
        self._paste("2026-01;118.9")
        with self.assertRefused(UserError, "January 2026 is 118.9, not 120"):
            self._paste("2026-01;120\n2026-02;121")
        self.assertEqual(self._found(), {"2026-01-01": 118.9})
        self._paste("2026-01;120\n2026-02;121", replace=True)
        self.assertEqual(self._found(), {"2026-01-01": 120.0, "2026-02-01": 121.0})

    def test_who_may_read_and_change_an_index(self):
        index = self.index.with_user(self.dispatcher)
        self.assertEqual(index.read(["name"])[0]["name"], "Consumer Prices")
        for user in (self.dispatcher, self.technician, self.plain_user):
            with self.assertRaises(AccessError):
                self.index.with_user(user).name = "Mine"
            with self.assertRaises(AccessError):
                self.values.with_user(user).create(
                    {"index_id": self.index.id, "month": "2026-01-01", "value": 1}
                )
        with self.assertRaises(AccessError):
            self.index.with_user(self.technician).read(["name"])

    def test_another_companys_index_is_not_seen(self):
        theirs = self.env["fieldwork.index"].create(
            {
                "name": "Theirs",
                "company_id": self.other_company.id,
                "value_ids": [(0, 0, {"month": "2026-01-01", "value": 1})],
            }
        )
        mine = self.index.with_user(self.dispatcher)
        self.assertNotIn(theirs, mine.search([]))
        self.assertFalse(
            mine.env["fieldwork.index.value"].search([("index_id", "=", theirs.id)])
        )
