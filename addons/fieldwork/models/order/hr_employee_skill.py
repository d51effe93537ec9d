from odoo import api, models


class HrEmployeeSkill(models.Model):
    """Skills that are confirmed, expire or go after planning."""

    _inherit = "hr.employee.skill"

    @api.model_create_multi
    def create(self, vals_list):
        skills = super().create(vals_list)
        skills._fieldwork_recheck()
        return skills

    def write(self, vals):
        res = super().write(vals)
        self._fieldwork_recheck()
        return res

    def unlink(self):
        # Whose skill it was is not everybody's to read.
        resources = self.sudo().employee_id.resource_id
        res = super().unlink()
        resources.exists()._fieldwork_recheck()
        return res

    def _fieldwork_recheck(self):
        self.sudo().employee_id.resource_id._fieldwork_recheck()
