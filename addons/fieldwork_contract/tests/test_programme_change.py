"""What a change in mid-term does to the dates and orders: shown first, then done."""

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.fieldwork.tests.common_orders import at

from .common_programme import ProgrammeCommon


@tagged("post_install", "-at_install")
class TestProgrammeChange(ProgrammeCommon):
    def _change(self, kind, day="2026-03-15", **vals):
        return (
            self.env["fieldwork.contract.change"]
            .with_user(self.manager)
            .create(
                {"contract_id": self.contract.id, "kind": kind, "date": day, **vals}
            )
        )

    def _shown(self, wizard):
        """Return what a preview lists; nothing of it may have happened."""
        before = self._state()
        wizard.action_preview()
        self.assertEqual(self._state(), before, "nothing is written")
        return [
            (row.effect, str(row.date or ""), str(row.new_date or ""))
            for row in wizard.line_ids
        ]

    def _state(self):
        dates = self.occurrences.search([("contract_id", "=", self.contract.id)])
        return (
            dates.read(["key", "date", "state", "order_id", "line_id"]),
            self.contract.programme_line_ids.read(["date_from", "date_to", "rule"]),
            self.contract.order_ids.read(["state"]),
            self.contract.coverage_ids.read(["date_from", "date_to"]),
        )

    def test_another_frequency(self):
        line = self._create_line("4 7 10")
        line._refresh_occurrences()
        wizard = self._change("service", line_id=line.id)
        self.assertTrue(wizard.month_july, "it begins with what there is")
        wizard.write({"month_july": False, "month_june": True})
        self.assertEqual(
            self._shown(wizard),
            [("dropped", "2026-07-01", ""), ("added", "", "2026-06-01")],
        )
        self.assertEqual(
            wizard.summary, "2 dates stay as they are, 0 of them with a visit."
        )
        wizard.action_apply()
        self.assertEqual(
            [key for key, _date in self._dates(line)],
            ["D2026-04-01", "D2026-06-01", "D2026-10-01"],
        )
        self.assertEqual(str(line.date_to), "2026-03-14")
        self.assertFalse(line.month_june, "the version before stays as it was")

    def test_orders_without_a_visit_are_taken_back_and_others_stay(self):
        line = self._create_line("4 5")
        april, may = self._generate()
        april.with_user(self.dispatcher).plan(
            at(9, day=1, month=4), technicians=self.ana
        )
        wizard = self._change("service", line_id=line.id, month_june=True)
        wizard.write({"month_april": False, "month_may": False})
        self.assertEqual(
            self._shown(wizard),
            [("dropped", "2026-05-01", ""), ("added", "", "2026-06-01")],
        )
        self.assertEqual(wizard.line_ids.mapped("is_taken_back"), [True, False])
        self.assertIn(f"Cancelled: {may.name}", wizard.summary)
        wizard.action_apply()
        self.assertEqual((april.state, may.state), ("planned", "cancelled"))
        self.assertEqual(self._dates(line, "generated")[0][0], "D2026-04-01")
        self.assertEqual(self._dates(line, "planned")[0][0], "D2026-06-01")

    def test_orders_may_be_left_alone(self):
        line = self._create_line("4")
        order = self._generate()
        wizard = self._change("service", line_id=line.id, take_back=False)
        wizard.write({"month_april": False, "month_june": True})
        wizard.action_preview()
        wizard.action_apply()
        self.assertEqual(order.state, "ready")
        self.assertEqual(
            [key for key, _date in self._dates(line)], ["D2026-04-01", "D2026-06-01"]
        )

    def test_a_machine_joins(self):
        oven = self._create_equipment("Oven")
        line = self._create_line("4 6", equipment_ids=False)
        line._refresh_occurrences()
        wizard = self._change("join", "2026-05-01", equipment_id=oven.id)
        self.assertEqual(self._shown(wizard), [("added", "", "2026-06-01")])
        self.assertEqual(wizard.line_ids.equipment_id, oven)
        wizard.action_apply()
        self.assertEqual(len(self._dates(line)), 3)

    def test_a_machine_joins_a_service_that_names_its_machines(self):
        oven = self._create_equipment("Oven")
        line = self._create_line("4 6")
        wizard = self._change(
            "join", "2026-05-01", equipment_id=oven.id, line_id=line.id
        )
        self._shown(wizard)
        wizard.action_apply()
        found = self.occurrences.search([("root_line_id", "=", line.id)])
        self.assertEqual(
            [(one.equipment_id, one.key) for one in found.sorted("id")],
            [
                (self.equipment, "D2026-04-01"),
                (self.equipment, "D2026-06-01"),
                (oven, "D2026-06-01"),
            ],
        )

    def test_a_machine_leaves(self):
        line = self._create_line("4 6")
        line._refresh_occurrences()
        wizard = self._change("leave", "2026-05-01", equipment_id=self.equipment.id)
        self.assertEqual(self._shown(wizard), [("dropped", "2026-06-01", "")])
        wizard.action_apply()
        self.assertEqual(str(self.contract.coverage_ids.date_to), "2026-04-30")
        self.assertEqual(self._dates(line), [("D2026-04-01", "2026-04-01")])

    def test_a_service_without_machines_ends(self):
        self.contract.coverage_ids.unlink()
        line, late = self._create_line("4 6"), self._create_line("6")
        wizard = self._change("leave", "2026-05-01", equipment_id=self.equipment.id)
        wizard.action_apply()
        self.assertEqual(str(line.date_to), "2026-04-30")
        self.assertFalse(late.active, "it would never have been done")

    def test_a_machine_is_replaced(self):
        oven = self._create_equipment("Oven")
        line = self._create_line("4 6")
        line._refresh_occurrences()
        wizard = self._change(
            "replace",
            "2026-05-01",
            equipment_id=self.equipment.id,
            new_equipment_id=oven.id,
        )
        self.assertEqual(
            self._shown(wizard),
            [("dropped", "2026-06-01", ""), ("added", "", "2026-06-01")],
        )
        wizard.action_apply()
        found = self.occurrences.search([("root_line_id", "=", line.id)])
        self.assertEqual(found.mapped("equipment_id"), self.equipment | oven)
        rows = self.contract.coverage_ids.sorted("id")
        self.assertEqual(str(rows[0].date_to), "2026-04-30")
        self.assertEqual(str(rows[1].date_from), "2026-05-01")

    def test_a_pause(self):
        self._create_line("4 10")
        wizard = self._change("pause", "2026-09-01", date_to="2026-12-31")
        with self.assertRefused(UserError, "Fill in: Reason"):
            wizard.action_preview()
        wizard.reason = "Works"
        self.contract.programme_line_ids._refresh_occurrences()
        self.assertEqual(self._shown(wizard), [("left_out", "2026-10-01", "")])
        self.assertIn("Works", wizard.line_ids.note)
        wizard.action_apply()
        self.assertEqual(self.contract.occurrence_ids.mapped("skip_kind")[1], "pause")

    def test_what_cannot_be_is_said_before(self):
        line = self._create_line("4")
        wizard = self._change("service", line_id=line.id, month_april=False)
        with self.assertRefused(ValidationError, "no month is ticked"):
            wizard.action_preview()
        burner = self._create_equipment("Burner", parent_id=self.equipment.id)
        with self.assertRefused(UserError, "a component of"):
            self._change("leave", equipment_id=burner.id).action_preview()
        self.contract._guarded_write({"state": "terminated"})
        with self.assertRefused(UserError, "is not running"):
            wizard.action_preview()


