"""What does not fit about a plan: found, told, blocked, and found again later."""

from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_orders import FieldworkOrderCommon, at


@tagged("post_install", "-at_install")
class TestConflicts(FieldworkOrderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # 9:00 to 11:00 in Madrid: inside working hours, nothing in the way.
        cls.visit = cls._create_visit(start=at(8, day=11), technicians=cls.ana)

    def _kinds(self, visit=None):
        return (visit or self.visit).conflict_ids.mapped("kind")

    def _leave(self, resource, start, stop, **vals):
        return self.env["resource.calendar.leaves"].create(
            {
                "name": "Ill",
                "calendar_id": self.calendar.id,
                "resource_id": resource.id if resource else False,
                "date_from": start,
                "date_to": stop,
                **vals,
            }
        )

    def test_a_good_plan_has_none(self):
        self.assertFalse(self._kinds())
        self.assertFalse(self.visit.order_id.has_conflict)

    def test_peers_defect_6_two_jobs_at_one_time(self):
        other = self._create_visit(start=at(9, day=11), technicians=self.ana)
        self.assertEqual(self._kinds(), ["overlap"])
        self.assertEqual(self._kinds(other), ["overlap"])
        sentence = self.visit.conflict_ids.sentence
        self.assertIn("Ana", sentence)
        self.assertIn(other.order_id.name, sentence)
        self.assertIn(sentence, self.visit.assignment_ids.conflict_text)
        other.reschedule(at(13, day=11))
        self.assertFalse(self._kinds() + self._kinds(other))

    def test_vans_are_planned_once_as_well(self):
        self._create_visit(
            start=at(8, day=11), technicians=self.ben, resources=self.van
        )
        other = self._create_visit(
            start=at(9, day=11), technicians=self.ana, resources=self.van
        )
        self.assertIn("Van 1", "".join(other.conflict_ids.mapped("sentence")))

    def test_a_visit_that_ends_when_the_next_begins_fits(self):
        other = self._create_visit(
            start=at(10, day=11), stop=at(11, day=11), technicians=self.ana
        )
        self.assertFalse(self._kinds() + self._kinds(other))

    def test_refused_and_closed_visits_are_not_in_the_way(self):
        other = self._create_visit(start=at(8, day=11), technicians=self.ana)
        other.assignment_ids.with_user(self.technician).action_refuse("x")
        self.assertFalse(self._kinds())
        third = self._create_visit(start=at(8, day=11), technicians=self.ana)
        self.assertTrue(self._kinds())
        third.action_cancel("x")
        self.assertFalse(self._kinds())

    def test_peers_defect_6_working_hours_are_read(self):
        early = self._create_visit(start=at(3, day=12), technicians=self.ana)
        self.assertEqual(self._kinds(early), ["absent"])

    def test_who_is_on_call_is_there(self):
        self.env["fieldwork.oncall"].create(
            {
                "team_id": self.team.id,
                "resource_id": self.ana.id,
                "start": at(0, day=12),
                "stop": at(6, day=12),
            }
        )
        night = self._create_visit(start=at(3, day=12), technicians=self.ana)
        self.assertFalse(self._kinds(night))

    def test_peers_defect_5_a_full_day_off_is_a_conflict(self):
        self._leave(self.ana, at(0, day=11), at(23, day=11))
        self.assertEqual(self._kinds(), ["absent"])

    def test_peers_defect_5_half_an_hour_of_somebody_else_is_not(self):
        self._leave(self.ben, at(8, day=11), at(8, 30, day=11))
        self.assertFalse(self._kinds())

    def test_public_holiday_that_comes_and_goes(self):
        holiday = self._leave(None, at(0, day=11), at(23, day=11))
        self.assertEqual(self._kinds(), ["absent"])
        self.assertTrue(self.visit.order_id.has_conflict)
        holiday.unlink()
        self.assertFalse(self._kinds())

    def test_time_off_that_moves(self):
        leave = self._leave(self.ana, at(0, day=12), at(23, day=12))
        self.assertFalse(self._kinds())
        leave.write({"date_from": at(0, day=11)})
        self.assertEqual(self._kinds(), ["absent"])

    def test_a_conflict_never_tells_why_somebody_is_absent(self):
        self._leave(self.ana, at(0, day=11), at(23, day=11), name="Operation")
        self.assertNotIn("Operation", self.visit.conflict_ids.sentence)
        self.assertFalse(self.visit.conflict_ids.detail)

    def test_working_hours_that_change_later(self):
        self.calendar.attendance_ids.filtered(lambda a: a.dayofweek == "2").unlink()
        self.assertEqual(self._kinds(), ["absent"])

    def test_instrument_out_of_calibration(self):
        visit = self._create_visit(
            start=at(8, day=12), technicians=self.ben, resources=self.meter
        )
        self.assertFalse(self._kinds(visit))
        self.meter.calibration_date = date(2026, 3, 11)
        self.assertEqual(self._kinds(visit), ["calibration"])
        self.assertIn("2026-03-11", visit.conflict_ids.sentence)
        self.meter.calibration_date = date(2026, 3, 12)
        self.assertFalse(self._kinds(visit))

    def test_window_missed(self):
        order = self._create_order(
            window_start=at(8, day=13), window_stop=at(12, day=13)
        )
        visit = self._create_visit(order, at(8, day=12), technicians=self.ben)
        self.assertEqual(self._kinds(visit), ["window"])
        visit.reschedule(at(9, day=13))
        self.assertFalse(self._kinds(visit))

    def test_window_agreed_after_planning(self):
        self.visit.order_id.write(
            {"window_start": at(8, day=13), "window_stop": at(12, day=13)}
        )
        self.assertEqual(self._kinds(), ["window"])
        self.visit.order_id.write({"window_start": at(8, day=11)})
        self.assertFalse(self._kinds())

    def test_order_that_changes_after_planning(self):
        order = self.visit.order_id
        crew = self.order_type.copy({"crew_size": 2})
        order.type_id = crew
        self.assertEqual(self._kinds(), ["missing"])
        crew.crew_size = 1
        self.assertFalse(self._kinds())
        crew.need_ids = [(0, 0, {"kind": "van", "quantity": 1})]
        self.assertEqual(self._kinds(), ["missing"])
        crew.need_ids = [(5, 0, 0)]
        self.assertFalse(self._kinds())
        skill_type = self.env["hr.skill.type"].create(
            {
                "name": "Gas",
                "skill_ids": [(0, 0, {"name": "Gas burners"})],
                "skill_level_ids": [(0, 0, {"name": "Yes", "level_progress": 100})],
            }
        )
        order.skill_requirement_ids = self.env["fieldwork.skill.requirement"].create(
            {"skill_id": skill_type.skill_ids.id}
        )
        self.assertEqual(self._kinds(), ["skill"])

    def test_site_that_changes_after_planning(self):
        closed = self.site.copy({"parent_id": self.customer.id, "type": "site"})
        closed.site_calendar_id = self.env["resource.calendar"].create(
            {"name": "Never", "company_id": False, "attendance_ids": [(5, 0, 0)]}
        )
        self.visit.order_id.site_id = closed
        self.assertEqual(self._kinds(), ["site"])

    def test_site_closed_and_site_hours_that_change(self):
        mornings = self.env["resource.calendar"].create(
            {
                "name": "Mornings",
                "tz": "Europe/Madrid",
                "company_id": False,
                "attendance_ids": [
                    (5, 0, 0),
                    *(
                        (
                            0,
                            0,
                            {
                                "name": "Morning",
                                "dayofweek": str(day),
                                "hour_from": 8,
                                "hour_to": 10,
                                "day_period": "morning",
                            },
                        )
                        for day in range(5)
                    ),
                ],
            }
        )
        self.site.site_calendar_id = mornings
        self.assertEqual(self._kinds(), ["site"])
        self.assertEqual(self.visit.order_id.pending_reason, "site_hours")
        self.site.site_calendar_id = False
        self.assertFalse(self._kinds())

    def test_people_and_things_the_type_asks_for(self):
        self.order_type.write(
            {"crew_size": 2, "need_ids": [(0, 0, {"kind": "van", "quantity": 1})]}
        )
        alone = self._create_visit(start=at(8, day=12), technicians=self.ben)
        self.assertEqual(self._kinds(alone), ["missing"])
        self.assertIn("1 technician(s), 1 Van", alone.conflict_ids.sentence)
        alone.assign(technicians=self.ben | self.ana, resources=self.van)
        self.assertFalse(self._kinds(alone))

    def test_skill_missing_unconfirmed_and_confirmed(self):
        skill_type = self.env["hr.skill.type"].create(
            {
                "name": "Gas",
                "skill_ids": [(0, 0, {"name": "Gas burners"})],
                "skill_level_ids": [(0, 0, {"name": "Yes", "level_progress": 100})],
            }
        )
        requirement = self.env["fieldwork.skill.requirement"].create(
            {"skill_id": skill_type.skill_ids.id}
        )
        self.order_type.skill_requirement_ids = requirement
        visit = self._create_visit(start=at(8, day=12), technicians=self.ben)
        self.assertEqual(self._kinds(visit), ["skill"])
        self.assertIn("Gas burners", visit.conflict_ids.sentence)
        employee = self.env["hr.employee"].search([("resource_id", "=", self.ben.id)])
        skill = self.env["hr.employee.skill"].create(
            {
                "employee_id": employee.id,
                "skill_id": skill_type.skill_ids.id,
                "skill_level_id": skill_type.skill_level_ids[:1].id,
                "skill_type_id": skill_type.id,
                "valid_from": date(2026, 1, 1),
            }
        )
        self.assertEqual(self._kinds(visit), ["skill"])
        skill.with_user(self.manager).action_fieldwork_confirm()
        self.assertFalse(self._kinds(visit))

    def test_conflicts_block_where_the_company_says_so(self):
        self.company.fieldwork_block_overlap = True
        order = self._create_order()
        with self.assertRaisesRegex(UserError, "does not allow.*\n.*Ana is on"):
            order.plan(at(9, day=11), technicians=self.ana)
        self.company.fieldwork_block_overlap = False
        self.company.fieldwork_block_absent = True
        order.plan(at(9, day=11), technicians=self.ana, additional=True)

    def test_blocking_holds_for_moving_too(self):
        self.company.fieldwork_block_absent = True
        with self.assertRaisesRegex(UserError, "absent"):
            self.visit.reschedule(datetime(2026, 3, 15, 9))

    def test_a_site_in_another_zone_is_compared_in_time_not_on_the_clock(self):
        self.ben.tz = "Atlantic/Canary"
        self.ben.calendar_id = self.calendar.copy({"tz": "Atlantic/Canary"})
        # 8:00 in Madrid is 7:00 on the Canaries, where work begins at 8:00.
        visit = self._create_visit(start=at(7, day=12), technicians=self.ben)
        self.assertEqual(self._kinds(visit), ["absent"])

    def test_many_changes_are_left_to_the_cron(self):
        self.patch(
            self.env.registry["fieldwork.visit"], "_recheck_limit", lambda self: 0
        )
        self._leave(self.ana, at(0, day=11), at(23, day=11))
        self.assertTrue(self.visit.recheck)
        self.assertFalse(self._kinds())
        with self.enter_registry_test_mode():
            self.env.ref("fieldwork.ir_cron_recheck_visits").method_direct_trigger()
        self.env.invalidate_all()
        self.assertFalse(self.visit.recheck)
        self.assertEqual(self._kinds(), ["absent"])
