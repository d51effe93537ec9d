from odoo import fields, models


class FieldworkVisit(models.Model):
    """What a visit uses leaves the stock when it is done."""

    _inherit = "fieldwork.visit"

    _guarded_fields = {"stock_followed": False}

    # Visits done before the addon was there have none: their parts left long ago.
    stock_followed = fields.Boolean(
        string="Followed by the Stock",
        readonly=True,
        copy=False,
        help="The materials of the visit are moved as they are told.",
    )

    def _close(self, kind, *args, **vals):
        if kind == "done":
            vals["stock_followed"] = True
        return super()._close(kind, *args, **vals)

    def _on_closed(self, kind):
        res = super()._on_closed(kind)
        if kind == "done":
            self.material_ids._move_stock()
        return res

    def _stock_sources(self):
        """Return where the parts of each visit are taken from.

        The van on the visit, else what its lead carries, else the shelves.

        :return: ``{visit.id: location}``
        """
        carriers = {visit.id: visit._stock_carrier() for visit in self}
        sources = {}
        for company, visits in self.grouped("company_id").items():
            wanted = self.env["resource.resource"].union(
                *(carriers[visit.id] for visit in visits)
            )
            locations = wanted._fieldwork_stock_location(company)
            shelves = company._fieldwork_warehouse().lot_stock_id
            for visit in visits:
                sources[visit.id] = locations.get(carriers[visit.id].id, shelves)
        return sources

    def _stock_carrier(self):
        """Return the resource whose stock one visit uses; none: the shelves (hook)."""
        self.ensure_one()
        crew = self.assignment_ids.filtered(lambda a: a.response != "refused")
        van = crew.filtered(lambda a: a.kind == "van")[:1].resource_id
        lead = crew.filtered(lambda a: a.role == "lead")[:1].resource_id
        if van or self.company_id.fieldwork_stock_source == "technician":
            return van or lead
        return lead.fieldwork_van_id
