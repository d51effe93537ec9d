from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .checklist_common import ChecklistCommon, png
from .common_orders import at


@tagged("post_install", "-at_install")
class TestChecklistAnswers(ChecklistCommon):
    """Answering: values, limits, defects, remarks, journal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._all_kinds(scope="equipment")
        cls.visit = cls._planned()
        cls.response = cls._responses(cls.visit)

    def _id_of(self, kind, option):
        question = self._question(self.checklist, kind)
        return question.option_ids.filtered(lambda one: one.name == option).id

    def _values(self):
        form = self.response.get_form()
        return {
            q["name"]: q["answer"]["value"] for q in form["questions"] if q["answer"]
        }

    def test_every_kind_takes_its_answer(self):
        given = {
            "yesno": "na",
            "text": "  Rusty <b>pipe</b>  ",
            "number": 0,
            "single": self._id_of("single", "Worn"),
            "multiple": [
                self._id_of("multiple", "Worn"),
                self._id_of("multiple", "Good"),
            ],
            "date": "2026-03-31",
            "signature": "data:image/png;base64," + png(),
        }
        for name, value in given.items():
            result = self._answer(self.response, name, value)
        values = self._values()
        self.assertTrue(values.pop("signature").startswith("/web/image/"))
        self.assertEqual(
            values,
            {
                "yesno": "na",
                "text": "Rusty <b>pipe</b>",
                "number": 0.0,
                "single": given["single"],
                "multiple": given["multiple"][::-1],
                "date": "2026-03-31",
            },
        )
        photo = self._question(self.checklist, "photo")
        self.assertEqual(result["missing"], photo.ids)
        self.assertEqual(result["answered_count"], 7)
        self.assertRecordValues(
            self.response,
            [{"question_count": 8, "answered_count": 7, "missing_count": 1}],
        )
        self.assertEqual(self.response.state, "open")

    def test_what_is_no_answer_is_refused(self):
        wrong = {
            "yesno": ["maybe", 1, ["yes"]],
            "number": ["many", "nan", "inf", True, 1e30, [1]],
            "single": [self._id_of("multiple", "Good"), 0.5, [1]],
            "multiple": [[self._id_of("single", "Good")], "Good"],
            "date": ["soon", 5, "2026-13-01"],
            "photo": [True],
            "signature": [png(drawn=False), "PHN2Zz4=", "???", 5, png()[:40]],
        }
        for name, values in wrong.items():
            for value in values:
                with self.subTest(name, value=value), self.assertRaises(UserError):
                    self._answer(self.response, name, value)
        self.assertFalse(self.response.answer_ids)

    def test_number_as_people_write_it(self):
        self._answer(self.response, "number", " 12,5 ")
        self.assertEqual(self._values()["number"], 12.5)

    def test_answer_is_taken_back(self):
        self._answer(self.response, "number", 4)
        for empty in (False, ""):
            self._answer(self.response, "number", 4)
            result = self._answer(self.response, "number", empty)
            self.assertFalse(result["answer"]["value"])
            self.assertEqual(result["answered_count"], 0)

    def test_value_out_of_limits_needs_a_remark(self):
        self._limit("number", has_minimum=True, minimum=1, has_maximum=True, maximum=2)
        for value, flagged in ((0.99, True), (1, False), (2, False), (2.01, True)):
            result = self._answer(self.response, "number", value)
            self.assertEqual(result["answer"]["out_of_limits"], flagged, value)
            self.assertEqual(result["needs_remark"], flagged, value)
        number = self._question(self.checklist, "number").id
        self.assertIn(number, result["missing"])
        result = self._answer(self.response, "number", remark="Pump worn")
        self.assertFalse(result["needs_remark"])
        self.assertNotIn(number, result["missing"])
        self.assertEqual(result["answer"]["value"], 2.01)

    def test_defect_needs_a_remark(self):
        broken = self._id_of("single", "Broken")
        result = self._answer(self.response, "single", broken)
        self.assertTrue(result["answer"]["is_defect"])
        self.assertTrue(result["needs_remark"])
        several = [self._id_of("multiple", "Good"), self._id_of("multiple", "Broken")]
        self.assertTrue(
            self._answer(self.response, "multiple", several)["needs_remark"]
        )
        self._limit("yesno", defect_answer="no")
        self.assertTrue(self._answer(self.response, "yesno", "no")["needs_remark"])
        result = self._answer(self.response, "yesno", "yes")
        self.assertFalse(result["answer"]["is_defect"])

    def _limit(self, name, **vals):
        """Give a published question limits, past its freezing."""
        question = self._question(self.checklist, name)
        self.checklist._guarded_write({"state": "draft"})
        question.write(vals)
        self.checklist._guarded_write({"state": "published"})

    def test_same_client_uuid_counts_once(self):
        first = self._answer(self.response, "text", "One", client_uuid="u-1")
        self._answer(self.response, "text", "Two")
        again = self._answer(self.response, "text", "One", client_uuid="u-1")
        self.assertEqual(first["answer"]["value"], "One")
        self.assertEqual(again["answer"]["value"], "Two", "the answer as it stands")
        self.assertEqual(len(self.response.entry_ids), 2)
        with self.assertRefused(UserError, "was used for another entry"):
            self._answer(self.response, "number", 1, client_uuid="u-1")

    def test_later_time_wins_in_whatever_order_they_arrive(self):
        self._both_on_it()
        self._answer(self.response, "text", "Late", at=at(7, 50), remark="Seen")
        self._answer(
            self.response, "text", "Early", at=at(7, 40), user=self.technician_2
        )
        self.assertEqual(self._values()["text"], "Late")
        self._answer(
            self.response, "text", "Last", at=at(7, 55), user=self.technician_2
        )
        self.assertEqual(self._values()["text"], "Last")
        answer = self.response.answer_ids
        self.assertEqual(answer.answered_by_id, self.technician_2)
        self.assertEqual(answer.remark, "Seen")
        self.assertEqual(
            [
                (entry.user_id, entry.value, entry.is_overruled)
                for entry in self.response.entry_ids
            ],
            [
                (self.technician_2, "Last", False),
                (self.technician, "Late", False),
                (self.technician_2, "Early", True),
            ],
        )

    def test_late_remark_does_not_fight_with_an_answer(self):
        self._answer(self.response, "text", "Rusty", at=at(7, 50))
        self._answer(self.response, "text", remark="At the bend", at=at(7, 40))
        answer = self.response.answer_ids
        self.assertEqual((answer.value_text, answer.remark), ("Rusty", "At the bend"))

    def _both_on_it(self):
        self.visit.assign(technicians=self.ana | self.ben)

    def test_first_answers_at_once_are_settled_by_the_index(self):
        self._answer(self.response, "text", "One")
        answer = self.response.answer_ids
        with self.assertRefused(Exception, "being answered"):
            self.response._store_answer(
                answer.browse(),
                answer.question_id,
                {},
                {
                    "visit_id": self.visit.id,
                    "response_id": self.response.id,
                    "question_id": answer.question_id.id,
                    "at": at(7),
                },
            )

    def test_every_answer_touches_the_common_row(self):
        """Of two at once, the second is tried again and sees the first."""
        self._answer(self.response, "text", "One")
        before = self.response.revision
        self._answer(self.response, "text", "Two")
        self.assertEqual(self.response.revision, before + 1)

    def test_answers_are_written_by_the_method_only(self):
        self._answer(self.response, "text", "One")
        answer = self.response.answer_ids
        for user in (self.technician, self.dispatcher, self.manager):
            with self.assertRaises(UserError):
                answer.with_user(user).write({"value_text": "Two"})
        with self.assertRefused(UserError, "cannot be written directly"):
            answer.write({"value_text": "Two"})

    def test_only_the_crew_and_the_office_answer(self):
        with self.assertRaises(AccessError):
            self._answer(self.response, "text", "Me", user=self.technician_2)
        with self.assertRaises(AccessError):
            self._answer(self.response, "text", "Me", user=self.other_dispatcher)
        self._answer(self.response, "text", "Office", user=self.dispatcher)
        self.assertEqual(self._values()["text"], "Office")

    def test_question_of_another_list_is_refused(self):
        other = self._create_checklist(questions=["Elsewhere"])
        with self.assertRefused(UserError, "not one of"):
            self.response.action_answer(other.question_ids.id, "yes")
        heading = self.checklist.question_ids.filtered("display_type")
        with self.assertRefused(UserError, "not one of"):
            self.response.action_answer(heading.id, "yes")

    def test_after_the_end_only_what_was_answered_before_it(self):
        self.visit.with_user(self.technician).action_start(at=at(7, 10))
        self.visit.with_user(self.technician).action_done(
            "to_continue", "parts", at=at(7, 50)
        )
        self._answer(self.response, "text", "In time", at=at(7, 40))
        with self.assertRefused(UserError, "was closed at"):
            self._answer(self.response, "number", 1, at=at(7, 55))
        form = self.response.with_user(self.technician).get_form()
        self.assertFalse(form["can_answer"])
        self._answer(self.response, "number", 1, user=self.dispatcher)

    def test_nothing_is_answered_on_a_visit_that_was_not_made(self):
        self.visit.action_cancel("Not today")
        for user in (self.dispatcher, self.technician):
            with self.assertRaises(UserError):
                self._answer(self.response, "text", "Me", user=user)

    def test_my_day_lists_the_checklists(self):
        self._answer(self.response, "text", "One")
        expected = [
            {
                "id": self.response.id,
                "name": "Every Kind",
                "when": "during",
                "equipment": self.equipment.display_name,
                "answered_count": 1,
                "question_count": 8,
                "missing_count": 7,
                "state": "open",
            }
        ]
        visit = self.visit.with_user(self.technician)
        self.assertEqual(visit.get_checklists(), expected)
        day = visit.get_my_day()["visits"][0]
        self.assertEqual(day["checklists"], expected)

    def test_few_queries_to_save_an_answer(self):
        self._answer(self.response, "number", 1)
        visit = self._planned(start=at(13))
        response = self._responses(visit)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self._answer(response, "number", 2)
        self.env.flush_all()
        self.assertLessEqual(self.cr.sql_log_count - before, 50)


@tagged("post_install", "-at_install")
class TestChecklistChecks(ChecklistCommon):
    """What a visit waits for."""

    def test_safety_list_blocks_the_start(self):
        self._create_checklist(
            "Safety", ["Gas off", "Dry"], when="before_start", scope="equipment"
        )
        visit = self._planned().with_user(self.technician)
        response = self._responses(visit)
        self._answer(response, "Dry", "yes")
        visit.action_travel(at=at(7))
        for begin in (visit.action_start, visit.action_resume):
            with self.assertRefused(UserError, r"“Safety” for Boiler.*: Gas off$"):
                begin()
        self._answer(response, "Gas off", "yes")
        visit.action_start()
        self.assertEqual(visit.state, "working")

    def test_start_sent_again_is_a_no_op_whatever_became_of_the_list(self):
        self._create_checklist(
            "Safety",
            [{"name": "Gas off", "defect_answer": "no"}],
            when="before_start",
        )
        visit = self._planned().with_user(self.technician)
        self._answer(self._responses(visit), "Gas off", "yes")
        visit.action_start(client_uuid="start")
        self._answer(self._responses(visit), "Gas off", "no")
        self.assertTrue(visit.action_start(client_uuid="start"))

    def test_solved_needs_all_lists(self):
        for when in ("during", "before_done"):
            self._create_checklist(when, ["Tight"], when=when)
        visit = self._planned().with_user(self.technician)
        visit.action_start(at=at(7))
        with self.assertRefused(UserError, r"(?s)“during”: Tight.*“before_done”: T"):
            visit.action_done("solved")
        for response in self._responses(visit):
            self._answer(response, "Tight", "yes")
        visit.action_done("solved")
        self.assertEqual(visit.state, "done")

    def test_remark_missing_is_named(self):
        self._create_checklist(
            questions=[{"name": "Tight", "defect_answer": "no", "required": False}]
        )
        visit = self._planned().with_user(self.technician)
        visit.action_start(at=at(7))
        self._answer(self._responses(visit), "Tight", "no")
        with self.assertRefused(UserError, r"Tight \(remark\)"):
            visit.action_done("solved")

    def test_to_continue_needs_the_safety_list_of_work_only(self):
        self._create_checklist("List", ["Tight"])
        safety = self._create_checklist(
            "Safety",
            [{"name": "Gas off", "defect_answer": "no"}],
            when="before_start",
        )
        visit = self._planned().with_user(self.technician)
        self._answer(self._responses(visit, safety), "Gas off", "yes")
        visit.action_start(at=at(7))
        self._answer(self._responses(visit, safety), "Gas off", "no")
        with self.assertRefused(UserError, "Safety"):
            visit.action_done("to_continue", "parts")
        self._answer(self._responses(visit, safety), "Gas off", remark="Valve stuck")
        visit.action_done("to_continue", "parts")

    def test_not_needed_without_work_needs_nothing(self):
        self._create_checklist("Safety", ["Gas off"], when="before_start")
        visit = self._planned().with_user(self.technician)
        visit.action_done("not_needed")
        self.assertEqual(visit.state, "done")

    def test_office_cannot_finish_past_missing_answers(self):
        self._create_checklist(questions=["Tight"])
        visit = self._planned()
        visit.with_user(self.manager).action_start(at=at(7))
        with self.assertRefused(UserError, "answers are missing"):
            visit.with_user(self.manager).action_done("solved")


@tagged("post_install", "-at_install")
class TestChecklistFollowUp(ChecklistCommon):
    """What an answer leads to: follow-up orders and readings."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist(
            "Yearly",
            [
                {"name": "Burner", "defect_answer": "no"},
                {"name": "Hours", "kind": "number", "meter_name": " OPERATING hours"},
            ],
            scope="equipment",
        )
        cls.meter = cls.env["fieldwork.meter"].create(
            {"name": "Operating Hours", "unit": "h", "equipment_id": cls.equipment.id}
        )
        cls.second = cls._create_equipment("Second")
        cls.visit = cls._planned(cls.equipment | cls.second)
        cls.response, cls.other = cls._responses(cls.visit)

    def _follow_up(self, user=None):
        response = self.response.with_user(user or self.technician).sudo(False)
        return response.action_follow_up(self._question(self.checklist, "Burner").id)

    def test_defect_becomes_a_follow_up_order_once(self):
        with self.assertRefused(UserError, "Answer “Burner” first"):
            self._follow_up()
        self._answer(self.response, "Burner", "no", remark="Cracked <script>")
        told = self._follow_up()
        self.assertEqual(self._follow_up(), told)
        order = self.env["fieldwork.order"].browse(told["id"])
        self.assertEqual(order.origin_order_id, self.visit.order_id)
        self.assertEqual(order.state, "draft")
        self.assertEqual(order.equipment_ids, self.equipment)
        self.assertNotIn(self.technician.partner_id, order.message_partner_ids)
        for words in (self.visit.order_id.name, "Yearly", "Burner: No", "Cracked <s"):
            self.assertIn(words, order.description)
        result = self._answer(self.response, "Burner", remark="Cracked")
        self.assertEqual(result["answer"]["follow_up"], told)

    def test_stranger_makes_no_follow_up(self):
        self._answer(self.response, "Burner", "no", remark="Cracked")
        with self.assertRaises(AccessError):
            self._follow_up(self.technician_2)

    def test_number_feeds_the_meter_and_corrects_its_reading(self):
        self._answer(self.response, "Hours", 120, at=at(7))
        self.assertRecordValues(
            self.meter.reading_ids,
            [{"value": 120, "date": at(7), "user_id": self.technician.id}],
        )
        self._answer(self.response, "Hours", 130, at=at(7, 30))
        self.assertRecordValues(
            self.meter.reading_ids, [{"value": 130, "date": at(7, 30)}]
        )
        self._answer(self.response, "Hours", False)
        self.assertFalse(self.meter.reading_ids)

    def test_machine_without_such_a_meter_is_just_answered(self):
        self._answer(self.other, "Hours", 120)
        self.assertFalse(self.meter.reading_ids)
        self.assertFalse(self.other.answer_ids.meter_error)

    def test_meter_that_would_go_back_does_not_stop_the_answer(self):
        self.meter.action_read(500, at=at(6))
        result = self._answer(self.response, "Hours", 120, at=at(7))
        self.assertEqual(result["answer"]["value"], 120)
        self.assertIn("cannot go back", result["answer"]["meter_error"])
        self.assertEqual(self.meter.reading_ids.mapped("value"), [500])
        activity = self.visit.order_id.activity_ids
        self.assertEqual(activity.summary, "Meter not read")
        self._answer(self.response, "Hours", 110, at=at(7, 1))
        self.assertEqual(self.visit.order_id.activity_ids, activity, "told once")
        result = self._answer(self.response, "Hours", 510, at=at(7, 2))
        self.assertFalse(result["answer"]["meter_error"])
        self.assertEqual(self.meter.last_value, 510)


