from dataclasses import dataclass
from datetime import date
from typing import Any

from odoo import models

# Machines that nothing is done on until they are in service again.
RESTING_STATES = ("stopped", "scrapped")


@dataclass(frozen=True)
class Place:
    """What a service is done on: a machine, or a site without one.

    :param equipment: a machine, or an empty recordset
    :param site: the ``res.partner`` where it is done
    :param date start: from when the contract covers it
    :param date stop: until when
    """

    equipment: Any
    site: Any
    start: date = date.min
    stop: date = date.max


class FieldworkContractLine(models.Model):
    """On what a service is done."""

    _inherit = "fieldwork.contract.line"

    def _places(self):
        """Return ``{line id: [Place, …]}``: of each line its machines, or its sites."""
        covered = self.contract_id._covered_places()
        nothing = self.env["fieldwork.equipment"]
        whole = self.filtered(lambda line: line.scope == "site")
        defaults = whole.partner_id._fieldwork_default_site()
        found = {}
        for line in self:
            machines = covered[line.contract_id.id]
            if line.scope == "equipment":
                found[line.id] = line._machine_places(machines)
            else:
                sites = line.site_ids or line.contract_id._programme_sites(
                    machines, defaults
                )
                found[line.id] = [Place(nothing, site) for site in sites]
        return found

    def _machine_places(self, covered):
        chosen = self.equipment_ids
        if chosen:
            within = {place.equipment: place for place in covered}
            covered = [within.get(one) or place_of(one) for one in chosen]
        sites = self.site_ids
        return [
            place
            for place in covered
            if place.equipment.active
            and place.equipment.state not in RESTING_STATES
            and (not sites or place.site in sites)
        ]


def place_of(machine, start=None, stop=None):
    """Return the :class:`Place` of a machine, where it stands now."""
    site = machine.site_id or machine.partner_id
    return Place(machine, site, start or date.min, stop or date.max)
