from odoo import api, fields, models


class FieldworkVisitPartMixin(models.AbstractModel):
    """What belongs to a visit, and is asked for by its order, company and team."""

    _name = "fieldwork.visit.part.mixin"
    _description = "Part of a Visit"

    visit_id = fields.Many2one(
        "fieldwork.visit", required=True, readonly=True, ondelete="cascade", index=True
    )
    # A visit never changes its order. Not a related field: precomputed, it would leave
    # new records behind in the cache of the order's one2many.
    order_id = fields.Many2one(
        "fieldwork.order", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="visit_id.company_id", store=True, precompute=True
    )
    team_id = fields.Many2one(related="visit_id.team_id", store=True, precompute=True)

    @api.model_create_multi
    def create(self, vals_list):
        visits = self.env["fieldwork.visit"]
        for vals in vals_list:
            if vals.get("visit_id"):
                vals["order_id"] = visits.browse(vals["visit_id"]).order_id.id
        return super().create(vals_list)
