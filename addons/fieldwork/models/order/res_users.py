from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _fieldwork_shared_teams(self):
        """Return the teams whose open orders this technician sees, own or not.

        Only where the company lets technicians see their team's.
        """
        self.ensure_one()
        # The own resources and their teams are the user's own.
        resources = self.sudo().fieldwork_resource_ids
        return resources.filtered(
            lambda r: r.company_id.fieldwork_technician_scope == "team"
        ).fieldwork_team_id
