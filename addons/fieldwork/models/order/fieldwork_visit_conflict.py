from collections import Counter, defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.date_utils import localized
from odoo.tools.intervals import Intervals

from ...const import MAX_VISIT_HOURS, OPEN_VISIT_STATES
from ...tools.common_row import one_at_a_time

# Which setting of the company refuses which kind of conflict.
BLOCKED_BY = {
    "overlap": "fieldwork_block_overlap",
    "absent": "fieldwork_block_absent",
    "skill": "fieldwork_block_skill",
    "calibration": "fieldwork_block_calibration",
    "site": "fieldwork_block_site",
    "window": "fieldwork_block_window",
    "missing": "fieldwork_block_missing",
}
# Calendars are unfolded for at most so long at once.
CALENDAR_SPAN = timedelta(days=31)
# More visits than this are looked through again by the cron, not by whoever changed
# a calendar.
RECHECK_NOW = 200


class FieldworkVisit(models.Model):
    """Conflicts of planned visits: each kind is found for a batch in few queries."""

    _inherit = "fieldwork.visit"

    def _find_conflicts(self):
        """Find the conflicts of these visits anew; closed visits have none."""
        # Availability, skills and other teams' visits are read without rights; only
        # the conflict itself comes out, never why somebody is absent.
        visits = self.sudo()
        # Two dispatchers who plan one technician at once must see each other's visit.
        one_at_a_time(visits.assignment_ids.resource_id)
        open_visits = visits.filtered(lambda v: v.state in OPEN_VISIT_STATES)
        found = []
        for finder in self._conflict_finders():
            found += getattr(open_visits, finder)()
        visits._replace_conflicts(found)

    @api.model
    def _conflict_finders(self):
        """Return the names of the methods that find conflicts (hook).

        Each works on open visits and returns a list of values of
        ``fieldwork.conflict``.
        """
        return [
            "_find_overlaps",
            "_find_absences",
            "_find_skill_problems",
            "_find_calibration",
            "_find_site_closed",
            "_find_window_missed",
            "_find_missing",
        ]

    def _replace_conflicts(self, found):
        """Make the stored conflicts of the visits, and those in which others overlap
        with them, equal to ``found``, leaving alone what has not changed."""
        conflicts = self.env["fieldwork.conflict"].search(
            [
                "|",
                ("visit_id", "in", self.ids),
                ("other_id.visit_id", "in", self.ids),
            ]
        )
        wanted = {_conflict_key(vals): vals for vals in found}
        stale = conflicts.browse()
        for conflict in conflicts:
            key = (
                conflict.visit_id.id,
                conflict.assignment_id.id,
                conflict.other_id.id,
                conflict.kind,
                conflict.detail or False,
            )
            if not wanted.pop(key, None):
                stale |= conflict
        stale.unlink()
        conflicts.create(list(wanted.values()))

    def _check_blocked(self):
        """Refuse conflicts of the kinds that the company blocks."""
        for company, visits in self.sudo().grouped("company_id").items():
            kinds = self._blocked_kinds(company)
            if not kinds:
                continue
            blocked = visits.conflict_ids.filtered(lambda c, k=kinds: c.kind in k)
            if blocked:
                lines = [f"{c.order_id.name}: {c.sentence}" for c in blocked[:10]]
                raise UserError(
                    self.env._(
                        "The plan has conflicts that %(company)s does not allow:\n"
                        "%(conflicts)s\nChoose another time or other people.",
                        company=company.name,
                        conflicts="\n".join(lines),
                    )
                )

    @api.model
    def _blocked_kinds(self, company):
        """Return the set of the kinds of conflicts that ``company`` blocks (hook)."""
        return {kind for kind, name in BLOCKED_BY.items() if company[name]}

    # ------------------------------------------------------------------
    # The kinds
    # ------------------------------------------------------------------

    def _find_overlaps(self):
        """Return both sides of every overlap of these visits' assignments."""
        pairs = set()
        for mine, visit, other, other_visit in self._overlapping_assignments():
            pairs.add((mine, visit, other))
            pairs.add((other, other_visit, mine))
        return [
            {
                "visit_id": visit,
                "assignment_id": assignment,
                "other_id": other,
                "kind": "overlap",
            }
            for assignment, visit, other in sorted(pairs)
        ]

    def _overlapping_assignments(self):
        """Return ``[(assignment, its visit, other assignment, its visit), …]`` as ids:
        what these visits and open ones want of one resource at one time."""
        if not self:
            return []
        self.env["fieldwork.assignment"].flush_model()
        return self.env.execute_query(
            SQL(
                """
                SELECT mine.id, mine.visit_id, other.id, other.visit_id
                  FROM fieldwork_assignment mine
                  JOIN fieldwork_assignment other
                    ON other.resource_id = mine.resource_id
                   AND other.id != mine.id
                   AND other.stop > mine.start
                   AND other.stop < mine.stop + interval '%(hours)s hours'
                   AND other.start < mine.stop
                 WHERE mine.visit_id IN %(visits)s
                   AND mine.response != 'refused'
                   AND other.response != 'refused'
                   AND other.visit_state IN %(open)s
                """,
                hours=MAX_VISIT_HOURS,
                visits=tuple(self.ids),
                open=OPEN_VISIT_STATES,
            )
        )

    def _find_absences(self):
        found = []
        for assignments in self._in_spans(self.assignment_ids):
            start = min(assignments.mapped("start"))
            stop = max(assignments.mapped("stop"))
            free = assignments.resource_id._fieldwork_available_intervals(
                start, stop, oncall=True
            )
            found += [
                {
                    "visit_id": assignment.visit_id.id,
                    "assignment_id": assignment.id,
                    "kind": "absent",
                }
                for assignment in assignments
                if not _inside(
                    free[assignment.resource_id.id], assignment.start, assignment.stop
                )
            ]
        return found

    def _find_skill_problems(self):
        found = []
        groups = defaultdict(lambda: self.env["fieldwork.assignment"])
        for visit in self:
            needs = visit.order_id._skill_requirements()
            if needs:
                people = visit.assignment_ids.filtered(lambda a: a.role != "equipment")
                groups[needs, visit.day] |= people
        for (needs, _day), assignments in groups.items():
            for assignment, text in assignments._skill_problems(needs):
                found.append(
                    {
                        "visit_id": assignment.visit_id.id,
                        "assignment_id": assignment.id,
                        "kind": "skill",
                        "detail": text,
                    }
                )
        return found

    def _find_calibration(self):
        return [
            {
                "visit_id": assignment.visit_id.id,
                "assignment_id": assignment.id,
                "kind": "calibration",
                "detail": assignment.resource_id.calibration_date.isoformat(),
            }
            for assignment in self.assignment_ids
            if assignment.resource_id.calibration_date
            and assignment.resource_id.calibration_date < assignment.day
        ]

    def _find_site_closed(self):
        found = []
        visits = self.filtered("site_id.site_calendar_id")
        for span in self._in_spans(visits):
            start, stop = min(span.mapped("start")), max(span.mapped("stop"))
            hours = span.site_id._fieldwork_site_open_intervals(start, stop)
            found += [
                {"visit_id": visit.id, "kind": "site"}
                for visit in span
                if not _inside(hours[visit.site_id.id], visit.start, visit.stop)
            ]
        return found

    def _find_window_missed(self):
        return [
            {"visit_id": visit.id, "kind": "window"}
            for visit in self
            if (
                visit.order_id.window_start
                and visit.start < visit.order_id.window_start
            )
            or (visit.order_id.window_stop and visit.start > visit.order_id.window_stop)
        ]

    def _find_missing(self):
        found = []
        kinds = self.env["fieldwork.order.type.need"]._fields["kind"]
        labels = dict(kinds._description_selection(self.env))
        for visit in self:
            order_type = visit.type_id
            crew = visit.assignment_ids.filtered(lambda a: a.response != "refused")
            have = Counter(crew.mapped("kind"))
            lacks = []
            if have["technician"] < order_type.crew_size:
                number = order_type.crew_size - have["technician"]
                lacks.append(self.env._("%(number)s technician(s)", number=number))
            for need in order_type.need_ids:
                if have[need.kind] < need.quantity:
                    lacks.append(
                        f"{need.quantity - have[need.kind]} {labels[need.kind]}"
                    )
            if lacks:
                detail = ", ".join(lacks)
                found.append(
                    {"visit_id": visit.id, "kind": "missing", "detail": detail}
                )
        return found

    @api.model
    def _slot_is_inside(self, intervals, start, stop):
        """Tell whether the naive UTC slot lies wholly inside ``intervals``."""
        return _inside(intervals, start, stop)

    @api.model
    def _in_spans(self, records):
        """Yield groups of slots that lie within ``CALENDAR_SPAN`` of each other."""
        group = records.browse()
        for record in records.sorted("start"):
            if group and record.stop - group[0].start > CALENDAR_SPAN:
                yield group
                group = records.browse()
            group += record
        if group:
            yield group

    # ------------------------------------------------------------------
    # Again, later
    # ------------------------------------------------------------------

    @api.model
    def _recheck(self, domain):
        """Look again for conflicts of the open visits that ``domain`` finds.

        Few are done at once; many are marked and left to the cron.
        """
        visits = self.sudo().search(
            Domain("state", "in", OPEN_VISIT_STATES)
            & Domain("stop", ">=", fields.Datetime.now())
            & Domain(domain)
        )
        if len(visits) <= self._recheck_limit():
            visits._find_conflicts()
            visits.order_id._update_state_from_visits()
            return
        visits._guarded_write({"recheck": True})
        # Triggered as superuser: whoever asks for leave may not run crons.
        self.env.ref("fieldwork.ir_cron_recheck_visits").sudo()._trigger()

    @api.model
    def _recheck_limit(self):
        """Return how many visits a change may look through at once."""
        return RECHECK_NOW

    @api.model
    def _cron_recheck(self):
        """Look again for conflicts of the marked visits, in committed batches."""
        cron = self.env["ir.cron"]
        marked = self.search([("recheck", "=", True)])
        cron._commit_progress(remaining=len(marked))
        for start in range(0, len(marked), RECHECK_NOW):
            batch = marked[start : start + RECHECK_NOW].try_lock_for_update()
            batch._guarded_write({"recheck": False})
            batch._find_conflicts()
            batch.order_id._update_state_from_visits()
            if not cron._commit_progress(len(batch)):
                break


def _conflict_key(vals):
    return (
        vals["visit_id"],
        vals.get("assignment_id") or False,
        vals.get("other_id") or False,
        vals["kind"],
        vals.get("detail") or False,
    )


def _inside(intervals, start, stop):
    """Tell whether the naive UTC slot lies wholly inside the aware ``intervals``."""
    slot = Intervals([(localized(start), localized(stop), set())])
    free = Intervals([(begin, end, set()) for begin, end, _records in intervals])
    return not slot - free
