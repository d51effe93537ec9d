from collections import defaultdict
from datetime import datetime

from pytz import timezone

from odoo import api, models
from odoo.tools.date_utils import localized


class ResourceResource(models.Model):
    """What a technician may do."""

    _inherit = "resource.resource"

    def _fieldwork_skill_problems(self, requirements, start):
        """What each technician lacks for a job.

        A skill counts when a manager confirmed it, its level is high enough and it
        is valid on the day of the job in the technician's own zone. Things need no
        skills.

        :param requirements: ``fieldwork.skill.requirement`` records, or a list of
            (skill or skill id, minimal level progress 0 to 100)
        :param start: naive UTC datetime, or the day itself
        :return: ``{resource.id: [(kind, skill)]}``; kind is ``missing``,
            ``unconfirmed`` or ``expired``, skill a ``hr.skill`` record
        """
        needs = self._fieldwork_skill_needs(requirements)
        result = {resource.id: [] for resource in self}
        technicians = self.filtered(lambda r: r.fieldwork_kind == "technician")
        if not needs or not technicians:
            return result
        owned = technicians._fieldwork_owned_skills([skill.id for skill, _p in needs])
        for technician in technicians:
            day = technician._fieldwork_local_day(start)
            for skill, progress in needs:
                entries_sudo = owned[technician.id, skill.id].filtered(
                    lambda entry, progress=progress: entry.level_progress >= progress
                )
                if problem := entries_sudo._fieldwork_problem_on(day):
                    result[technician.id].append((problem, skill))
        return result

    @api.model
    def _fieldwork_skill_needs(self, requirements):
        """[(skill, minimal progress)], each skill once with its highest level."""
        skills = self.env["hr.skill"]
        needs = {}
        if isinstance(requirements, models.BaseModel):
            requirements = [
                (requirement.skill_id, requirement.level_id.level_progress)
                for requirement in requirements
            ]
        for skill, progress in requirements:
            skill = skills.browse(getattr(skill, "id", skill))
            needs[skill] = max(needs.get(skill, 0), progress or 0)
        return list(needs.items())

    def _fieldwork_owned_skills(self, skill_ids):
        """``{(resource.id, skill id): hr.employee.skill}`` in sudo."""
        result = defaultdict(self.env["hr.employee.skill"].sudo().browse)
        # sudo: levels and dates of colleagues stay inside; what comes out is the name
        # of a skill and that it is lacking
        entries = self.env["hr.employee.skill"].sudo()
        for entry in entries.search(
            [
                ("employee_id.resource_id", "in", self.ids),
                ("skill_id", "in", skill_ids),
            ]
        ):
            result[entry.employee_id.resource_id.id, entry.skill_id.id] += entry
        return result

    def _fieldwork_local_day(self, moment):
        """The day of a naive UTC moment in the zone of the resource."""
        self.ensure_one()
        if isinstance(moment, datetime):
            return localized(moment).astimezone(timezone(self.tz)).date()
        return moment
