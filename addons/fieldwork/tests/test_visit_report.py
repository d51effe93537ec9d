from datetime import timedelta

from .common_orders import FieldworkOrderCommon, at


class TestVisitReport(FieldworkOrderCommon):
    """First time fix, promise kept, travel share: numbers counted by hand."""

    def _ended(self, order, start, outcome="solved", reason=None, state="done", **vals):
        visit = self._create_visit(order, start)
        visit.sudo()._guarded_write(
            {
                "state": state,
                "outcome": outcome if state == "done" else False,
                "continue_reason": reason,
                "closed_at": start + timedelta(hours=2),
                **vals,
            }
        )
        order.sudo()._update_state_from_visits()
        return visit

    def _report(self, user=None):
        self.env.flush_all()
        return self.env["fieldwork.visit.report"].with_user(user or self.manager)

    def _rows(self, visits):
        return {
            row.visit_id: (row.cause, row.first_visits, row.first_time_fix)
            for row in self._report().search([("visit_id", "in", visits.ids)])
        }

    def test_first_time_fix_by_cause(self):
        day = timedelta(days=1)
        fixed = self._ended(self._create_order(), at(9))
        order = self._create_order()
        parts = self._ended(order, at(9) + day, "to_continue", "parts")
        second = self._ended(order, at(9) + 2 * day)
        order = self._create_order()
        again = self._ended(order, at(9) + 3 * day)
        back = self._ended(order, at(9) + 4 * day)
        missed = self._ended(self._create_order(), at(9) + 5 * day, state="missed")
        idle = self._ended(self._create_order(), at(9) + 6 * day, "not_needed")
        gone = self._ended(self._create_order(), at(9) + 7 * day, state="cancelled")
        visits = fixed | parts | second | again | back | missed | idle | gone
        self.assertEqual(
            self._rows(visits),
            {
                fixed: ("solved", 1, 1.0),
                parts: ("parts", 1, 0.0),
                second: ("solved", 0, 0.0),
                again: ("returned", 1, 0.0),
                back: ("solved", 0, 0.0),
                missed: ("missed", 1, 0.0),
                idle: ("not_needed", 0, 0.0),
            },
        )
        domain = [("visit_id", "in", visits.ids)]
        [(count, share)] = self._report()._read_group(
            domain, [], ["first_visits:sum", "first_time_fix:avg"]
        )
        # One of four: later visits and the one not needed do not weigh on it.
        self.assertEqual((count, share), (4, 0.25))

    def test_promise_kept(self):
        day = timedelta(days=1)
        promise = {"promised_start": at(9), "promised_stop": at(11)}
        plain = self._ended(self._create_order(), at(9), actual_start=at(9))
        kept = self._ended(
            self._create_order(), at(9) + day, actual_start=at(11), **promise
        )
        late = self._ended(
            self._create_order(),
            at(9) + 2 * day,
            actual_start=at(11) + timedelta(seconds=1),
            **promise,
        )
        missed = self._ended(
            self._create_order(), at(9) + 3 * day, state="missed", **promise
        )
        idle = self._ended(
            self._create_order(), at(9) + 4 * day, "not_needed", **promise
        )
        visits = plain | kept | late | missed | idle
        rows = self._report().search([("visit_id", "in", visits.ids)])
        self.assertEqual(
            {row.visit_id: (row.promises, row.promise_kept) for row in rows},
            {
                plain: (0, 0.0),
                kept: (1, 1.0),
                late: (1, 0.0),
                missed: (1, 0.0),
                idle: (0, 0.0),
            },
        )
        [(share,)] = self._report()._read_group(
            [("visit_id", "in", visits.ids)], [], ["promise_kept:avg"]
        )
        self.assertAlmostEqual(share, 1 / 3)

    def test_travel_share_adds_hours_up(self):
        day = timedelta(days=1)
        short = self._ended(self._create_order(), at(9))
        long = self._ended(self._create_order(), at(9) + day)
        for visit, travel, work, start in (
            (short, 1, 1, at(6)),
            (long, 1, 7, at(6) + day),
        ):
            self._log(visit, "travel", start, travel)
            self._log(visit, "work", start + timedelta(hours=travel), work)
            self._log(visit, "pause", start + timedelta(hours=12), 3)
        domain = [("visit_id", "in", (short | long).ids)]
        shares = {r.visit_id: r.travel_share for r in self._report().search(domain)}
        self.assertEqual(shares, {short: 0.5, long: 0.125})
        [(travel, work, share)] = self._report()._read_group(
            domain, [], ["travel_hours:sum", "work_hours:sum", "travel_share:avg"]
        )
        self.assertEqual((travel, work, share), (2, 8, 0.2))

    def _log(self, visit, kind, start, hours):
        self.env["fieldwork.worklog"].sudo()._guarded_create(
            [
                {
                    "visit_id": visit.id,
                    "resource_id": self.ana.id,
                    "kind": kind,
                    "start": start,
                    "stop": start + timedelta(hours=hours),
                }
            ]
        )

    def test_dispatchers_see_their_teams(self):
        south = self.env["fieldwork.team"].create(
            {"name": "South", "dispatcher_ids": self.manager.ids}
        )
        theirs = self._ended(self._create_order(team_id=False), at(9))
        order = self._create_order(team_id=False)
        others = self._ended(order, at(9) + timedelta(days=1))
        order.sudo().team_id = south
        domain = [("visit_id", "in", (theirs | others).ids)]
        self.assertEqual(self._report().search(domain).visit_id, theirs | others)
        seen = self._report(self.dispatcher).search(domain)
        self.assertEqual(seen.visit_id, theirs)
        self.assertFalse(self._report(self.technician).has_access("read"))

    def test_each_figure_has_its_own_table_and_graph(self):
        for name, action_name in (
            ("promise", "fieldwork_promise_kept_action"),
            ("travel", "fieldwork_travel_share_action"),
        ):
            view = "fieldwork.fieldwork_visit_report_view_%s_" + name
            views = [
                (self.env.ref(view % kind).id, kind) for kind in ("pivot", "graph")
            ]
            action = self.env.ref(f"fieldwork.{action_name}")
            self.assertEqual(action.views, [*views, (False, "list")])
