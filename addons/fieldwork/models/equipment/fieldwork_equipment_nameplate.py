from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError

from .fieldwork_equipment import DISPATCHER_GROUP

# What one can say of a machine while standing in front of it.
NAMEPLATE_FIELDS = {
    "name",
    "parent_id",
    "site_id",
    "location",
    "category_id",
    "properties",
    "product_id",
    "brand_id",
    "model_name",
    "serial",
    "installed_on",
    "image_1920",
    "notes",
}


class FieldworkEquipment(models.Model):
    """Made on site by the technician, from what the nameplate says."""

    _inherit = "fieldwork.equipment"

    client_uuid = fields.Char(
        copy=False,
        readonly=True,
        help="Made up by the device, so that what it sends twice is there once.",
    )

    can_edit = fields.Boolean(
        compute="_compute_can_edit", help="Whether the present user may edit the card."
    )

    _client_uuid_uniq = models.UniqueIndex(
        "(client_uuid) WHERE client_uuid IS NOT NULL",
        "This equipment was sent already.",
    )

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_edit(self):
        editable = self._filtered_access("write")
        for equipment in self:
            equipment.can_edit = not equipment.id or equipment in editable

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return key + (self.env.user.has_group(DISPATCHER_GROUP),)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Show a card that a technician may not edit as what it is: to be read."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form" and not self.env.user.has_group(DISPATCHER_GROUP):
            for node in arch.xpath("//field[not(ancestor::field)]"):
                field = self._fields[node.get("name")]
                readonly = node.get("readonly") or str(field.readonly)
                node.set("readonly", f"not can_edit or ({readonly})")
        return arch, view

    @api.model_create_multi
    def create(self, vals_list):
        equipment = super().create(vals_list)
        equipment._check_technician_place()
        return equipment

    def write(self, vals):
        res = super().write(vals)
        if "site_id" in vals or "partner_id" in vals:
            self._check_technician_place()
        return res

    @api.model
    def create_from_nameplate(self, vals, client_uuid=None):
        """Register a machine found on site; the office confirms it.

        :param dict vals: any of ``NAMEPLATE_FIELDS`` (``site_id`` or ``parent_id``
            needed), and ``brand``: the maker's name as it stands on the plate
        :param str client_uuid: made by the device; sent again it makes nothing new
        :return: the equipment, ``to_confirm``
        """
        if client_uuid:
            there = self.with_context(active_test=False).search(
                [("client_uuid", "=", client_uuid)]
            )
            if there:
                return there
        vals = self._prepare_nameplate_vals(vals)
        try:
            return self.create({**vals, "client_uuid": client_uuid})
        except UniqueViolation as error:
            if client_uuid and "client_uuid" in (error.diag.constraint_name or ""):
                # The same message came twice at one moment: the second try finds it.
                raise ConcurrencyError("Equipment sent twice") from error
            raise

    @api.model
    def _prepare_nameplate_vals(self, vals):
        """Return values for ``create`` from what a technician typed in."""
        vals = dict(vals)
        brand_name = (vals.pop("brand", None) or "").strip()
        unknown = sorted(vals.keys() - NAMEPLATE_FIELDS)
        if unknown:
            raise UserError(
                self.env._(
                    "A nameplate does not say %(fields)s: leave that to the office.",
                    fields=", ".join(unknown),
                )
            )
        if brand_name and not vals.get("brand_id"):
            vals["brand_id"] = self.env["fieldwork.equipment.brand"].name_create(
                brand_name
            )[0]
        if not (vals.get("name") or "").strip():
            vals["name"] = self._name_from_nameplate(vals)
        if not (vals.get("site_id") or vals.get("parent_id")):
            self._refuse_without_site(vals["name"])
        return {**vals, "state": "to_confirm"}

    @api.model
    def _name_from_nameplate(self, vals):
        """Return a name from brand and model, or whatever else is known."""
        brand = self.env["fieldwork.equipment.brand"].browse(vals.get("brand_id"))
        product = self.env["product.product"].browse(vals.get("product_id"))
        category = self.env["fieldwork.equipment.category"].browse(
            vals.get("category_id")
        )
        plate = " ".join(filter(None, [brand.name, vals.get("model_name")]))
        return product.name or plate or category.name or self.env._("Equipment")

    def _check_technician_place(self):
        """A technician says where the machine stands, at a site open to them."""
        if self._is_office():
            return
        for equipment in self:
            if not equipment.site_id:
                self._refuse_without_site(equipment.name)
        self._check_technician_sites(self.site_id)

    def _check_technician_sites(self, sites):
        """Refuse sites where the present user, a technician, has no work.

        To be narrowed where visits are known; any site that may be read is open here.
        """
        sites.check_access("read")

    def _refuse_without_site(self, name):
        raise UserError(
            self.env._(
                "Say at which site %(equipment)s stands, or which machine it is a "
                "component of: the office cannot find it otherwise.",
                equipment=name,
            )
        )
