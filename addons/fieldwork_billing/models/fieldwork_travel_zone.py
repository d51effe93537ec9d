from odoo import fields, models


class FieldworkTravelZone(models.Model):
    """Where sites lie, for travel that is billed by zone."""

    _name = "fieldwork.travel.zone"
    _description = "Travel Zone"
    _order = "sequence, id"

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, help="Empty: for all."
    )
    zip_prefixes = fields.Char(
        string="Postal Codes",
        help="Beginnings of the postal codes of the zone, with commas between them: "
        "060, 061. A zone chosen on the site itself comes first.",
    )

    def _of_site(self, site):
        """Return the zone of ``self`` in which ``site`` lies, or none."""
        if site.fieldwork_travel_zone_id:
            return site.fieldwork_travel_zone_id
        code = (site.zip or "").replace(" ", "")
        for zone in self:
            prefixes = (zone.zip_prefixes or "").replace(" ", "").split(",")
            if code and any(p and code.startswith(p) for p in prefixes):
                return zone
        return self.browse()
