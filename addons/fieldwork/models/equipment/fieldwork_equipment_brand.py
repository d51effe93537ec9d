from odoo import api, fields, models


class FieldworkEquipmentBrand(models.Model):
    _name = "fieldwork.equipment.brand"
    _description = "Equipment Brand"
    _order = "name, id"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Manufacturer",
        index="btree_not_null",
        help="Whom to call about parts, manuals and warranty.",
    )
    website = fields.Char()
    equipment_ids = fields.One2many("fieldwork.equipment", "brand_id")
    equipment_count = fields.Integer(compute="_compute_equipment_count")

    _name_uniq = models.UniqueIndex(
        "(lower(name))",
        "This brand is there already, perhaps archived or in another spelling.",
    )

    def _compute_equipment_count(self):
        counts = dict(
            self.env["fieldwork.equipment"]._read_group(
                [("brand_id", "in", self.ids)], ["brand_id"], ["__count"]
            )
        )
        for brand in self:
            brand.equipment_count = counts.get(brand, 0)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_vals(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._clean_vals(vals))

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        if "name" not in (default or {}):
            for brand, vals in zip(self, vals_list, strict=True):
                vals["name"] = self.env._("%(name)s (copy)", name=brand.name)
        return vals_list

    @api.model
    def name_create(self, name):
        """Take the brand that is there in another spelling, instead of failing on it.

        A nameplate says VAILLANT, the office wrote Vaillant.
        """
        brand = self._find_by_name(name)
        return (brand.id, brand.display_name) if brand else super().name_create(name)

    @api.model
    def _find_by_name(self, name):
        """Return the brand of that name, in whatever case; empty when unknown."""
        escaped = name.strip().replace("\\", "\\\\")
        for wildcard in "%_":
            escaped = escaped.replace(wildcard, f"\\{wildcard}")
        return self.with_context(active_test=False).search(
            [("name", "=ilike", escaped)], limit=1
        )

    @api.model
    def _clean_vals(self, vals):
        if vals.get("name"):
            return {**vals, "name": vals["name"].strip()}
        return vals
