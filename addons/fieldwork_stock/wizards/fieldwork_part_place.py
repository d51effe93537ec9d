from odoo import fields, models


class FieldworkPartPlace(models.TransientModel):
    """One place where a part is."""

    _name = "fieldwork.part.place"
    _description = "Place of a Part"
    _order = "id"

    search_id = fields.Many2one(
        "fieldwork.part.search", required=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("own", "Here"),
            ("van", "Van"),
            ("warehouse", "Warehouse"),
            ("incoming", "Incoming"),
        ],
        required=True,
    )
    name = fields.Char(string="Place")
    location_id = fields.Many2one("stock.location")
    resource_id = fields.Many2one("resource.resource", string="Van or Technician")
    quantity = fields.Float(string="Free", digits="Product Unit")
    uom_id = fields.Many2one(related="search_id.uom_id")
    distance_km = fields.Float(
        string="Distance (km)",
        digits=(10, 1),
        help="As the crow flies, from where the van starts its day to the site.",
    )
    date = fields.Datetime(string="Expected")

    def action_take(self):
        """Open the dialog that hands the part over, filled in."""
        self.ensure_one()
        search = self.search_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hand Over"),
            "res_model": "fieldwork.part.transfer",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_product_id": search.product_id.id,
                "default_quantity": min(search.quantity or 1.0, self.quantity),
                "default_source_id": self.resource_id.id,
                "default_target_id": search.target_id.id,
            },
        }
