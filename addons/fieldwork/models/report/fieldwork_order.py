from odoo import fields, models


class FieldworkOrder(models.Model):
    """What of an order stands on the reports of its visits."""

    _name = "fieldwork.order"
    _inherit = ["fieldwork.order", "fieldwork.report.content.mixin"]

    _report_fields = frozenset({"name", "partner_id", "site_id", "equipment_ids"})

    photo_ids = fields.One2many("fieldwork.photo", "order_id", string="Photos")
    photo_count = fields.Integer(compute="_compute_report_counts")
    signature_ids = fields.One2many(
        "fieldwork.signature", "order_id", string="Signatures"
    )
    signature_void = fields.Boolean(
        string="Signature Is Void", compute="_compute_report_counts"
    )

    def _report_visits(self):
        return self.visit_ids

    def _compute_report_counts(self):
        photos = dict(
            self.env["fieldwork.photo"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.photo_count = photos.get(order, 0)
            order.signature_void = any(order.visit_ids.mapped("signature_void"))

    def action_done(self):
        """Close orders; signatures their type asks for must stand."""
        solved = self.visit_ids.filtered(
            lambda visit: visit.state == "done" and visit.outcome == "solved"
        )
        solved._check_signatures()
        return super().action_done()
