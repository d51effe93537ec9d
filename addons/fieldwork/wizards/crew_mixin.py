from odoo import api, fields, models


class FieldworkCrewMixin(models.AbstractModel):
    """A crew to choose: who leads, who helps, and what they take along.

    The candidates are offered with whether they are free at the time, and nothing
    else of what they do or why they are absent.
    """

    _name = "fieldwork.crew.mixin"
    _description = "Choice of a Crew"

    lead_id = fields.Many2one(
        "resource.resource",
        string="Technician",
        domain="[('fieldwork_kind', '=', 'technician')]",
        help="Leads the visit and finishes it.",
    )
    # ``helper_ids`` and ``thing_ids`` stand in each wizard: two relations to one model
    # need tables of their own.
    candidates = fields.Json(
        string="Who is Free", compute="_compute_candidates", readonly=True
    )

    def _people(self):
        """Return the technicians chosen, the lead first."""
        return (self.lead_id | self.helper_ids)._origin

    def _things(self):
        return self.thing_ids._origin

    def _crew_slot(self):
        """Return ``(start, stop, orders, leaving)`` to look for free people (hook)."""
        raise NotImplementedError

    @api.depends("lead_id", "helper_ids", "thing_ids")
    def _compute_candidates(self):
        for wizard in self:
            start, stop, orders, leaving = wizard._crew_slot()
            wizard.candidates = wizard._find_candidates(start, stop, orders, leaving)

    def _find_candidates(self, start, stop, orders, leaving):
        """Return who could come, free ones and those of the order's team first.

        :return: list of dicts ``id``, ``name``, ``kind``, ``free``, ``skilled``,
            ``team``
        """
        resources = self._candidate_resources(orders)
        free = self.env["fieldwork.visit"]._free_resources(
            resources, start, stop, leaving
        )
        unskilled = self._unskilled(resources, orders, start)
        teams = orders.team_id
        found = (
            {
                "id": resource.id,
                # Names of those who can be planned are no secret to who plans.
                "name": resource.sudo().name,
                "kind": resource.fieldwork_kind,
                "free": resource in free,
                "skilled": resource not in unskilled,
                "team": not teams or resource.fieldwork_team_id in teams,
            }
            for resource in resources
        )
        return sorted(found, key=_rank)

    @api.model
    def _candidate_resources(self, orders):
        """Return whom and what the company of the orders may send."""
        company = orders.company_id[:1] or self.env.company
        return self.env["resource.resource"].search(
            [
                ("fieldwork_kind", "!=", False),
                ("company_id", "in", [company.id, False]),
            ],
            limit=100,
        )

    def _unskilled(self, resources, orders, start):
        """Return the technicians who lack a skill that one of ``orders`` asks for."""
        people = resources.filtered(lambda r: r.fieldwork_kind == "technician")
        needs = self.env["fieldwork.skill.requirement"]
        for order in orders:
            needs |= order._skill_requirements()
        if not needs or not start:
            return people.browse()
        # Skills of colleagues are out of a dispatcher's reach; yes or no comes out.
        problems = people.sudo()._fieldwork_skill_problems(needs._origin, start)
        return people.filtered(lambda person: problems.get(person.id))


def _rank(candidate):
    """Return the key that puts those first who are the obvious choice."""
    return (
        candidate["kind"] != "technician",
        not candidate["free"],
        not candidate["skilled"],
        not candidate["team"],
        candidate["name"],
    )
