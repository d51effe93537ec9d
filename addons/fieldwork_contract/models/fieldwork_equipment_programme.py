from odoo import api, models
from odoo.fields import Domain

from ..const import RUNNING_STATES

# What decides whether and where a machine is looked after.
STANDING_FIELDS = {"state", "active", "site_id", "partner_id", "parent_id"}


class FieldworkEquipment(models.Model):
    """A machine that comes, is stopped or is moved changes the programmes it is in."""

    _inherit = "fieldwork.equipment"

    @api.model_create_multi
    def create(self, vals_list):
        machines = super().create(vals_list)
        machines._programme_lines()._touch_programme()
        return machines

    def write(self, vals):
        if not STANDING_FIELDS & vals.keys():
            return super().write(vals)
        tree = self.sudo()._subtree()  # sudo: as below
        before = tree._programme_lines()
        res = super().write(vals)
        (before | tree._programme_lines())._touch_programme()
        return res

    def _programme_lines(self):
        """Return the services of running contracts that are for these machines."""
        # sudo: technicians find and stop machines, and have no rights on programmes
        machines = self.sudo()
        above = {
            int(part)
            for one in machines
            for part in (one.parent_path or "").split("/")
            if part
        }
        covered = Domain("equipment_id", "in", list(above))
        domain = Domain("coverage_ids", "any", covered)
        domain |= Domain("site_ids", "in", machines.site_id.ids)
        domain |= Domain("programme_line_ids.equipment_ids", "in", machines.ids)
        found = self.env["fieldwork.contract"].sudo()
        found = found.search(domain & Domain("state", "in", RUNNING_STATES))
        return found.programme_line_ids
