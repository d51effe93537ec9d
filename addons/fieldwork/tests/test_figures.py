from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user

from ..models.figures.fieldwork_order_brand import FILL_BRAND_KEY
from .common_orders import FieldworkOrderCommon

# A Wednesday; the company is in Madrid, an hour ahead of UTC in March.
NOW = "2026-03-11 12:00:00"


class TestFigures(FieldworkOrderCommon):
    """The dashboard, with numbers counted by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.model = cls.env["fieldwork.order"].with_user(cls.manager)
        cls.other_type = cls.order_type.create({"name": "Maintenance"})
        cls.brand_a, cls.brand_b = cls.env["fieldwork.equipment.brand"].create(
            [{"name": "Figures A"}, {"name": "Figures B"}]
        )
        cls.equipment.brand_id = cls.brand_a
        cls.burner = cls._create_equipment("Burner", serial="B-2")
        cls.burner.brand_id = cls.brand_b

    def setUp(self):
        super().setUp()
        self.enterContext(freeze_time(NOW))

    def _order(self, registered, done=None, state=None, **vals):
        order = self.env["fieldwork.order"].create(
            {
                "partner_id": self.customer.id,
                "site_id": self.site.id,
                "registered_on": registered,
                **vals,
            }
        )
        if done or state:
            order._guarded_write({"state": state or "done", "done_at": done or False})
        return order

    def _dashboard(self, user=None):
        model = self.model.with_user(user) if user else self.model
        return model.get_dashboard()

    def _bars(self, name, user=None):
        rows = self._dashboard(user)["done"][name]["rows"]
        return [(row["label"], row["count"]) for row in rows]

    def _assert_lists_agree(self, data, user=None):
        """What a click opens is as many as the figure says."""
        model = self.model.with_user(user) if user else self.model
        figures = [
            *data["done"]["types"]["rows"],
            *data["done"]["brands"]["rows"],
            *(
                {
                    "count": row["count"],
                    "domain": [("age_colour", "=", row["colour"])],
                }
                for row in data["open"]["rows"]
            ),
            *(
                {"count": week[name], "domain": domain}
                for week in data["weeks"]["rows"]
                for name, domain in week["domains"].items()
            ),
        ]
        for figure in figures:
            self.assertEqual(
                model.search_count(figure["domain"]), figure["count"], figure
            )

    # ------------------------------------------------------------------
    # Done by type and brand
    # ------------------------------------------------------------------

    def test_done_by_type_from_most_to_least(self):
        for _number in range(2):
            self._order("2026-03-01", "2026-03-02", type_id=self.other_type.id)
        self._order("2026-03-01", "2026-03-02")
        # 31 days back: before the period
        self._order("2026-01-01", "2026-02-08 12:00:00")
        # the first day of the period begins at midnight in Madrid
        self._order("2026-01-01", "2026-02-08 23:00:00")
        self._order("2026-01-01", "2026-02-08 22:59:59")
        self._order("2026-03-01", state="cancelled")
        self.assertEqual(self._bars("types"), [("Maintenance", 2), ("Repair", 2)])
        self._assert_lists_agree(self._dashboard())

    def test_done_by_brand(self):
        both = [fields.Command.set((self.equipment | self.burner).ids)]
        self._order("2026-03-01", "2026-03-02", equipment_ids=both)
        only_b = [fields.Command.set(self.burner.ids)]
        order = self._order("2026-03-01", "2026-03-02", equipment_ids=only_b)
        for _number in range(3):
            self._order("2026-03-01", "2026-03-02")
        self.assertEqual(
            self._bars("brands"), [("Figures B", 2), ("Figures A", 1), ("No brand", 3)]
        )
        self._assert_lists_agree(self._dashboard())
        # What changes later changes the figure.
        order.equipment_ids = self.equipment
        self.burner.brand_id = False
        self.assertEqual(self._bars("brands"), [("Figures A", 2), ("No brand", 3)])
        self._assert_lists_agree(self._dashboard())

    def test_an_archived_machine_keeps_its_brand(self):
        self.burner.active = False
        machines = [fields.Command.set(self.burner.ids)]
        self._order("2026-03-01", "2026-03-02", equipment_ids=machines)
        self.assertEqual(self._bars("brands"), [("Figures B", 1)])

    def test_brand_column_of_orders_that_were_there(self):
        """The statement of the update gives what the compute gives."""
        both = [fields.Command.set((self.equipment | self.burner).ids)]
        orders = self._order("2026-03-01", equipment_ids=both)
        orders |= self._order("2026-03-01")
        expected = orders.mapped("brand_key")
        self.env.flush_all()
        self.env.cr.execute("UPDATE fieldwork_order SET brand_key = NULL")
        self.env.cr.execute(FILL_BRAND_KEY)
        orders.invalidate_recordset(["brand_key"], flush=False)
        self.assertEqual(orders.mapped("brand_key"), expected)
        self.assertEqual(expected, [f"{self.brand_a.id},{self.brand_b.id}", False])

    def test_more_bars_than_fit(self):
        for number in range(13):
            kind = self.order_type.create({"name": f"Kind {number:02}"})
            self._order("2026-03-01", "2026-03-02", type_id=kind.id)
        types = self._dashboard()["done"]["types"]
        self.assertEqual((len(types["rows"]), types["more"]), (12, 1))

    # ------------------------------------------------------------------
    # Open orders by age
    # ------------------------------------------------------------------

    def test_open_by_colour(self):
        self.order_type.write({"orange_days": 5, "red_days": 10})
        self.other_type.write({"orange_days": 1, "red_days": 2})
        # Midnight of the day ten before today is 23:00 UTC the day before.
        self._order("2026-03-01 22:59:59")  # red
        self._order("2026-03-01 23:00:00")  # orange: 9 days
        self._order("2026-03-06 22:59:59")  # orange: 5 days
        self._order("2026-03-06 23:00:00")  # green: 4 days, not dated
        self._order("2026-03-09 12:00:00", type_id=self.other_type.id)  # red
        today = {"window_start": "2026-03-10 23:00:00"}
        self._order("2026-03-10", **today, window_stop="2026-03-20")  # blue
        self._order(
            "2026-03-10", window_start="2026-03-09", window_stop="2026-03-10 22:59:59"
        )  # yellow
        self._order("2026-03-10", window_start="2026-03-11 23:00:00")  # green
        self._order("2026-01-01", "2026-03-10")
        data = self._dashboard()
        self.assertEqual(
            {row["colour"]: row["count"] for row in data["open"]["rows"]},
            {"red": 2, "orange": 2, "yellow": 1, "blue": 1, "green": 2},
        )
        self._assert_lists_agree(data)

    # ------------------------------------------------------------------
    # Weeks
    # ------------------------------------------------------------------

    def test_weeks_and_backlog(self):
        # Weeks begin on Monday 9, 2 March and 23 February, at 23:00 UTC of Sunday.
        self._order("2025-06-01", "2025-07-01")  # long past
        self._order("2025-06-01", "2026-03-01 23:00:00")  # done in the week of March 2
        self._order("2026-03-01 22:59:59")  # registered in the week of February 23
        self._order("2026-03-08 23:00:00")  # this week
        self._order("2026-03-03", "2026-03-10")
        self._order("2026-03-03", state="cancelled")
        data = self._dashboard()
        weeks = data["weeks"]["rows"]
        self.assertEqual(len(weeks), 12)
        self.assertEqual(
            [(w["registered"], w["done"], w["backlog"]) for w in weeks[-4:]],
            [(0, 0, 1), (1, 0, 2), (1, 1, 2), (1, 1, 2)],
        )
        self._assert_lists_agree(data)

    def test_backlog_with_orders_told_in_the_wrong_order(self):
        self._order("2026-03-05", "2026-02-17")
        self._order("2026-03-10", "2025-02-17")
        self._order("2026-04-10", "2026-03-03")  # registered in the future
        self._order("2026-04-10")
        self._order("2026-03-03")
        data = self._dashboard()
        self.assertEqual(
            [week["backlog"] for week in data["weeks"]["rows"][-4:]], [0, 0, 1, 1]
        )
        self._assert_lists_agree(data)

    def test_backlog_agrees_with_the_lists_whatever_is_registered(self):
        start = datetime(2025, 12, 1)
        for number in range(60):
            registered = start + timedelta(hours=41 * number)
            done = registered + timedelta(hours=(number * 97) % 900 - 100)
            done = min(done, fields.Datetime.now())
            state = ("done", "done", "ready", "cancelled")[number % 4]
            self._order(registered, done if state == "done" else None, state)
        self._assert_lists_agree(self._dashboard())

    # ------------------------------------------------------------------
    # Sample, rights, cost
    # ------------------------------------------------------------------

    def test_sample_until_the_first_order_is_done(self):
        self.env["fieldwork.order"].search([])._guarded_write({"state": "cancelled"})
        data = self._dashboard()
        self.assertTrue(data["done"]["sample"])
        self.assertTrue(data["weeks"]["sample"])
        self.assertTrue(data["open"]["sample"])
        self.assertEqual(len(data["weeks"]["rows"]), 12)
        self.assertNotIn("domain", data["done"]["types"]["rows"][0])
        order = self._order("2026-03-10")
        data = self._dashboard()
        self.assertFalse(data["open"]["sample"], "what is open is no sample")
        self.assertEqual(sum(row["count"] for row in data["open"]["rows"]), 1)
        self.assertTrue(data["done"]["sample"])
        order._guarded_write({"state": "done", "done_at": "2026-03-11"})
        data = self._dashboard()
        self.assertFalse(data["done"]["sample"] or data["weeks"]["sample"])
        self.assertFalse(data["open"]["sample"])
        self.assertEqual(data["done"]["types"]["rows"][0]["count"], 1)

    def test_done_long_ago_is_no_sample(self):
        self._order("2025-01-01", "2025-01-02")
        data = self._dashboard()
        self.assertFalse(data["done"]["sample"] or data["weeks"]["sample"])
        self.assertEqual(data["done"]["types"]["rows"], [])

    def test_days_are_those_of_each_company(self):
        """The zones of one query are those of the records' own method."""
        company = self.env["res.company"].create({"name": "Figures Tokyo"})
        company.partner_id.tz = False
        company.resource_calendar_id.tz = "Asia/Tokyo"
        plain = self.env["res.company"].create({"name": "Figures Plain"})
        plain.partner_id.tz = False
        plain.resource_calendar_id = False
        companies = self.company | company | plain
        self.env.user.company_ids |= companies
        self.env.flush_all()
        orders = self.env["fieldwork.order"].with_context(
            allowed_company_ids=companies.ids
        )
        self.assertEqual(
            orders._figures_zones(),
            {each.id: each._fieldwork_tz() for each in companies},
        )
        self.assertEqual(company._fieldwork_tz(), "Asia/Tokyo")

    def test_each_sees_their_own(self):
        other_team = self.env["fieldwork.team"].create(
            {"name": "South", "dispatcher_ids": self.manager.ids}
        )
        company = self.env["res.company"].create({"name": "Figures Two"})
        dispatchers = self.team.dispatcher_ids | self.dispatcher
        self.team.dispatcher_ids = dispatchers
        self._order("2026-03-01", "2026-03-02", team_id=self.team.id)
        self._order("2026-03-01", team_id=self.team.id)
        self._order("2026-03-01", "2026-03-02", team_id=other_team.id)
        kind = self.env["fieldwork.order.type"].create({"name": "Elsewhere"})
        elsewhere = self._order(
            "2026-03-01",
            "2026-03-02",
            company_id=company.id,
            type_id=kind.id,
            team_id=False,
        )
        self.assertEqual(self._bars("types"), [("Repair", 2)])
        self.assertEqual(self._bars("types", self.dispatcher), [("Repair", 1)])
        self._assert_lists_agree(self._dashboard(self.dispatcher), self.dispatcher)
        manager_2 = new_test_user(
            self.env,
            login="figures_manager",
            groups="fieldwork.group_fieldwork_manager",
            company_id=company.id,
            company_ids=[fields.Command.set(company.ids)],
        )
        self.assertEqual(self._bars("types", manager_2), [("Elsewhere", 1)])
        self.assertTrue(elsewhere)

    def test_not_for_technicians(self):
        with self.assertRaises(AccessError):
            self._dashboard(self.technician)

    def test_cost_does_not_grow(self):
        self._order("2026-03-01", "2026-03-02")

        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._dashboard()
            return self.env.cr.sql_log_count - before

        queries()
        few = queries()
        for _number in range(20):
            self._order("2026-03-01", "2026-03-02")
            self._order("2026-03-01")
        self.assertLessEqual(queries(), few)
        self.assertLessEqual(few, 20)
