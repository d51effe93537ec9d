from odoo import fields, models
from odoo.tools.date_utils import localized
from odoo.tools.intervals import Intervals


class ResourceResource(models.Model):
    _inherit = "resource.resource"

    fieldwork_kind = fields.Selection(
        [
            ("technician", "Technician"),
            ("van", "Van"),
            ("tool", "Tool"),
            ("instrument", "Instrument"),
        ],
        string="Fieldwork Kind",
        index="btree_not_null",
    )
    fieldwork_team_id = fields.Many2one(
        "fieldwork.team", string="Team", index="btree_not_null", check_company=True
    )
    calibration_date = fields.Date(
        string="Calibrated Until",
        help="Last day on which the instrument may be used.",
    )

    def _fieldwork_available_intervals(self, start, stop):
        """When each resource of ``self`` can work between two instants.

        :param datetime start: naive UTC
        :param datetime stop: naive UTC
        :return: ``{resource.id: Intervals}``, aware datetimes; time off and public
            holidays are taken out, never named.
        """
        start, stop = localized(start), localized(stop)
        work, _dummy = self.sudo()._get_valid_work_intervals(start, stop)
        return {resource.id: Intervals(work[resource.id]) for resource in self}