@tagged("post_install", "-at_install")
class TestProgrammeMachines(ProgrammeCommon):
    """Machines that are stopped, moved or new, and services that go."""

    def test_a_stopped_machine_is_left_alone_until_it_runs_again(self):
        line = self._create_line("4 5")
        line._refresh_occurrences()
        self.equipment.with_user(self.technician).sudo().action_stop("Broken")
        self.assertFalse(self._generate())
        self.assertFalse(self._dates(line))
        self.equipment.action_resume("Mended")
        self.assertEqual(len(self._generate()), 2)

    def test_a_new_machine_at_a_site_under_contract_is_looked_after(self):
        self.contract.write(
            {"coverage_ids": [(5,)], "site_ids": [(6, 0, self.site.ids)]}
        )
        line = self._create_line("4", equipment_ids=False)
        line._refresh_occurrences()
        oven = self._create_equipment("Oven")
        line._refresh_occurrences()
        self.assertEqual(line.occurrence_ids.equipment_id, self.equipment | oven)
        oven.action_move(site=self._create_site(self.customer, "Elsewhere"))
        line._refresh_occurrences()
        self.assertEqual(line.occurrence_ids.equipment_id, self.equipment)

    def test_an_archived_service_is_not_done_any_more(self):
        minor = self._create_line("4", name="Small")
        line = self._create_line(
            "6", name="Large", absorbs_line_ids=[(6, 0, minor.ids)], absorb_days=90
        )
        self._generate()
        self.assertEqual(minor.occurrence_ids.state, "skipped")
        line.action_archive()
        self.assertFalse(self._dates(line))
        self.assertEqual(len(self._generate()), 1)
        self.assertEqual(minor.occurrence_ids.state, "generated")

    def test_a_service_with_orders_is_not_deleted(self):
        line = self._create_line("4 10")
        self._generate()
        with self.assertRefused(UserError, "has orders already"):
            line.unlink()
        self._create_line("10").unlink()