@tagged("post_install", "-at_install")
class TestChecklistReport(ChecklistCommon):
    """What report and signature take from the lists."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.checklist = cls._create_checklist(
            "Yearly",
            [
                {"name": "Heat", "display_type": "line_section"},
                {"name": "Flue", "kind": "number", "unit": "Pa"},
                "Leaks",
                {"name": "Where", "kind": "text"},
            ],
            publish=False,
            scope="equipment",
        )
        leaks = cls._question(cls.checklist, "Leaks")
        cls._question(cls.checklist, "Where").write(
            {"condition_question_id": leaks.id, "condition_answer": "yes"}
        )
        cls.checklist.action_publish()
        cls.visit = cls._planned()
        cls.response = cls._responses(cls.visit)

    def test_report_shows_what_is_asked_and_answered_in_the_language(self):
        self.assertEqual(self.visit._report_checklists(), [])
        self.env["res.lang"]._activate_lang("es_ES")
        self._answer(self.response, "Leaks", "yes")
        self._answer(self.response, "Where", "Bend", remark="Left")
        self._answer(self.response, "Flue", 12.5)
        (one,) = self.visit.with_context(lang="es_ES")._report_checklists()
        self.assertEqual(
            (one["name"], one["version"], one["equipment"]),
            ("Yearly", 1, self.equipment.display_name),
        )
        lines = [(q["section"], q["name"], q["answer_text"]) for q in one["questions"]]
        self.assertEqual(lines[0], ("Heat", "Flue", "12,5 Pa"))
        self.assertEqual(lines[2], ("Heat", "Where", "Bend"))
        self.assertEqual(one["questions"][2]["remark"], "Left")
        self._answer(self.response, "Leaks", "no")
        (one,) = self.visit._report_checklists()
        self.assertEqual([q["name"] for q in one["questions"]], ["Flue", "Leaks"])

    def test_snapshot_has_no_floats_and_no_words(self):
        self._answer(self.response, "Flue", 12.50)
        self._answer(self.response, "Leaks", "no")
        flue, leaks = (
            self._question(self.checklist, name).id for name in ("Flue", "Leaks")
        )
        common = {"remark": "", "out_of_limits": False, "is_defect": False}
        self.assertEqual(
            self.visit._snapshot_checklists(),
            [
                {
                    "checklist": self.checklist.id,
                    "equipment": self.equipment.id,
                    "answers": [
                        {"question": flue, "value": "12.5", **common},
                        {"question": leaks, "value": "no", **common},
                    ],
                }
            ],
        )

    def test_answer_tells_the_report(self):
        told = []
        self.patch(
            type(self.visit), "_report_changed", lambda visits: told.append(visits)
        )
        self._answer(self.response, "Flue", 1)
        self.assertEqual([visit.id for visit in told], self.visit.ids)

    def test_signature_counts_by_its_bytes_in_the_snapshot(self):
        self._create_checklist("Sign", [{"name": "Sign", "kind": "signature"}])
        visit = self._planned(start=at(13))
        response = self._responses(visit).filtered(
            lambda one: one.checklist_id.name == "Sign"
        )
        self._answer(response, "Sign", png())
        (one,) = visit._snapshot_checklists()
        first = one["answers"][0]["value"]
        self.assertRegex(first, "^[0-9a-f]{64}$")
        self._answer(response, "Sign", png(size=(130, 50)))
        (one,) = visit._snapshot_checklists()
        self.assertNotEqual(one["answers"][0]["value"], first)
        images = response.entry_ids.with_context(bin_size=False).mapped("image")
        self.assertEqual(len(set(images)), 2, "the old signature is kept")
