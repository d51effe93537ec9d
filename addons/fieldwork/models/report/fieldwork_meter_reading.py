from odoo import api, fields, models

from ...const import UNDER_WAY_STATES


class FieldworkMeterReading(models.Model):
    """A reading taken during a visit stands on its report."""

    _name = "fieldwork.meter.reading"
    _inherit = ["fieldwork.meter.reading", "fieldwork.report.content.mixin"]

    _report_fields = frozenset({"value", "meter_id", "visit_id"})

    visit_id = fields.Many2one(
        "fieldwork.visit",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The visit during which it was read, which shows it on its report.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Make readings, those taken during a visit as a part of it."""
        open_ones = self._report_visits_under_way(vals_list)
        vals_list = [
            # A visit is not chosen: it follows from who reads where, and when.
            {**vals, "visit_id": open_ones.get(vals.get("meter_id"), False)}
            for vals in vals_list
        ]
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            vals = {name: val for name, val in vals.items() if name != "visit_id"}
        return super().write(vals)

    @api.model
    def _report_visits_under_way(self, vals_list):
        """Return ``{meter.id: visit.id}`` of the visits that are under way on the
        machines, the reader's own before others'."""
        meter_ids = {vals.get("meter_id") for vals in vals_list}
        meters = self.env["fieldwork.meter"].browse(filter(None, meter_ids)).sudo()
        # sudo: whose visit it is decides nothing here but on which report it stands
        visits = self.env["fieldwork.visit"].sudo()
        visits = visits.search(
            [
                ("order_id.equipment_ids", "in", meters.equipment_id.ids),
                ("state", "in", UNDER_WAY_STATES),
            ],
            order="actual_start desc, id desc",
        )
        mine = self.env.user.sudo().fieldwork_resource_ids
        visits = visits.sorted(lambda visit: not visit.resource_ids & mine)
        found = {}
        for meter in meters:
            machine = meter.equipment_id
            found[meter.id] = visits.filtered(
                lambda visit, machine=machine: machine in visit.order_id.equipment_ids
            )[:1].id
        return found
