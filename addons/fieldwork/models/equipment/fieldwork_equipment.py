from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...tools.actions import titled

DISPATCHER_GROUP = "fieldwork.group_fieldwork_dispatcher"


class FieldworkEquipment(models.Model):
    """What stands at a customer's site: a machine, or a component of one."""

    _name = "fieldwork.equipment"
    _description = "Equipment"
    _inherit = ["mail.thread", "mail.activity.mixin", "image.mixin"]
    _order = "name, id"
    _parent_store = True
    _check_company_auto = True
    _rec_names_search = ["name", "serial"]
    # A technician who may not edit the card may write a note and add a photo.
    _mail_post_access = "read"

    name = fields.Char(
        required=True,
        index="trigram",
        tracking=True,
        help="Free: many machines may have the same name, serials tell them apart.",
    )
    active = fields.Boolean(default=True, tracking=True)
    color = fields.Integer()
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    category_id = fields.Many2one(
        "fieldwork.equipment.category",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    properties = fields.Properties(
        definition="category_id.properties_definition", copy=True
    )
    parent_id = fields.Many2one(
        "fieldwork.equipment",
        string="Component Of",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="The machine this is a part of. A component stands where its machine "
        "stands and belongs to the same customer.",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("fieldwork.equipment", "parent_id", string="Components")
    component_count = fields.Integer(
        compute="_compute_component_count", help="Components on all levels."
    )

    product_id = fields.Many2one(
        "product.product",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    serial = fields.Char(
        string="Serial Number", index="trigram", copy=False, tracking=True
    )
    brand_id = fields.Many2one(
        "fieldwork.equipment.brand",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    model_name = fields.Char(string="Model", help="As it stands on the nameplate.")
    installed_on = fields.Date(tracking=True)
    notes = fields.Html()
    duplicate_ids = fields.Many2many(
        "fieldwork.equipment",
        string="Same Serial Number",
        compute="_compute_duplicate_ids",
        help="Other equipment with this serial number: perhaps the same machine twice.",
    )

    warranty_parts_until = fields.Date(string="Parts Until", tracking=True)
    warranty_labour_until = fields.Date(string="Labour Until", tracking=True)
    warranty_travel_until = fields.Date(string="Travel Until", tracking=True)
    warranty_until = fields.Date(
        compute="_compute_warranty_until",
        store=True,
        index="btree_not_null",
        help="The last day on which parts, labour or travel are under warranty.",
    )
    under_warranty = fields.Boolean(
        compute="_compute_under_warranty",
        search="_search_under_warranty",
        help="Parts, labour or travel are under warranty today.",
    )

    meter_ids = fields.One2many("fieldwork.meter", "equipment_id", string="Meters")
    reading_ids = fields.One2many(
        "fieldwork.meter.reading", "equipment_id", string="Readings"
    )
    reading_count = fields.Integer(compute="_compute_reading_count")
    document_count = fields.Integer(compute="_compute_document_count")

    _serial_uniq = models.UniqueIndex(
        "(company_id, product_id, serial) WHERE serial IS NOT NULL",
        lambda env, diagnostics: env._(
            "This serial number is registered for this product already: search for it "
            "and open the card that is there. %(detail)s",
            detail=(diagnostics and diagnostics.message_detail) or "",
        ),
    )

    @api.depends("name", "serial")
    def _compute_display_name(self):
        for equipment in self:
            name = equipment.name or ""
            if equipment.serial:
                name = f"{name} [{equipment.serial}]"
            equipment.display_name = name

    def _compute_component_count(self):
        counts = dict.fromkeys(self.ids, 0)
        for component in self.search([("id", "child_of", self.ids)]):
            for ancestor in component._ancestor_ids():
                if ancestor in counts:
                    counts[ancestor] += 1
        for equipment in self:
            equipment.component_count = counts.get(equipment.id, 0)

    @api.depends("serial", "company_id")
    def _compute_duplicate_ids(self):
        variants = {
            equipment: {equipment.serial, equipment.serial.upper()}
            for equipment in self
            if equipment.serial
        }
        domain = Domain("serial", "in", sorted(set().union(*variants.values())))
        found = self.search(domain) if variants else self
        for equipment in self:
            serials = variants.get(equipment, ())
            equipment.duplicate_ids = found.filtered(
                lambda other, equipment=equipment, serials=serials: (
                    other.serial in serials
                    and other != equipment._origin
                    and other.company_id == equipment.company_id
                )
            )

    @api.depends(
        "warranty_parts_until", "warranty_labour_until", "warranty_travel_until"
    )
    def _compute_warranty_until(self):
        for equipment in self:
            dates = (
                equipment.warranty_parts_until,
                equipment.warranty_labour_until,
                equipment.warranty_travel_until,
            )
            equipment.warranty_until = max(filter(None, dates), default=False)

    @api.depends("warranty_until")
    def _compute_under_warranty(self):
        today = fields.Date.context_today(self)
        for equipment in self:
            until = equipment.warranty_until
            equipment.under_warranty = bool(until) and until >= today

    def _search_under_warranty(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        domain = Domain.FALSE
        if True in value:
            domain |= Domain("warranty_until", ">=", today)
        if False in value:
            domain |= Domain("warranty_until", "=", False)
            domain |= Domain("warranty_until", "<", today)
        return domain

    def _compute_reading_count(self):
        counts = dict(
            self.env["fieldwork.meter.reading"]._read_group(
                [("equipment_id", "in", self.ids)], ["equipment_id"], ["__count"]
            )
        )
        for equipment in self:
            equipment.reading_count = counts.get(equipment, 0)

    def _compute_document_count(self):
        counts = dict(
            self.env["ir.attachment"]._read_group(
                [("res_model", "=", self._name), ("res_id", "in", self.ids)],
                ["res_id"],
                ["__count"],
            )
        )
        for equipment in self:
            equipment.document_count = counts.get(equipment.id, 0)

    @api.onchange("product_id")
    def _onchange_product_id(self):
        if self.product_id and not self.name:
            self.name = self.product_id.name

    @api.model_create_multi
    def create(self, vals_list):
        # Who made it and when stands on the card; nobody follows what they typed in.
        quiet = self.with_context(mail_create_nolog=True, mail_create_nosubscribe=True)
        vals_list = [self._clean_vals(vals) for vals in vals_list]
        self._check_serials_free(
            (
                vals.get("company_id") or self.env.company.id,
                vals.get("product_id"),
                vals.get("serial"),
            )
            for vals in vals_list
        )
        equipment = super(FieldworkEquipment, quiet).create(vals_list)
        equipment = equipment.with_env(self.env)
        equipment._create_usual_meters()
        return equipment

    def write(self, vals):
        vals = self._clean_vals(vals)
        if {"company_id", "product_id", "serial"} & vals.keys():
            self._check_serials_free(
                (
                    vals.get("company_id", one.company_id.id),
                    vals.get("product_id", one.product_id.id),
                    vals.get("serial", one.serial),
                )
                for one in self
            )
        res = super().write(vals)
        if vals.get("category_id"):
            self._create_usual_meters()
        return res

    def action_archive(self):
        """Archive with all components: none stays behind without its machine."""
        return super(FieldworkEquipment, self._subtree()).action_archive()

    def action_unarchive(self):
        """Bring back with all components, as they went."""
        return super(FieldworkEquipment, self._subtree()).action_unarchive()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_components(self):
        left = self._subtree() - self
        if left:
            raise UserError(
                self.env._(
                    "%(machines)s cannot be deleted while components are left: delete "
                    "them first, take them out, or archive the machine.",
                    machines=", ".join(left.parent_id.mapped("display_name")),
                )
            )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        if "name" not in (default or {}):
            for equipment, vals in zip(self, vals_list, strict=True):
                vals["name"] = self.env._("%(name)s (copy)", name=equipment.name)
        return vals_list

    @api.model
    def _clean_vals(self, vals):
        """Take the blanks off texts that are compared; an empty serial is none."""
        cleaned = {
            name: (vals[name] or "").strip() or False
            for name in ("name", "serial", "model_name")
            if name in vals
        }
        return {**vals, **cleaned}

    def _check_serials_free(self, keys):
        """Name the machine that has a serial number already.

        What two people save at one moment is left to the unique index.

        :param keys: ``(company id, product id, serial)`` that ``self`` is to have
        """
        keys = [key for key in keys if all(key)]
        if not keys:
            return
        # Archived ones count, and those that the user does not see.
        others = self.sudo().with_context(active_test=False)
        companies, products, serials = map(list, zip(*keys, strict=True))
        found = others.search(
            [
                ("company_id", "in", companies),
                ("product_id", "in", products),
                ("serial", "in", serials),
                ("id", "not in", self.ids),
            ]
        )
        taken = {(one.company_id.id, one.product_id.id, one.serial) for one in found}
        for key, count in Counter(keys).items():
            if key not in taken and count == 1:
                continue
            self._refuse_serial(key, found)

    def _refuse_serial(self, key, found):
        _company_id, product_id, serial = key
        other = found.filtered(
            lambda one: (one.company_id.id, one.product_id.id, one.serial) == key
        )
        raise ValidationError(
            self.env._(
                "Serial number %(serial)s of %(product)s is registered already, for "
                "%(equipment)s: correct the number, or use that card.",
                serial=serial,
                product=self.env["product.product"].browse(product_id).display_name,
                equipment=other.name or self.env._("another one of these"),
            )
        )

    @api.model
    def _search_display_name(self, operator, value):
        """Find by ``name [serial]`` too, as exports write it and imports bring it."""
        domain = Domain(super()._search_display_name(operator, value))
        if operator in Domain.NEGATIVE_OPERATORS:
            return domain
        for text in [value] if isinstance(value, str) else value or []:
            if isinstance(text, str) and text.endswith("]") and " [" in text:
                name, _separator, serial = text[:-1].rpartition(" [")
                domain |= Domain("name", "=", name) & Domain("serial", "=", serial)
        return domain

    def _ancestor_ids(self):
        """Return the ids of the machines that this one is a component of."""
        self.ensure_one()
        return [int(id_) for id_ in (self.parent_path or "").split("/")[:-2]]

    def _subtree(self):
        """Return the records with their components on all levels, archived or not."""
        every = self.with_context(active_test=False)
        return every.search([("id", "child_of", self.ids)]).with_env(self.env)

    def _create_usual_meters(self):
        """Give equipment without meters those of its category."""
        bare = self.filtered("category_id.meter_ids").filtered(
            lambda equipment: not equipment.with_context(active_test=False).meter_ids
        )
        # Meters come with the machine, also for a technician who may not define any.
        self.env["fieldwork.meter"].sudo().create(
            [
                line._prepare_meter_vals(equipment)
                for equipment in bare
                for line in equipment.category_id.meter_ids
            ]
        )

    def action_view_components(self):
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "fieldwork.fieldwork_equipment_action"
        )
        return titled(
            action,
            self.env._("Components of %(name)s", name=self.display_name),
            domain=[("id", "child_of", self.id), ("id", "!=", self.id)],
            context={"default_parent_id": self.id},
        )

    def action_view_readings(self):
        """Open the chart: of the first meter, as hours and bars share no axis."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "fieldwork.fieldwork_meter_reading_action"
        )
        meter = self.meter_ids[:1]
        return titled(
            action,
            self.env._("Readings of %(name)s", name=self.display_name),
            domain=[("equipment_id", "=", self.id)],
            context={
                "fill_temporal": False,
                "search_default_meter_id": meter.id,
                "default_meter_id": meter.id,
            },
        )

    def action_view_documents(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Documents"),
            "res_model": "ir.attachment",
            "view_mode": "kanban,list,form",
            "domain": [("res_model", "=", self._name), ("res_id", "=", self.id)],
            "context": {"default_res_model": self._name, "default_res_id": self.id},
            "help": self.env._(
                "Manuals, acceptance records, drawings: whatever one needs at the "
                "machine."
            ),
        }

    def action_open(self):
        """Open the card from a list that stands inside another card."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }
