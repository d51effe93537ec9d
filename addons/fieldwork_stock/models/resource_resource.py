from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.fieldwork.tools.actions import titled


class ResourceResource(models.Model):
    """What a van, or a technician without one, carries."""

    _inherit = "resource.resource"

    def write(self, vals):
        res = super().write(vals)
        if {"active", "name"} & vals.keys():
            self._fieldwork_follow_location(vals)
        return res

    def _fieldwork_stock_location(self, company):
        """Return where the stock of each resource is, made when first needed.

        A technician with a usual van carries nothing of their own: the van does.

        :param company: the company whose stock is meant
        :return: ``{resource.id: location}``; no entry for tools and instruments
        """
        # sudo: people ask for it who have no rights on resources or the warehouse
        keepers = {
            resource.id: resource._fieldwork_stock_keeper() for resource in self.sudo()
        }
        wanted = self.browse().sudo().union(*keepers.values())
        locations = self.env["stock.location"].sudo().with_context(active_test=False)
        found = locations.search(
            [
                ("fieldwork_resource_id", "in", wanted.ids),
                ("company_id", "=", company.id),
            ]
        )
        missing = wanted - found.fieldwork_resource_id
        if missing:
            parent = company._fieldwork_place("vans")
            found |= locations._fieldwork_create(
                [keeper._prepare_location_vals(company, parent) for keeper in missing]
            )
        by_keeper = {location.fieldwork_resource_id: location for location in found}
        return {id_: by_keeper[keeper] for id_, keeper in keepers.items() if keeper}

    def _fieldwork_stock_keeper(self):
        """Return the resource whose location holds what this one carries, or none."""
        self.ensure_one()
        if self.fieldwork_kind == "technician":
            return self.fieldwork_van_id or self
        return self if self.fieldwork_kind == "van" else self.browse()

    def _prepare_location_vals(self, company, parent):
        """Return the values of the location of a van or technician (hook)."""
        self.ensure_one()
        return {
            "name": self.name,
            "usage": "internal",
            "location_id": parent.id,
            "company_id": company.id,
            "fieldwork_resource_id": self.id,
            "active": self.active,
        }

    def _fieldwork_follow_location(self, vals):
        """Name, archive and bring back the locations of resources with them.

        What still holds something stays, to be emptied: a person who leaves is not
        kept because of parts.
        """
        # sudo: HR archives people, and has no rights on the warehouse
        locations = self.env["stock.location"].sudo().with_context(active_test=False)
        own = locations.search([("fieldwork_resource_id", "in", self.ids)])
        if not own:
            return
        if vals.get("name"):
            own.write({"name": vals["name"]})
        if "active" in vals:
            filled = self.env["stock.quant"].sudo()
            if not vals["active"]:
                filled = filled.search(
                    [
                        ("location_id", "child_of", own.ids),
                        "|",
                        ("quantity", "!=", 0),
                        ("reserved_quantity", "!=", 0),
                    ]
                )
            own.filtered(
                lambda location: not filled.location_id.filtered(
                    lambda inner: inner._child_of(location)
                )
            ).write({"active": bool(vals["active"])})

    def action_fieldwork_view_stock(self):
        """Open what the van or technician carries."""
        self.ensure_one()
        self.check_access("read")
        location = self._fieldwork_stock_location(
            self.company_id or self.env.company
        ).get(self.id)
        if not location:
            raise UserError(
                self.env._(
                    "%(name)s carries no stock: only vans and technicians do.",
                    name=self.name,
                )
            )
        action = self.env["ir.actions.actions"]._for_xml_id(
            "fieldwork_stock.stock_quant_action_vans"
        )
        return titled(
            action,
            self.env._("Stock of %(name)s", name=location.name),
            domain=[("location_id", "child_of", location.id)],
            context={},
        )

    @api.model
    def action_fieldwork_my_stock(self):
        """Open what the user carries, in their usual van or without one."""
        # sudo: the own resource is no secret
        own = self.env.user.sudo().fieldwork_resource_ids[:1]
        if not own:
            raise UserError(
                self.env._("You are no technician, and carry no parts of the company.")
            )
        return own.with_env(self.env).action_fieldwork_view_stock()
