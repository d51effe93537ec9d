from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.fields import Command, Domain

from ...const import MAX_VISIT_HOURS, OPEN_VISIT_STATES
from ...tools.arguments import as_resources, as_utc


class FieldworkVisit(models.Model):
    """What a plan would look like before anybody confirms it.

    Nothing is written: the finders of conflicts look at visits that exist in memory.
    """

    _inherit = "fieldwork.visit"

    @api.model
    def _preview_conflicts(self, plans, leaving=None):
        """Return what would not fit about visits that are not made yet.

        :param plans: list of dicts as for ``fieldwork.order._plan``; all have ``stop``
        :param leaving: visits that would move, whose present slots do not count
        :return: list of lists of sentences, one per plan
        """
        model = self.browse().sudo()
        visits = [
            model.new(self._prepare_preview_vals(plan, number), ref=f"plan-{number}")
            for number, plan in enumerate(plans)
        ]
        together = model.union(*visits)
        found = []
        for finder in self._conflict_finders():
            # Overlaps are found by SQL, which knows nothing of visits in memory.
            if finder != "_find_overlaps":
                found += getattr(together, finder)()
        found += together._preview_overlaps(leaving or self.browse())
        crew = {a.id: a.resource_id for a in together.assignment_ids}
        sentences = defaultdict(list)
        for vals in found:
            sentences[vals["visit_id"]].append(self._preview_sentence(vals, crew))
        # The orders have the visits in memory among theirs by now.
        together.order_id.invalidate_recordset(
            ["visit_ids", "assignment_ids"], flush=False
        )
        return [list(dict.fromkeys(sentences[visit.id])) for visit in visits]

    @api.model
    def _prepare_preview_vals(self, plan, number):
        start, stop = as_utc(self.env, plan["start"]), as_utc(self.env, plan["stop"])
        roles = [
            (resource, role)
            for name, role in (("technicians", "helper"), ("resources", "equipment"))
            for resource in as_resources(self.env, plan.get(name))
        ]
        return {
            "order_id": plan["order"]._origin.id,
            "state": "planned",
            "start": start,
            "stop": stop,
            "assignment_ids": [
                # With a reference of its own each: ids in memory differ by it.
                (
                    Command.CREATE,
                    f"plan-{number}-{resource._origin.id}",
                    {
                        "order_id": plan["order"]._origin.id,
                        "resource_id": resource._origin.id,
                        "role": role,
                        "response": "pending",
                        "start": start,
                        "stop": stop,
                    },
                )
                for resource, role in roles
            ],
        }

    def _preview_overlaps(self, leaving):
        """Return the overlaps of visits in memory with stored ones and each other."""
        bars = [(a.resource_id.id, a.start, a.stop, a) for a in self.assignment_ids]
        if not bars:
            return []
        stored = self.env["fieldwork.assignment"].search(
            Domain("resource_id", "in", [bar[0] for bar in bars])
            & Domain("stop", ">", min(bar[1] for bar in bars))
            & Domain("start", "<", max(bar[2] for bar in bars))
            & Domain("visit_state", "in", OPEN_VISIT_STATES)
            & Domain("response", "!=", "refused")
            & Domain("visit_id", "not in", leaving.ids)
        )
        others = bars + [(a.resource_id.id, a.start, a.stop, a) for a in stored]
        return [
            {
                "visit_id": mine.visit_id.id,
                "resource": mine.resource_id,
                "other": other.order_id,
                "kind": "overlap",
            }
            for resource, start, stop, mine in bars
            for other_resource, other_start, other_stop, other in others
            if resource == other_resource
            and mine != other
            and other_stop > start
            and other_start < stop
        ]

    @api.model
    def _preview_sentence(self, vals, crew):
        """Return the sentence of one conflict; ``crew`` is ``{assignment id: who}``."""
        who = vals.get("resource") or crew.get(vals.get("assignment_id"))
        conflict = self.env["fieldwork.conflict"].new(
            {"kind": vals["kind"], "detail": vals.get("detail")}
        )
        other = vals.get("other")
        return conflict._say(who.name if who else "", other.name if other else "")

    @api.model
    def _free_resources(self, resources, start, stop, leaving=None):
        """Return those of ``resources`` that can come from ``start`` to ``stop``.

        Only who is free comes out, never what the others do at that time.

        :param leaving: visits that would move, whose present slots do not count
        """
        # Colleagues' time off and other teams' visits are out of the caller's reach.
        resources = resources.sudo()
        span = timedelta(hours=MAX_VISIT_HOURS)
        if not resources or not start or not stop or not start < stop <= start + span:
            return resources.browse()
        busy = (
            self.env["fieldwork.assignment"]
            .sudo()
            .search(
                Domain("resource_id", "in", resources.ids)
                & Domain("stop", ">", start)
                & Domain("start", "<", stop)
                & Domain("visit_state", "in", OPEN_VISIT_STATES)
                & Domain("response", "!=", "refused")
                & Domain("visit_id", "not in", leaving.ids if leaving else [])
            )
            .resource_id
        )
        free = resources._fieldwork_available_intervals(start, stop)
        return (resources - busy).filtered(
            lambda resource: self._slot_is_inside(free[resource.id], start, stop)
        )
