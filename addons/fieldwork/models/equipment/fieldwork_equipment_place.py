from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.arguments import as_utc

# What a component has in common with its machine.
PLACE_FIELDS = ("company_id", "partner_id", "site_id")


class FieldworkEquipment(models.Model):
    """Where a piece of equipment stands and whose it is."""

    _inherit = "fieldwork.equipment"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Whose it is. Empty while it belongs to nobody outside the company.",
    )
    customer_entity_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Customer's Entity"
    )
    site_id = fields.Many2one(
        "res.partner",
        compute="_compute_site_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Where it stands: a site of the customer, or the customer's own address.",
    )
    location = fields.Char(
        string="Place on Site", help="Where to look for it: roof, cellar, hall 3."
    )
    move_ids = fields.One2many(
        "fieldwork.equipment.move", "equipment_id", string="Moves", readonly=True
    )

    @api.depends("partner_id")
    def _compute_site_id(self):
        astray = self.filtered(
            lambda equipment: not equipment._is_site_of_customer()
            or (equipment.partner_id and not equipment.site_id)
        )
        sites = astray.partner_id._fieldwork_default_site()
        for equipment in astray:
            equipment.site_id = sites.get(equipment.partner_id.id)
        for equipment in self - astray:
            equipment.site_id = equipment.site_id

    @api.constrains("partner_id", "site_id")
    def _check_site(self):
        for equipment in self:
            if not equipment._is_site_of_customer():
                raise ValidationError(
                    self.env._(
                        "%(site)s is no site of %(customer)s: choose a site of the "
                        "customer for %(equipment)s, or change the customer too.",
                        site=equipment.site_id.display_name,
                        customer=equipment.partner_id.display_name
                        or self.env._("nobody"),
                        equipment=equipment.display_name,
                    )
                )

    @api.constrains("parent_id", *PLACE_FIELDS)
    def _check_place_of_machine(self):
        for equipment in self.filtered("parent_id"):
            if equipment._place() != equipment.parent_id._place():
                raise ValidationError(
                    self.env._(
                        "%(component)s is a component of %(machine)s and stands where "
                        "that stands: move the machine, or take the component out of "
                        "it first (empty “Component Of”).",
                        component=equipment.display_name,
                        machine=equipment.parent_id.display_name,
                    )
                )

    @api.onchange("parent_id")
    def _onchange_parent_id(self):
        if self.parent_id:
            self.update(self.parent_id._place())

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._complete_place(vals) for vals in vals_list])

    def write(self, vals):
        if not {"parent_id", *PLACE_FIELDS} & vals.keys():
            return super().write(vals)
        vals = self._complete_place(vals)
        self._check_not_below_itself(vals.get("parent_id"))
        # sudo: a part goes where its machine goes, also one that the user, a
        # technician on site, may not edit by itself.
        tree = self.sudo()._subtree()
        before = {one.id: (one.partner_id, one.site_id) for one in tree}
        res = super().write(vals)
        for place, components in self._components_astray(tree).items():
            super(FieldworkEquipment, components).write(dict(place))
        tree._log_moves(before)
        return res

    def action_move(self, site=None, partner=None, at=None, note=None):
        """Move to another site, or to another owner, with all components.

        :param site: record or id; None leaves it to the customer's only site
        :param partner: record or id of the customer; None: whose site it is
        :param at: when, as datetime or ISO string; now by default
        :param str note: why or how, kept in the history of moves
        """
        partners = self.env["res.partner"]
        site = partners.browse(int(site) if site else None)
        partner = partners.browse(int(partner) if partner else None)
        moving = self.with_context(
            fieldwork_move={"date": as_utc(self.env, at), "note": note}
        )
        if partner:
            vals = {"site_id": site.id} if site else {}
            moving.write({"partner_id": partner.id, **vals})
            return True
        entity = site.commercial_partner_id
        same = moving.filtered(lambda one: site and one.customer_entity_id == entity)
        same.write({"site_id": site.id})
        (moving - same).write({"partner_id": entity.id, "site_id": site.id})
        return True

    def action_ask_move(self):
        """Open the dialog that asks where to."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Move Equipment"),
            "res_model": "fieldwork.equipment.relocate",
            "view_mode": "form",
            "target": "new",
            "context": {"default_equipment_ids": self.ids},
        }

    def _is_site_of_customer(self):
        """Whether the site is the customer, or of the customer's entity; none is."""
        self.ensure_one()
        site, partner = self.site_id, self.partner_id
        entity = partner.commercial_partner_id
        return not site or site == partner or site.commercial_partner_id == entity

    def _place(self):
        self.ensure_one()
        return {name: self[name].id for name in PLACE_FIELDS}

    @api.model
    def _complete_place(self, vals):
        """Take the place from the machine, and the customer from the site."""
        vals = dict(vals)
        if vals.get("parent_id"):
            place = self.browse(vals["parent_id"])._place()
            vals.update({key: id_ for key, id_ in place.items() if not vals.get(key)})
        elif vals.get("site_id") and not vals.get("partner_id"):
            if not (self.partner_id or self.env.context.get("default_partner_id")):
                site = self.env["res.partner"].browse(vals["site_id"])
                vals["partner_id"] = site.commercial_partner_id.id
        return vals

    def _check_not_below_itself(self, parent_id):
        machine = self.browse(parent_id or [])
        above = {*machine.ids, *(machine._ancestor_ids() if machine else ())}
        looped = self.filtered(lambda equipment: equipment.id in above)
        if looped:
            raise ValidationError(
                self.env._(
                    "%(equipment)s cannot become a component of %(machine)s, which is "
                    "that machine itself or a part of it: choose another machine.",
                    equipment=looped[0].display_name,
                    machine=machine.display_name,
                )
            )

    def _components_astray(self, tree):
        """Return the components in ``tree`` that are to follow the records of self.

        :return: ``{((field, value), ...): components}``
        """
        self_ids, astray = set(self.ids), {}
        for component in tree.filtered(lambda one: one.id not in self_ids):
            root = next(id_ for id_ in component._ancestor_ids() if id_ in self_ids)
            place = self.browse(root).sudo()._place()
            if component._place() != place:
                key = tuple(place.items())
                astray[key] = astray.get(key, component.browse()) | component
        return astray

    def _log_moves(self, before):
        """Write into the history what moved.

        :param dict before: ``{id: (customer, site)}`` as it was
        """
        told = self.env.context.get("fieldwork_move") or {}
        # sudo: the history writes itself, no user may.
        self.env["fieldwork.equipment.move"].sudo().create(
            [
                equipment._prepare_move_vals(*before[equipment.id], told)
                for equipment in self
                if before[equipment.id] != (equipment.partner_id, equipment.site_id)
            ]
        )

    def _prepare_move_vals(self, partner, site, told):
        self.ensure_one()
        return {
            "equipment_id": self.id,
            "date": told.get("date") or fields.Datetime.now(),
            "user_id": self.env.uid,
            "note": told.get("note"),
            "from_partner_id": partner.id,
            "from_site_id": site.id,
            "to_partner_id": self.partner_id.id,
            "to_site_id": self.site_id.id,
        }
