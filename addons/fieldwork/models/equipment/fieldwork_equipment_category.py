from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

SEPARATOR = " / "


class FieldworkEquipmentCategory(models.Model):
    _name = "fieldwork.equipment.category"
    _description = "Equipment Category"
    _parent_store = True
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    display_name = fields.Char(recursive=True)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    parent_id = fields.Many2one(
        "fieldwork.equipment.category",
        string="Parent Category",
        index=True,
        ondelete="restrict",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many(
        "fieldwork.equipment.category", "parent_id", string="Subcategories"
    )
    properties_definition = fields.PropertiesDefinition("Equipment Properties")
    meter_ids = fields.One2many(
        "fieldwork.equipment.category.meter",
        "category_id",
        string="Usual Meters",
        copy=True,
        help="New equipment of this category gets these meters.",
    )
    equipment_count = fields.Integer(compute="_compute_equipment_count")

    @api.depends("name", "parent_id.display_name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        # Not stored, so that each reader sees the whole path in their language.
        for category in self:
            names = [category.parent_id.display_name, category.name]
            category.display_name = SEPARATOR.join(filter(None, names))

    def _compute_equipment_count(self):
        counts = self.env["fieldwork.equipment"]._read_group(
            [("category_id", "child_of", self.ids)], ["category_id"], ["__count"]
        )
        totals = dict.fromkeys(self.ids, 0)
        for category, count in counts:
            for ancestor in map(int, category.parent_path.split("/")[:-1]):
                if ancestor in totals:
                    totals[ancestor] += count
        for category in self:
            category.equipment_count = totals.get(category.id, 0)

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A category cannot be below itself: choose another parent.")
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = (
            self.env["fieldwork.equipment"]
            .sudo()  # also equipment of companies the user does not see
            .with_context(active_test=False)
            ._read_group([("category_id", "in", self.ids)], ["category_id"])
        )
        if used:
            raise UserError(
                self.env._(
                    "There is equipment in %(categories)s: archive the category, or "
                    "move the equipment to another one first.",
                    categories=", ".join(category.display_name for (category,) in used),
                )
            )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        if "name" not in (default or {}):
            for category, vals in zip(self, vals_list, strict=True):
                vals["name"] = self.env._("%(name)s (copy)", name=category.name)
        return vals_list

    @api.model
    def _search_display_name(self, operator, value):
        """Find by the whole path too, as exports write it and imports bring it back."""
        domain = Domain(super()._search_display_name(operator, value))
        if operator in Domain.NEGATIVE_OPERATORS:
            return domain
        for text in [value] if isinstance(value, str) else value or []:
            if isinstance(text, str) and SEPARATOR in text:
                parent, _separator, name = text.rpartition(SEPARATOR)
                single = "=" if operator == "in" else operator
                domain |= Domain("name", single, name) & Domain(
                    "parent_id.display_name", single, parent
                )
        return domain
