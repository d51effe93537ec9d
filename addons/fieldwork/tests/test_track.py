from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError

from .common_orders import FieldworkOrderCommon, at


class TrackMixin:
    @classmethod
    def _set_up_track(cls):
        cls.order = cls._create_order(team_id=cls.team.id, description="No hot water")
        cls.visit = cls.order.plan(at(9, day=12), technicians=cls.ana)
        cls.visit.action_promise(at(8, day=12), at(11, day=12))

    @classmethod
    def _finish(cls):
        cls.visit.action_start()
        cls.visit.action_done("solved", work_done="New valve")

    def _token(self, order=None):
        return (order or self.order)._track_url().rpartition("/")[2]

    def _activities(self, name):
        kind = self.env.ref(f"fieldwork.mail_activity_type_{name}")
        return self.order.sudo().activity_ids.filtered(
            lambda a: a.activity_type_id == kind
        )


class TestTrackLink(TrackMixin, FieldworkOrderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_track()

    def _open(self, token):
        return self.env["fieldwork.order"]._by_track_token(token)

    def test_token_opens_its_own_order_only(self):
        other = self._create_order()
        token, other_token = self._token(), self._token(other)
        self.assertEqual(self._open(token), self.order)
        self.assertEqual(self._open(other_token), other)
        selector, secret = token.split(".")
        for wrong in (
            "",
            ".",
            None,
            selector,
            f"{selector}.",
            f"{selector}.{other_token.split('.')[1]}",
            f"{selector}.{secret}x",
            f"x{selector}.{secret}",
            f".{secret}",
            "é.é",
        ):
            self.assertFalse(self._open(wrong), wrong)
        empty = self.order._track_secret("")
        self.assertFalse(self._open(f".{empty}"))

    def test_the_link_stays_the_same_until_revoked(self):
        old = self._token()
        self.assertEqual(self._token(), old)
        self.assertTrue(self.order.track_url.endswith(old))
        self.order.action_revoke_track_link()
        self.assertFalse(self.order.track_url)
        self.assertFalse(self._open(old))
        new = self._token()
        self.assertNotEqual(new, old)
        self.assertFalse(self._open(old))
        self.assertEqual(self._open(new), self.order)

    def test_link_of_long_ago_is_dead(self):
        token = self._token()
        self._finish()
        long_ago = self._in_days(-181)
        self.order.sudo()._guarded_write({"done_at": long_ago})
        self.assertFalse(self._open(token))
        self.company.fieldwork_track_days = 0
        self.assertTrue(self._open(token))

    def test_link_of_a_merged_order_opens_the_one_that_stayed(self):
        kept = self._create_order(ready=False)
        gone = self._create_order(ready=False)
        token = self._token(gone)
        self.assertEqual((kept | gone).action_merge(), kept)
        self.assertEqual(self._open(token), kept)

    def test_who_may_have_the_link(self):
        self._token()
        action = self.order.with_user(self.dispatcher).action_open_track_page()
        self.assertIn("/fieldwork/track/", action["url"])
        for user in (self.technician, self.portal_user, self.plain_user):
            order = self.order.with_user(user)
            with self.assertRaises(AccessError):
                order.action_open_track_page()
            with self.assertRaises(AccessError):
                order.action_revoke_track_link()
            with self.assertRaises(AccessError):
                order.read(["track_url"])
        with self.assertRaises(AccessError):
            self.order.with_user(self.manager).read(["track_selector"])

    def test_many_links_cost_few_queries(self):
        orders = self.env["fieldwork.order"].union(
            *(self._create_order() for _number in range(20))
        )
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(8):
            urls = orders._track_urls()
            self.env.flush_all()
        self.assertEqual(len(set(urls.values())), 20)


class TestCustomerAnswer(TrackMixin, FieldworkOrderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_track()

    def test_confirm(self):
        self.visit.sudo()._customer_confirm()
        self.assertEqual(self.visit.customer_response, "confirmed")
        self.assertTrue(self.visit.customer_responded_at)
        self.visit.action_start()
        with self.assertRefused(UserError, "has begun or is over"):
            self.visit.sudo()._customer_confirm()

    def test_what_is_past_is_not_confirmed_any_more(self):
        with freeze_time(self.visit.stop + timedelta(days=2)):
            page = self.order.sudo()._track_visit(self.visit.sudo())
            self.assertFalse(page["may_confirm"])
            with self.assertRefused(UserError, "time of this appointment is over"):
                self.visit.sudo()._customer_confirm()
            self.visit.sudo()._customer_ask_other_time("Fridays")
        self.assertEqual(self.visit.customer_response, "other_time")

    def test_other_time_waits_for_the_dispatcher(self):
        self.visit.sudo()._customer_ask_other_time("  Fridays  ")
        self.visit.sudo()._customer_ask_other_time("Fridays")
        self.assertEqual(self.visit.customer_wish, "Fridays")
        self.assertEqual(self.order.pending_reason, "other_time")
        self.assertEqual(self.order.attention_reason, "other_time")
        activity = self._activities("other_time")
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.user_id, self.dispatcher)
        self.assertIn("Fridays", activity.note)
        with self.assertRefused(UserError, "when a visit would suit"):
            self.visit.sudo()._customer_ask_other_time("  ")

    def test_another_slot_is_asked_for_again(self):
        self.visit.sudo()._customer_ask_other_time("Fridays")
        self.visit.reschedule(at(9, day=13), break_promise=True)
        self.assertEqual(self.visit.customer_response, "none")
        self.assertFalse(self.visit.customer_wish)
        self.assertNotEqual(self.order.pending_reason, "other_time")
        self.assertFalse(self._activities("other_time"))
        self.visit.sudo()._customer_confirm()
        self.visit.action_promise(at(8, day=13), at(10, day=13))
        self.assertEqual(self.visit.customer_response, "none")

    def test_agreed_by_phone(self):
        self.visit.sudo()._customer_ask_other_time("Fridays")
        self.visit.with_user(self.dispatcher).action_customer_confirm()
        self.assertEqual(self.visit.customer_response, "confirmed")
        self.assertFalse(self._activities("other_time"))
        with self.assertRaises(UserError):
            self.visit.with_user(self.technician).action_customer_confirm()

    def test_cancelled_visit_closes_the_activity(self):
        self.visit.sudo()._customer_ask_other_time("Fridays")
        self.visit.action_cancel("Not needed")
        self.assertFalse(self._activities("other_time"))

    def test_answers_are_not_written_directly(self):
        for vals in (
            {"customer_response": "confirmed"},
            {"customer_wish": "x"},
            {"expected_at": at(9)},
        ):
            with self.assertRaises(UserError):
                self.visit.with_user(self.manager).write(vals)
        with self.assertRaises(UserError):
            self.order.with_user(self.manager).write({"rated_at": at(9)})

    def test_question_goes_into_the_chatter(self):
        order = self.order.sudo()
        order._customer_ask("Do you <b>park</b>\nhere?")
        order._customer_ask("Do you <b>park</b>\nhere?")
        message = order.message_ids.filtered(lambda m: m.message_type == "comment")
        self.assertEqual(len(message), 1, "the second click is no second question")
        self.assertEqual(message.author_id, self.customer)
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_comment"))
        self.assertIn("&lt;b&gt;park&lt;/b&gt;", message.body)
        self.assertEqual(order._track_messages()[-1][0], True)
        with self.assertRefused(UserError, "Write your question"):
            order._customer_ask(" ")
        for number in range(9):
            order._customer_ask(f"Question {number}")
        with self.assertRefused(UserError, "please call us"):
            order._customer_ask("One more")

    def test_question_without_a_follower_makes_an_activity(self):
        self.order.message_unsubscribe(self.order.message_partner_ids.ids)
        order = self.env["fieldwork.order"]._by_track_token(self._token())
        order._customer_ask("Do you park here?")
        self.assertIn(
            "Message from the customer", self.order.activity_ids.mapped("summary")
        )


class TestExpected(TrackMixin, FieldworkOrderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_track()
        cls.mine = cls.visit.with_user(cls.technician)

    def test_by_the_distance(self):
        self.site.write({"partner_latitude": 45.0, "partner_longitude": 9.0})
        # a fifth of a degree northwards: 22.2 km, 33 minutes
        self.mine.action_travel(position={"latitude": 45.2, "longitude": 9.0})
        self.assertEqual(self.visit.expected_at, at(8) + timedelta(minutes=35))

    def test_as_they_say(self):
        self.site.write({"partner_latitude": 45.0, "partner_longitude": 9.0})
        self.mine.action_travel(
            position={"latitude": 45.2, "longitude": 9.0}, eta_minutes=50
        )
        self.assertEqual(self.visit.expected_at, at(8) + timedelta(minutes=50))
        for wrong in (-1, "x", 99999):
            with self.assertRefused(UserError, "in how many minutes"):
                self.mine.action_travel(eta_minutes=wrong)

    def test_without_position_the_slot(self):
        self.mine.action_travel()
        self.assertEqual(self.visit.expected_at, self.visit.start)

    def test_late_and_without_position_nothing_is_said(self):
        visit = self._create_order().plan(at(7), technicians=self.ana)
        visit.with_user(self.technician).action_travel()
        self.assertFalse(visit.expected_at)

    def test_the_same_event_again_changes_nothing(self):
        self.mine.action_travel(client_uuid="a", eta_minutes=20)
        self.mine.action_travel(client_uuid="a", eta_minutes=50)
        self.assertEqual(self.visit.expected_at, at(8) + timedelta(minutes=20))


class TestRating(TrackMixin, FieldworkOrderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_track()
        cls.rated = cls.order.sudo()

    def test_after_the_work_only(self):
        with self.assertRefused(UserError, "not finished"):
            self.rated._customer_rate("5")
        self._finish()
        self.assertTrue(self.rated._customer_rate("5", "Fine"))
        self.assertEqual(self.rated.rating_last_value, 5)
        self.assertEqual(self.rated.rating_last_feedback, "Fine")
        self.assertEqual(self.rated.rated_at, fields.Datetime.now())
        self.assertFalse(self._activities("low_rating"))
        lead = self.ana.user_id.partner_id
        self.assertEqual(self.rated.rating_ids.rated_partner_id, lead)
        self.assertEqual(self.rated.rating_ids.partner_id, self.customer)

    def test_once(self):
        self._finish()
        self.assertTrue(self.rated._customer_rate("2", "Late"))
        self.assertFalse(self.rated._customer_rate("5"))
        self.assertEqual(self.rated.rating_last_value, 2)
        self.assertEqual(len(self.rated.rating_ids), 1)
        self.assertEqual(len(self._activities("low_rating")), 1)

    def test_one_to_five(self):
        self._finish()
        for wrong in ("0", "6", "", None, "x", "4.5", "-1"):
            with self.assertRefused(UserError, "one to five"):
                self.rated._customer_rate(wrong)

    def test_who_hears_of_a_low_one(self):
        self._finish()
        self.assertEqual(self.rated._low_rating_user(), self.dispatcher)
        self.team.user_id = self.technician_2
        self.assertEqual(self.rated._low_rating_user(), self.technician_2)
        self.company.fieldwork_rating_user_id = self.manager
        self.rated._customer_rate("2", "<script>late</script>")
        activity = self._activities("low_rating")
        self.assertEqual(activity.user_id, self.manager)
        self.assertNotIn("<script", activity.note)

    def test_threshold_is_the_companys(self):
        self.company.fieldwork_rating_threshold = 2
        self._finish()
        self.rated._customer_rate("2")
        self.assertFalse(self._activities("low_rating"))

    def test_work_finished_for_the_office_to_close(self):
        self.order_type.close_by = "office"
        self._finish()
        self.assertEqual(self.order.pending_kind, "to_close")
        self.assertTrue(self.rated._customer_rate("4"))

    def test_found_in_the_list(self):
        self._finish()
        low = [("rating_last_value", ">", 0), ("rating_last_value", "<", 3)]
        self.assertNotIn(self.order, self.order.search(low))
        self.rated._customer_rate("2")
        self.assertIn(self.order, self.order.search(low))
        action = self.order.action_view_ratings()
        self.assertEqual(
            self.env["rating.rating"].search(action["domain"]), self.rated.rating_ids
        )
