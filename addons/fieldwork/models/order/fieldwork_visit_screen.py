from odoo import api, fields, models
from odoo.tools import format_datetime


class FieldworkVisit(models.Model):
    """What the screens of a visit show and open besides its own fields."""

    _inherit = "fieldwork.visit"

    priority = fields.Selection(related="order_id.priority")
    order_state = fields.Selection(
        related="order_id.state", string="State of the Order"
    )
    description = fields.Text(related="order_id.description")
    site_place = fields.Char(related="order_id.site_place")
    site_address = fields.Char(related="order_id.site_address")
    contact_id = fields.Many2one(related="order_id.contact_id")
    contact_phone = fields.Char(related="order_id.contact_phone")
    duration = fields.Float(
        string="Planned Hours",
        compute="_compute_duration",
        store=True,
        precompute=True,
        help="Length of the slot in hours.",
    )
    has_conflict = fields.Boolean(compute="_compute_conflict_text")
    conflict_text = fields.Text(compute="_compute_conflict_text")
    conflict_count = fields.Integer(compute="_compute_conflict_text")

    @api.depends("start", "stop")
    def _compute_duration(self):
        for visit in self:
            length = visit.stop and visit.start and visit.stop - visit.start
            visit.duration = length.total_seconds() / 3600 if length else 0.0

    @api.depends("conflict_ids")
    def _compute_conflict_text(self):
        for visit in self:
            conflicts = visit.conflict_ids
            visit.has_conflict = bool(conflicts)
            visit.conflict_count = len(conflicts)
            visit.conflict_text = "\n".join(dict.fromkeys(conflicts.mapped("sentence")))

    def action_view_order(self):
        """Open the order of the visit."""
        return self.order_id._open_orders(name=self.env._("Order"))

    def action_view_conflicts(self):
        """Open the conflicts of these visits."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "fieldwork.fieldwork_conflict_action"
        )
        return dict(action, domain=[("visit_id", "in", self.ids)], context={})

    def _promise_question(self):
        """Return what the dispatcher is asked before a promise is broken."""
        self.ensure_one()

        def local(moment):
            return format_datetime(self.env, moment) if moment else "–"

        return self.env._(
            "%(customer)s was promised a visit between %(start)s and %(stop)s. "
            "Move order %(order)s out of that window all the same?",
            customer=self.partner_id.display_name,
            start=local(self.promised_start),
            stop=local(self.promised_stop),
            order=self.order_id.name,
        )

    def _staying(self, equipment=False):
        """Return the people, or the things, that have not refused the visit."""
        return self.assignment_ids.filtered(
            lambda a: (a.role == "equipment") == equipment and a.response != "refused"
        ).resource_id
